"""Cohort meetings: participants of different schools meet in groups to share progress and trouble."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan
from diffusion_sim.strategies.route import member


@dataclass(frozen=True)
class CohortMeetings(Support):
    """Weekly meeting time; what members show and know reaches the others of their group."""

    hours: float = parameter(
        0.75, 0.0, 3.0, "hours per week", "assumption", "about a three-hour meeting a month", "Meeting time."
    )
    group_size: float = parameter(12.0, 3.0, 40.0, "people", "assumption", "no source found", "Members of a group.")

    def __post_init__(self) -> None:
        check_ranges("strategy.support.cohort_meetings", self)

    def price(self, costs: Costs) -> float:
        """Return a year's meeting hours at the price of a substitute."""
        return self.hours * YEAR * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Form groups across the district and give everyone in them the meeting hours."""
        count = plan.members.sum(axis=1)
        hours = count * self.hours * plan.weeks
        plan.charge("cohort meetings", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        groups = np.maximum(np.ceil(count / self.group_size), 1.0).astype(np.int64)
        group = member(plan) % groups[:, None]
        plan.meet(np.where(plan.members, group, -1), np.where(count > 0, groups, 0))
        plan.column("cohort")[:] += np.where(plan.members, self.hours, 0.0)
