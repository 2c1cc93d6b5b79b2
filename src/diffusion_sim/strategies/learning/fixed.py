"""Fixed: what was planned is carried out; nothing is reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import Learning
from diffusion_sim.strategies.review import Review


@dataclass(frozen=True)
class Fixed(Learning):
    """The plan of the first day holds, for better or worse."""

    def review(self, review: Review) -> None:
        """Change nothing."""
