"""Asynchronous contact: between rounds, coaches answer by message or call, out of the same hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class Asynchronous(Support):
    """Participants outside their cycle of coaching get some of the coaches' hours, from those in it.

    ODD: each week the share ``share`` of all coaching hours is taken from those who are in a cycle and spread evenly
    over the participants who are not, at the coaches' mean quality times ``worth``. Coaches' time stays the same, and
    nothing is charged beside it. Without ``coaching`` there is nothing to share. Source: ALP ("asynchronous
    communication between onsite coaching rounds"); no difference between virtual and on-site coaching was found in
    Kraft et al. 2018, and messages may do less.
    """

    turn: ClassVar[int] = 1
    share: float = parameter(
        0.2, 0.0, 0.6, "share of coaching hours", "assumption", "no source found", "Hours between rounds."
    )
    worth: float = parameter(
        0.8, 0.3, 1.2, "ratio", "assumption", "1 is as on site (Kraft et al. 2018: virtual coaching not worse)",
        "An hour of messages against an hour on site.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.asynchronous", self)

    def price(self, costs: Costs) -> float:
        """Return 0: the coaches are paid already."""
        return 0.0

    def give(self, plan: Plan) -> None:
        """Move hours from those in a cycle to the other participants."""
        coaching, quality = plan.column("coaching"), plan.column("coach_quality")
        between = plan.members & (coaching == 0.0)
        count = between.sum(axis=1)
        moved = coaching.sum(axis=1) * self.share * (count > 0)
        if not moved.any():
            return
        total = np.maximum(coaching.sum(axis=1), 1e-12)
        mean = (coaching * quality).sum(axis=1) / total
        coaching *= 1.0 - (moved / total)[:, None]
        hours = np.where(between, (moved / np.maximum(count, 1))[:, None], 0.0)
        plan.coach(hours, (mean * self.worth)[:, None])
