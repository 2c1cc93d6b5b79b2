"""The practice that spreads: Rogers's five perceived attributes of an innovation (Rogers 2003, ch. 6)."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import check_ranges, parameter

SOURCE = "Rogers 2003 names the attribute; the position of a preset on the scale is a judgement"


@dataclass(frozen=True)
class Practice:
    """A practice; presets are the files of ``conf/practice``."""

    name: str = "classroom_technique"
    about: str = ""
    advantage: float = parameter(
        0.6, 0.0, 1.0, "0-1", "assumption", SOURCE, "Relative advantage: what mastered use gives pupils."
    )
    compatibility: float = parameter(
        0.65, 0.0, 1.0, "0-1", "assumption", SOURCE, "Mean fit with what schools already do."
    )
    compatibility_sd: float = parameter(
        0.12, 0.0, 0.4, "0-1", "assumption", SOURCE, "Spread of the fit over schools (standard deviation)."
    )
    complexity: float = parameter(
        0.35, 0.0, 1.0, "0-1", "assumption", SOURCE,
        "How hard it is to do well: cost of unskilled use, slower learning."
    )
    trialability: float = parameter(
        0.6, 0.0, 1.0, "0-1", "assumption", SOURCE, "How far it can be tried in small parts."
    )
    observability: float = parameter(
        0.5, 0.0, 1.0, "0-1", "assumption", SOURCE, "How much of its working colleagues can see."
    )

    def __post_init__(self) -> None:
        check_ranges("practice", self)
