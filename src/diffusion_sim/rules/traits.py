"""Traits of a person on arrival, from draws: plain numbers in, one number out.

The same functions serve the first occupants of all posts and everyone hired later. They use only + - * / and
comparisons, so that they give the same bits compiled or not.
"""

from __future__ import annotations


def correlated(u_own: float, u_other: float, rho: float) -> float:
    """Tilt a uniform draw by another trait (Farlie-Gumbel-Morgenstern family, first order).

    Monotone in ``u_own`` for ``|rho| <= 1/3``; the rank correlation with ``u_other`` is about ``rho``.

    Parameters
    ----------
    u_own, u_other : float in (0, 1)
        The trait's own draw and the percentile of the other trait.
    rho : float in [-1/3, 1/3]
        Wanted rank correlation.

    Returns
    -------
    float in (0, 1)
    """
    return u_own + 3.0 * rho * (2.0 * u_other - 1.0) * u_own * (1.0 - u_own)


def openness(u_openness: float) -> float:
    """Innovativeness as a percentile among staff (Rogers 2003)."""
    return u_openness


def standing(u_standing: float, u_openness: float, openness_standing: float) -> float:
    """Esteem among peers as a percentile; uncorrelated with openness unless the setting says so."""
    return correlated(u_standing, u_openness, openness_standing)


def availability(u_availability: float, u_openness: float, openness_availability: float) -> float:
    """Slack time as a percentile; uncorrelated with openness unless the setting says so."""
    return correlated(u_availability, u_openness, openness_availability)


def threshold(u_threshold: float, threshold_zero: float, threshold_slope: float) -> float:
    """Share of colleagues that must use the practice before their example fully counts.

    ``threshold_zero`` of people need nobody; the others' thresholds rise evenly, ``threshold_slope`` times as fast as
    their rank, up to 1. The defaults come close to Beta(mean .45, SD .35) with 25 % at 0.
    """
    if u_threshold < threshold_zero:
        return 0.0
    return min(1.0, threshold_slope * (u_threshold - threshold_zero) / (1.0 - threshold_zero))


def leadership(u_leadership: float, leaders_share: float) -> float:
    """Number of leadership posts held: of those who hold any, two thirds hold one and a tenth three (assumption)."""
    rank = 1.0 - u_leadership
    if rank > leaders_share:
        return 0.0
    return 1.0 if 3.0 * rank > leaders_share else (2.0 if 10.0 * rank > leaders_share else 3.0)
