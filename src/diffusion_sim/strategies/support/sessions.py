"""Sessions led by peers or by outside experts, at the same hours and price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import deal, for_the_quarter, some
from diffusion_sim.strategies.part import F8, Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class Sessions(Support):
    """Participants attend sessions, the share ``peer_led`` of them led by colleagues who use the practice.

    ODD: every quarter that share of the participants, by lot, attends sessions of a colleague whose use visibly works,
    whom they see and hear (hours of ``cohort``); the others attend those of an outside expert (hours of ``training``),
    and so does everyone while there is no such colleague. Hours are the same for both, and a leader is paid a
    trainer's fee whoever it is: only the way of learning differs. Source: ALP ("people are often more willing to learn
    from their peers than from someone outside their role"), LAUSD, Somerville; nothing is added for peers as such.
    """

    hours: float = parameter(0.5, 0.0, 3.0, "hours per week", "assumption", "no source found", "Session time.")
    peer_led: float = parameter(
        1.0, 0.0, 1.0, "share", "assumption", "1: internal voices, 0: outside experts", "Sessions led by peers."
    )
    group_size: float = parameter(
        12.0, 3.0, 40.0, "people", "assumption", "as a cohort group", "Most guests of a peer leader."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.sessions", self)

    def price(self, costs: Costs) -> float:
        """Return a year's hours at the price of a training day."""
        return self.hours * YEAR * (costs.trainer_day + costs.substitute_day) / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Send participants to peers or experts, and charge the hours."""
        if self.hours == 0.0:
            return
        count = plan.members.sum(axis=1)
        hours = count * self.hours * plan.weeks

        def leaders(lot: F8) -> NDArray[np.int64]:
            to_peers = some(plan.members, lot, np.ceil(count * self.peer_led))
            return deal(to_peers, plan.view.credible > 0.0, lot, self.group_size)

        guest = plan.visit(for_the_quarter(plan, "sessions", leaders))
        by_peers = guest.sum(axis=1) * self.hours * plan.weeks
        price = self.price(plan.costs) / (self.hours * YEAR)
        plan.charge("sessions by colleagues", by_peers, by_peers * price)
        plan.charge("sessions", hours - by_peers, (hours - by_peers) * price)
        plan.column("cohort")[:] += np.where(guest, self.hours, 0.0)
        plan.column("training")[:] += np.where(plan.members & ~guest, self.hours, 0.0)
