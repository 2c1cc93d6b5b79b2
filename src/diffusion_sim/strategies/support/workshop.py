"""One-off training: everyone who takes part is trained in one week of the year, as many days as the money buys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class Workshop(Support):
    """Training days for all participants at once, in one week of the year.

    ``days: null`` takes what the year's budget allows; ``years`` limits training to the first years of the run.
    """

    at_once: ClassVar[bool] = True
    days: float | None = None
    years: float | None = None
    week: float = parameter(1.0, 0.0, 35.0, "week of the year", "assumption", "early in the year", "When it is held.")
    most_days: float = parameter(
        7.0, 0.0, 12.0, "days per year", "derived", "NCTQ: 187 in-service less about 180 student days",
        "Most days a year."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.workshop", self)
        for key in ("days", "years"):
            value = getattr(self, key)
            if value is not None and not 0.0 <= value <= 30.0:
                raise BadInput(f"strategy.support.workshop.{key}={value!r} is out of range; allowed: 0 to 30, or null.")

    @property
    def takes_rest(self) -> bool:
        """Whether the number of days follows the money; a fixed number of days does not."""
        return self.days is None

    def changes(self) -> tuple[int, ...]:
        """Return the weeks of the year in which what is given changes."""
        return int(self.week), int(self.week) + 1

    def price(self, costs: Costs) -> float:
        """Return the price of the fixed days, 0 where the part takes the rest."""
        return 0.0 if self.days is None else self.days * (costs.trainer_day + costs.substitute_day)

    def due(self, costs: Costs, week: int) -> float:
        """Return the price for the year that begins in a week of the run; 0 once training has ended."""
        over = self.years is not None and week + int(self.week) >= self.years * YEAR
        return 0.0 if over else self.price(costs)

    def give(self, plan: Plan) -> None:
        """Give the year's training hours in the training week."""
        if plan.week_of_year != int(self.week):
            return
        trained = plan.members
        if self.years is not None and plan.week >= self.years * YEAR:
            return
        count = trained.sum(axis=1)
        day_price = plan.costs.trainer_day + plan.costs.substitute_day
        affordable = plan.rest / np.maximum(count * day_price, 1.0)
        days = np.minimum(affordable, self.most_days) if self.days is None else np.full(count.shape, self.days)
        hours = np.where(count > 0, days * DAY_HOURS, 0.0)
        plan.charge("workshop", hours * count, days * count * day_price)
        plan.column("training")[:] += np.where(trained, hours[:, None], 0.0) / plan.weeks
