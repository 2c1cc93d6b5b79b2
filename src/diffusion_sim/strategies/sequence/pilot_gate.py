"""A pilot with a gate: the other schools start only when the pilot's visible use has passed a mark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.choose import check_order, place_of_schools
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.plan import QUARTER
from diffusion_sim.strategies.view import View

AT_LAST = ("scale", "stop")


@dataclass(frozen=True)
class PilotGate(Sequence):
    """A share of the schools pilots; each quarter, the share of its staff visibly using is held against ``gate``.

    Once it has passed (not before ``earliest``), the other schools start in ``waves``. Until then they are held; after
    ``longest`` quarters they start nevertheless (``at_last: scale``) or never (``stop``). What the wait costs is time
    in the window; what it may bring is what pilots show. Source: TLA (pilot and refine, then scale); Look Both Ways
    (see that pilots succeed before launching system-wide). Marks are choices of a district.
    """

    holds_back: ClassVar[bool] = True
    order: str = "readiness"
    pilot: float = parameter(0.15, 0.0, 1.0, "share of schools", "assumption", "design choice", "Schools that pilot.")
    gate: float = parameter(
        0.3, 0.0, 1.0, "share of the pilot's staff", "assumption", "design choice", "Visible use that opens the gate."
    )
    earliest: float = parameter(4.0, 0.0, 40.0, "quarters", "assumption", "design choice", "Shortest pilot.")
    longest: float = parameter(8.0, 0.0, 80.0, "quarters", "assumption", "design choice", "Longest wait.")
    waves: float = parameter(1.0, 1.0, 200.0, "waves", "assumption", "design choice", "Waves after the gate.")
    spacing: float = parameter(4.0, 0.0, 40.0, "quarters", "assumption", "design choice", "Quarters between waves.")
    at_last: str = "scale"

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        check_order("strategy.sequence.order", self.order)
        if self.at_last not in AT_LAST:
            raise BadInput(f"strategy.sequence.at_last={self.at_last!r} is unknown; allowed: {', '.join(AT_LAST)}.")

    def first_quarter(self, view: View) -> F8:
        """Return 0 in pilot schools; elsewhere ``inf``, or the wave where no pilot is asked for (``earliest`` 0)."""
        wave = self._wave(view)
        rest = (wave - 1.0) * np.round(self.spacing) if self.earliest <= 0.0 and self.gate <= 0.0 else np.inf
        return np.where(wave == 0.0, 0.0, rest)

    def revise(self, view: View, start_week: F8, quarter: int) -> F8:
        """Open the gate where the pilot has passed it, or the longest wait is over."""
        wave = self._wave(view)
        pilot, closed = wave == 0.0, np.isinf(start_week)
        use = (view.using * pilot).sum(axis=1) / np.maximum(pilot.sum(axis=1), 1)
        passed = (use >= self.gate) & (quarter >= self.earliest)
        waited = (quarter >= self.longest) & (self.at_last == "scale") & (quarter >= self.earliest)
        opens = closed & ((passed & ((quarter <= self.longest) | (self.at_last == "scale"))) | waited)[:, None]
        return np.where(opens, view.week + (wave - 1.0) * np.round(self.spacing) * QUARTER, start_week)

    def _wave(self, view: View) -> F8:
        """Return 0 in pilot schools, else the wave after the gate from 1; at least one school pilots."""
        schools = len(view.school_need)
        pilots = max(1, round(self.pilot * schools))
        place = place_of_schools(view, self.order)
        rest = max(schools - pilots, 1)
        later = 1.0 + np.floor((place - pilots) * min(self.waves, float(rest)) / rest)
        return np.broadcast_to(np.where(place < pilots, 0.0, later)[:, view.school], view.shape)
