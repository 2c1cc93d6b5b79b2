"""Training for all: a part of the money trains everyone whose turn has come, whoever else takes part in more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, Plan


@dataclass(frozen=True)
class TrainingForAll(Support):
    """In one week of the year all staff whose turn has come are trained, so that a cohort can be added to a rollout.

    ODD: of the year's money, less what the strategy costs for everyone (monitoring, messages), the share ``portion``
    is taken off before places are filled. It buys training days, as those of a workshop, for everybody whose turn has
    come in the sequence and not only for those who were selected.
    With 0 it is not there. Source: ALP (the model can augment traditional change models).
    """

    portion: float = parameter(
        0.5, 0.0, 1.0, "share of the year's money", "assumption", "design choice: half and half", "What it may cost."
    )
    week: float = parameter(1.0, 0.0, 35.0, "week of the year", "assumption", "as of a workshop", "When it is held.")
    most_days: float = parameter(
        7.0, 0.0, 12.0, "days per year", "derived", "NCTQ: 187 in-service less about 180 student days",
        "Most days a year."
    )  # fmt: skip
    at_once: ClassVar[bool] = True

    def __post_init__(self) -> None:
        check_ranges("strategy.support.training_for_all", self)

    def changes(self) -> tuple[int, ...]:
        """Return the weeks of the year in which what is given changes."""
        return int(self.week), int(self.week) + 1

    def price(self, costs: Costs) -> float:
        """Return 0: those who are selected cost nothing beyond what everybody has."""
        return 0.0

    def give(self, plan: Plan) -> None:
        """Give the year's training hours in the training week."""
        if plan.week_of_year != int(self.week) or self.portion == 0.0:
            return
        count = plan.started.sum(axis=1)
        day = plan.costs.trainer_day + plan.costs.substitute_day
        days = np.minimum(self.portion * plan.free_money / np.maximum(count * day, 1.0), self.most_days)
        plan.charge("training for all", days * DAY_HOURS * count, days * count * day)
        plan.column("training")[:] += np.where(plan.started, days[:, None] * DAY_HOURS, 0.0) / plan.weeks
