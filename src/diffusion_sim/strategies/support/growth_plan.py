"""Growth plans: coaching goes where a coach sees the largest gap in the skill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import for_the_quarter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class GrowthPlan(Support):
    """Each participant writes a plan, and coaches give hours by the gap in skill that they see.

    ODD: at the start of every quarter, hours among those coached are weighted by 1 less the skill as a coach rates it
    (with noise), as far as ``by_need``; at 0 all get equal shares. Coaches' time stays the same. Drawing up
    plans costs ``hours`` of released time a year. Source: Trailblazer Elementary (growth plan per teacher; "the skills
    needed to be successful instead of the initiatives themselves"); sizes are assumptions.
    """

    turn: ClassVar[int] = -1
    by_need: float = parameter(
        1.0, 0.0, 1.0, "share", "assumption", "0 shares hours equally", "How far hours follow the gap in skill."
    )
    hours: float = parameter(
        2.0, 0.0, 8.0, "hours per participant and year", "assumption", "no source found", "Time to draw up the plan."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.growth_plan", self)

    def price(self, costs: Costs) -> float:
        """Return the hours at the price of a substitute."""
        return self.hours * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Set the weights of coaching hours, and charge the time for the plans."""
        hours = plan.members.sum(axis=1) * self.hours * plan.weeks / YEAR
        plan.charge("growth plans", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        if self.by_need > 0.0:
            gap = for_the_quarter(plan, "growth plan", lambda _: np.clip(1.0 - plan.view.skill, 0.0, 1.0))
            weight = 1.0 - self.by_need + self.by_need * gap
            plan.dose = weight if plan.dose is None else plan.dose * weight
