"""Traits of a person on arrival, from draws: plain numbers in, one number out.

The same functions serve the first occupants of all posts and everyone hired later. They use only + - * / and
comparisons, so that they give the same bits compiled or not.
"""

from __future__ import annotations

#: Share of people whose threshold is 0 and slope of the rest: close to Beta(mean .45, SD .35) with 25 % at 0.
THRESHOLD_ZERO = 0.25
THRESHOLD_SLOPE = 1.2


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


def threshold(u_threshold: float) -> float:
    """Share of colleagues that must use the practice before their example fully counts."""
    if u_threshold < THRESHOLD_ZERO:
        return 0.0
    return min(1.0, THRESHOLD_SLOPE * (u_threshold - THRESHOLD_ZERO) / (1.0 - THRESHOLD_ZERO))


def leadership(u_leadership: float) -> float:
    """Number of leadership posts held: 70 % none, 20 % one, 7 % two, 3 % three (assumption)."""
    if u_leadership < 0.70:
        return 0.0
    if u_leadership < 0.90:
        return 1.0
    if u_leadership < 0.97:
        return 2.0
    return 3.0
