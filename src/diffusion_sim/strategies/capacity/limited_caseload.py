"""Coaches with a limit to their caseload: nobody is coached beyond it, whoever waits waits."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.strategies.capacity.coaches import Coaches


@dataclass(frozen=True)
class LimitedCaseload(Coaches):
    """A coach takes on at most so many people in a cycle of eight weeks; by lot, the others go without this time.

    Where hiring lags behind the number of participants, a limit keeps the hours of those who are coached; without it
    everybody gets less. The limit is a rule of the district's, and costs nothing. Source: Digital Promise 2020
    (10 recommended; many have 16 or more), Dynamic Learning Project (9).
    """

    limit: float = parameter(
        10.0, 1.0, 60.0, "people per coach and cycle", "derived", "Digital Promise / Learning Forward 2020",
        "Most people at a time; 60 is no limit in practice."
    )

    @property
    def caseload(self) -> float:
        """The limit."""
        return self.limit
