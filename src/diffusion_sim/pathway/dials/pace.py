"""Pace: all schools at once and the money spent soon, or one after another and the same money over many years.

The middle spends the budget over the comparison's years of support, the ends over half and twice of them.
"""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return over how many years money is spent and schools start; the last school always has a year."""
    years = support_years * 2.0 ** (2.0 * right - 1.0)
    return {
        "strategy.sequence.years": max(years, 0.25),
        "strategy.sequence.start_years": right * max(years - 1.0, 0.0),
    }


DIAL = Dial(
    "Q2",
    "Pace",
    ("fast", "slow"),
    ("momentum, inevitability, access for all sooner", "rigour, learning between waves, time to own"),
    setting,
)
