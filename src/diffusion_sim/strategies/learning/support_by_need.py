"""Support by need: the plan stands, and coaching hours go to schools with more poverty as they progress."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.learning._means import by_need
from diffusion_sim.strategies.part import Learning
from diffusion_sim.strategies.review import Review


@dataclass(frozen=True)
class SupportByNeed(Learning):
    """From the second quarter on, a coached person's hours are weighted by the need of the school.

    Coaches' hours in all stay as they are; who enters is not touched, so that readiness may decide entry and need the
    support. Need is a public figure. Source: Look Both Ways (Henry County: "readiness to engage determines school
    entry, but need determines support"); the strength is a choice of a district.
    """

    strength: float = parameter(
        1.0, 0.0, 3.0, "weight per share of poverty", "assumption", "design choice",
        "How far coaching hours follow need; 0: even."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.learning", self)

    def review(self, review: Review) -> None:
        """Weight the hours."""
        review.dose = by_need(review.view, self.strength)
