"""Prix fixe: the whole practice, with all its components, for everyone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import Comprehensiveness
from diffusion_sim.strategies.plan import Plan


@dataclass(frozen=True)
class PrixFixe(Comprehensiveness):
    """Everybody takes up every component; with ``common`` above 0 the model also gives them a common vocabulary.

    ODD: nothing is left out. ``common`` is written for those whose turn has come, and lasts; at 0, the default, the
    part changes nothing. It costs nothing. Source: TLA, Q6 (coherence, shared vocabulary and expectations); what a
    common vocabulary does is ``behaviour.vocabulary_effect``, whose range includes none and harm.
    """

    common: float = parameter(
        0.0, -1.0, 1.0, "-1 to 1", "assumption", "0 is as without the part", "Shared vocabulary of the model."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.comprehensiveness", self)

    @property
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """Columns beyond the first six, as far as there is anything to write."""
        return ("common",) if self.common != 0.0 else ()

    def scope(self, plan: Plan) -> None:
        """Leave nothing out."""
        if self.needs:
            plan.column("common")[:] = np.where(plan.started, self.common, plan.column("common"))
