"""An interval that assumes nothing but bounds: for shares, where a few districts may differ a lot.

No interval that reads the spread from the sample can know of a rare kind of district it has not met. Shares are
bounded, and that is enough for an interval that holds at every look whatever the distribution is. The price is width:
at least ``2 log(2 / alpha) / (3/4 n)`` of a share on either side (5 points after about 200 districts).

Predictable plug-in empirical-Bernstein confidence sequence: Waudby-Smith & Ramdas (2024), J. R. Statist. Soc. B 86,
theorem 2.
"""

from __future__ import annotations

import numpy as np

from diffusion_sim.sequential.mixture import F8, Interval

#: Largest bet; their advice is 1/2 or 3/4.
LARGEST = 0.75


def bounded_interval(value: F8, alpha: float, reach: float) -> Interval:
    """Return the interval of the mean of values between ``-reach`` and ``reach``.

    Parameters
    ----------
    value : float64 (n,)
        One value per unit in the order in which they were met, no NaN.
    alpha : float
        Chance of missing, over all looks together.
    reach : float
        Bound of the values.
    """
    units = len(value)
    if units == 0:
        return Interval(float("nan"), -reach, reach, 0)
    x, count = (value / reach + 1.0) / 2.0, np.arange(1, units + 1)
    mean = (0.5 + np.cumsum(x)) / (count + 1)
    variance = (0.25 + np.cumsum((x - mean) ** 2)) / (count + 1)
    before, spread = np.concatenate(([0.5], mean[:-1])), np.concatenate(([0.25], variance[:-1]))
    limit = np.log(2.0 / alpha)
    bet = np.minimum(np.sqrt(2.0 * limit / (spread * count * np.log1p(count))), LARGEST)
    total = bet.sum()
    middle = float((bet * x).sum() / total)
    half = float((limit + ((x - before) ** 2 * (-np.log1p(-bet) - bet)).sum()) / total)
    low, high = max(middle - half, 0.0), min(middle + half, 1.0)
    return Interval(float(value.mean()), reach * (2.0 * low - 1.0), reach * (2.0 * high - 1.0), units)
