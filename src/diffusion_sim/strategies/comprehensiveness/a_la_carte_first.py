"""A la carte first, prix fixe once there is evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Comprehensiveness
from diffusion_sim.strategies.plan import QUARTER, Plan


@dataclass(frozen=True)
class ALaCarteFirst(Comprehensiveness):
    """People choose components until enough of the district visibly succeeds; then everyone takes up the whole.

    ODD: those whose turn has come leave out the share ``left_out``, as with ``a_la_carte``, and choosing fits the
    practice as there (``suits``). At the first quarter in which at least the share ``proof`` of the district's staff
    uses the practice with visible success, the whole becomes the model for all for good: what is left out shrinks
    evenly to nothing over ``quarters``, and those whose turn has come share the vocabulary ``common``. What somebody
    knows and the level reached are taken to hold for the components that come; what is left out when support ends
    stays so. It costs nothing. Source: TLA ("an a la carte model until they have the data and experience to put
    together a prix fixe model").
    """

    needs: ClassVar[tuple[str, ...]] = ("scope", "common", "adaptation")
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

    quarters: float = parameter(
        4.0, 0.0, 12.0, "quarters", "assumption", "no source found", "Time in which the whole is taken up, once proven."
    )
    suits: float = parameter(
        0.3, 0.0, 1.0, "ratio", "assumption", "as of a la carte", "Fitting that comes with choice, per share left out."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.comprehensiveness", self)

    def scope(self, plan: Plan) -> None:
        """Write what is left out, and whether the whole has become the model."""
        since: F8 = plan.memory.setdefault("a la carte first", np.full(plan.view.shape[0], np.inf))
        if plan.week % QUARTER == 0:
            proven = plan.view.credible.mean(axis=1) >= self.proof
            since[:] = np.where(proven, np.minimum(since, plan.week // QUARTER), since)
        whole = np.isfinite(since)[:, None]
        gone = np.maximum(plan.week // QUARTER - since[:, None], 0.0)
        shrinks = np.maximum(1.0 - gone / self.quarters, 0.0) if self.quarters > 0.0 else 0.0
        left = np.where(whole, shrinks, 1.0) * self.left_out
        scope, common, fitted = (plan.column(name) for name in self.needs)
        scope[:] = np.where(plan.started, left, np.minimum(scope, left))
        common[:] = np.where(whole & plan.started, self.common, common)
        fitted[:] = np.where(plan.started & ~whole, np.maximum(fitted, self.suits * self.left_out), fitted)
