"""Coaches inside and outside: a share is bought from a provider, the rest are hired and raised by the district."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.pipeline import Pipeline
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class InsideOutside(Pipeline):
    """Of the coaches whom the money pays for, the share ``outside`` are a provider's, the others the district's own.

    Those from outside are there at once, at a fee and with an outsider's credibility, of mean quality; one's own are
    hired with a lag from a pool, and graduates of the cohorts fill what hiring leaves open (:mod:`.pipeline`). Each
    post is one or the other: half outside is half of the posts of each kind. Money and hours are booked by the share of
    posts, also while the district still hires. With 0 it is ``pipeline``, with 1 as ``outside_coaches``, with coaches
    of another draw. Source: Look Both Ways (buy: validation, ease, speed; build: fit, pipeline), sizes assumed.
    """

    outside: float = parameter(0.5, 0.0, 1.0, "share of coaches", "assumption", "design choice", "Coaches bought.")
    fee: float = parameter(
        0.3, 0.0, 1.5, "share of a coach's price", "assumption", "as of outside coaches", "The provider's fee."
    )
    credibility: float = parameter(
        0.85, 0.5, 1.2, "ratio", "assumption", "as of outside coaches", "Weight of an outside coach against one's own."
    )

    def price(self, costs: Costs, year: int) -> float:
        """Return a coach's price and the fee of those from outside."""
        return costs.coach_fte * (1.0 + self.fee * self.outside)

    def inside(self, year: int) -> float:
        """Return the share of posts that are the district's own."""
        return 1.0 - self.outside

    @property
    def outlasts(self) -> bool:
        """Whether somebody goes on: none where all coaches were a provider's."""
        return self.outside < 1.0 and super().outlasts

    def raised(self, view: View) -> F8:
        """Return own people raised for the district's own posts."""
        return (1.0 - self.outside) * super().raised(view)

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return all wanted from outside, and those of one's own who can be hired by now."""
        return self.outside * wanted + super().hired(quarter, (1.0 - self.outside) * wanted, posts)

    def ranked(self, view: View, wanted: F8) -> F8:
        """Return quality in order: those at work by now, both kinds by turns, then the district's next hires."""
        own = super().ranked(view, (1.0 - self.outside) * wanted)
        if self.outside <= 0.0:
            return own
        count = int(np.ceil(wanted.max(initial=0.0))) + 1
        ids = np.arange(count, dtype=np.uint64) + np.uint64(2 << 32)
        z = ndtri(draws.draws(view.district_key, "coach_quality", ids))
        bought = self.credibility * np.maximum(1.0 + self.quality_sd * z, 0.0)
        outside = self._kinds(view, wanted, count)
        number = np.where(outside, np.cumsum(outside, axis=1), np.cumsum(~outside, axis=1)) - 1
        own = np.broadcast_to(own, (len(wanted), own.shape[1]))
        mine = np.take_along_axis(own, np.minimum(number, own.shape[1] - 1), axis=1)
        return np.where(outside, bought[number], mine)

    def _kinds(self, view: View, wanted: F8, count: int) -> NDArray[np.bool_]:
        """Return which posts in order are a provider's; shape (replicates, count)."""
        bought = self.outside * wanted
        there = bought + Pipeline.hired(self, view.week // QUARTER, wanted - bought, view.shape[1])
        share = (bought / np.maximum(there, 1e-12))[:, None]
        slot = np.arange(count)
        by_turns = np.floor((slot + 1) * share + 1e-9) > np.floor(slot * share + 1e-9)
        return by_turns & (slot < np.ceil(there)[:, None])
