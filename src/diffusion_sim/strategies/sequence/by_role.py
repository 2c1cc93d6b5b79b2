"""By role: one role after another starts in the whole district, in any order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View

STAGES = ("principals", "teacher_leaders", "coaches", "teachers")
#: Roles that the teachers' selections do not ask, by the stage that they belong to.
ROLE_OF = {"principals": 1, "coaches": 2}


@dataclass(frozen=True)
class ByRole(Sequence):
    """Stages such as principals, then teacher leaders (those with a leadership post), then coaches and teachers.

    ``order`` names the stages; whoever belongs to none of them starts with the last. Stages lie ``spacing`` quarters
    apart. Principals and coaches who are named take part beside those whom the strategy asks, also where the spacing
    is 0, so that any order can be held against another (or all at once) with the same people. Source: ALP (principals
    first, then teacher leaders, then coaches who carry it on).
    """

    order: tuple[str, ...] = ("principals", "teacher_leaders", "coaches", "teachers")
    spacing: float = parameter(2.0, 0.0, 12.0, "quarters", "assumption", "design choice", "Quarters between stages.")

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        for stage in self.order:
            if stage not in STAGES:
                raise unknown("strategy.sequence.order: stage", stage, STAGES)
        if len(set(self.order)) != len(self.order):
            raise BadInput(
                f"strategy.sequence.order=[{','.join(self.order)}] names a stage twice; allowed: each of "
                f"{', '.join(STAGES)} at most once."
            )

    @property
    def leads(self) -> tuple[int, ...]:
        """Principals and coaches, as far as they are named."""
        return tuple(ROLE_OF[stage] for stage in self.order if stage in ROLE_OF)

    def first_quarter(self, view: View) -> F8:
        """Return the first quarter of one's stage."""
        teacher = np.where(view.leadership > 0.0, STAGES.index("teacher_leaders"), STAGES.index("teachers"))
        own = np.where(view.role == 1, STAGES.index("principals"), teacher)
        own = np.where(view.role == 2, STAGES.index("coaches"), own)
        turn = {stage: k for k, stage in enumerate(self.order)}
        stage = np.array([turn.get(name, max(len(turn) - 1, 0)) for name in STAGES], dtype=float)[own]
        return (stage - stage.min(axis=1, keepdims=True)) * np.round(self.spacing)

    def window_years(self, support_years: float) -> float:
        """Return the comparison's window, or at least one year for the last stage."""
        return max(support_years, (max(len(self.order), 1) - 1) * self.spacing / 4.0 + 1.0)
