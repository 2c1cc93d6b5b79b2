"""Fixed goals, adaptive means: what is asked of those in use stays; coaches move, and newcomers get a better fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.learning._means import by_lag, charge_design, refinement
from diffusion_sim.strategies.part import Learning
from diffusion_sim.strategies.plan import DAY_HOURS, QUARTER, YEAR
from diffusion_sim.strategies.review import Review


@dataclass(frozen=True)
class AdaptiveMeans(Learning):
    """Hours go where use lags; the practice is refined only for those whose turn has not come; no wave is held.

    Nobody in use has anything to relearn, and every school starts when it was told: goals and dates are fixed, means
    are not. Those who have started keep the fit they began with, the price of predictability. With one wave nothing
    is left to refine. Source: Look Both Ways (fixed and predictable goals with adaptive means).
    """

    needs: ClassVar[tuple[str, ...]] = ("adaptation",)
    reallocate: float = parameter(1.0, 0.0, 3.0, "weight per share in use", "assumption", "no source found",
                                  "How far coaching hours follow what lags; 0: even.")  # fmt: skip
    refine: float = parameter(0.2, 0.0, 1.0, "share per review", "assumption", "no source found",
                              "What is fitted in a quarter if everyone's use works; 0: nothing.")  # fmt: skip
    design_hours: float = parameter(10.0, 0.0, 100.0, "hours per 100 posts and quarter", "assumption",
                                    "no source found", "Design work of a review.")  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.learning", self)

    def running(self, costs: Costs, posts: int) -> float:
        """Return a year's design work, none where nothing is refined."""
        hours = self.design_hours * posts / 100.0 * (YEAR / QUARTER) if self.refine > 0.0 else 0.0
        return hours * costs.substitute_day / DAY_HOURS

    def review(self, review: Review) -> None:
        """Move hours, and refine the practice for those who start now or later."""
        review.dose = by_lag(review.view, review.start_week <= review.week, self.reallocate)
        waiting = review.start_week >= review.week
        if self.refine > 0.0:
            refinement(review, self.refine, waiting)
            charge_design(review, self.design_hours, np.any(waiting, axis=1))
