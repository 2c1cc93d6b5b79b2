"""Friend nomination: people drawn by lot each name an adviser, and those who are named are asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class FriendNomination(Selection):
    """Ask the friends of people drawn by lot: who is named is more central than who is drawn.

    Staff are drawn one after another (design stream); each names one of the colleagues whom he or she asks for advice,
    by lot, and that colleague is asked to take part. Nobody needs a survey of the whole network; asking for one name
    costs nothing here. Those whom nobody names are never asked. Source: Kim et al. 2015 (nomination targeting, 32
    villages); that friends have more friends is plain arithmetic of networks (Feld 1991).
    """

    size: int | None = None
    spread: bool = False

    def score(self, view: View) -> F8:
        """Return the lot of the first person drawn who names someone, ``-inf`` for those whom nobody names."""
        lot, friend = view.chance("pick"), view.friend()
        score = np.full(view.shape, -np.inf)
        row, seeker = np.nonzero(friend >= 0)
        np.maximum.at(score, (row, friend[row, seeker]), lot[row, seeker])
        return score
