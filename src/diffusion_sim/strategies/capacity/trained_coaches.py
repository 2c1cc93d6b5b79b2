"""Trained coaches: the district's own coaches are trained every year before and beside coaching."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.view import View

#: Days of a teaching year of 36 weeks.
YEAR_DAYS = 180.0


@dataclass(frozen=True)
class TrainedCoaches(Coaches):
    """Every coach has ``days`` of training a year, at the fee of a training day and less time with teachers.

    Training takes away a share of what a coach lacks to mean quality, growing with the days to ``gain`` at most. With
    0 days these are plain coaches. Source: TLA (build capacity: professional development for those who support);
    Chicago, Gwinnett (trained leads); sizes are assumptions.
    """

    days: float = parameter(10.0, 0.0, 40.0, "days a year", "assumption", "design choice", "Training of a coach.")
    gain: float = parameter(
        0.3, 0.0, 0.8, "share", "assumption", "no source found",
        "Share of what a coach lacks that much training takes away; 0: nothing."
    )
    half_days: float = parameter(
        10.0, 1.0, 40.0, "days a year", "assumption", "no source found", "Days that bring half of the gain."
    )

    @property
    def share(self) -> float:
        """What training leaves of the year."""
        return 1.0 - self.days / YEAR_DAYS

    def price(self, costs: Costs, year: int) -> float:
        """Return a coach's price and the fee of the training days."""
        return costs.coach_fte + self.days * costs.trainer_day

    def quality(self, view: View, count: int) -> F8:
        """Return quality with a part of the shortfall taken away."""
        own = super().quality(view, count)
        taken = self.gain * self.days / (self.days + self.half_days)
        return own + taken * (1.0 - own) * (own < 1.0)
