"""A reading: one number of a target with its interval over replicates, held against its band."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats


@dataclass(frozen=True)
class Reading:
    """What the model gives.

    Attributes
    ----------
    name : str
        Key of the target's ``bands``; a reading without a band is reported beside.
    value : float
        Mean over districts, or the statistic itself; NaN where undefined.
    low, high : float
        95 % interval of ``value``.
    """

    name: str
    value: float
    low: float
    high: float

    def distance(self, bands: Mapping[str, tuple[float, float]]) -> float:
        """Return how far the value lies outside its band, in band widths (0 inside; 1 where undefined; see _scale)."""
        if self.name not in bands:
            return 0.0
        low, high = bands[self.name]
        if not np.isfinite(self.value):
            return 1.0
        if self.value < low:
            return float((low - self.value) / _scale(low, high - low))
        return float(max(self.value - high, 0.0) / _scale(high, high - low))


def _scale(edge: float, width: float) -> float:
    """Return the unit of distance: the band's width, or the edge itself where a band is open-ended and so very wide."""
    return min(width, abs(edge)) if edge != 0.0 else width


def mean_reading(name: str, values: ArrayLike, level: float = 0.95) -> Reading:
    """Return the mean of independent values (one per district) with its t interval."""
    x = np.asarray(values, dtype=float)
    x = x[np.isfinite(x)]
    if not x.size:
        return Reading(name, float("nan"), float("nan"), float("nan"))
    mean = float(x.mean())
    if x.size < 2:
        return Reading(name, mean, float("nan"), float("nan"))
    half = float(stats.t.ppf(0.5 + level / 2, x.size - 1) * x.std(ddof=1) / np.sqrt(x.size))
    return Reading(name, mean, mean - half, mean + half)


def ratio_reading(name: str, top: ArrayLike, bottom: ArrayLike, level: float = 0.95) -> Reading:
    """Return the ratio of two means over the same districts with a jackknife t interval."""
    a, b = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    ratio = float(a.mean() / b.mean()) if b.mean() != 0 else float("nan")
    n = a.size
    if n < 3:
        return Reading(name, ratio, float("nan"), float("nan"))
    rest = np.array([np.delete(b, i).mean() for i in range(n)])
    if np.any(rest == 0.0):
        return Reading(name, ratio, float("nan"), float("nan"))
    left = np.array([np.delete(a, i).mean() for i in range(n)]) / rest
    half = float(stats.t.ppf(0.5 + level / 2, n - 1) * np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
    return Reading(name, ratio, ratio - half, ratio + half)
