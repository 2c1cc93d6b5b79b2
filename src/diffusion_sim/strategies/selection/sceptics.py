"""Sceptics: those who look least open, on the ground that the rest would follow them."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Sceptics(Selection):
    """Ask those who look least open first.

    A comparator: many decline where they may (acceptance rises with openness), and those who come have most doubt to
    lose. Openness is seen with noise; asking is free. Source: none found for doing it; ALP advises against it.
    """

    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return 1 less seen openness."""
        return 1.0 - view.openness
