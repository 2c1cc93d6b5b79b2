"""An intensive summer: days of training before the first week of the year, with a stipend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class IntensiveSummer(Support):
    """Those who take part from the first week on are trained for some days just before it.

    ODD: the days' training falls in the first week of each of the first ``years`` of the run; nobody is taken out of
    class, so a stipend is paid in place of a substitute. Who joins later in the year has missed it. Source: ACE
    (15 Catholic schools, "intensive training session over the summer"); days and stipend are assumptions.
    """

    at_once: ClassVar[bool] = True
    days: float = parameter(5.0, 0.0, 15.0, "days a summer", "assumption", "no source found (a week)", "Training days.")
    years: float = parameter(
        1.0, 0.0, 10.0, "years", "assumption", "ACE: before the first year", "In how many summers from the start."
    )
    stipend_day: float = parameter(
        200.0, 0.0, 400.0, "$ per day", "assumption", "no source found (near a substitute's day)",
        "Paid to participants.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.intensive_summer", self)

    def changes(self) -> tuple[int, ...]:
        """Return the week after the first, from which nothing is given."""
        return (1,)

    def price(self, costs: Costs) -> float:
        """Return the days at the price of a trainer and a stipend."""
        return self.days * (costs.trainer_day + self.stipend_day)

    def due(self, costs: Costs, week: int) -> float:
        """Return the price as long as it is given."""
        return self.price(costs) if week < self.years * YEAR else 0.0

    def give(self, plan: Plan) -> None:
        """Train everyone who takes part, in the first week of the year."""
        if plan.week_of_year > 0 or plan.week >= self.years * YEAR:
            return
        count = plan.members.sum(axis=1)
        plan.charge("intensive summer", count * self.days * DAY_HOURS, count * self.price(plan.costs))
        plan.column("training")[:] += np.where(plan.members, self.days * DAY_HOURS / plan.weeks, 0.0)
