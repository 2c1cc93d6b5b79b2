"""What a strategy gave over some weeks, and what is left of it when something is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines.columns import F8

#: What a place in the cohort brings; the stance, the spotlight and the like reach everybody, with or without a place.
OWN = ("coaching", "coach_quality", "cohort", "training", "release")
COACHING = ("coaching", "coach_quality")


@dataclass(frozen=True)
class Span:
    """What everybody was given over some weeks.

    Attributes
    ----------
    support : float64 (support columns, staff)
    cohort : int32 (staff,)
        Meeting group of each person, -1 for none.
    groups : int
    members : bool (staff,)
        Who took part.
    columns : tuple of str
        Names of the support columns.
    """

    week: int
    weeks: int
    columns: tuple[str, ...]
    support: F8
    cohort: NDArray[np.int32]
    groups: int
    members: NDArray[np.bool_]


@dataclass(frozen=True)
class Removal:
    """What is taken away; empty masks take nothing.

    Attributes
    ----------
    title : str
        In words.
    places : bool (staff,)
        Posts whose place in the cohort stays empty: no coaching, meetings or training while they would have taken part.
    uncoached : bool (staff,)
        Posts that get no coaching; whatever else they get stays.
    """

    title: str
    places: NDArray[np.bool_]
    uncoached: NDArray[np.bool_]

    @classmethod
    def nothing(cls, n: int) -> Removal:
        """Return the removal that takes nothing away."""
        return cls("nothing", np.zeros(n, dtype=bool), np.zeros(n, dtype=bool))

    def apply(self, span: Span) -> tuple[F8, NDArray[np.int32]]:
        """Return a span's support and meeting groups without what is removed."""
        support, out = span.support.copy(), self.places & span.members
        for k, name in enumerate(span.columns):
            if name in OWN:
                support[k, out] = 0.0
            if name in COACHING:
                support[k, self.uncoached] = 0.0
        return support, np.where(out, np.int32(-1), span.cohort)

    def touched(self, spans: Sequence[Span]) -> NDArray[np.bool_]:
        """Return who gets less than was given, bool (staff,)."""
        less = np.zeros(len(self.places), dtype=bool)
        for span in spans:
            support, cohort = self.apply(span)
            less |= (support != span.support).any(axis=0) | ((cohort != span.cohort) & (span.groups > 0))
        return less
