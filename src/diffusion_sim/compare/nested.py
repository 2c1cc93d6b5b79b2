"""Nested replication: an interval that says what comes from districts and what from luck.

A value y_ij of luck j in district i is read as ``mean + district effect_i + luck_ij`` (one-way random
effects; Searle, Casella & McCulloch 1992, ch. 3). The districts are the units: the mean of the district
means has variance ``between / I + within / (I J)`` and I - 1 degrees of freedom. When a leader's own
district is held fixed, the lucks are the units and the interval speaks of that district alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

F8 = NDArray[np.float64]
#: Beyond this the answer is "close to nothing", not a number of replicates.
MOST = 10_000
POWER = 0.8
#: Units that agree on one value from which this is no chance: that all have one sign is 2 x 0.5^6, below 5 %.
AGREEING = 6
#: What sums differ by through rounding alone, as a share.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Estimate:
    """A mean over nested replicates.

    Attributes
    ----------
    mean, low, high, se : float
        Mean of the district means, its interval and standard error; NaN where there are too few units.
    df : int
        Degrees of freedom of the t interval.
    between, within : float
        Variance between districts and within them (luck); NaN where the design cannot tell.
    districts, units : int
        Districts, and district-luck units, with a value.
    fixed : bool
        Whether the interval holds the districts fixed.
    """

    mean: float
    low: float
    high: float
    se: float
    df: int
    between: float
    within: float
    districts: int
    units: int
    fixed: bool

    @property
    def told_apart(self) -> bool:
        """Whether the mean is told apart from 0: the interval excludes it, and not because a few units agree.

        Of many worlds some have such units by chance: there the doubtful is left out, whatever luck alone says.
        """
        return (self.low > 0 or self.high < 0) and not self._agree

    @property
    def few_agree(self) -> bool:
        """Whether so few units agree on a value other than 0 that it may be chance, for all that they do not vary.

        Where lucks vary within districts whose means happen to be the same, luck alone may still leave no chance.
        """
        if not self._agree or not self.within > (ROUNDING * self.mean) ** 2:
            return self._agree
        half = float(stdtrit(self.units - self.districts, 0.975)) * float(np.sqrt(self.within / self.units))
        return abs(self.mean) < half

    @property
    def _agree(self) -> bool:
        """Whether few units have one and the same value other than 0."""
        few = (self.units if self.fixed else self.districts) < AGREEING
        return few and self.mean != 0.0 and self.se <= ROUNDING * abs(self.mean)


@dataclass(frozen=True)
class Needed:
    """Replicates still needed, of the kind that takes fewer runs.

    Attributes
    ----------
    kind : {"districts", "lucks per district", "too many", "unknown"}
    more : int
        How many more of them; 0 where the kind is not a number.
    """

    kind: str
    more: int


def units(value: F8, district: NDArray[np.int64], luck: NDArray[np.int64]) -> tuple[F8, NDArray[np.int64]]:
    """Average values of the same district and luck (several designs are no further luck).

    Returns
    -------
    tuple
        Values and districts of the units; NaN values are left out.
    """
    ok = ~np.isnan(value)
    pair, place = np.unique(np.column_stack([district[ok], luck[ok]]), axis=0, return_inverse=True)
    place = place.ravel()
    count = np.bincount(place, minlength=len(pair))
    return np.bincount(place, weights=value[ok], minlength=len(pair)) / count, pair[:, 0]


def estimate(value: F8, district: NDArray[np.int64], level: float = 0.95, fixed: bool = False) -> Estimate:
    """Estimate a mean with its interval from one value per district-luck unit.

    Parameters
    ----------
    value : float64 (N,)
        No NaN.
    district : int64 (N,)
    level : float
        Confidence level in (0, 1).
    fixed : bool
        Hold the districts fixed; always so with one district.
    """
    place = np.unique(district, return_inverse=True)[1].ravel()
    if len(value) == 0:
        nan = float("nan")
        return Estimate(nan, nan, nan, nan, 0, nan, nan, 0, 0, fixed)
    size = np.bincount(place)
    means = np.bincount(place, weights=value) / size
    i, n = len(size), len(value)
    within = float(((value - means[place]) ** 2).sum() / (n - i)) if n > i else float("nan")
    between = _between(means, size, within)
    fixed = fixed or i == 1
    if fixed:
        variance, df = within * float((1.0 / size).sum()) / i**2, n - i
    else:
        variance, df = float(means.var(ddof=1)) / i, i - 1
    mean, se = float(means.mean()), float(np.sqrt(variance))
    half = float(stdtrit(df, 0.5 + level / 2)) * se if df > 0 else float("nan")
    return Estimate(mean, mean - half, mean + half, se, df, between, within, i, n, fixed)


def unless_few_agree(found: Estimate) -> Estimate:
    """Return an estimate, without its interval where that has no width because a few units happen to agree.

    Two districts with one and the same difference say as little of all others as two with any other differences.
    """
    return replace(found, low=float("nan"), high=float("nan")) if found.few_agree else found


def _between(means: F8, size: NDArray[np.int64], within: float) -> float:
    """Variance between districts: that of their means less what luck puts there; at least 0."""
    if len(means) < 2:
        return float("nan")
    spread = float(means.var(ddof=1))
    # With one luck a district the two cannot be told apart: all of it counts as between districts.
    return spread if np.isnan(within) else max(0.0, spread - within * float((1.0 / size).mean()))


def needed(found: Estimate, level: float = 0.95) -> Needed:
    """Return the replicates still needed for an interval that excludes 0, if the mean is as estimated.

    The plan is made for a chance of 80 % (:data:`POWER`) of excluding 0, from the estimated variances; it is
    as rough as they are. Of more districts and more lucks per district, the kind with fewer additional runs
    is named; lucks if the two are within a tenth, since no new district has to be built.
    """
    if not np.isfinite(found.se) or not found.districts:
        return Needed("unknown", 0)
    if found.few_agree:
        kind, there = ("lucks per district", found.units) if found.fixed else ("districts", found.districts)
        return Needed(kind, AGREEING - there)
    i, lucks = found.districts, found.units / found.districts
    within = 0.0 if np.isnan(found.within) else found.within
    between = 0.0 if found.fixed or np.isnan(found.between) else found.between

    def short(districts: float, per: float) -> bool:
        df = max(districts * (per - 1) if found.fixed else districts - 1, 1e-9)
        reach = stdtrit(df, 0.5 + level / 2) + stdtrit(df, POWER)
        return bool(reach * np.sqrt(between / districts + within / (districts * per)) > abs(found.mean))

    by_luck = _first(lambda k: not short(i, lucks + k))
    by_district = None if found.fixed else _first(lambda k: not short(i + k, lucks))
    cost_luck = np.inf if by_luck is None or np.isnan(found.within) else by_luck * i
    cost_district = np.inf if by_district is None else by_district * lucks
    if min(cost_luck, cost_district) > MOST:
        return Needed("too many", 0)
    if by_luck is not None and cost_luck <= 1.1 * cost_district:
        return Needed("lucks per district", by_luck)
    return Needed("districts", int(by_district or 0))


def _first(enough: Callable[[int], bool]) -> int | None:
    """Return the smallest k >= 1 that is enough (once enough, always enough); None beyond :data:`MOST`."""
    high = 1
    while not enough(high):
        high *= 2
        if high > MOST:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
