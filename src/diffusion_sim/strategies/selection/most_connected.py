"""The most connected: those whom most colleagues name as advisers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class MostConnected(Selection):
    """Ask those with most nominations in an advice survey."""

    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return the rank by nominations as seen, 0 to 1."""
        return np.broadcast_to(view.nominations, view.shape)
