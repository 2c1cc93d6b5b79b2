"""Tours: seeing is believing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import deal, for_the_quarter, some
from diffusion_sim.strategies.part import F8, Amplify
from diffusion_sim.strategies.plan import DAY_HOURS, QUARTER, YEAR, Plan


@dataclass(frozen=True)
class Tours(Amplify):
    """People who do not use the practice tour classrooms in which it visibly works, whether their turn has come or not.

    ODD: every quarter ``per_100_posts`` people by lot, from any school and outside the present cohort, each see and
    hear one person whose use visibly works, also by lot, for ``hours``. Until there is somebody to visit, nobody goes
    and nothing is charged. Visitors' hours are released time. Source: Trailblazer Elementary ("seeing is believing"
    tours), Chicago (pilot schools opened their doors to other schools); sizes are assumptions.
    """

    per_100_posts: float = parameter(
        5.0, 0.0, 50.0, "people per 100 posts and quarter", "assumption", "no source found", "Visitors."
    )
    hours: float = parameter(3.0, 0.0, 12.0, "hours per tour", "assumption", "half a day", "Length of a tour.")

    def __post_init__(self) -> None:
        check_ranges("strategy.amplify.tours", self)

    def running(self, costs: Costs, posts: int) -> float:
        """Return a year's hours at the price of a substitute."""
        tours = self.per_100_posts / 100.0 * posts * YEAR / QUARTER
        return tours * self.hours * costs.substitute_day / DAY_HOURS

    def show(self, plan: Plan) -> None:
        """Take visitors round, and charge their hours."""
        if self.hours == 0.0:
            return

        def tour(lot: F8) -> NDArray[np.int64]:
            view = plan.view
            outside = (view.using == 0.0) & ~plan.members
            visitors = some(outside, lot, view.shape[1] * self.per_100_posts / 100.0)
            return deal(visitors, view.credible > 0.0, lot, view.shape[1])

        guest = plan.visit(for_the_quarter(plan, "tours", tour))
        hours = guest.sum(axis=1) * self.hours * plan.weeks / QUARTER
        plan.charge("tours", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        plan.column("cohort")[:] += np.where(guest, self.hours / QUARTER, 0.0)
