"""Invitations of a year: who may be asked, who says yes, and in which order places are filled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.errors import BadInput
from diffusion_sim.rules.invitation import accept_chance
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.choose import by_turns, sign_up_time
from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: More than any key of those invited, as keys are turns of schools or scores.
LEADS = 1e6


@dataclass(frozen=True)
class Invitation:
    """How one arm invites.

    Attributes
    ----------
    arm : Arm
    view : View
    luck_keys : sequence of int
        Stream of each replicate.
    accept_floor : float
        Chance that the least open accept.
    """

    arm: Arm
    view: View
    luck_keys: Sequence[int]
    accept_floor: float

    def order(self, week: int, started: Flags, members: Flags, served: NDArray[np.int64]) -> F8:
        """Return the order of those who may be asked and accept; ``inf`` for all others.

        Parameters
        ----------
        week : int
        started, members : bool (replicates, staff)
            Whose turn has come; who takes part already.
        served : int (replicates, staff)
            Number of the occupant of each post who took part last, -1 for none.
        """
        selection, layout = self.arm.selection, self.view.block.layout
        role = np.isin(self.view.role, (*selection.roles, *self.arm.sequence.leads))
        fresh = served != self.view.block.column("occupant").astype(np.int64)
        score = np.where(started & role & fresh & ~members, self._scores(), -np.inf)
        if self.arm.stance.may_decline(week):
            u, chance = self._answers(week)
            if selection.open_call:
                score = np.where(np.isfinite(score), -sign_up_time(u, chance), -np.inf)
            score = np.where(u < chance, score, -np.inf)
        if selection.spread or selection.per_school is not None:
            key = by_turns(score, self.view.school, layout.school_start)
            if selection.per_school is None:
                return self._leads_first(key)
            present = np.add.reduceat(members, layout.school_start[:-1], axis=1)[:, self.view.school]
            return self._leads_first(np.where(np.floor(key) + present < selection.per_school, key, np.inf))
        return self._leads_first(np.where(np.isfinite(score), -score, np.inf))

    def _scores(self) -> F8:
        """Return what the selection says of everybody, shrunk to at most 1 in size where it says more.

        Raises
        ------
        BadInput
            Where it says nothing of somebody (NaN, infinite), or has another shape than the people there are.
        """
        score = np.asarray(self.arm.selection.score(self.view), dtype=np.float64)
        name, shape = type(self.arm.selection).__name__, self.view.shape
        if score.shape not in (shape, shape[1:], (1, *shape[1:])):
            raise BadInput(
                f"{name}.score gives an array of shape {score.shape}; allowed: (replicates, staff), here {shape}, or "
                f"(staff,) for what is the same in all replicates (a school's value is value[view.school])."
            )
        for wrong, found in (("NaN", np.isnan(score)), ("inf", np.isposinf(score))):
            if found.any():
                said = f"{name}.score gives {wrong} for somebody"
                raise BadInput(f"{said}; allowed: a number, or -inf for who is never asked.")
        # Turns of schools are told from scores by size alone; each replicate by itself, whatever stands beside it.
        size = np.abs(score, where=np.isfinite(score), out=np.zeros(score.shape)).max(axis=-1, keepdims=True)
        return cast(F8, score / np.maximum(size, 1.0))

    def _leads_first(self, key: F8) -> F8:
        """Put those who go first in the sequence before all others, so that each of them has a place."""
        leads = np.isin(self.view.role, self.arm.sequence.leads) & np.isfinite(key)
        return np.where(leads, key - LEADS, key)

    def _answers(self, week: int) -> tuple[F8, F8]:
        """Return everybody's draw and chance of accepting: who draws below the chance accepts."""
        block = self.view.block
        posts, who = block.layout.post, block.column("occupant").astype(np.int64)
        u = np.vstack([draws.draws(k, "accept", posts, week, who[r]) for r, k in enumerate(self.luck_keys)])
        return u, cast(F8, accept_chance(cast(float, block.column("openness")), self.accept_floor))
