"""Volunteers: an open call to everybody; whoever signs up first has a place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Volunteers(Selection):
    """Call on everybody of the schools whose turn has come, and take those who sign up in the order of signing up.

    Nobody is chosen by anyone. Each person signs up at a constant rate of his or her own while the call is out, the
    rate that leads to the chance of accepting an invitation; so places fill with the eager, whatever their school.
    Where nobody may decline (a mandate), the order is by lot. Source of acceptance: ALP, "Invitation to Trailblaze".
    """

    open_call: ClassVar[bool] = True
    size: int | None = None
    spread: bool = False

    def score(self, view: View) -> F8:
        """Return the lot of each post: the order where nobody signs up."""
        return view.chance("pick")
