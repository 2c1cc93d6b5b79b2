"""The plan of one span of weeks: who takes part, what they get, what it costs. Support parts write into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.practice import Practice
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.review import column_of
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
    support : float (replicates, columns of support, staff)
        The columns that the rules read; see :meth:`column`.
    practice : Practice
        The practice, whose attributes are public.
    start_week : float (replicates, staff)
        Week from which each person is served.
    window : int
        Weeks of support in all.
    dose : float (replicates, staff) or None
        Weights of coaching hours among those coached; ``None`` is an even share.
    memory : dict
        What the parts of this arm remember; empty at the start.
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
    practice: Practice
    start_week: F8
    window: int
    dose: F8 | None
    memory: dict[str, Any]

    @property
    def week_of_year(self) -> int:
        """Week of the teaching year, 0 to 35."""
        return self.week % YEAR

    @property
    def quarter(self) -> int:
        """Quarter of the teaching year, 0 to 3."""
        return self.week_of_year // QUARTER

    def column(self, name: str) -> F8:
        """Return the support column to write, shape (replicates, staff).

        A column beyond the first six is there for parts that name it in ``needs``.
        """
        return column_of(self.support, self.view.block.rules.support, name)

    def meet(self, group: NDArray[np.int64], groups: NDArray[np.int64]) -> None:
        """Put everyone who is in no meeting group yet into a group of the district.

        A person is in one group at a time, that of the part which comes first; hours of several parts add up.

        Parameters
        ----------
        group : int (replicates, staff)
            Number of one's group, -1 for none.
        groups : int (replicates,)
            How many groups there are.
        """
        block = self.view.block
        before = block.groups[:, None]
        taken = (block.cohort >= 0) & (before > 0)
        block.cohort[:] = np.where(taken, block.cohort, np.where(group >= 0, group + before, -1))
        block.groups[:] += groups

    def charge(self, line: str, hours: F8, money: F8) -> None:
        """Charge hours and dollars of this span to a line of the ledger, each of shape (replicates,)."""
        self.ledger.charge(self.week, self.weeks, line, hours, money)
