"""One arm on one outcome, and one contrast on one outcome: a row each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.compare import words
from diffusion_sim.compare.nested import F8, Estimate, Needed, estimate, needed, units, unless_few_agree
from diffusion_sim.compare.wins import wins
from diffusion_sim.outcomes import REGISTRY

#: Relative difference below which two values of one replicate are the same: rounding of floating-point sums.
ROUNDING = 1e-12


@dataclass(frozen=True)
class Pair:
    """One contrast on one outcome: the values of both arms, replicate by replicate."""

    arm: str
    reference: str
    outcome: str
    a: F8
    b: F8
    identical: bool


def summary(
    arm: str,
    outcome: str,
    value: F8,
    district: NDArray[np.int64],
    luck: NDArray[np.int64],
    level: float,
    fixed: bool,
) -> dict[str, object]:
    """Return the row of ``arms``: mean with interval and spread of one arm on one outcome."""
    what = REGISTRY[outcome]
    found = estimate(*units(value, district, luck), level, fixed)
    # As with a difference: a few districts that happen to agree say nothing of others, unless on what a budget allows.
    found = found if what.family == "cost" else unless_few_agree(found)
    known = value[~np.isnan(value)]
    p10, median, p90 = np.quantile(known, [0.1, 0.5, 0.9]) if len(known) else (np.nan,) * 3
    return {
        "arm": arm,
        "outcome": outcome,
        "label": what.label,
        "unit": what.unit,
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "p10": p10,
        "median": median,
        "p90": p90,
        "between": found.between,
        "within": found.within,
        "replicates": len(known),
        "undefined": len(value) - len(known),
    }


def contrast(
    pair: Pair, district: NDArray[np.int64], luck: NDArray[np.int64], level: float, fixed: bool
) -> dict[str, object]:
    """Return the row of ``differences``: paired difference, interval, wins and verdict."""
    what = REGISTRY[pair.outcome]
    # What differs by the rounding of sums alone (a budget spent in another order) does not differ.
    gap = np.where(np.isclose(pair.a, pair.b, rtol=ROUNDING, atol=0.0), 0.0, pair.a - pair.b)
    ok = ~np.isnan(gap)
    value, where = units(gap, district, luck)
    found = estimate(value, where, level, fixed)
    # What a budget allows may be the same everywhere; any other difference that a few units share may be chance.
    found = found if what.family == "cost" else unless_few_agree(found)
    sign = -1.0 if what.better == "lower" else 1.0
    won = wins(value, where, found, sign, level)
    verdict = _verdict(found, pair.identical, value, sign, what.better)
    if what.family == "cost" and what.better == "lower" and _one_is_free(pair.a[ok], pair.b[ok]):
        verdict = words.NO_PRICE
    need = needed(found, level) if verdict == words.CANNOT_TELL else Needed("", 0)
    apart, together = _variances(pair.a[ok], pair.b[ok])
    return {
        "arm": pair.arm,
        "reference": pair.reference,
        "outcome": pair.outcome,
        "label": what.label,
        "unit": what.unit,
        "better": what.better,
        "mean_arm": _mean(pair.a[ok], district[ok], luck[ok]),
        "mean_reference": _mean(pair.b[ok], district[ok], luck[ok]),
        "difference": found.mean,
        "low": found.low,
        "high": found.high,
        "se": found.se,
        "df": found.df,
        "between": found.between,
        "within": found.within,
        "districts": found.districts,
        "replicates": int(ok.sum()),
        "undefined": int((~ok).sum()),
        "p_better": won.share,
        "p_better_low": won.low,
        "p_better_high": won.high,
        "variance_independent": apart,
        "variance_paired": together,
        "variance_ratio": apart / together if together > 0 else np.nan,
        "verdict": verdict,
        "needed_kind": need.kind,
        "needed": need.more,
    }


def _mean(value: F8, district: NDArray[np.int64], luck: NDArray[np.int64]) -> float:
    return estimate(*units(value, district, luck)).mean


def _variances(a: F8, b: F8) -> tuple[float, float]:
    """Variance of one replicate's difference: with independent seeds (the sum of both), and paired."""
    if len(a) < 2:
        return np.nan, np.nan
    return float(a.var(ddof=1) + b.var(ddof=1)), float((a - b).var(ddof=1))


def _one_is_free(a: F8, b: F8) -> bool:
    """Tell whether one of two arms costs nothing in every replicate, and the other does not."""
    return bool(len(a)) and bool(a.any()) != bool(b.any())


def _verdict(found: Estimate, identical: bool, value: F8, sign: float, better: str) -> str:
    if identical:
        return words.BY_CONSTRUCTION
    if not found.units:
        return words.UNDEFINED
    if not value.any():
        return words.NONE_SEEN
    if not found.low > 0 and not found.high < 0:
        return words.CANNOT_TELL
    if better == "neither":
        return "higher" if found.mean > 0 else "lower"
    return "better" if sign * found.mean > 0 else "worse"
