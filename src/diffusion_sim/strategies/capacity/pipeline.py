"""A pipeline: members of earlier cohorts whose use visibly works become coaches for part of their week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.hosts import deal_at_home_first, for_the_quarter, some
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER, Plan
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Pipeline(Coaches):
    """Coaches are hired as by ``coaches``; graduates of the cohorts fill what hiring leaves open.

    From the second year, a share of those who took part in an earlier year, still hold their post and whose use works
    visibly coach for ``week_share`` of their week. They relieve the lag of hiring and the falling quality of a small
    pool (their quality is drawn about the mean: being a good user is not known to make a good coach). Their release
    costs that share of a coach's price, out of the same money. With ``taking_up`` 0 these are plain coaches.

    ODD: what was built outlasts the money. After support has ended, as many of the able go on unpaid: each works with
    one colleague of the school a quarter, by lot among those whose use does not visibly work (yet), for
    ``hours_after`` a week, which counts as coaching of that person's quality. They stop as they leave, or as their own
    use fails. Source: Look Both Ways (Dallas: teacher-leader pipeline; capacity that stays); Coburn et al. 2012
    (expertise among colleagues sustains a practice once support is withdrawn). Sizes are assumptions.
    """

    taking_up: float = parameter(
        0.3, 0.0, 1.0, "share", "assumption", "no source found", "Share of able members who become coaches."
    )
    week_share: float = parameter(
        0.2, 0.0, 1.0, "share of the week", "assumption", "no source found (a day a week)", "Time of each for coaching."
    )

    hours_after: float = parameter(
        0.5, 0.0, 2.0, "hours per week", "assumption",
        "direction: Look Both Ways, Coburn et al. 2012; size assumed, 0 is none",
        "What each of them gives a colleague after support has ended.",
    )  # fmt: skip

    @property
    def outlasts(self) -> bool:
        """Whether somebody goes on."""
        return self.taking_up * self.hours_after > 0.0

    def graduates(self, view: View) -> F8:
        """Return full-time coaches' worth of graduates."""
        return self.raised(view) * self.week_share

    def raised(self, view: View) -> F8:
        """Return how many able people of the district's own coach; shape (replicates,)."""
        return np.floor(self.taking_up * _able(view).sum(axis=1))

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

    def go_on(self, plan: Plan) -> None:
        """Let the district's own people coach colleagues, unpaid."""
        view = plan.view

        def pairs(lot: F8) -> NDArray[np.int64]:
            own = some(_able(view), lot, self.raised(view))
            learners = (view.credible == 0.0) & (view.role == 0)
            return deal_at_home_first(learners, own, lot, 1.0, view.school, elsewhere=False)

        host = for_the_quarter(plan, "pipeline", pairs)
        hours = np.where(host >= 0, self.hours_after, 0.0)
        given = hours.sum(axis=1) * plan.weeks
        plan.charge("coaching by colleagues", given, 0.0 * given)
        quality = np.maximum(1.0 + self.quality_sd * ndtri(view.of_person("coach_quality")), 0.0)
        plan.coach(hours, np.take_along_axis(quality, np.maximum(host, 0), axis=1))


def _able(view: View) -> NDArray[np.bool_]:
    """Return the teachers who took part in an earlier year and whose use visibly works."""
    return view.former & (view.credible > 0.0) & (view.role == 0)
