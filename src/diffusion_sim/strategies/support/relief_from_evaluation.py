"""Relief from evaluation: beginners' results are not held against them for some years."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import YEAR, Plan


@dataclass(frozen=True)
class ReliefFromEvaluation(Support):
    """Everyone whose turn has come is free from evaluation of this practice, which makes mechanical use easier to bear.

    ODD: for the first ``years`` of the run, own bad results weigh less in belief and end use more seldom while use is
    mechanical (:mod:`diffusion_sim.rules.mechanisms`; the size, ``behaviour.relief_effect``, may be 0). It costs
    nothing in money. It goes with any stance. Source: Middletown ("removed the pressure of certain evaluations").
    """

    needs: ClassVar[tuple[str, ...]] = ("relief",)
    strength: float = parameter(
        1.0, 0.0, 1.0, "0-1", "assumption", "1 is full relief", "How far evaluation is lifted."
    )
    years: float = parameter(2.0, 0.0, 10.0, "years", "derived", "Middletown: two years", "For how long.")

    def __post_init__(self) -> None:
        check_ranges("strategy.support.relief_from_evaluation", self)

    def price(self, costs: Costs) -> float:
        """Return 0: nothing is bought."""
        return 0.0

    def give(self, plan: Plan) -> None:
        """Lift evaluation for those whose turn has come."""
        if plan.week < self.years * YEAR:
            plan.column("relief")[:] = np.where(plan.started, self.strength, 0.0)
