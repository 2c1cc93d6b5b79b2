"""No coaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.strategies.part import F8, Capacity
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class NoCoaches(Capacity):
    """Nobody is hired."""

    def quality(self, view: View, count: int) -> F8:
        """Return no quality at all."""
        return np.zeros((1, count))

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return 0 coaches."""
        return np.zeros_like(wanted)
