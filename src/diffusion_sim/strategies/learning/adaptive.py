"""Adaptive: every quarter the district looks at visible use, and moves coaches, the practice and the next waves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.learning._means import by_lag, charge_design, refinement
from diffusion_sim.strategies.part import Learning
from diffusion_sim.strategies.plan import DAY_HOURS, QUARTER, YEAR, Plan
from diffusion_sim.strategies.review import Review


@dataclass(frozen=True)
class Adaptive(Learning):
    """Coaching hours go where use lags, the practice is refined by what users found out, waves wait for a mark.

    Means: ``reallocate`` shifts hours between schools; ``refine`` raises ``adaptation`` for everybody by what visible
    users taught (design work is paid); waves not yet started are held a quarter while visible use of those started is
    below ``gate``, for ``longest_hold`` quarters at most. Price in predictability: whoever uses the practice relearns
    what was changed (``relearning`` hours a week in the quarter after, for a whole change). Source: Look Both Ways
    (fixed: predictability; adaptive: improvement with experience); sizes are assumptions. All means at 0 is fixed.
    """

    needs: ClassVar[tuple[str, ...]] = ("adaptation", "release")
    reallocate: float = parameter(1.0, 0.0, 3.0, "weight per share in use", "assumption", "no source found",
                                  "How far coaching hours follow what lags; 0: even.")  # fmt: skip
    refine: float = parameter(0.2, 0.0, 1.0, "share per review", "assumption", "no source found",
                              "What is fitted in a quarter if everyone's use works; 0: nothing.")  # fmt: skip
    gate: float = parameter(0.0, 0.0, 1.0, "share of staff", "assumption", "design choice",
                            "Visible use below which further waves wait; 0: never.")  # fmt: skip
    longest_hold: float = parameter(4.0, 0.0, 40.0, "quarters", "assumption", "design choice",
                                    "Longest hold in all.")  # fmt: skip
    design_hours: float = parameter(10.0, 0.0, 100.0, "hours per 100 posts and quarter", "assumption",
                                    "no source found", "Design work of a review.")  # fmt: skip
    relearning: float = parameter(5.0, 0.0, 20.0, "hours a week per whole change", "assumption", "no source found",
                                  "What users lose while they relearn; 0: nothing.")  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.learning", self)

    def running(self, costs: Costs, posts: int) -> float:
        """Return a year's design work, none where nothing is refined."""
        hours = self.design_hours * posts / 100.0 * (YEAR / QUARTER) if self.refine > 0.0 else 0.0
        return hours * costs.substitute_day / DAY_HOURS

    def review(self, review: Review) -> None:
        """Move hours, refine the practice, hold the next waves."""
        started = review.start_week <= review.week
        review.dose = by_lag(review.view, started, self.reallocate)
        if self.refine > 0.0:
            review.memory["changed"] = review.week, refinement(review, self.refine, np.ones_like(started))
            charge_design(review, self.design_hours)
        use = (review.view.using * started).sum(axis=1) / np.maximum(started.sum(axis=1), 1)
        held = review.memory.setdefault("held", np.zeros(len(use)))
        waits = (use < self.gate) & (held < self.longest_hold)
        held += waits
        waiting = (review.start_week >= review.week) & waits[:, None]
        review.start_week[:] = np.where(waiting, review.start_week + QUARTER, review.start_week)

    def disturb(self, plan: Plan) -> None:
        """Take the hours of relearning from those in use, in the quarter after a change."""
        week, change = plan.memory.get("changed", (-QUARTER, 0.0))
        if plan.week < week + QUARTER:
            plan.column("release")[:] -= self.relearning * change * (plan.view.using > 0.0)
