"""Design sessions: participants work out in central sessions how the practice fits their own school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import DAY_HOURS, YEAR, Plan


@dataclass(frozen=True)
class DesignSessions(Support):
    """Participants of a school fit the practice to it, for all who work there.

    ODD: hours that participants of a school have spent raise how far the practice is fitted to it, by half of what is
    left every ``hours_to_half`` hours, and it stays so. What fitting does (more fit, or a loss of fidelity) is
    ``behaviour.adapt_reach``, whose range includes none. Hours are released time. Source: Greeley-Evans ("design
    sessions to help schools create their own visions and strategies"), TLA; sizes are assumptions.
    """

    needs: ClassVar[tuple[str, ...]] = ("adaptation",)
    hours: float = parameter(
        12.0, 0.0, 60.0, "hours per participant and year", "assumption", "no source found (two days)",
        "Time in sessions.",
    )  # fmt: skip
    hours_to_half: float = parameter(
        100.0, 20.0, 1000.0, "hours per school", "assumption", "no source found",
        "Hours of a school's participants that do half of what is left of the fitting.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.support.design_sessions", self)

    def price(self, costs: Costs) -> float:
        """Return the hours at the price of a substitute."""
        return self.hours * costs.substitute_day / DAY_HOURS

    def give(self, plan: Plan) -> None:
        """Fit the practice to the schools of participants, and charge the hours."""
        each = self.hours * plan.weeks / YEAR
        hours = plan.members.sum(axis=1) * each
        plan.charge("design sessions", hours, hours * plan.costs.substitute_day / DAY_HOURS)
        fitted = plan.column("adaptation")
        school = plan.view.school
        for s in np.unique(school):
            here = school == s
            spent = plan.members[:, here].sum(axis=1) * each
            left = 0.5 ** (spent / self.hours_to_half)
            fitted[:, here] = 1.0 - (1.0 - fitted[:, here]) * left[:, None]
