"""What a district can see: noisy indicators, public facts and who visibly uses the practice. Never a latent column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
    served : int (replicates, staff) or None
        The district's own record of who took part: number of the occupant who did, -1 for none; kept by the conduct.
    """

    block: Block
    district_key: int
    design_keys: Sequence[int]
    reliability: float
    served: NDArray[np.int64] | None = None

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
    def id(self) -> NDArray[np.uint64]:
        """Number of each post, the same however rows are ordered: what is equal else goes by it; shape (staff,)."""
        return self.block.layout.post

    @cached_property
    def school_id(self) -> NDArray[np.uint64]:
        """The same of each school; shape (schools,)."""
        return self.block.layout.district.schools.key

    @cached_property
    def school_level(self) -> NDArray[Any]:
        """Level of each school, as letters: E elementary, M middle, H high, I, T and A combined; shape (schools,)."""
        return self.block.layout.district.schools.level

    @cached_property
    def school_posts(self) -> NDArray[np.int64]:
        """Number of posts of each school; shape (schools,)."""
        return np.diff(self.block.layout.school_start).astype(np.int64)

    @cached_property
    def school_need(self) -> F8:
        """Share of pupils in poverty, a public figure; shape (schools,)."""
        return self.block.layout.district.schools.need

    @cached_property
    def school_feeder(self) -> NDArray[np.int32]:
        """Number of the feeder pattern that a school belongs to; shape (schools,)."""
        return self.block.layout.district.schools.feeder

    @cached_property
    def school_readiness(self) -> F8:
        """Readiness as a survey of schools shows it, with noise; shape (schools,)."""
        schools = self.block.layout.district.schools
        return self._blur_by_spread(schools.readiness, draws.draws(self.district_key, "seen_readiness", schools.key))

    @cached_property
    def nominations(self) -> F8:
        """Rank by how many colleagues name a person as adviser, as a noisy survey shows it, 0 to 1; shape (staff,)."""
        ties, n = self.block.layout.district.ties, self.block.layout.n
        _, place, count = np.unique(np.bincount(ties.to, minlength=n), return_inverse=True, return_counts=True)
        middle = (np.cumsum(count) - 0.5 * count) / n
        return self._blur(middle[place], draws.draws(self.district_key, "seen_nominations", self.block.layout.post))

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
    def skill(self) -> F8:
        """Know-how as a coach who has visited rates it."""
        return self._blur_by_spread(self.block.column("skill"), self.of_person("seen_skill"))

    @property
    def leadership(self) -> F8:
        """Number of leadership posts held, a public fact."""
        return self.block.column("leadership")

    @property
    def years(self) -> F8:
        """Years of experience, as the personnel office knows them; newcomers bring their own."""
        return self.block.column("years")

    @property
    def using(self) -> F8:
        """1 for those who visibly use the practice."""
        return self.block.column("using")

    @property
    def credible(self) -> F8:
        """1 for those whose use visibly works, as colleagues see it."""
        return self.block.column("credible")

    @property
    def former(self) -> NDArray[np.bool_]:
        """Whether the present holder of a post has taken part, by the district's own records."""
        if self.served is None:
            return np.zeros(self.shape, dtype=bool)
        return self.served == self.block.column("occupant").astype(np.int64)

    def chance(self, purpose: str, week: int = 0) -> F8:
        """Return a number in (0, 1) per post from the design stream; shape (replicates, staff)."""
        return np.vstack([draws.draws(k, purpose, self.block.layout.post, week) for k in self.design_keys])

    def school_chance(self, purpose: str, week: int = 0) -> F8:
        """Return a number in (0, 1) per school from the design stream; shape (replicates, schools)."""
        keys = self.block.layout.district.schools.key
        return np.vstack([draws.draws(k, purpose, keys, week) for k in self.design_keys])

    def of_person(self, purpose: str) -> F8:
        """Return a number in (0, 1) that stays with a person, from the stream of the district; (replicates, staff)."""
        who = self.block.column("occupant").astype(np.int64)
        posts = np.broadcast_to(self.block.layout.post, self.shape)
        return draws.draws(self.district_key, purpose, posts, occupants=who)

    def friend(self) -> NDArray[np.int64]:
        """Return the row of the one adviser whom each person names when asked for a friend, by lot; -1 for none.

        As of any indicator, only a share of what is named is true: the others name just any colleague of their school.
        """
        ties, n = self.block.layout.district.ties, self.block.layout.n
        seeker = np.repeat(np.arange(n), np.diff(ties.start))
        asks = np.flatnonzero(np.diff(ties.start))
        named = np.full(self.shape, -1, dtype=np.int64)
        for r, key in enumerate(self.design_keys):
            order = np.lexsort((draws.draws(key, "friend", ties.key), seeker))
            named[r, asks] = ties.to[order[ties.start[asks]]]
        # in the order of ids, so that another order of rows changes nothing
        by_id = np.lexsort((self.block.layout.post, self.school))
        first, last = (self.block.layout.school_start[self.school + k] for k in range(2))
        others = last - first - 1
        pick = first + np.floor(self.chance("friend_anyone") * others).astype(np.int64)
        anyone = by_id[np.minimum(pick + (pick >= np.argsort(by_id)), n - 1)]
        slips = (self.chance("friend_slips") >= self.reliability) & (named >= 0) & (others > 0)
        return np.where(slips, anyone, named)

    def by_school(self, column: F8) -> F8:
        """Return the mean of what can be seen of people over each school; shape (replicates, schools)."""
        start = self.block.layout.school_start
        return np.add.reduceat(column, start[:-1], axis=1) / np.diff(start)

    def _seen(self, trait: str) -> F8:
        return self._blur(self.block.column(trait), self.of_person(f"seen_{trait}"))

    def _blur_by_spread(self, truth: F8, noise: F8) -> F8:
        """Return what is seen of something not spread evenly over 0 to 1: noise in proportion to its own spread.

        Noise is even (standard deviation 1 / sqrt(12)); where all are alike there is nothing to mistake.
        """
        spread = truth.std(axis=-1, keepdims=True) * np.sqrt(12.0 * (1.0 - self.reliability) / self.reliability)
        return truth + spread * (noise - 0.5)

    def _blur(self, truth: F8, noise: F8) -> F8:
        """Return what is seen of a trait or rank, even over 0 to 1 as its noise is, within 0 to 1."""
        signal, error = np.sqrt(self.reliability), np.sqrt(1.0 - self.reliability)
        return (signal * truth + error * noise) / (signal + error)
