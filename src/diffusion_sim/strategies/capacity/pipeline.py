"""A pipeline: members of earlier cohorts whose use visibly works become coaches for part of their week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Pipeline(Coaches):
    """Coaches are hired as by ``coaches``; graduates of the cohorts fill what hiring leaves open.

    From the second year, a share of those who took part in an earlier year, still hold their post and whose use works
    visibly coach for ``week_share`` of their week. They relieve the lag of hiring and the falling quality of a small
    pool (their quality is drawn about the mean: being a good user is not known to make a good coach). Their release
    costs that share of a coach's price, out of the same money. With ``taking_up`` 0 these are plain coaches. Source:
    Look Both Ways (Dallas: teacher-leader pipeline), sizes are assumptions.
    """

    taking_up: float = parameter(
        0.3, 0.0, 1.0, "share", "assumption", "no source found", "Share of able members who become coaches."
    )
    week_share: float = parameter(
        0.2, 0.0, 1.0, "share of the week", "assumption", "no source found (a day a week)", "Time of each for coaching."
    )

    def graduates(self, view: View) -> F8:
        """Return full-time coaches' worth of graduates."""
        able = (view.former & (view.credible > 0.0) & (view.role == 0)).sum(axis=1)
        return np.floor(self.taking_up * able) * self.week_share

    def quality(self, view: View, count: int) -> F8:
        """Return quality in order: as many as can be hired by now, then graduates."""
        hires = super().quality(view, count)
        if self.taking_up * self.week_share <= 0.0:
            return hires
        ids = np.arange(count, dtype=np.uint64) + np.uint64(1 << 32)
        own = np.maximum(1.0 + self.quality_sd * ndtri(draws.draws(view.district_key, "coach_quality", ids)), 0.0)
        many = np.full(1, float(count))
        by_now = np.ceil(self.hired(view.week // QUARTER, many, view.shape[1]))
        return np.where(np.arange(count) < by_now, hires, own[None, :])
