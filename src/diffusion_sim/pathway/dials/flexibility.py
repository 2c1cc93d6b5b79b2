"""Strategic flexibility: the plan of the first day, or reviews every quarter, as strong as the dial stands."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial
from diffusion_sim.strategies.learning.adaptive import Adaptive


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return how far a review moves coaches' hours and refines the practice, and its paid hours of design."""
    full = Adaptive()
    return {
        "strategy.learning.reallocate": right * full.reallocate,
        "strategy.learning.refine": right * full.refine,
        "strategy.learning.design_hours": right * full.design_hours,
    }


DIAL = Dial(
    "Q5",
    "Strategic flexibility",
    ("fixed", "adaptive"),
    ("predictability, stability", "validity, improvement with experience"),
    setting,
)
