"""In which order replicates are added, and after which of them one looks.

The unit is the mean difference of a district: districts are independent, lucks of one district are not. The first
look takes ``first`` districts with :data:`PILOT_LUCKS` lucks each, exactly the first replicates of an ordinary batch.
What they show decides once how many lucks each further district gets: few where districts differ, many where luck
does. A district held fixed has lucks alone; the unit is then one luck in each of the districts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from diffusion_sim.compare.nested import Estimate
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate

#: Two lucks are the fewest that tell luck from district.
PILOT_LUCKS = 2
#: A look when the units have grown by this factor; the interval holds at every look, so it costs no confidence.
GROWTH = 1.25
#: Time of meeting a new district over time of one more luck in it, as measured: 2 (one outcome) to 4 (fifteen) at 20
#: schools and 900 staff, more in small districts. It moves the time until the answer, not the answer's confidence.
DISTRICT_COST = 4.0
#: More lucks in one district than this save little time (8 take 11 times one luck's time, 8 districts 32) and leave few
#: districts, hence a wide interval; and a first look cannot tell for sure that districts do not differ.
MOST_LUCKS = 8
#: The budget must still allow this many times the districts of the first look.
FURTHER = 4


@dataclass(frozen=True)
class Order:
    """The order of replicates; the k-th has luck k and design ``design + k``, as everywhere.

    Attributes
    ----------
    first : int
        Districts of the first look (``fixed``: all districts there are).
    most : int
        Most replicates per arm.
    fixed : bool
        Hold the districts fixed; only lucks are added.
    design : int
        First number of the design stream (``run.design``).
    lucks : int
        Lucks of each further district; set by :meth:`decided` after the first look.
    """

    first: int
    most: int
    fixed: bool = False
    design: int = 0
    lucks: int = PILOT_LUCKS

    def __post_init__(self) -> None:
        least = 2 * self.first if self.fixed else 2 * PILOT_LUCKS
        if self.most < least:
            raise BadInput(f"most={self.most} replicates are too few to say anything; allowed: {least} or more.")

    @property
    def start(self) -> int:
        """Units of the first look, as far as the budget goes."""
        if self.fixed:
            return min(20, self.most // self.first)
        return max(2, min(self.first, self.most // PILOT_LUCKS))

    @property
    def last(self) -> int:
        """Units that the budget allows."""
        if self.fixed:
            return self.most // self.first
        return self.start + (self.most - self.start * PILOT_LUCKS) // self.lucks

    def replicates(self, units: int) -> list[Replicate]:
        """Return the replicates of the first ``units`` units, in order; more units continue the list."""
        return list(_replicates(self, units))

    def unit(self, reps: list[Replicate]) -> np.ndarray:
        """Return the unit that each replicate belongs to: its district, or its round of lucks."""
        if self.fixed:
            return np.arange(len(reps)) // self.first
        return np.array([r.district for r in reps])

    def next_look(self, units: int) -> int:
        """Return the units of the look after ``units``; ``units`` itself where the budget is spent."""
        return min(max(int(np.ceil(units * GROWTH)), units + 1), self.last)

    def decided(self, found: Estimate) -> Order:
        """Return the order with the lucks per further district that settle soonest.

        ``sqrt(cost of a district / cost of a luck * within / between)`` (two-stage sampling; Cochran 1977, ch. 10),
        at most so many that the budget still allows :data:`FURTHER` times as many districts again.
        """
        if self.fixed:
            return self
        left = self.most - self.start * PILOT_LUCKS
        most = max(1, min(MOST_LUCKS, left // (FURTHER * self.start)))
        within = found.within if np.isfinite(found.within) else 0.0
        best = np.sqrt(DISTRICT_COST * within / found.between) if found.between > 0 else np.inf
        return replace(self, lucks=int(np.clip(np.round(min(best, most)), 1, most)))


@lru_cache(maxsize=64)
def _replicates(order: Order, units: int) -> tuple[Replicate, ...]:
    start = order.start
    pilot = start * PILOT_LUCKS
    k = np.arange(units * order.first if order.fixed else pilot + (units - start) * order.lucks)
    further = start + (k - pilot) // order.lucks
    district = k % order.first if order.fixed else np.where(k < pilot, k % start, further)
    return tuple(Replicate(d, i, order.design + i) for i, d in enumerate(district.tolist()))
