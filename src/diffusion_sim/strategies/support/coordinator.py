"""A coordinator, who sees what works in one room and carries it to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import deal, for_the_quarter, some
from diffusion_sim.strategies.part import F8, Support
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class Coordinator(Support):
    """A coordinator observes those whose use visibly works and brings it to people who do not use the practice yet.

    ODD: every quarter as many non-users whose turn has come are chosen by lot as the contact hours allow
    (``visit_hours`` each a week); each hears of one person in any school whose use visibly works, also by lot, as a
    guest would. The other half of the contact time is observing. Pay is due whether there is anything to carry or not.
    Source: Somerville ("I gather best practices and pass them from classroom to classroom": one person, ten schools).
    """

    per_1000_posts: float = parameter(
        1.0, 0.0, 5.0, "full-time coordinators per 1000 posts", "assumption",
        "Somerville: 1 for 10 schools, about 2 at the default size of a school", "Coordinators.",
    )  # fmt: skip
    contact: float = parameter(
        20.0, 5.0, 30.0, "hours per week", "assumption", "half of a full-time week",
        "Time in classrooms of a full-time coordinator.",
    )  # fmt: skip
    visit_hours: float = parameter(
        0.25, 0.1, 2.0, "hours per week", "assumption", "an hour a month", "Time for each person who is visited."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.coordinator", self)

    def price(self, costs: Costs) -> float:
        """Return 0 per participant: see :meth:`running`."""
        return 0.0

    def running(self, costs: Costs, posts: int) -> float:
        """Return a year's pay."""
        return self.per_1000_posts * posts / 1000.0 * costs.coach_fte

    def give(self, plan: Plan) -> None:
        """Carry practices from room to room, and charge the pay."""
        if self.per_1000_posts == 0.0:
            return
        view, n = plan.view, plan.view.shape[1]
        full_time = np.full(view.shape[0], self.per_1000_posts * n / 1000.0)
        plan.charge("coordinator", full_time * 40.0 * plan.weeks, full_time * plan.costs.coach_fte * plan.weeks / YEAR)

        def rooms(lot: F8) -> NDArray[np.int64]:
            without = plan.started & (view.using == 0.0)
            listeners = some(without, lot, full_time * self.contact / 2.0 / self.visit_hours)
            return deal(listeners, view.credible > 0.0, lot, n)

        guest = plan.visit(for_the_quarter(plan, "coordinator", rooms))
        plan.column("cohort")[:] += np.where(guest, self.visit_hours, 0.0)
