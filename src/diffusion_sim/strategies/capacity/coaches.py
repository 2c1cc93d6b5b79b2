"""Coaches hired from a finite pool, the best first as far as the district can tell, a few each quarter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.behaviour import CALIBRATED
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Capacity
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Coaches(Capacity):
    """``coaches: null`` hires as many full-time coaches as the budget allows; dilution comes from the pool and the lag.

    Quality is 1 on average with SD ``quality_sd``; candidates are hired in the order of what the district sees of it.
    """

    coaches: float | None = None
    quality_sd: float = parameter(
        0.5, 0.0, 0.9, "mean effects", "derived", "Blazar et al. 2024: 0.25-0.30 SD over a mean of 0.49",
        "Spread of quality."
    )
    pool: float = parameter(
        0.25, 0.2, 10.0, "candidates per 100 posts", "assumption", CALIBRATED, "Candidates at hand."
    )
    hires_per_quarter: float = parameter(
        0.62, 0.05, 1.5, "coaches per 100 posts and quarter", "assumption", CALIBRATED, "How many can be hired."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.capacity", self)
        if self.coaches is not None and not 0.0 <= self.coaches <= 10_000.0:
            raise BadInput(f"strategy.capacity.coaches={self.coaches!r} is out of range; allowed: 0 to 10000, or null.")

    def candidates(self, view: View) -> int:
        """Return how many candidates are at hand, the district's best guess first."""
        return max(1, round(self.pool * view.shape[1] / 100.0))

    def quality(self, view: View, count: int) -> F8:
        """Return quality in order of hiring, shape (1, count); beyond the pool, candidates are below the mean."""
        pool = self.candidates(view)
        ids = np.arange(max(pool, count), dtype=np.uint64)
        z = ndtri(draws.draws(view.district_key, "coach_quality", ids))
        noise = ndtri(draws.draws(view.district_key, "coach_seen", ids))
        seen = np.sqrt(view.reliability) * z + np.sqrt(1.0 - view.reliability) * noise
        late = np.arange(len(ids)) >= pool
        z = np.where(late, -np.abs(z), z)
        order = np.lexsort((ids, np.where(late, np.inf, -seen)))
        return np.maximum(1.0 + self.quality_sd * z[order], 0.0)[None, :count]

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return coaches at work: hiring starts in quarter 0; any district can hire one a quarter."""
        return np.minimum(wanted, max(1.0, self.hires_per_quarter * posts / 100.0) * (quarter + 1))
