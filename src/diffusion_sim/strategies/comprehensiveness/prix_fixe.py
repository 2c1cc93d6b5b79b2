"""Prix fixe: the whole practice, with all its components, for everyone."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import Comprehensiveness
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class PrixFixe(Comprehensiveness):
    """Everybody takes up every component."""

    def scope(self, plan: Plan) -> None:
        """Leave nothing out."""
