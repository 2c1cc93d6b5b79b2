"""By turn: schools start one after another, evenly over a stretch of time, in an order between need and readiness."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.choose import place
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class ByTurn(Sequence):
    """Schools stand in one order, by the weighted mean of standardised need and readiness, and start evenly in turn.

    With ``start_years`` 0 all start at once; the longer, the fewer start in a quarter. ``years`` is the time over
    which the same total budget is spent (``null``: the comparison's support years, longer if the last school would
    have less than one). Source: Look Both Ways (pace; need and readiness); positions are choices of a district.
    """

    readiness: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", "design choice", "Weight of readiness in the order; the rest is need."
    )
    start_years: float = parameter(
        1.0, 0.0, 24.0, "years", "assumption", "design choice", "Time from the first school's start to the last's."
    )
    years: float | None = None

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        if self.years is not None and not 0.25 <= self.years <= 25.0:
            raise BadInput(f"strategy.sequence.years={self.years!r} is out of range; allowed: 0.25 to 25, or null.")

    def first_quarter(self, view: View) -> F8:
        """Return the quarter in which the turn of one's school comes."""
        worth = self.readiness * _standard(view.school_readiness) + (1.0 - self.readiness) * _standard(view.school_need)
        turn = place(np.atleast_2d(worth), view.school_id) / len(view.school_need)
        quarter = np.floor(turn * (4.0 * self.start_years + 1.0))
        return np.broadcast_to(quarter[:, view.school], view.shape)

    def window_years(self, support_years: float) -> float:
        """Return ``years`` where given, else the comparison's window or a year after the last start."""
        return self.years if self.years is not None else max(support_years, self.start_years + 1.0)


def _standard(worth: F8) -> F8:
    """Return standard scores; zeros where all are equal."""
    spread = float(worth.std())
    return (worth - worth.mean()) / spread if spread > 0.0 else np.zeros_like(worth)
