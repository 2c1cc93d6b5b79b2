"""The usual leaders: those who already hold most leadership posts."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class LeadershipPosts(Selection):
    """Ask those with most leadership posts first, among equals by lot.

    The comparator of ALP's warning that people with several posts have no room: posts take time from availability
    (:mod:`diffusion_sim.rules.traits`), and bring contacts in other schools. Posts are a public fact; asking is free.
    """

    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return posts held plus the lot, over the most there can be."""
        return (view.leadership + view.chance("pick")) / (view.leadership.max() + 1.0)
