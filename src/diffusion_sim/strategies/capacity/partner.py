"""An outside partner who builds inside capacity: the partner's coaches first, then one's own, taught by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER, YEAR
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Partner(Coaches):
    """For ``partner_years`` coaches come from outside (at once, at a fee, with an outsider's credibility).

    Meanwhile the district hires its own at its usual pace, to take over when the partner leaves; if it has too few by
    then, there is a gap. Money and hours of the year in which the partner leaves are booked at that year's average.
    Each year with the partner takes away the share ``taught`` of what the district's own coaches lack to mean quality.
    With 0 years these are plain coaches. Source: Look Both Ways (Dallas, Fulton: an external partner to cultivate
    capacity internally); sizes are assumptions.
    """

    partner_years: float = parameter(
        1.0, 0.0, 10.0, "years", "assumption", "Look Both Ways: early on", "Years with the partner's coaches."
    )
    fee: float = parameter(
        0.3, 0.0, 1.5, "share of a coach's price", "assumption", "no source found", "The partner's fee."
    )
    credibility: float = parameter(
        0.85, 0.5, 1.2, "ratio", "assumption", "as of outside coaches", "Weight of an outside coach against one's own."
    )
    taught: float = parameter(
        0.2, 0.0, 0.6, "share per year", "assumption", "direction: Look Both Ways (knowledge and skill transfer)",
        "Share of what own coaches lack that a year beside the partner takes away; 0: nothing."
    )

    def price(self, costs: Costs, year: int) -> float:
        """Return a coach's price, with the fee while the partner is there."""
        return costs.coach_fte * (1.0 + self.fee * float(np.clip(self.partner_years - year, 0.0, 1.0)))

    def inside(self, year: int) -> float:
        """Return the share of a year in which the partner is gone."""
        return 1.0 - float(np.clip(self.partner_years - year, 0.0, 1.0))

    def quality(self, view: View, count: int) -> F8:
        """Return the partner's coaches' quality as drawn, later that of one's own as taught."""
        if view.week < self.partner_years * YEAR:
            ids = np.arange(count, dtype=np.uint64) + np.uint64(2 << 32)
            z = ndtri(draws.draws(view.district_key, "coach_quality", ids))
            return (self.credibility * np.maximum(1.0 + self.quality_sd * z, 0.0))[None, :]
        own = super().quality(view, count)
        left = (1.0 - self.taught) ** self.partner_years
        return np.where(own < 1.0, 1.0 - left * (1.0 - own), own)

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return all that are wanted while the partner is there, later those whom the district has hired."""
        return wanted if quarter * QUARTER < self.partner_years * YEAR else super().hired(quarter, wanted, posts)
