"""An arm of a comparison: one strategy, as the parts it is composed of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diffusion_sim.strategies.part import (
        Amplify,
        Capacity,
        Comprehensiveness,
        Learning,
        Part,
        Selection,
        Sequence,
        Stance,
        Support,
    )


def _fixed() -> Learning:
    from diffusion_sim.strategies.learning.fixed import Fixed

    return Fixed()


def _prix_fixe() -> Comprehensiveness:
    from diffusion_sim.strategies.comprehensiveness.prix_fixe import PrixFixe

    return PrixFixe()


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
    amplify : tuple of Amplify
        How what is achieved is made known; may be empty.
    learning : Learning
        Whether the plan is reviewed on the way.
    comprehensiveness : Comprehensiveness
        The whole practice, or a choice of its components.
    """

    name: str
    selection: Selection
    sequence: Sequence
    support: tuple[Support, ...]
    stance: Stance
    capacity: Capacity
    about: str = ""
    amplify: tuple[Amplify, ...] = ()
    learning: Learning = field(default_factory=_fixed)
    comprehensiveness: Comprehensiveness = field(default_factory=_prix_fixe)

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in the order of the groups."""
        first = (self.selection, self.sequence, *self.support, self.stance, self.capacity)
        return (*first, *self.amplify, self.learning, self.comprehensiveness)

    @property
    def wide(self) -> bool:
        """Whether some part needs more than the six columns of support that every rule set reads."""
        return any(part.needs for part in self.parts)
