"""Whole numbers that add up: how many staff each school has, and how a school is cut into teams."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: A school below three is built only when the district has no more staff than that.
SMALLEST = 3
#: Generated schools stay below this unless the district's mean size forces more.
LARGEST = 200


def apportion(weights: NDArray[np.float64], total: int, least: int, most: int) -> NDArray[np.int64]:
    """Share ``total`` out in proportion to ``weights``, each part within ``[least, most]``.

    Largest remainders get the odd ones; parts at a bound are fixed and the rest shared again.

    Parameters
    ----------
    weights : float64 > 0
    total : int
        Between ``least * len(weights)`` and ``most * len(weights)``.
    least, most : int
        Bounds of a part.
    """
    low, high = 0.0, float(total + len(weights) * most) / float(weights.min())
    for _ in range(200):  # bisection for the factor at which the clipped parts add up
        factor = 0.5 * (low + high)
        if np.clip(weights * factor, least, most).sum() < total:
            low = factor
        else:
            high = factor
    parts = np.clip(weights * low, least, most)
    whole = np.floor(parts).astype(np.int64)
    order = np.argsort(-(parts - whole), kind="stable")
    for step in range(2):
        room = order[(whole[order] < most)] if step else order[parts[order] > whole[order]]
        odd = total - int(whole.sum())
        whole[room[:odd]] += 1
    return whole


def school_sizes(weights: NDArray[np.float64], staff: int) -> NDArray[np.int64]:
    """Return the staff of each school in proportion to ``weights``: 3 to 200 where ``staff`` allows it."""
    n = len(weights)
    least = min(SMALLEST, staff // n)
    most = max(LARGEST, -(-2 * staff // n))
    return apportion(weights, staff, least, most)


def cut(n: int, parts: int) -> NDArray[np.int64]:
    """Return sizes of ``parts`` groups of nearly equal size that add up to ``n``."""
    return np.full(parts, n // parts) + (np.arange(parts) < n % parts)
