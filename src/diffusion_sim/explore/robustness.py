"""Robustness: in what share of plausible worlds does A beat B, and which two parameters decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from diffusion_sim.batch.pool import Executor
from diffusion_sim.compare.nested import F8, estimate
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.explore.axes import ledger_axes
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.indices import RESAMPLES, Indices, indices
from diffusion_sim.explore.points import Worlds
from diffusion_sim.explore.posterior import fitted
from diffusion_sim.explore.samplers import sample
from diffusion_sim.explore.study import Progress, Study, Values, district_means, run_study
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Robustness:
    """How one arm does against another over plausible worlds.

    Attributes
    ----------
    arm, reference : str
        The arm asked about, and the one it is held against.
    outcome : str
    share : float
        Share of the decided worlds in which the arm is better (higher, where no direction is better);
        NaN if no world is decided.
    share_low, share_high : float
        Its interval: Wilson's for the worlds, widened by what the few districts do to all worlds alike.
    undecided : float
        Share of worlds whose interval of the paired difference holds 0.
    effects : DataFrame
        One row per world: ``point``, the parameters, ``difference`` (arm minus reference), ``low``, ``high``,
        ``replicates`` and ``sign`` (+1 the arm is better, -1 worse, 0 undecided).
    deciding : DataFrame
        The two parameters with the largest total-order indices of the paired difference: ``parameter``,
        ``total_order``, ``low``, ``high``; empty where nothing can be told apart.
    indices : Indices or None
        All indices with the fit of the surrogate; None with fewer worlds than indices need.
    level : float
        Of all intervals.
    failed : int
        Worlds with a run that failed or an undefined value; they count neither way.
    mean, mean_low, mean_high : float
        Mean difference over the worlds, and its interval.
    """

    arm: str
    reference: str
    outcome: str
    share: float
    share_low: float
    share_high: float
    undecided: float
    effects: pd.DataFrame
    deciding: pd.DataFrame
    indices: Indices | None
    level: float
    failed: int
    mean: float
    mean_low: float
    mean_high: float

    @property
    def points(self) -> int:
        """Worlds with a value."""
        return len(self.effects)

    @property
    def which(self) -> str:
        """The two parameters that decide in words, or why they cannot be told."""
        if self.indices is None:
            return "cannot tell which parameters decide: too few worlds"
        if not self.indices.believed:
            return (
                f"cannot tell which parameters decide: the surrogate predicts {100 * self.indices.predicted:.0f} % "
                "of what differs between worlds beside the noise"
            )
        return " and ".join(self.deciding["parameter"])


def robustness(
    settings: Settings,
    outcome: str = HEADLINE,
    points: int = 512,
    replicates: int = 8,
    folder: Path | str | None = None,
    seed: int = 1,
    progress: Progress | None = None,
    *,
    arm: str | None = None,
    reference: str | None = None,
    districts: int | None = None,
    only: Sequence[str] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    fit: bool = False,
    level: float = 0.95,
    workers: int | None = None,
    executor: Executor | None = None,
) -> Robustness:
    """Hold one arm against another in many plausible worlds, on the same replicates.

    Parameters
    ----------
    settings : Settings
        With two arms or more. The first is held against the second unless ``arm`` and ``reference`` say else.
    outcome : str
    points : int
        Worlds: Sobol points over every ledger row of class assumption or derived.
    replicates : int
        Paired replicates per arm and world, two lucks per district unless ``districts`` says else.
    folder : Path, optional
        Where the runs are kept, to be continued after a stop; thrown away if left out.
    seed : int
        Of the points and of resampling.
    progress : callable, optional
        Called as ``progress(done, total, step)``.
    only, ranges
        Which parameters vary, and own ranges; see :func:`diffusion_sim.explore.axes.ledger_axes`.
    fit : bool
        Whether the worlds fit the evidence: what calibration moved is taken from its posterior sample
        (:mod:`diffusion_sim.explore.posterior`), and deciding parameters are sought among the others.
    workers, executor
        As in :func:`diffusion_sim.batch.execute.run_units`.

    Raises
    ------
    BadInput
        For fewer than two arms, an unknown arm, outcome or parameter, or a range that is not allowed.
    """
    found = many(settings, (outcome,), points, replicates, folder, seed, progress, arm=arm, reference=reference,
                 districts=districts, only=only, ranges=ranges, fit=fit, level=level, workers=workers,
                 executor=executor)  # fmt: skip
    return found[0]


def many(
    settings: Settings, outcomes: Sequence[str], points: int = 512, replicates: int = 8,
    folder: Path | str | None = None, seed: int = 1, progress: Progress | None = None, *,
    arm: str | None = None, reference: str | None = None, districts: int | None = None,
    only: Sequence[str] | None = None, ranges: Mapping[str, tuple[float, float]] | None = None,
    fit: bool = False, level: float = 0.95, workers: int | None = None, executor: Executor | None = None,
) -> list[Robustness]:  # fmt: skip
    """Return :func:`robustness` of several outcomes from the same runs; every pair with the arm where none is named."""
    names = [a.name for a in settings.arms]
    for name in (arm, reference):
        if name is not None and name not in names:
            raise unknown("arm", name, names)
    if len(names) < 2:
        raise BadInput(f"There is one arm, {names[0]!r}, and nothing to hold it against; allowed: strategies=[a,b].")
    arm = names[0] if arm is None else arm
    kept = (arm, reference if reference is not None else next(n for n in names if n != arm))
    if kept[0] == kept[1]:
        raise BadInput(f"arm and reference are both {arm!r}; allowed: two different arms.")
    spread = replace(settings.run, replicates=replicates, districts=districts)
    base = replace(settings, run=spread)
    axes = ledger_axes(base, only, ranges)
    design = fitted(axes, points, seed) if fit else sample(axes, points, "sobol", seed)
    with ExitStack() as stack:
        place = Path(stack.enter_context(TemporaryDirectory())) / "study" if folder is None else Path(folder)
        study = run_study(design, Worlds(base), place, outcomes, workers, progress=progress, executor=executor)
        return [judge(study, outcome, kept[0], kept[1], level, seed) for outcome in outcomes]


def judge(
    study: Study, outcome: str, arm: str, reference: str, level: float = 0.95, seed: int = 1,
    resamples: int = RESAMPLES,
) -> Robustness:  # fmt: skip
    """Read the robustness of one contrast off a study that was run; without deciding parameters if ``resamples`` is 0.

    Raises
    ------
    BadInput
        For an unknown arm or outcome.
    """
    gap = study.values(outcome, arm) - study.values(outcome, reference)
    better = -1.0 if describe(outcome).better == "lower" else 1.0
    whole = ~np.isnan(gap.value).any(axis=1)
    if not whole.any():
        raise BadInput(f"{study.folder}: {outcome} has no value at any point; allowed: another outcome.")
    effects = pd.DataFrame(_effects(study.design, gap, better, level)[whole]).reset_index(drop=True)
    sign = effects["sign"].to_numpy()
    units = district_means(gap.value[whole], gap.district)
    # With one district its lucks are the units, as they are for every world.
    share, low, high = _share(effects, units if units.shape[1] > 1 else gap.value[whole], level, better)
    enough = resamples and study.design.axes and int(whole.sum()) >= 20 and bool(effects["difference"].std() > 0)
    found = indices(study.design, gap, level, resamples, seed) if enough else None
    columns = ["parameter", "total_order", "low", "high"]
    told = found is not None and found.believed and "total_order" in found.table
    deciding = pd.DataFrame(columns=columns)
    if found is not None and told:
        deciding = pd.DataFrame(found.table[columns]).head(2)
    mean = _overall(gap.value[whole], gap, level)
    return Robustness(
        arm, reference, outcome, share, low, high, float((sign == 0).mean()), effects, deciding, found, level,
        int((~whole).sum()), *mean,
    )  # fmt: skip


def _effects(design: Design, gap: Values, better: float, level: float) -> pd.DataFrame:
    """Return the difference at every point with its interval over districts."""
    rows = []
    for value in gap.value:
        ok = ~np.isnan(value)
        found = estimate(value[ok], gap.district[ok], level)
        sure = found.low > 0 or found.high < 0 or (found.se == 0.0 and found.mean != 0.0)
        sign = int(np.sign(better * found.mean)) if sure else 0
        rows.append((found.mean, found.low, found.high, int(ok.sum()), sign))
    names = ["difference", "low", "high", "replicates", "sign"]
    return pd.concat([design.points.reset_index(drop=True), pd.DataFrame(rows, columns=names)], axis=1)


def _share(effects: pd.DataFrame, units: F8, level: float, better: float) -> tuple[float, float, float]:
    """Return the share of decided worlds in favour with its interval.

    Wilson's interval holds for the worlds that were drawn. All of them met the same few districts, which move them
    the same way: the share is taken anew with every world moved along its own interval as far as it moves with the
    others. The two are joined as of independent causes.

    Parameters
    ----------
    effects : DataFrame
        Of :func:`_effects`.
    units : float64 (worlds, districts)
        Differences by district; by replicate where there is one district.
    """
    share, n = _moved(effects, 0.0, better)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    z = float(ndtri(0.5 + level / 2))
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    together = _together(units)
    ends = [_moved(effects, better * by, better)[0] for by in (-together, together)]
    # Where a move leaves no world decided, nothing is known on that side.
    down, up = (found if np.isfinite(found) else side for found, side in zip(ends, (0.0, 1.0), strict=True))
    low = share - float(np.hypot(share - (middle - half), max(0.0, share - down)))
    high = share + float(np.hypot((middle + half) - share, max(0.0, up - share)))
    return share, max(0.0, low), min(1.0, high)


def _moved(effects: pd.DataFrame, by: float, better: float) -> tuple[float, int]:
    """Return the share in favour of the worlds that are decided, and their number, if each is moved.

    ``by`` is in half-widths of its own interval, so that a world in which nothing differs stays where it is.
    """
    move = by * (effects["high"] - effects["difference"])
    up, down = (effects["low"] + move > 0).to_numpy(), (effects["high"] + move < 0).to_numpy()
    n = int(up.sum() + down.sum())
    return (float((up if better > 0 else down).sum()) / n if n else float("nan")), n


def _together(units: F8) -> float:
    """Return how far worlds move together from unit to unit, 0 to 1: the spread of their mean standardised move."""
    if units.shape[1] < 2:
        return 0.0
    spread = units.std(axis=1, ddof=1, keepdims=True)
    some = spread[:, 0] > 0
    if not some.any():
        return 0.0
    moves = (units[some] - units[some].mean(axis=1, keepdims=True)) / spread[some]
    return float(moves.mean(axis=0).std(ddof=1))


def _overall(value: F8, gap: Values, level: float) -> tuple[float, float, float]:
    """Return the mean over worlds: what the districts say of it, and how far the worlds are apart."""
    by_world, by_district = district_means(value, gap.district).mean(axis=1), district_means(value, gap.district)
    mean = float(by_world.mean())
    worlds = float(by_world.var(ddof=1)) / len(by_world) if len(by_world) > 1 else float("nan")
    units = by_district.mean(axis=0)
    districts = float(units.var(ddof=1)) / len(units) if len(units) > 1 else 0.0
    half = float(stdtrit(max(len(units) - 1, 1), 0.5 + level / 2)) * float(np.sqrt(worlds + districts))
    return mean, mean - half, mean + half
