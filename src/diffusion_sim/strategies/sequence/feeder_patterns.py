"""Feeder patterns: a high school and the schools that lead to it start together, one pattern after another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.choose import ahead, check_order, place, school_worth
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class FeederPatterns(Sequence):
    """All schools of a feeder pattern start at once: the neediest pattern, the readiest or by lot; then the next.

    Patterns beyond ``waves`` share the waves evenly. Ties between schools lie mostly within a pattern, so that those
    who start together have colleagues in use next door; nothing else is assumed. ``principals_ahead`` lets principals
    start (and take part) so many quarters before their staff. Source: Look Both Ways (Dallas: need by feeder pattern,
    "much of the work happens with the principals").
    """

    order: str = "need"
    waves: float = parameter(3.0, 1.0, 200.0, "waves", "assumption", "design choice", "Number of waves.")
    spacing: float = parameter(4.0, 0.0, 40.0, "quarters", "assumption", "design choice", "Quarters between waves.")
    principals_ahead: float = parameter(
        0.0, 0.0, 8.0, "quarters", "assumption", "design choice", "How much earlier principals start."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        check_order("strategy.sequence.order", self.order)

    @property
    def leads(self) -> tuple[int, ...]:
        """Principals where they go first."""
        return (1,) if round(self.principals_ahead) > 0 else ()

    def first_quarter(self, view: View) -> F8:
        """Return the first quarter of the wave of one's pattern."""
        worth = school_worth(view, self.order)
        number, pattern = np.unique(view.school_feeder, return_inverse=True)
        count = np.bincount(pattern)
        mean = np.stack([np.bincount(pattern, row, len(number)) / count for row in worth])
        wave = np.floor(place(mean, number.astype(np.uint64)) * min(self.waves, float(len(number))) / len(number))
        first = (wave * np.round(self.spacing))[:, pattern][:, view.school]
        return ahead(view, np.broadcast_to(first, view.shape), self.principals_ahead, (1,))

    def window_years(self, support_years: float) -> float:
        """Return the comparison's window, or at least one year for the last wave."""
        return max(support_years, ((self.waves - 1.0) * self.spacing + self.principals_ahead) / 4.0 + 1.0)
