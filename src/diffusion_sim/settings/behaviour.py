"""The theory's numbers: every coefficient of the rules, with unit, range, source and class.

Names are the parameter names of the rule functions in :mod:`diffusion_sim.rules`; a rule that names one reads it.
Values marked "calibrated" were set by ``experiments/calibrate.py`` against the targets of ``conf/target`` only. They
stand in three files, in the order of the ledger: what acts on a person (:mod:`diffusion_sim.settings.influences`), what
a person does (:mod:`diffusion_sim.settings.steps`), and here what further means of strategies do.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.influences import CALIBRATED, CONTAGION
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.settings.steps import Steps

__all__ = ["CALIBRATED", "CONTAGION", "Behaviour"]


@dataclass(frozen=True)
class Behaviour(Steps):
    """Coefficients of the rules. ``contagion`` switches how colleagues' example works; ``none`` is the null model."""

    # further means of strategies, read by the wide rule set only
    adapt_reach: float = parameter(
        0.3, -0.2, 0.8, "share", "assumption",
        "disputed: adapting helps use, and loses fidelity (Durlak & DuPre 2008; size assumed)",
        "Share of the misfit to a school that fully adapting the practice removes; below 0 adapting harms.",
    )  # fmt: skip
    release_kept: float = parameter(
        0.7, 0.0, 1.0, "share", "assumption", "no source found", "Share of hours set free that becomes slack for it."
    )
    incentive_drive: float = parameter(
        3.0, 0.0, 12.0, "drive", "assumption", "direction: BenYishay & Mobarak (small incentives raise adoption)",
        "Drive that a full incentive adds; the range is that of pressure.",
    )  # fmt: skip
    incentive_belief: float = parameter(
        0.0, -0.02, 0.02, "share per week", "assumption",
        "disputed: Deci et al. 1999 (crowding out) against Cameron & Pierce 1994",
        "What a full incentive does to belief: below 0 it crowds conviction out, above 0 it lends the practice weight.",
    )  # fmt: skip
    relief_effect: float = parameter(
        0.4, 0.0, 0.8, "share", "assumption", "no source found (Middletown: no evaluation for two years)",
        "How much freedom from evaluation lowers disappointment while use is mechanical.",
    )  # fmt: skip
    failure_knowhow: float = parameter(
        0.5, 0.0, 1.5, "share per unit of struggle", "assumption", "direction: Edmondson 1999; TLA (size assumed)",
        "Know-how that colleagues can take from struggle that is shared openly.",
    )  # fmt: skip
    doubt_tempered: float = parameter(
        0.4, 0.0, 0.8, "share", "assumption", "direction: TLA (trust; size assumed)",
        "How much less doubt a struggle spreads when its reasons are told.",
    )  # fmt: skip
    choice_apart: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "bounds: all leave out the same components (0), or each at random (1)",
        "How far people who leave out components leave out different ones.",
    )  # fmt: skip
    components_together: float = parameter(
        0.25, 0.0, 0.8, "share", "assumption", "direction: TLA (prix fixe: coherence; size assumed)",
        "Part of the gain of a component that is lost where all others are left out.",
    )  # fmt: skip
    vocabulary_effect: float = parameter(
        0.15, -0.2, 0.5, "ratio", "assumption",
        "disputed: shared vocabulary against diversity of ideas (TLA; size assumed)",
        "How much more of colleagues' know-how is of use with a common vocabulary.",
    )  # fmt: skip
    spotlight_reach: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "direction: Rogers 2003 (observability); size assumed",
        "Share of what cannot be seen of a person's use that a full spotlight shows.",
    )  # fmt: skip

    def __post_init__(self) -> None:
        check_ranges("behaviour", self)
        if self.contagion not in CONTAGION:
            raise BadInput(f"behaviour.contagion={self.contagion!r} is unknown; allowed: {', '.join(CONTAGION)}.")
