"""How often one arm beats the other under the same luck, with an interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim.compare.nested import F8, Estimate, estimate


@dataclass(frozen=True)
class Wins:
    """Share of paired replicates won (ties count half), and its interval."""

    share: float
    low: float
    high: float


def wins(
    difference: F8, district: NDArray[np.int64], found: Estimate, sign: float, level: float = 0.95
) -> Wins:
    """Return the share of paired differences with the given sign.

    Wilson's interval at the effective number of replicates ``n / (1 + (J - 1) rho)`` (Kish's design
    effect), where ``rho`` is the share of variance between districts: of the wins themselves or, where all
    are alike, of the differences.

    Parameters
    ----------
    difference : float64 (N,)
        Paired differences, no NaN.
    district : int64 (N,)
    found : Estimate
        Estimate of the same differences.
    sign : float
        +1 if higher wins, -1 if lower wins.
    level : float
    """
    n = len(difference)
    if n == 0:
        return Wins(float("nan"), float("nan"), float("nan"))
    score = 0.5 + 0.5 * np.sign(sign * difference)
    share = float(score.mean())
    of_wins = estimate(score, district, level)
    part = of_wins if of_wins.between > 0 or of_wins.within > 0 else found
    total = np.nansum([part.between, part.within])
    rho = 0.0 if found.fixed or not total > 0 or np.isnan(part.between) else part.between / total
    effective = n / (1.0 + max(n / found.districts - 1.0, 0.0) * rho)
    z2 = float(ndtri(0.5 + level / 2)) ** 2
    middle = (share + z2 / (2 * effective)) / (1 + z2 / effective)
    half = np.sqrt(z2 * (share * (1 - share) / effective + z2 / (4 * effective**2))) / (1 + z2 / effective)
    return Wins(share, float(max(middle - half, 0.0)), float(min(middle + half, 1.0)))
