"""Mandate: use is required of everyone whose turn has come, while support lasts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class Mandate(Stance):
    """Pressure on everyone started, carried by the principal as far as he or she backs it; nobody may decline."""

    voluntary: ClassVar[bool] = False
    pressure: float = parameter(
        1.0, 0.0, 1.0, "0-1", "assumption", "1 is a monitored requirement", "Strength of the requirement."
    )
    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as when voluntary, for fairness", "Strength of leaders' messages."
    )

    monitoring: float = parameter(
        1.0, 0.0, 6.0, "hours per post and year", "assumption", "no source found (two visits of half an hour)",
        "Leaders' hours of checking on each person, at full strength."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.stance", self)

    def price(self, costs: Costs) -> float:
        """Return what a year of monitoring costs."""
        return self.pressure * self.monitoring * costs.leader_hour

    def press(self, plan: Plan) -> None:
        """Write pressure and messages for those whose turn has come, and charge the monitoring."""
        hours = plan.started.sum(axis=1) * self.pressure * self.monitoring * plan.weeks / YEAR
        plan.charge("monitoring", hours, hours * plan.costs.leader_hour)
        plan.column("pressure")[:] = np.where(plan.started, self.pressure, 0.0)
        plan.column("message")[:] = np.where(plan.started, self.message, 0.0)
