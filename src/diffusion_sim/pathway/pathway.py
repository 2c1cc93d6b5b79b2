"""A pathway: a position from 1 to 5 on each of the seven dials of Reflection Guide 2."""

from __future__ import annotations

from dataclasses import dataclass, fields

from diffusion_sim.settings.parameter import check_ranges, parameter

_MIDDLE = "the middle; where a district stands is its own choice"


@dataclass(frozen=True)
class Pathway:
    """Positions on the dials, any real number from 1 (left end) to 5 (right end); 3 is the middle.

    Source of the dials: Avishai & Rabbitt, Look Both Ways (The Learning Accelerator 2018), Reflection Guide 2.
    """

    control: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Centralised - decentralised.")
    pace: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Fast - slow.")
    allocation: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "By need - by readiness.")
    capacity: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Buy - build.")
    flexibility: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Fixed - adaptive.")
    comprehensiveness: float = parameter(3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Prix fixe - a la carte.")
    sharing: float = parameter(
        3.0, 1.0, 5.0, "position", "assumption", _MIDDLE, "Share best practice - share process and failures."
    )

    def __post_init__(self) -> None:
        """Refuse a position off the dial."""
        check_ranges("pathway", self)

    @property
    def positions(self) -> dict[str, float]:
        """Position by dial, in the order of the guide."""
        return {f.name: float(getattr(self, f.name)) for f in fields(self)}

    def words(self) -> str:
        """Return the positions in one line."""
        return "pathway " + ", ".join(f"{name} {position:g}" for name, position in self.positions.items())
