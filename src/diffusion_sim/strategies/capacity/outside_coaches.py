"""Outside coaches: bought from a provider; there at once, at a fee, and gone when the money ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Capacity
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class OutsideCoaches(Capacity):
    """As many as the money buys from the first week, at a fee on top of a coach's price; no pool runs dry.

    The provider sends whom it has: mean quality, the spread of coaches inside. What an outsider says weighs less (or,
    as an expert, more) than what a colleague says: ``credibility`` scales quality, as ``behaviour.same_role_weight``
    scales the word of colleagues of one's own role. Source: Look Both Ways (buy: validation, ease, speed of start);
    A5 of the claims (people learn more readily from peers) gives the direction only.
    """

    fee: float = parameter(
        0.3, 0.0, 1.5, "share of a coach's price", "assumption", "no source found", "The provider's fee."
    )
    credibility: float = parameter(
        0.85, 0.5, 1.2, "ratio", "assumption", "direction: NewSchools/Gallup, BenYishay & Mobarak; experts: disputed",
        "Weight of an outside coach against one's own; 1: no difference."
    )
    quality_sd: float = parameter(
        0.5, 0.0, 0.9, "mean effects", "derived", "Blazar et al. 2024: 0.25-0.30 SD over a mean of 0.49",
        "Spread of quality."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.capacity", self)

    def price(self, costs: Costs, year: int) -> float:
        """Return a coach's price and the fee."""
        return costs.coach_fte * (1.0 + self.fee)

    def inside(self, year: int) -> float:
        """Return 0: all come from a provider."""
        return 0.0

    def quality(self, view: View, count: int) -> F8:
        """Return quality in order of coming, as drawn: nobody chooses among candidates."""
        z = ndtri(draws.draws(view.district_key, "coach_quality", np.arange(count, dtype=np.uint64)))
        return (self.credibility * np.maximum(1.0 + self.quality_sd * z, 0.0))[None, :]

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return all that are wanted, from the first quarter."""
        return wanted
