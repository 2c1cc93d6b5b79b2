"""What a district would conclude from one pilot, and how often, how wrongly and how exaggeratedly it would.

The school is the unit, as it is what was drawn (Donner & Klar 2000): two groups of school means and Student's t test
with a common variance. With few schools a matched analysis has too few degrees of freedom (Diehr et al. 1995), so the
matching is not used in the test, which makes it careful.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.compare.nested import estimate
from diffusion_sim.compare.wins import wins

F8 = NDArray[np.float64]


@dataclass(frozen=True)
class Verdicts:
    """One entry per pilot: the difference seen, whether the test is significant, and the difference there was."""

    seen: F8
    significant: NDArray[np.bool_]
    true: F8


@dataclass(frozen=True)
class Summary:
    """How pilots of one kind turn out; NaN where nothing is known.

    Attributes
    ----------
    power, low, high : float
        Share of pilots with a significant difference, and its 95 % interval (Wilson, at the number of pilots that count
        given how alike those of one district are).
    significant : int
        Their number.
    true, seen : float
        Mean difference that there was, and that the survey showed.
    type_s : float
        Of the significant pilots, the share with the wrong sign (Gelman & Carlin 2014).
    type_m : float
        Of the significant pilots, the mean size of the difference seen over the size of the mean true difference.
    positive : float
        Of the significant pilots, the share in which the first group was ahead.
    """

    power: float
    significant: int
    low: float
    high: float
    true: float
    seen: float
    type_s: float
    type_m: float
    positive: float


def judged(
    survey: F8, true: F8, first: NDArray[np.bool_], second: NDArray[np.bool_], level: float = 0.05
) -> Verdicts:
    """Compare two groups of schools in every pilot.

    Parameters
    ----------
    survey, true : float (pilots, schools)
        Shares of staff in use.
    first, second : bool (pilots, schools)
        The groups; every pilot has as many schools in each.
    level : float
        Level of the two-sided test.
    """
    a, b = _group(survey, first), _group(survey, second)
    gap = _group(true, first).mean(axis=1) - _group(true, second).mean(axis=1)
    return Verdicts(a.mean(axis=1) - b.mean(axis=1), _p(a, b) < level, gap)


def _p(a: F8, b: F8) -> F8:
    """Return the two-sided p of Student's test in every row; 1 where no school differs from another in its group."""
    from scipy import stats

    n, m = a.shape[1], b.shape[1]
    pooled = (a.var(axis=1) * n + b.var(axis=1) * m) / max(n + m - 2, 1)
    some = (pooled > 1e-12) & (n + m > 2)
    t = (a.mean(axis=1) - b.mean(axis=1)) / np.sqrt(np.where(some, pooled, 1.0) * (1.0 / n + 1.0 / m))
    return np.where(some, 2.0 * stats.t.sf(np.abs(t), max(n + m - 2, 1)), 1.0)


def _group(values: F8, chosen: NDArray[np.bool_]) -> F8:
    return values[chosen].reshape(len(values), -1)


def summary(found: Verdicts, district: NDArray[np.int64]) -> Summary:
    """Return how pilots turn out, given the district of each."""
    score = np.where(found.significant, 1.0, -1.0)
    share = wins(score, district, estimate(score, district), 1.0)
    true, nan = float(found.true.mean()), float("nan")
    told = found.seen[found.significant]
    some = len(told) > 0
    return Summary(
        power=float(found.significant.mean()),
        significant=int(found.significant.sum()),
        low=share.low,
        high=share.high,
        true=true,
        seen=float(found.seen.mean()),
        type_s=float((np.sign(told) != np.sign(true)).mean()) if some and true != 0 else nan,
        type_m=float(np.abs(told).mean() / abs(true)) if some and true != 0 else nan,
        positive=float((told > 0).mean()) if some else nan,
    )
