"""Guard rails: tight on what, loose on how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Stance
from diffusion_sim.strategies.plan import QUARTER, Plan


@dataclass(frozen=True)
class GuardRails(Stance):
    """Voluntary, with words and goals common to all (``tight``) and the way left to those who use it (``loose``).

    ODD: everyone whose turn has come shares the common vocabulary ``tight``, which scales the know-how that travels
    between colleagues. Those who use the practice fit it to their school: every quarter of use closes the share ``loose
    * own_way`` of what is left of their own fitting. Both last, and whoever follows in the post takes them over. What a
    common vocabulary and fitting do, and whether they help, are ``behaviour.vocabulary_effect`` and ``adapt_reach``,
    whose ranges include none and harm. At 0 and 0 it is ``voluntary``. Nothing is charged. Source: Henry County (five
    tenets, freedom within them).
    """

    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as when voluntary, for fairness", "Strength of leaders' messages."
    )
    tight: float = parameter(
        1.0, 0.0, 1.0, "0-1", "assumption", "1 is one framework for all", "How far words and goals are common."
    )
    loose: float = parameter(
        1.0, 0.0, 1.0, "0-1", "assumption", "1 is freedom in how", "How far users may fit it to their school."
    )
    own_way: float = parameter(
        0.1, 0.0, 0.4, "share per quarter of use", "assumption", "no source found", "Speed at which users fit it."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.stance", self)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns beyond the first six, as far as there is anything to write."""
        return ("common",) * (self.tight > 0.0) + ("adaptation",) * (self.loose * self.own_way > 0.0)

    def press(self, plan: Plan) -> None:
        """Write messages, the common vocabulary, and what users have fitted so far."""
        plan.column("message")[:] = np.where(plan.started, self.message, 0.0)
        if "common" in self.needs:
            plan.column("common")[:] = np.where(plan.started, self.tight, plan.column("common"))
        if "adaptation" in self.needs and plan.week % QUARTER == 0 and plan.week > 0:
            fitted = plan.column("adaptation")
            users = plan.started & (plan.view.using > 0.0)
            fitted[:] = np.where(users, fitted + self.loose * self.own_way * (1.0 - fitted), fitted)
