"""Capacity first: the district's coaches and principals start ahead of the schools, which then follow in waves."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.choose import ahead
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.sequence.waves import Waves
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class CapacityFirst(Waves):
    """For ``lead`` quarters only coaches and principals of the schools take part; hiring goes on meanwhile.

    When staff start, the coaches who can be hired by then are there at once (hiring starts in the first quarter
    whoever has started), schools' own coaches and principals know the practice, and less of the window is left: the
    price of waiting. Waves follow as in :mod:`.waves` (one by default); with ``lead`` 0 it is plain waves. Source: TLA
    (enhance capacity before scaling: time, training, coaching).
    """

    waves: float = parameter(1.0, 1.0, 200.0, "waves", "assumption", "design choice", "Number of waves of schools.")
    lead: float = parameter(3.0, 0.0, 12.0, "quarters", "assumption", "design choice", "Quarters before staff start.")

    @property
    def leads(self) -> tuple[int, ...]:
        """Principals and coaches where they go first."""
        return (1, 2) if round(self.lead) > 0 else ()

    def first_quarter(self, view: View) -> F8:
        """Return 0 for all coaches and principals, ``lead`` quarters later the wave of everyone else."""
        first = super().first_quarter(view)
        later = ahead(view, first, self.lead, ())
        return later * (view.role == 0) if self.leads else first

    def window_years(self, support_years: float) -> float:
        """Return the window of the waves, longer where the last wave would have less than a year."""
        own = super().window_years(support_years)
        last = ((self.waves - 1.0) * self.spacing + self.lead) / 4.0
        return own if self.years is not None else max(own, last + 1.0)
