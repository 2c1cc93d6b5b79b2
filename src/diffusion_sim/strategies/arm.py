"""An arm of a comparison: one strategy, as the parts it is composed of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diffusion_sim.strategies.part import Capacity, Part, Selection, Sequence, Stance, Support


@dataclass(frozen=True)
class Arm:
    """A strategy with a name.

    Attributes
    ----------
    name : str
        Name in tables and pictures, unique within a comparison.
    selection : Selection
        Who takes part.
    sequence : Sequence
        Which schools start when.
    support : tuple of Support
        What those who take part are given; may be empty.
    stance : Stance
        Voluntary or mandated.
    capacity : Capacity
        Where the coaches come from.
    about : str
        One line in plain words; changes no number.
    """

    name: str
    selection: Selection
    sequence: Sequence
    support: tuple[Support, ...]
    stance: Stance
    capacity: Capacity
    about: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in the order of the groups."""
        return (self.selection, self.sequence, *self.support, self.stance, self.capacity)
