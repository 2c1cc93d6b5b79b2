"""A pipeline: members of earlier cohorts whose use visibly works become coaches for part of their week."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.hosts import coach_colleagues
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER, Plan
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Pipeline(Coaches):
    """Coaches are hired as by ``coaches``; graduates of the cohorts come after the pool, and before all other hires.

    From the second year, a share of those who took part in an earlier year, still hold their post and whose use works
    visibly coach for ``week_share`` of their week. They relieve the lag of hiring and stand in for those whom a small
    pool no longer holds (their quality is drawn about the mean: being a good user is not known to make a good coach).
    Their release costs that share of a coach's price, out of the same money. With ``taking_up`` 0 these are plain
    coaches.

    ODD: what was built outlasts the money. After support has ended, as many of the able go on unpaid: each works with
    one colleague of the school a quarter, by lot among those whose use does not visibly work (yet), for
    ``hours_after`` a week, which counts as coaching of that person's quality. Nobody releases them: the hours are
    missing in their own week. They stop as they leave, or as their own use fails. Source: Look Both Ways (Dallas:
    teacher-leader pipeline; capacity that stays); Coburn et al. 2012 (expertise among colleagues sustains a practice
    once support is withdrawn). Sizes are assumptions.
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
    def needs(self) -> tuple[str, ...]:  # type: ignore[override]
        """The column that says whose hours are taken."""
        return ("release",) * self.outlasts

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

    def ranked(self, view: View, wanted: F8) -> F8:
        """Return quality in order: candidates of the pool hired by now, then graduates, then all other hires."""
        count = int(np.ceil(wanted.max(initial=0.0))) + 1
        graduates = np.floor(self.graduates(view) + 1e-9)
        if not graduates.any():
            return self.quality(view, count)
        known = np.minimum(self.candidates(view), self.own_by_now(view, wanted))
        slot = np.arange(count) - known[:, None]
        hires = self.quality(view, count)[0]
        later = np.clip(np.arange(count) - graduates[:, None], 0, count - 1).astype(np.int64)
        return np.where(slot < 0.0, hires, np.where(slot < graduates[:, None], self._raised(view, count), hires[later]))

    def own_by_now(self, view: View, wanted: F8) -> F8:
        """Return how many of the district's own have been hired by now, begun posts whole."""
        return np.ceil(Coaches.hired(self, view.week // QUARTER, wanted, view.shape[1]))

    def _raised(self, view: View, count: int) -> F8:
        ids = np.arange(count, dtype=np.uint64) + np.uint64(1 << 32)
        return np.maximum(1.0 + self.quality_sd * ndtri(draws.draws(view.district_key, "coach_quality", ids)), 0.0)

    def go_on(self, plan: Plan) -> None:
        """Let the district's own people coach colleagues, unpaid."""
        coach_colleagues(plan, _able(plan.view), self.raised(plan.view), self.hours_after, self.quality_sd)


def _able(view: View) -> NDArray[np.bool_]:
    """Return the teachers who took part in an earlier year and whose use visibly works."""
    return view.former & (view.credible > 0.0) & (view.role == 0)
