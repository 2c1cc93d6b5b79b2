"""A vision from the top: leaders speak for the practice to everyone from the first week on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class Vision(Stance):
    """Messages reach everybody, principals among them, whether their turn has come or not; nobody must.

    ODD: from week 0 on the whole staff hears leaders' messages of the strength ``message``, as far as the own principal
    stands behind them; principals hear them too, so their backing can grow. Leaders' hours are charged. Source: ALP
    ("a clear vision and strategy from executive leadership (top-down)"). Top-down alone is this stance without support;
    bottom-up alone is ``voluntary`` with ``message: 0`` and a cohort; both is this stance with a cohort.
    """

    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as when voluntary, for fairness", "Strength of leaders' messages."
    )
    hours: float = parameter(
        0.1, 0.0, 2.0, "hours per post and year", "assumption", "no source found", "Leaders' time for it."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.stance", self)

    def running(self, costs: Costs, posts: int) -> float:
        """Return a year of leaders' hours, for all posts."""
        return self.hours * posts * costs.leader_hour

    def press(self, plan: Plan) -> None:
        """Write messages for everybody, and charge leaders' hours."""
        hours = np.full(plan.view.shape[0], self.hours * plan.view.shape[1] * plan.weeks / YEAR)
        plan.charge("vision", hours, hours * plan.costs.leader_hour)
        plan.column("message")[:] = self.message
