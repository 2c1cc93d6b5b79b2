"""All schools from the first day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class AllAtOnce(Sequence):
    """Every school starts at once and stays until support ends."""

    def first_quarter(self, view: View) -> F8:
        """Return 0 for all."""
        return np.zeros(view.shape)
