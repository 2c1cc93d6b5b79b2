"""An arm of a comparison: one strategy, as the parts it is composed of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diffusion_sim.strategies.part import Part


@dataclass(frozen=True)
class Arm:
    """A strategy with a name.

    Attributes
    ----------
    name : str
        Name in tables and pictures, unique within a comparison.
    selection : Part
        Who takes part.
    sequence : Part
        Which schools start when.
    support : tuple of Part
        What those who take part are given; may be empty.
    stance : Part
        Voluntary or mandated.
    capacity : Part
        Where the coaches come from.
    about : str
        One line in plain words; changes no number.
    """

    name: str
    selection: Part
    sequence: Part
    support: tuple[Part, ...]
    stance: Part
    capacity: Part
    about: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in the order of the groups."""
        return (self.selection, self.sequence, *self.support, self.stance, self.capacity)
