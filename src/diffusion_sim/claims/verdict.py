"""Verdicts by the thresholds that were fixed beforehand, and how a claim's follows from those of its contrasts."""

from __future__ import annotations

from collections.abc import Sequence

from diffusion_sim.compare.words import BY_CONSTRUCTION

SUPPORTED, CONTRADICTED, DEPENDS, CANNOT = "supported", "contradicted", "depends", "cannot tell"
#: From this share of decided worlds on the claimed sign is the rule, and up to the other the exception.
MOST, FEW = 0.8, 0.2
#: The weakest first: what one needed contrast says, the claim cannot be better than.
ORDER = (CONTRADICTED, BY_CONSTRUCTION, CANNOT, DEPENDS, SUPPORTED)


def verdict(low: float, high: float, share: float, identical: bool = False) -> str:
    """Return the verdict on one contrast.

    Parameters
    ----------
    low, high : float
        Interval at the defaults of the paired difference, signed so that above 0 is what was claimed.
    share : float
        Share of decided worlds whose paired difference has the claimed sign; NaN where no world is decided.
    identical : bool
        Whether the arms are the same strategy.

    Returns
    -------
    str
        Supported: the interval lies above 0 and the share is .8 or more. Contradicted: mirrored. Depends: the interval
        excludes 0 and the share lies between .2 and .8. Else it cannot be told: the interval holds 0 or is undefined,
        no world is decided, or defaults and worlds say the opposite of each other.
    """
    if identical:
        return BY_CONSTRUCTION
    above, below = low > 0.0, high < 0.0
    if not (above or below) or share != share:
        return CANNOT
    if above and share >= MOST:
        return SUPPORTED
    if below and share <= FEW:
        return CONTRADICTED
    return DEPENDS if FEW < share < MOST else CANNOT


def overall(needed: Sequence[str]) -> str:
    """Return the verdict on a claim that needs all of its contrasts: the weakest of theirs.

    Raises
    ------
    ValueError
        If there is none.
    """
    return min(needed, key=ORDER.index)
