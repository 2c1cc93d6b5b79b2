"""Model classrooms: participants visit colleagues whose use visibly works."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import deal_at_home_first, for_the_quarter
from diffusion_sim.strategies.part import F8, Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class ModelClassrooms(Support):
    """Participants spend time in the classroom of someone whose use visibly works.

    ODD: every quarter each participant whose own use does not visibly work yet is given a host by lot among those whose
    use does, in the own school while there is room (``per_host``), then elsewhere if ``elsewhere``; the guest sees and
    hears the host, and nothing is asked of the host. Until there is somebody to visit, nobody goes and nothing is
    charged. Guests' hours are released time. Who meets in a group of another part is no guest: list this part first
    where both are wanted. Source: DC Public Schools, Mesa Valley; RAND: .2 of teachers visit a peer in a month.
    """

    hours: float = parameter(
        0.25, 0.0, 2.0, "hours per week", "assumption", "an hour a month", "Time in others' classrooms."
    )
    per_host: float = parameter(
        4.0, 1.0, 12.0, "guests per quarter", "assumption", "no source found", "Most guests of a host."
    )
    elsewhere: bool = True

    def __post_init__(self) -> None:
        check_ranges("strategy.support.model_classrooms", self)

    def price(self, costs: Costs) -> float:
        """Return a year's hours at the price of a substitute."""
        return self.hours * YEAR * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Send guests to hosts, and charge their hours."""
        if self.hours == 0.0:
            return

        def hosts(lot: F8) -> NDArray[np.int64]:
            works = plan.view.credible > 0.0
            return deal_at_home_first(
                plan.members & ~works, works, lot, self.per_host, plan.view.school, self.elsewhere
            )

        guest = plan.visit(for_the_quarter(plan, "model classrooms", hosts))
        hours = guest.sum(axis=1) * self.hours * plan.weeks
        plan.charge("model classrooms", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        plan.column("cohort")[:] += np.where(guest, self.hours, 0.0)
