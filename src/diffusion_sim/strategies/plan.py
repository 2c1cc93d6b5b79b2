"""The plan of one span of weeks: who takes part, what they get, what it costs. Support parts write into it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.schedule import SUPPORT
from diffusion_sim.settings.costs import Costs
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]
YEAR, QUARTER = 36, 9
#: Working hours of a training day.
DAY_HOURS = 6.0


@dataclass
class Plan:
    """What a support part needs to know in one span, and where it writes.

    Attributes
    ----------
    week, weeks : int
        First week and number of weeks of the span; nothing changes within a span.
    members : bool (replicates, staff)
        Who takes part this year.
    started : bool (replicates, staff)
        Whose turn has come in the sequence.
    coaches : float (replicates,)
        Full-time coaches at work.
    quality : float (replicates or 1, coaches)
        Their quality in order of hiring.
    rest : float (replicates,)
        Dollars of the year left to the part that takes the rest, before the year began.
    support : float (replicates, 6, staff)
        The columns that the rules read.
    """

    view: View
    costs: Costs
    ledger: Ledger
    week: int
    weeks: int
    members: NDArray[np.bool_]
    started: NDArray[np.bool_]
    coaches: F8
    quality: F8
    rest: F8
    support: F8

    @property
    def week_of_year(self) -> int:
        """Week of the teaching year, 0 to 35."""
        return self.week % YEAR

    @property
    def quarter(self) -> int:
        """Quarter of the teaching year, 0 to 3."""
        return self.week_of_year // QUARTER

    def column(self, name: str) -> F8:
        """Return the support column to write, shape (replicates, staff)."""
        return self.support[:, SUPPORT.index(name)]

    def meet(self, group: NDArray[np.int64], groups: NDArray[np.int64]) -> None:
        """Put everyone into a meeting group of the district.

        Parameters
        ----------
        group : int (replicates, staff)
            Number of one's group, -1 for none.
        groups : int (replicates,)
            How many groups there are.
        """
        self.view.block.cohort[:] = group
        self.view.block.groups[:] = groups

    def charge(self, line: str, hours: F8, money: F8) -> None:
        """Charge hours and dollars of this span to a line of the ledger, each of shape (replicates,)."""
        self.ledger.charge(self.week, self.weeks, line, hours, money)
