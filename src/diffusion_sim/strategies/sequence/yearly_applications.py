"""Yearly applications: schools apply each year, the readiest of them are admitted, for a grant of some years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.choose import place
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.plan import QUARTER, YEAR
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class YearlyApplications(Sequence):
    """Each year every school that is not yet in may apply; of those that do, the readiest are admitted.

    The chance of applying rises with a school's readiness and with the share of staff in use in its feeder pattern;
    both may be without effect. If nobody applies in the first year, the readiest school is asked. A grant lasts
    ``grant_years``, then the school goes on alone. The application costs nothing here. Source: Look Both Ways (Henry
    County: yearly cohorts, readiness for entry, three-year grant); sizes are assumptions.
    """

    per_year: float = parameter(
        0.2, 0.0, 1.0, "share of schools", "assumption", "design choice", "Schools admitted a year (at least one)."
    )
    applying: float = parameter(
        0.4, 0.0, 1.0, "chance", "assumption", "no source found", "Chance that a school of middle readiness applies."
    )
    will: float = parameter(
        0.8, 0.0, 2.0, "chance per unit of readiness", "assumption", "direction: Look Both Ways",
        "How much readier schools apply more; 0: not at all."
    )
    neighbours: float = parameter(
        0.5, 0.0, 2.0, "chance per share in use", "assumption", "direction: Look Both Ways (others want to learn more)",
        "How much use in the feeder pattern brings applications; 0: not at all."
    )
    grant_years: float = parameter(3.0, 1.0, 25.0, "years", "derived", "Henry County", "Years of support per school.")

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)

    @property
    def lasts(self) -> float:
        """Weeks of a grant."""
        return float(round(self.grant_years * YEAR))

    def first_quarter(self, view: View) -> F8:
        """Return 0 in schools admitted before the first year, ``inf`` elsewhere."""
        admitted = self._admitted(view, np.zeros((view.shape[0], len(view.school_need)), dtype=bool))
        readiest = np.argmax(view.school_readiness)
        admitted[~admitted.any(axis=1), readiest] = True
        return np.where(admitted, 0.0, np.inf)[:, view.school]

    def revise(self, view: View, start_week: F8, quarter: int) -> F8:
        """Admit more schools at the start of a year."""
        if quarter * QUARTER % YEAR:
            return start_week
        inside = np.isfinite(start_week[:, np.searchsorted(view.school, np.arange(len(view.school_need)))])
        return np.where(self._admitted(view, inside)[:, view.school], float(view.week), start_week)

    def _admitted(self, view: View, inside: np.ndarray) -> np.ndarray:
        """Return which schools are admitted this year, bool (replicates, schools)."""
        feeder = np.unique(view.school_feeder, return_inverse=True)[1]
        people = np.bincount(feeder[view.school])
        use = np.stack([np.bincount(feeder[view.school], row) for row in view.using]) / people
        chance = self.applying + self.will * (view.school_readiness - 0.5) + self.neighbours * use[:, feeder]
        applies = ~inside & (view.school_chance("apply", view.week) < chance)
        turn = place(np.where(applies, view.school_readiness, -np.inf), view.school_id)
        return applies & (turn < max(1, round(self.per_year * len(view.school_need))))
