"""A cohort drawn by lot: the comparator for every way of choosing."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class RandomCohort(Selection):
    """Ask people by lot (design stream)."""

    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return the lot of each post."""
        return view.chance("pick")
