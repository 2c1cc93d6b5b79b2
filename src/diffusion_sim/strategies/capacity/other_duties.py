"""Coaches with other duties: a share of their week goes to the library or technology, which also pays for it."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches


@dataclass(frozen=True)
class OtherDuties(Coaches):
    """Each coach has less time for coaching, and costs the programme that much less; as many people fall to each.

    The same money therefore reaches more people with fewer hours each (affordable, and thinner), of coaches who are
    hired from the same pool. ``switching`` is time lost between duties. With ``duties`` 0 these are plain coaches.
    Source: Trailblazer Elementary (two coaches with other duties, "to make it work within existing resources").
    """

    duties: float = parameter(
        0.4, 0.0, 0.9, "share of the week", "assumption", "Trailblazer Elementary gives no number",
        "Share of a coach's time for other duties."
    )
    switching: float = parameter(
        0.05, 0.0, 0.3, "share of coaching time", "assumption", "no source found",
        "Coaching time lost for each share of other duties."
    )

    @property
    def share(self) -> float:
        """What other duties leave."""
        return (1.0 - self.duties) * (1.0 - self.switching * self.duties)

    def price(self, costs: Costs, year: int) -> float:
        """Return the part of a coach's price that other duties do not bear."""
        return costs.coach_fte * (1.0 - self.duties)
