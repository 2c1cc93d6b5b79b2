"""A spotlight: case studies make the use of some people visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import for_the_quarter, some
from diffusion_sim.strategies.part import F8, Amplify
from diffusion_sim.strategies.plan import DAY_HOURS, QUARTER, YEAR, Plan


@dataclass(frozen=True)
class Spotlight(Amplify):
    """Every quarter some of those whose use visibly works are portrayed, so that colleagues see more of it.

    ODD: people are chosen by lot among those whose turn has come and whose use visibly works, ``per_100_posts`` at a
    time; their use is more observable for that quarter, to those who ask them for advice, share a group, or visit them
    (``behaviour.spotlight_reach``, whose range includes none). Each case costs hours of released time. Source: ALP
    (case studies), TLA (spotlighting what is working); add ``plc``, ``sessions`` or ``tours`` for more ears.
    """

    needs: ClassVar[tuple[str, ...]] = ("spotlight",)
    per_100_posts: float = parameter(
        3.0, 0.0, 30.0, "people per 100 posts", "assumption", "no source found", "Cases at a time."
    )
    strength: float = parameter(1.0, 0.0, 1.0, "0-1", "assumption", "1 is a full portrait", "How much is shown.")
    hours: float = parameter(
        6.0, 0.0, 40.0, "hours per case", "assumption", "no source found (a day)", "Time for a case study."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.amplify.spotlight", self)

    def price(self, costs: Costs) -> float:
        """Return a year's cases at the price of a substitute, per person whose turn has come."""
        cases = self.per_100_posts / 100.0 * YEAR / QUARTER
        return cases * self.hours * costs.substitute_day / DAY_HOURS

    def show(self, plan: Plan) -> None:
        """Portray some, and charge the time."""

        def cases(lot: F8) -> NDArray[np.bool_]:
            works = plan.started & (plan.view.credible > 0.0)
            return some(works, lot, plan.started.sum(axis=1) * self.per_100_posts / 100.0)

        shown = for_the_quarter(plan, "spotlight", cases)
        hours = shown.sum(axis=1) * self.hours * plan.weeks / QUARTER
        plan.charge("case studies", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        light = plan.column("spotlight")
        light[:] = np.maximum(light, np.where(shown, self.strength, 0.0))
