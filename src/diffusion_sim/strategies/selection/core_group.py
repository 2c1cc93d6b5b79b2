"""A core group of champions in every school, who stay: the same few people year after year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class CoreGroup(Selection):
    """Ask in each school those who look open and esteemed, until so many take part; they stay, leavers are replaced.

    Schools with fewer who accept have a smaller core. Money that the core does not need is spent on more coaching of
    it, as far as coaches have time, or stays unspent (flagged). Whether a core in every school speeds the later spread
    comes out of ties and thresholds, not out of this part. Source: Look Both Ways (Los Angeles Northwest: "a core
    group of teacher champions at each site"); number: analogue of Paluck et al. 2016 and Kim et al. 2015.
    """

    stays: ClassVar[bool] = True
    per_school: float = parameter(
        3.0, 1.0, 20.0, "people per school", "assumption", "EVIDENCE: seeds per school 1-6, an analogue",
        "Champions of one school."
    )
    standing_weight: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "no source found", "Weight of esteem among peers; the rest is openness."
    )
    size: int | None = None
    spread: bool = True

    def score(self, view: View) -> F8:
        """Return a weighted mean of seen esteem and openness."""
        return self.standing_weight * view.standing + (1.0 - self.standing_weight) * view.openness
