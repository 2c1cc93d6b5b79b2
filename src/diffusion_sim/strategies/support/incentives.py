"""Incentives: a stipend for everyone who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class Incentives(Support):
    """Participants are paid a stipend, which moves as a requirement does, but binds nobody.

    ODD: each week every participant has the incentive stipend / ``full_stipend`` (at most 1), in the first ``years`` of
    the run. It adds to what drives a step, keeps mere compliance going while it is paid, and may crowd conviction out
    or lend the practice weight (:mod:`diffusion_sim.rules.mechanisms`). It goes with any stance.
    Source: Middletown (incentives for two years); BenYishay & Mobarak for the direction.
    """

    needs: ClassVar[tuple[str, ...]] = ("incentive",)
    stipend: float = parameter(
        500.0, 0.0, 5000.0, "$ per participant and year", "assumption", "no source found (Middletown names no sum)",
        "What a participant is paid.",
    )  # fmt: skip
    full_stipend: float = parameter(
        2000.0, 500.0, 10000.0, "$ per participant and year", "assumption", "no source found",
        "Stipend that moves as much as an incentive can.",
    )  # fmt: skip
    years: float = parameter(
        10.0, 0.0, 10.0, "years", "assumption", "the whole window of support unless set", "For how long it is paid."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.incentives", self)

    def price(self, costs: Costs) -> float:
        """Return the stipend."""
        return self.stipend

    def due(self, costs: Costs, week: int) -> float:
        """Return the price as long as it is given."""
        return self.price(costs) if week < self.years * YEAR else 0.0

    def give(self, plan: Plan) -> None:
        """Pay participants for this span, and charge it."""
        if plan.week >= self.years * YEAR:
            return
        count = plan.members.sum(axis=1)
        plan.charge("incentives", np.zeros(len(count)), count * self.stipend * plan.weeks / YEAR)
        plan.column("incentive")[:] = np.where(plan.members, min(self.stipend / self.full_stipend, 1.0), 0.0)
