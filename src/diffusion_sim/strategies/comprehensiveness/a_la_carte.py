"""A la carte: people choose among the components of the practice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Comprehensiveness
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class ALaCarte(Comprehensiveness):
    """Those whose turn has come leave out the share ``left_out`` of components, as far as the practice can be split.

    ODD: what is carried is less complex and gains less, and know-how of other components is of less use to colleagues
    unless there is a ``common`` vocabulary. Choosing what suits also fits the practice to the school by ``suits`` times
    the share left out (what fit then does is ``behaviour.adapt_reach``, whose range includes none and harm). Choices
    last, also for whoever follows in the post. It costs nothing. Source: TLA, Q6 (choice, small testable changes);
    sizes are assumptions.
    """

    left_out: float = parameter(
        0.5, 0.0, 0.95, "share of components", "assumption", "no source found", "What people leave out."
    )
    common: float = parameter(
        0.0, -1.0, 1.0, "-1 to 1", "assumption", "0 is as without the part", "Shared vocabulary of those who choose."
    )
    suits: float = parameter(
        0.3, 0.0, 1.0, "ratio", "assumption", "direction: TLA (choice brings fit); size assumed, 0 is none",
        "Fitting that comes with choice, per share left out.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("strategy.comprehensiveness", self)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns beyond the first six, as far as there is anything to write."""
        fits = ("adaptation",) * (self.suits * self.left_out > 0.0)
        return ("scope",) * (self.left_out > 0.0) + ("common",) * (self.common != 0.0) + fits

    def scope(self, plan: Plan) -> None:
        """Write what those leave out whose turn has come."""
        for name, value in (("scope", self.left_out), ("common", self.common)):
            if name in self.needs:
                plan.column(name)[:] = np.where(plan.started, value, plan.column(name))
        if "adaptation" in self.needs:
            fitted = plan.column("adaptation")
            fitted[:] = np.where(plan.started, np.maximum(fitted, self.suits * self.left_out), fitted)
