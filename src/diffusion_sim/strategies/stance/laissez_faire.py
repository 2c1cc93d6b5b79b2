"""Laissez-faire: leaders neither require nor promote."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class LaissezFaire(Stance):
    """No pressure and no message."""

    def press(self, plan: Plan) -> None:
        """Leave everything at 0."""
        plan.column("pressure")[:] = 0.0
        plan.column("message")[:] = 0.0
