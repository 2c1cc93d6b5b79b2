"""Comprehensiveness: one whole model with its words for everybody, or components that people choose."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial
from diffusion_sim.strategies.comprehensiveness.a_la_carte import ALaCarte


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return the share of components left out, and what one model adds to the common vocabulary."""
    return {
        "strategy.comprehensiveness.left_out": right * ALaCarte().left_out,
        "strategy.stance.tight": 0.5 * (1.0 - right),
    }


DIAL = Dial(
    "Q6",
    "Comprehensiveness",
    ("prix fixe", "a la carte"),
    ("coherence, shared vocabulary", "choice, small testable changes"),
    setting,
)
