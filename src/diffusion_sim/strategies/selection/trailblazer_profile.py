"""The profile of a trailblazer: curious, open, available, and not loaded with posts already."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class TrailblazerProfile(Selection):
    """Ask those who look open and look as if they had room (ALP: Profile of a Trailblazer)."""

    size: int | None = None
    spread: bool = True
    openness_weight: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "ALP names the qualities, not their weights", "Weight of openness."
    )
    post_penalty: float = parameter(
        0.1, 0.0, 0.5, "score per post", "assumption", "ALP: not those with several posts", "Cost of each post held."
    )

    def score(self, view: View) -> F8:
        """Return a weighted mean of seen openness and availability, less for posts held."""
        fit = self.openness_weight * view.openness + (1.0 - self.openness_weight) * view.availability
        return fit - self.post_penalty * view.leadership
