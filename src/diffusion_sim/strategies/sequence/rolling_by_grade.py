"""A rolling start: one grade first, one more grade every year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class RollingByGrade(Sequence):
    """In every school the first grade (or subject group) starts, and another joins every year.

    Schools with more groups than ``steps`` join them in ``steps`` bands, so that the rollout ends.
    """

    steps: float = parameter(
        4.0, 2.0, 13.0, "years", "assumption", "four grades of a high school (ALP)", "Yearly steps."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)

    def first_quarter(self, view: View) -> F8:
        """Return four quarters per grade band below one's own."""
        lowest = np.full(len(view.school_need), np.iinfo(np.int16).max, dtype=np.int64)
        highest = np.zeros(len(view.school_need), dtype=np.int64)
        np.minimum.at(lowest, view.school, view.grade)
        np.maximum.at(highest, view.school, view.grade)
        count = (highest - lowest + 1)[view.school]
        place = view.grade - lowest[view.school]
        band = np.where(count > self.steps, np.floor(place * self.steps / count), place)
        return np.broadcast_to(4.0 * band, view.shape)

    def window_years(self, support_years: float) -> float:
        """Return one year per step, at least the comparison's window."""
        return max(support_years, self.steps)
