"""Sharing: best practice, process and failures, or both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import for_the_quarter
from diffusion_sim.strategies.part import F8, Amplify
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class Sharing(Amplify):
    """Users share what works (``best``), how they got there and what failed (``failures``), or both.

    ODD: ``best`` puts those whose use visibly works in the light, and, as far as failures are not shared, hides
    struggle from colleagues; ``failures`` has it told openly, which teaches others and tempers doubt. So best practice
    alone is candour -1 with exemplars shown, process and failures alone candour 1 without, both candour 1 with them,
    and between these candour is interpolated: half of each is neither hiding nor telling. Each kind costs ``hours`` of
    released time per user. What showing, hiding and telling do is in :mod:`diffusion_sim.rules.mechanisms`, with
    ranges. Source: TLA, Q7 and Q7a.
    """

    best: float = parameter(0.5, 0.0, 1.0, "0-1", "assumption", "1 is all exemplars", "Sharing of best practice.")
    failures: float = parameter(0.5, 0.0, 1.0, "0-1", "assumption", "1 is all told", "Sharing of process and failures.")
    hours: float = parameter(
        4.0, 0.0, 20.0, "hours per user and year", "assumption", "no source found", "Time to share either in full."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.amplify.sharing", self)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns beyond the first six, as far as there is anything to write."""
        return ("spotlight",) * (self.best > 0.0) + ("candour",) * (self.candour != 0.0)

    @property
    def candour(self) -> float:
        """How openly struggle is told: -1 hidden, 1 open."""
        return self.failures - self.best + max(0.0, self.best + self.failures - 1.0)

    def price(self, costs: Costs) -> float:
        """Return a year's hours at the price of a substitute, if everyone whose turn has come were a user."""
        return (self.best + self.failures) * self.hours * costs.substitute_day / DAY_HOURS

    def show(self, plan: Plan) -> None:
        """Share, and charge the hours of those who do."""

        def sharing(_: F8) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
            return plan.started & (plan.view.using > 0.0), plan.started & (plan.view.credible > 0.0)

        users, exemplars = for_the_quarter(plan, "sharing", sharing)
        hours = users.sum(axis=1) * (self.best + self.failures) * self.hours * plan.weeks / YEAR
        plan.charge("sharing", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        if "spotlight" in self.needs:
            light = plan.column("spotlight")
            light[:] = np.maximum(light, np.where(exemplars, self.best, 0.0))
        if "candour" in self.needs:
            plan.column("candour")[:] = np.where(plan.started, self.candour, 0.0)
