"""Voluntary: people are invited, and may decline; leaders speak for the practice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class Voluntary(Stance):
    """No pressure; leaders' messages reach those whose turn has come."""

    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as under a mandate, for fairness", "Strength of leaders' messages."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.stance", self)

    def press(self, plan: Plan) -> None:
        """Write messages for those whose turn has come."""
        plan.column("message")[:] = np.where(plan.started, self.message, 0.0)
