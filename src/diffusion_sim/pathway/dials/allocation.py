"""Resource allocation: the neediest first, or the readiest, in the order of schools, the places and coaches' hours."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial
from diffusion_sim.strategies.learning.support_by_need import SupportByNeed


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return the weight of readiness among schools and people, and how far coaching hours follow need."""
    return {
        "strategy.sequence.readiness": right,
        "strategy.selection.readiness": right,
        "strategy.learning.need": (1.0 - right) * SupportByNeed().strength,
    }


DIAL = Dial(
    "Q3",
    "Resource allocation",
    ("need", "readiness"),
    ("equity, access", "engagement, efficiency, early proof"),
    setting,
)
