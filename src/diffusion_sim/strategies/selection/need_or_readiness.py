"""By need or by readiness, or any mix of the two: who is asked to take part."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.choose import place, place_of_schools
from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class NeedOrReadiness(Selection):
    """Rank people by the need of their school and by their own readiness, and ask by the weighted mean of both ranks.

    Readiness is the trailblazer profile (seen openness and availability, less for posts held); need is the school's
    share of pupils in poverty, a public fact, and within a school the lot decides. With ``readiness`` 1 only the
    profile counts, with 0 only need; in between nobody gets places by both rules at once, there is one list. Asking is
    free. Source: Look Both Ways (allocation by need or readiness).
    """

    readiness: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "design choice", "Weight of readiness; the rest is need."
    )
    post_penalty: float = parameter(
        0.1, 0.0, 0.5, "score per post", "assumption", "ALP: not those with several posts", "Cost of each post held."
    )
    size: int | None = None
    spread: bool = False

    def score(self, view: View) -> F8:
        """Return a weighted mean of two ranks, each a share from 0 (last) to 1 (first)."""
        schools = len(view.school_need)
        need = (schools - 1.0 - place_of_schools(view, "need")[:, view.school] + view.chance("pick")) / schools
        fit = 0.5 * (view.openness + view.availability) - self.post_penalty * view.leadership
        rank = 1.0 - place(fit, view.id) / view.shape[1]
        return self.readiness * rank + (1.0 - self.readiness) * need
