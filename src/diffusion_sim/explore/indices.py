"""Which parameters decide: sensitivity indices with intervals, the noise of replicates kept apart.

The response at a point is the expected value over replicates; what is seen is the mean of a few. The noise
that remains widens no index: a surrogate averages it out over the points, and Saltelli's estimator has its
share subtracted (the variance between districts, or lucks, of each difference it squares). Intervals come
from resampling points and districts together; the same districts at all points, because all points met them.
An index under .03 comes out of the surrogate too small, and its interval with it (verification/index_coverage.py):
it names nothing as deciding. Morris's measures are in :mod:`.morris`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.explore import chaos
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.morris import measures
from diffusion_sim.explore.resampling import F8, interval, leaders, ranked, resample, together
from diffusion_sim.explore.samplers import stream
from diffusion_sim.explore.study import Values, district_means

#: Resamples behind an interval.
RESAMPLES = 100
#: Share of the variance that is no noise which the surrogate must predict before its indices are believed.
ENOUGH = 0.5


@dataclass(frozen=True)
class Indices:
    """Sensitivity of one response.

    Attributes
    ----------
    table : DataFrame
        One row per parameter, the largest first. Sobol: ``parameter``, ``total_order``, ``low``, ``high``,
        ``first_order``, ``first_low``, ``first_high``. Morris: ``parameter``, ``mu_star``, ``low``, ``high``,
        ``sigma``, ``mu`` (see :func:`.morris.measures`).
    method : str
        ``surrogate``, ``saltelli`` or ``morris``.
    r2 : float
        Share of the variance between points that the surrogate predicts (ten-fold cross-validation); NaN
        for the other methods.
    noise : float
        Share of the variance between points that is the noise of few replicates, as estimated.
    together : float
        Share of resamples in which the same two parameters lead; NaN where fewer than two do (:attr:`leading`).
    points, replicates : int
        Points and replicates that were used.
    """

    table: pd.DataFrame
    method: str
    r2: float
    noise: float
    together: float
    points: int
    replicates: int

    @property
    def predicted(self) -> float:
        """Share of the variance that is not noise which the surrogate predicts, at most 1."""
        return predicted(self.r2, self.noise)

    @property
    def believed(self) -> bool:
        """Whether the indices can be relied on: always for estimators from a design of their own."""
        return self.method != "surrogate" or (self.predicted >= ENOUGH and float(self.table["total_order"].max()) > 0)

    @property
    def leading(self) -> pd.DataFrame:
        """The parameters that decide, at most two, the largest first; none where the indices are not believed.

        A parameter leads whose total-order index is .03 or more and whose interval lies above 0; of Morris's
        measures, whose interval lies above 0. Columns: ``parameter``, ``total_order`` (``mu_star``), ``low``, ``high``.
        """
        found = leaders(self.table)
        return found if self.believed else found.head(0)


def indices(design: Design, values: Values, level: float = 0.95, resamples: int = RESAMPLES, seed: int = 1) -> Indices:
    """Return the indices that the design allows: Saltelli's, Morris's, or by a surrogate for any spread points.

    Parameters
    ----------
    design : Design
        With axes.
    values : Values
        At the design's points.
    level : float
        Of the intervals.
    resamples : int
        Behind the intervals.
    seed : int
        Of the resampling.

    Raises
    ------
    BadInput
        For a design without ranges, or with too few points that have a value.
    """
    if not design.axes:
        raise BadInput(f"{design.source} has no ranges (it is {design.method}); allowed: a sampled design.")
    known: NDArray[np.bool_] = np.asarray(~np.isnan(values.value).any(axis=1))
    if design.method in ("saltelli", "morris") and not known.all():
        raise BadInput(
            f"{design.source}: {int((~known).sum())} of {len(known)} points have no value, and {design.method} needs "
            "all of them; allowed: run the rest, or a sobol or lhs design."
        )
    if int(known.sum()) < 2 * chaos.FOLDS:
        raise BadInput(
            f"{design.source}: {int(known.sum())} points have a value; allowed: {2 * chaos.FOLDS} or more for indices."
        )
    x, y = design.unit()[known], district_means(values.value[known], values.district)
    if y.shape[1] == 1:
        # With one district its lucks are the units, and the indices speak of that district.
        y = values.value[known]
    names = [axis.key for axis in design.axes]
    make: Callable[..., Indices] = {"saltelli": _saltelli, "morris": _morris}.get(design.method, _surrogate)
    return make(names, x, y, level, resamples, stream(seed), values.value.shape[1])


def predicted(r2: float, noise: float) -> float:
    """Return the share of the variance that is not noise which a surrogate predicts, at most 1."""
    return min(1.0, max(0.0, r2 / max(1.0 - noise, 1e-9)))


def noise_share(y: F8) -> float:
    """Return the share of the variance of the point means that is noise of the units, from (points, units)."""
    if y.shape[1] < 2:
        return float("nan")
    means = y.mean(axis=1)
    # What all points share through their common districts is no difference between points.
    apart = y - means[:, None] - y.mean(axis=0) + y.mean()
    noise = float((apart**2).sum() / ((len(y) - 1) * (y.shape[1] - 1))) / y.shape[1]
    spread = float(means.var(ddof=1))
    return min(1.0, noise / spread) if spread > 0 else float("nan")


def _surrogate(names: list[str], x: F8, y: F8, level: float, resamples: int, key: int, replicates: int) -> Indices:
    found = chaos.fit(x, y.mean(axis=1))
    total, first = np.nan_to_num(found.total_order()), np.nan_to_num(found.first_order())
    noise = float(np.nan_to_num(noise_share(y)))
    # Nothing is told of indices that are not believed: their intervals are not worth a hundred fits.
    if predicted(found.r2, noise) < ENOUGH:
        resamples = 0
    candidates = tuple(dict.fromkeys([*found.terms, *chaos.first_terms(len(names))]))
    B = chaos.basis(x, candidates)
    drawn = []
    for k in range(resamples if found.terms else 0):
        rows, units = resample(key, k, len(x), y.shape[1])
        again = chaos.chosen(B[rows], y[np.ix_(rows, units)].mean(axis=1), candidates, len(found.terms), len(names))
        drawn.append(np.vstack([np.nan_to_num(again.total_order()), np.nan_to_num(again.first_order())]))
    (low, first_low), (high, first_high) = interval(np.vstack([total, first]), drawn, level)
    table = pd.DataFrame({
        "parameter": names, "total_order": total, "low": low, "high": high,
        "first_order": first, "first_low": first_low, "first_high": first_high,
    })  # fmt: skip
    table = ranked(table)
    return Indices(table, "surrogate", found.r2, noise, together(table, names, drawn), len(x), replicates)


def _saltelli(names: list[str], x: F8, y: F8, level: float, resamples: int, key: int, replicates: int) -> Indices:
    d = len(names)
    base = len(x) // (d + 2)
    cube = y[: base * (d + 2)].reshape(base, d + 2, y.shape[1])
    total, first = saltelli(cube)
    drawn = []
    for k in range(resamples):
        rows, units = resample(key, k, base, y.shape[1])
        drawn.append(np.vstack(saltelli(cube[rows][:, :, units], noise_of=cube[rows])))
    (low, first_low), (high, first_high) = interval(np.vstack([total, first]), drawn, level)
    table = pd.DataFrame({
        "parameter": names, "total_order": total, "low": low, "high": high,
        "first_order": first, "first_low": first_low, "first_high": first_high,
    })  # fmt: skip
    noise = noise_share(y)
    table = ranked(table)
    alike = together(table, names, drawn)
    return Indices(table, "saltelli", float("nan"), noise, alike, len(x), replicates)


def saltelli(cube: F8, noise_of: F8 | None = None) -> tuple[F8, F8]:
    """Return total- and first-order indices from Saltelli's design, the noise of the units subtracted.

    Parameters
    ----------
    cube : float64 (base points, inputs + 2, units)
        Per base point: A, then A with each input from B, then B.
    noise_of : float64, optional
        The same with units not resampled, to estimate the noise from; default ``cube``.
    """
    from SALib.analyze.sobol import first_order, total_order

    raw = cube if noise_of is None else noise_of
    mean = cube.mean(axis=2)
    a, mixed, b = mean[:, 0], mean[:, 1:-1], mean[:, -1]
    both = np.concatenate([a, b])
    variance = float(both.var())
    clean = variance * (1.0 - np.nan_to_num(noise_share(np.concatenate([raw[:, 0], raw[:, -1]]))))
    if not clean > 0:
        return np.full(mixed.shape[1], np.nan), np.full(mixed.shape[1], np.nan)
    gap = raw[:, :1] - raw[:, 1:-1]
    units = raw.shape[2]
    wobble = gap.var(axis=2, ddof=1).mean(axis=0) / units if units > 1 else np.zeros(mixed.shape[1])
    total, first = np.empty(mixed.shape[1]), np.empty(mixed.shape[1])
    for k in range(mixed.shape[1]):
        total[k] = (float(total_order(a, mixed[:, k], b)) * variance - 0.5 * wobble[k]) / clean
        first[k] = float(first_order(a, mixed[:, k], b)) * variance / clean
    return np.maximum(total, 0.0), first


def _morris(names: list[str], x: F8, y: F8, level: float, resamples: int, key: int, replicates: int) -> Indices:
    found, drawn = measures(names, x, y, level, resamples, key)
    table = ranked(found)
    alike = together(table, names, drawn)
    return Indices(table, "morris", float("nan"), noise_share(y), alike, len(x), replicates)
