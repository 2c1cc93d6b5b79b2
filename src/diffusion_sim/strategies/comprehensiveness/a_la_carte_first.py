"""A la carte first, prix fixe once there is evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Comprehensiveness
from diffusion_sim.strategies.plan import QUARTER, Plan


@dataclass(frozen=True)
class ALaCarteFirst(Comprehensiveness):
    """People choose components until enough of the district visibly succeeds; then everyone takes up the whole.

    ODD: those whose turn has come leave out the share ``left_out``. At the first quarter in which at least the share
    ``proof`` of the district's staff uses the practice with visible success, the whole becomes the model for all for
    good: nothing is left out any more, and those whose turn has come share the vocabulary ``common``. It costs nothing.
    Source: TLA ("an a la carte model until they have the data and experience to put together a prix fixe model").
    """

    needs: ClassVar[tuple[str, ...]] = ("scope", "common")
    left_out: float = parameter(
        0.5, 0.0, 0.95, "share of components", "assumption", "no source found", "What people leave out at first."
    )
    common: float = parameter(
        0.5, -1.0, 1.0, "-1 to 1", "assumption", "a model drawn from what has worked here",
        "Shared vocabulary once the whole is the model.",
    )  # fmt: skip
    proof: float = parameter(
        0.1, 0.0, 1.0, "share of staff", "assumption", "no source found", "Visible success that counts as evidence."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.comprehensiveness", self)

    def scope(self, plan: Plan) -> None:
        """Write what is left out, and whether the whole has become the model."""
        known: NDArray[np.bool_] = plan.memory.setdefault("a la carte first", np.zeros(plan.view.shape[0], dtype=bool))
        if plan.week % QUARTER == 0:
            known |= plan.view.credible.mean(axis=1) >= self.proof
        whole = known[:, None]
        scope, common = plan.column("scope"), plan.column("common")
        scope[:] = np.where(whole, 0.0, np.where(plan.started, self.left_out, scope))
        common[:] = np.where(whole & plan.started, self.common, common)
