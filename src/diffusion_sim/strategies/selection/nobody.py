"""Nobody is asked (laissez-faire)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Nobody(Selection):
    """No one takes part in anything."""

    roles: ClassVar[tuple[int, ...]] = (0, 1, 2)
    renews: ClassVar[bool] = False
    size: int | None = None
    spread: bool = False

    def score(self, view: View) -> F8:
        """Return ``-inf`` for all."""
        return np.full(view.shape, -np.inf)
