"""Monitoring: leaders visit participants and talk about what they have seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class Monitoring(Support):
    """Leaders visit each participant's classroom; part of a visit may be of use as feedback.

    ODD: leaders' hours are spread over the year and charged. A visit puts no pressure on anybody (monitoring that
    enforces is part of ``stance=mandate``); the share ``feedback`` of its hours works as coaching of average quality.
    With 0 it only costs. What a review then changes is the group ``learning``. Source: TLA (monitor and evaluate);
    effects of leaders' short visits are disputed, so the range includes none.
    """

    turn: ClassVar[int] = 2
    hours: float = parameter(
        2.0, 0.0, 12.0, "hours per participant and year", "assumption", "no source found (four visits of half an hour)",
        "Leaders' visiting time.",
    )  # fmt: skip
    feedback: float = parameter(
        0.2, 0.0, 0.6, "share", "assumption", "disputed; no source read for the size",
        "Share of a visit that works as coaching.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.monitoring", self)

    def price(self, costs: Costs) -> float:
        """Return a year's visits at the price of a leader's hour."""
        return self.hours * costs.leader_hour

    def give(self, plan: Plan) -> None:
        """Visit all participants, and charge the hours."""
        hours = plan.members.sum(axis=1) * self.hours * plan.weeks / YEAR
        plan.charge("monitoring", hours, hours * plan.costs.leader_hour)
        plan.coach(np.where(plan.members, self.hours / YEAR * self.feedback, 0.0), 1.0)
