"""What a district can see: noisy indicators, public facts and who visibly uses the practice. Never a latent column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.engines.columns import Block

F8 = NDArray[np.float64]


@dataclass
class View:
    """The district as its leaders see it at one moment, for a block of replicates.

    Attributes
    ----------
    block : Block
        The state; parts do not read it, the properties below do.
    district_key : int
        Stream of the noise in what is seen.
    design_keys : sequence of int
        Stream of choices by chance, one per replicate.
    reliability : float
        Share of the variance of an indicator that is true (CONTRACT: .6, range .3-.9).
    """

    block: Block
    district_key: int
    design_keys: Sequence[int]
    reliability: float

    @property
    def shape(self) -> tuple[int, int]:
        """(replicates, staff)."""
        return self.block.replicates, self.block.layout.n

    @property
    def week(self) -> int:
        """The coming week."""
        return self.block.week

    @cached_property
    def role(self) -> NDArray[np.int8]:
        """0 teacher, 1 principal, 2 coach; shape (staff,)."""
        return self.block.layout.district.staff.role

    @cached_property
    def school(self) -> NDArray[np.int32]:
        """Row of the school; shape (staff,)."""
        return self.block.layout.district.staff.school

    @cached_property
    def grade(self) -> NDArray[np.int16]:
        """Grade or subject group within the school; shape (staff,)."""
        return self.block.layout.district.staff.grade

    @cached_property
    def school_need(self) -> F8:
        """Share of pupils in poverty, a public figure; shape (schools,)."""
        return self.block.layout.district.schools.need

    @cached_property
    def school_readiness(self) -> F8:
        """Readiness as a survey of schools shows it, with noise; shape (schools,)."""
        schools = self.block.layout.district.schools
        return self._blur(schools.readiness, draws.draws(self.district_key, "seen_readiness", schools.key))

    @cached_property
    def nominations(self) -> F8:
        """How many colleagues name a person as adviser, in a survey; shape (staff,)."""
        ties = self.block.layout.district.ties
        return np.bincount(ties.to, minlength=self.block.layout.n).astype(float)

    @property
    def openness(self) -> F8:
        """Curiosity and openness as self-rated or seen by the principal."""
        return self._seen("openness")

    @property
    def availability(self) -> F8:
        """Room to take on something new as the principal sees it."""
        return self._seen("availability")

    @property
    def standing(self) -> F8:
        """Esteem among peers as colleagues' nominations in a short survey show it."""
        return self._seen("standing")

    @property
    def leadership(self) -> F8:
        """Number of leadership posts held, a public fact."""
        return self.block.column("leadership")

    @property
    def using(self) -> F8:
        """1 for those who visibly use the practice."""
        return self.block.column("using")

    def chance(self, purpose: str) -> F8:
        """Return a number in (0, 1) per post from the design stream; shape (replicates, staff)."""
        return np.vstack([draws.draws(k, purpose, self.block.layout.post) for k in self.design_keys])

    def _seen(self, trait: str) -> F8:
        who = self.block.column("occupant").astype(np.int64)
        posts = np.broadcast_to(self.block.layout.post, self.shape)
        noise = draws.draws(self.district_key, f"seen_{trait}", posts, occupants=who)
        return self._blur(self.block.column(trait), noise)

    def _blur(self, truth: F8, noise: F8) -> F8:
        signal, error = np.sqrt(self.reliability), np.sqrt(1.0 - self.reliability)
        return (signal * truth + error * noise) / (signal + error)
