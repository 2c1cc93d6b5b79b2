"""Small shapes that rules share: bounded nudges, saturation, positive part."""

from __future__ import annotations


def positive(x: float) -> float:
    """Return x, or 0 where x is negative."""
    return x if x > 0.0 else 0.0


def within(x: float, low: float, high: float) -> float:
    """Return x held between low and high."""
    return low if x < low else (high if x > high else x)


def saturate(x: float) -> float:
    """Return x / (1 + |x|): many voices count less than their sum; the sign stays; result in (-1, 1)."""
    return x / (1.0 + (x if x > 0.0 else -x))


def nudge(share: float, evidence: float) -> float:
    """Move a share towards 1 by positive and towards 0 by negative evidence.

    Parameters
    ----------
    share : float in [0, 1]
    evidence : float in [-1, 1]
        Fraction of the remaining way.
    """
    return share + evidence * ((1.0 - share) if evidence > 0.0 else share)


def odds_of(u: float) -> float:
    """Return the odds u / (1 - u) of a draw u in (0, 1): a step with odds o happens when this is below o."""
    return u / (1.0 - u)
