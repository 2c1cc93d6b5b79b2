"""A soft launch: leaders speak for the practice in a school only once it can be seen to work there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Amplify
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class SoftLaunch(Amplify):
    """The messages of the stance are held back until a school has its own visible proof.

    ODD: in each span messages reach only schools in which at least ``proof`` people use the practice with visible
    success. Nothing is added to the messages: a soft launch gives up early ones, and gains only against
    ``early_announcement``, whose words may wear off. It costs nothing; a small start is a matter of selection and
    sequence. Source: Chicago ("rather than making public announcements early on, they waited until they had strong
    examples of success"); what counts as proof is an assumption.
    """

    proof: float = parameter(
        1.0, 0.0, 10.0, "people per school", "assumption", "no source found; 0 holds nothing back",
        "People with visible success who make local proof.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.amplify.soft_launch", self)

    def show(self, plan: Plan) -> None:
        """Hold messages back where there is no proof."""
        message, school = plan.column("message"), plan.view.school
        for s in np.unique(school):
            here = school == s
            enough = plan.view.credible[:, here].sum(axis=1) >= self.proof
            message[:, here] *= enough[:, None]
