"""Fence-sitters: those who look neither eager nor opposed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class FenceSitters(Selection):
    """Ask those who look closest to the middle of openness.

    "Leaders often send people who are on the fence" (Mesa Valley 51, Look Both Ways): the comparator of sending the
    eager. Openness is seen with noise (self-rating, principal's judgement); asking is free.
    """

    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return 1 less twice the distance of seen openness from the middle."""
        return 1.0 - 2.0 * np.abs(view.openness - 0.5)
