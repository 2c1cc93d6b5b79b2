"""Waves of schools: equal numbers of schools start in turn, in an order given by need, readiness or lot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.choose import check_order, place_of_schools
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class Waves(Sequence):
    """Phased cohorts: ``need`` starts with the poorest schools, ``readiness`` with those that look readiest.

    Fast and slow differ in the quarters between waves and in the years over which the same total budget is spent: one
    wave is all at once; with ``waves`` the number of schools (or more) and ``spacing=4``, one school starts a year.
    """

    order: str = "need"
    waves: float = parameter(3.0, 1.0, 200.0, "waves", "assumption", "design choice", "Number of waves.")
    spacing: float = parameter(4.0, 0.0, 40.0, "quarters", "assumption", "design choice", "Quarters between waves.")
    years: float | None = None

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        check_order("strategy.sequence.order", self.order)
        if self.years is not None and not 0.25 <= self.years <= 25.0:
            raise BadInput(f"strategy.sequence.years={self.years!r} is out of range; allowed: 0.25 to 25, or null.")

    def first_quarter(self, view: View) -> F8:
        """Return the first quarter of the wave of one's school."""
        schools = len(view.school_need)
        wave = np.floor(place_of_schools(view, self.order) * min(self.waves, float(schools)) / schools)
        return np.broadcast_to((wave * np.round(self.spacing))[:, view.school], view.shape)

    def window_years(self, support_years: float) -> float:
        """Return ``years`` where given, at least one year for the last wave, else the comparison's window."""
        last = (self.waves - 1.0) * self.spacing / 4.0 + 1.0
        return self.years if self.years is not None else max(support_years, last)
