"""The share of decided worlds in favour and the mean over worlds, with what the common districts do to all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri, stdtrit

from diffusion_sim.compare.nested import F8
from diffusion_sim.explore.study import Values, district_means


def share_in_favour(effects: pd.DataFrame, units: F8, level: float, better: float) -> tuple[float, float, float]:
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


def mean_over_worlds(value: F8, gap: Values, level: float) -> tuple[float, float, float]:
    """Return the mean over worlds: what the districts say of it, and how far the worlds are apart."""
    by_world, by_district = district_means(value, gap.district).mean(axis=1), district_means(value, gap.district)
    mean = float(by_world.mean())
    worlds = float(by_world.var(ddof=1)) / len(by_world) if len(by_world) > 1 else float("nan")
    units = by_district.mean(axis=0)
    districts = float(units.var(ddof=1)) / len(units) if len(units) > 1 else 0.0
    half = float(stdtrit(max(len(units) - 1, 1), 0.5 + level / 2)) * float(np.sqrt(worlds + districts))
    return mean, mean - half, mean + half
