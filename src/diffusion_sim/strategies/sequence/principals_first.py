"""Principals first: they start before their staff, in waves of schools or all at once."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.choose import ahead
from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.sequence.waves import Waves
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class PrincipalsFirst(Waves):
    """Principals start ``ahead`` quarters before their staff and take part beside those whom the strategy asks.

    They come on top of waves as in :mod:`.waves` (here one wave by default). What it brings is what a principal who
    believes and knows does for a school: the backing of the rules, and messages or pressure carried. With ``ahead`` 0
    nobody goes first and it is plain waves. Source: ALP (principals, then teacher leaders, then coaches), Look Both
    Ways (Dallas, Baltimore County: leaders trained first).
    """

    waves: float = parameter(1.0, 1.0, 200.0, "waves", "assumption", "design choice", "Number of waves of schools.")
    ahead: float = parameter(
        2.0, 0.0, 8.0, "quarters", "assumption", "design choice", "How much earlier principals start."
    )

    @property
    def leads(self) -> tuple[int, ...]:
        """Principals where they go first."""
        return (1,) if round(self.ahead) > 0 else ()

    def first_quarter(self, view: View) -> F8:
        """Return the wave's first quarter for principals, later for their staff."""
        return ahead(view, super().first_quarter(view), self.ahead, (1,))

    def window_years(self, support_years: float) -> float:
        """Return the window of the waves, longer where the last wave would have less than a year."""
        own = super().window_years(support_years)
        last = ((self.waves - 1.0) * self.spacing + self.ahead) / 4.0
        return own if self.years is not None else max(own, last + 1.0)
