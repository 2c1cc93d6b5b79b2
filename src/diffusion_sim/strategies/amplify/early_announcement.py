"""An early announcement: everyone hears of the practice from the first week on, proof or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Amplify
from diffusion_sim.strategies.plan import QUARTER, Plan


@dataclass(frozen=True)
class EarlyAnnouncement(Amplify):
    """Messages go to the whole district at once; where nothing is seen to work, they wear off for good.

    ODD: from week 0 on messages of the strength ``message`` reach everybody, in place of those of the stance. In every
    quarter in which a school has nobody whose use visibly works, leaders' words there lose the share ``wear`` of their
    strength, for the rest of the window. With 0 nothing is lost, and announcing early only reaches more people sooner.
    It costs nothing. Source: the reverse of Chicago's soft launch (people "did not have to take the value of the
    initiative on faith"); that unproven words wear off is a direction only.
    """

    message: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", "same as of a stance, for fairness", "Strength of leaders' messages."
    )
    wear: float = parameter(
        0.15, 0.0, 0.5, "share per quarter", "assumption", "direction: Chicago; size assumed, 0 is none",
        "What words lose in a quarter without local proof.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.amplify.early_announcement", self)

    def show(self, plan: Plan) -> None:
        """Speak to everybody, with what weight the words have left."""
        weight: F8 = plan.memory.setdefault("early announcement", np.ones(plan.view.shape))
        if plan.week % QUARTER == 0 and plan.week > 0:
            school = plan.view.school
            for s in np.unique(school):
                here = school == s
                proof = plan.view.credible[:, here].any(axis=1)
                weight[:, here] *= np.where(proof, 1.0, 1.0 - self.wear)[:, None]
        plan.column("message")[:] = self.message * weight
