"""Release time: substitutes free hours of the week for the practice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class ReleaseTime(Support):
    """Participants have hours of the week set free for the practice.

    ODD: each week the hours add to a participant's slack, as far as they are kept for the practice
    (``behaviour.release_kept``), so load falls and room to experiment grows. Charged at a substitute's price.
    Source: TLA (allocating necessary time); the size is an assumption.
    """

    needs: ClassVar[tuple[str, ...]] = ("release",)
    hours: float = parameter(
        0.5, 0.0, 5.0, "hours per participant and week", "assumption", "no source found", "Hours set free."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.release_time", self)

    def price(self, costs: Costs) -> float:
        """Return a year's hours at the price of a substitute."""
        return self.hours * YEAR * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Set participants' hours free, and charge the substitutes."""
        hours = plan.members.sum(axis=1) * self.hours * plan.weeks
        plan.charge("release time", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        plan.column("release")[:] += np.where(plan.members, self.hours, 0.0)
