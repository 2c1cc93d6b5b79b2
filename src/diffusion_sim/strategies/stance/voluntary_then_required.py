"""Voluntary, then required: nobody must for some years; then those who have not taken part may no longer decline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class VoluntaryThenRequired(Stance):
    """Invitations and messages for the first ``years`` of the run, a monitored requirement from then on.

    ODD: until then people may decline and feel no pressure. From then on nobody declines an invitation (a selection
    that leaves out former participants thus reaches the rest), and everyone whose turn has come is under pressure as
    under a mandate, with leaders' hours of monitoring charged. Source: Middletown (voluntary for two years with
    incentives and relief from evaluation, required in year three); add ``incentives`` and ``relief_from_evaluation``
    as support.
    """

    years: float = parameter(
        2.0, 0.0, 10.0, "years", "derived", "Middletown: two years", "For how long it is a choice."
    )
    pressure: float = parameter(
        1.0, 0.0, 1.0, "0-1", "assumption", "1 is a monitored requirement", "Strength of the requirement."
    )
    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as when voluntary, for fairness", "Strength of leaders' messages."
    )
    monitoring: float = parameter(
        1.0, 0.0, 6.0, "hours per post and year", "assumption", "as under a mandate",
        "Leaders' hours of checking on each person, at full strength.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.stance", self)

    def price(self, costs: Costs) -> float:
        """Return what a year of monitoring costs."""
        return self.pressure * self.monitoring * costs.leader_hour

    def each(self, costs: Costs, week: int) -> float:
        """Return the price of the years in which it is required."""
        return self.price(costs) if week + YEAR > self.years * YEAR else 0.0

    def may_decline(self, week: int) -> bool:
        """Return whether it is still a choice."""
        return week < self.years * YEAR

    def press(self, plan: Plan) -> None:
        """Write messages, and later pressure, for those whose turn has come; charge the monitoring."""
        plan.column("message")[:] = np.where(plan.started, self.message, 0.0)
        if self.may_decline(plan.week):
            return
        hours = plan.started.sum(axis=1) * self.pressure * self.monitoring * plan.weeks / YEAR
        plan.charge("monitoring", hours, hours * plan.costs.leader_hour)
        plan.column("pressure")[:] = np.where(plan.started, self.pressure, 0.0)
