"""A weekly menu of professional development: one session for all, or a choice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import for_the_quarter
from diffusion_sim.strategies.part import F8, Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan

#: Stages that can be seen from outside: not using, using, and using with visible success.
STAGES = 3


@dataclass(frozen=True)
class Menu(Support):
    """Participants attend a session every week; ``options: 1`` is one session for all.

    ODD: a session fits one of three visible stages (not using, using, using with visible success). Sessions are planned
    for the stages that most participants are in. With one session, those at its stage get its hours in full, others
    the share ``relevance``. With several, a person whose stage is on the menu picks the session that fits as reliably
    as such things can be seen (``behaviour.seen_reliability``), and else by chance. Hours and price do not depend on
    ``options``. Source: Trailblazer Elementary (Wednesday choice of three sessions); at relevance 1 a menu does
    nothing, and where all are at one stage it does harm.
    """

    hours: float = parameter(0.5, 0.0, 2.0, "hours per week", "assumption", "no source found", "Length of a session.")
    options: float = parameter(
        3.0, 1.0, 3.0, "sessions", "derived", "Trailblazer: three options", "Sessions to choose from."
    )
    relevance: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "direction: Trailblazer (personalised development); size assumed",
        "Use of a session that does not fit one's stage; 1 is as good as one that does.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.menu", self)

    def price(self, costs: Costs) -> float:
        """Return a year's hours at the price of a training day."""
        return self.hours * YEAR * (costs.trainer_day + costs.substitute_day) / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Give each participant the hours that are of use to him or her."""
        hours = plan.members.sum(axis=1) * self.hours * plan.weeks
        price = (plan.costs.trainer_day + plan.costs.substitute_day) / DAY_HOURS
        plan.charge("sessions", hours, hours * price)
        useful = self.relevance + (1.0 - self.relevance) * for_the_quarter(plan, "menu", lambda _: self.fits(plan))
        plan.column("training")[:] += np.where(plan.members, self.hours * useful, 0.0)

    def fits(self, plan: Plan) -> F8:
        """Return each person's chance to attend a session that fits."""
        options = int(self.options)
        stage = (plan.view.using + plan.view.credible).astype(np.int64)
        count = np.stack([((stage == k) & plan.members).sum(axis=1) for k in range(STAGES)], axis=1)
        rank = np.argsort(np.argsort(-count, axis=1, kind="stable"), axis=1)
        offered = np.take_along_axis(rank, stage, axis=1) < options
        right = 1.0 if options == 1 else plan.view.reliability + (1.0 - plan.view.reliability) / options
        return np.where(offered, right, 0.0)
