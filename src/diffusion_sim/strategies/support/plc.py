"""Professional learning communities: teams of a school meet every week, whoever takes part otherwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.hosts import for_the_quarter
from diffusion_sim.strategies.part import F8, Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class Plc(Support):
    """Everyone whose turn has come meets the own grade or subject team every week.

    ODD: in each team one member who visibly uses the practice (by lot every quarter, whether it goes well or not)
    tells of it, and the others hear that person; a team without a user meets without an example. A person who meets in
    a group of another part in that time is not counted. Hours are released time, of which ``released`` is charged at a
    substitute's price (0: they fall into time that is scheduled anyhow). Source: Trailblazer Elementary (Friday PLC),
    ALP; RAND 2018: 45 % of teachers have weekly common time.
    """

    hours: float = parameter(
        0.5, 0.0, 2.0, "hours per week", "assumption", "no source found", "Team time for this practice."
    )
    released: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "RAND 2018: 45 % of teachers meet weekly as it is",
        "Share of the hours for which substitutes are paid.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.plc", self)

    def price(self, costs: Costs) -> float:
        """Return 0 per participant: see :meth:`each`."""
        return 0.0

    def each(self, costs: Costs, week: int) -> float:
        """Return a year's released hours at the price of a substitute, for everyone whose turn has come."""
        return self.hours * YEAR * self.released * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Bring teams together, and charge the hours of those who come."""
        if self.hours == 0.0:
            return
        view = plan.view
        team = np.unique(np.stack([view.school, view.grade]), axis=1, return_inverse=True)[1].ravel()

        first = np.searchsorted(np.sort(team), np.arange(int(team.max()) + 1))
        rows = np.arange(len(team))

        def speakers(lot: F8) -> NDArray[np.int64]:
            # Of each team the user with the smallest lot, heard by all others of it whose turn has come.
            key = np.where(plan.started & (view.using > 0.0), lot, np.inf)
            host = np.full(view.shape, -1, dtype=np.int64)
            for r in range(len(host)):
                best = np.lexsort((key[r], team))[first]
                told = np.where(np.isfinite(key[r, best]), best, -1)[team]
                host[r] = np.where(plan.started[r] & (told != rows), told, -1)
            return host

        busy = plan.column("cohort") > 0.0
        plan.visit(np.where(busy, -1, for_the_quarter(plan, "plc", speakers)))
        alone = (np.bincount(team) == 1)[team]
        there = plan.started & ~busy & ~alone
        hours = there.sum(axis=1) * self.hours * plan.weeks
        plan.charge("team meetings", hours, hours * self.released * plan.costs.substitute_day / DAY_HOURS)
        plan.column("cohort")[:] += np.where(there, self.hours, 0.0)
