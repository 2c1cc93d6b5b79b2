"""The plan of one span of weeks: who takes part, what they get, what it costs. Support parts write into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines.passes import hosted_by
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
    free_money : float (replicates,)
        Dollars of the year that what everyone costs leaves, before anything is given to those who take part.
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
    coach_price : float
        Dollars per coach and year.
    coach_share : float
        Share of a coach's week that goes to this practice.
    coach_inside : float
        Share of the coaches who are the district's own staff.
    caseload : float or None
        Most people whom a coach takes on in one cycle.
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
    free_money: F8
    support: F8
    practice: Practice
    start_week: F8
    window: int
    dose: F8 | None
    memory: dict[str, Any]
    coach_price: float
    coach_share: float = 1.0
    coach_inside: float = 1.0
    caseload: float | None = None

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
        taken = (block.cohort != -1) & (before > 0)
        block.cohort[:] = np.where(taken, block.cohort, np.where(group >= 0, group + before, -1))
        block.groups[:] += groups

    def visit(self, host: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Make people guests, who see and hear one person's use and nobody else's, unless they meet a group already.

        A host may have many guests, and need not be in any group; hours of guests go to ``cohort``.

        Parameters
        ----------
        host : int (replicates, staff)
            Row of one's host, -1 for none.

        Returns
        -------
        bool (replicates, staff)
            Who has become a guest.
        """
        block = self.view.block
        block.cohort[:] = np.where(block.groups[:, None] > 0, block.cohort, -1)
        guest = (host >= 0) & (block.cohort == -1)
        block.cohort[:] = np.where(guest, hosted_by(host), block.cohort)
        block.groups[:] = np.maximum(block.groups, guest.any(axis=1))
        return guest

    def coach(self, hours: F8, quality: F8 | float) -> None:
        """Add hours of coaching to those a person has; quality becomes the mean over all hours."""
        coaching, good = self.column("coaching"), self.column("coach_quality")
        total = coaching + hours
        both = (coaching * good + hours * quality) / np.where(total > 0.0, total, 1.0)
        good[:] = np.where(hours > 0.0, both, good)
        coaching[:] = total

    def charge(self, line: str, hours: F8, money: F8) -> None:
        """Charge hours and dollars of this span to a line of the ledger, each of shape (replicates,)."""
        self.ledger.charge(self.week, self.weeks, line, hours, money)

    def pay_coaches(self, coach_week: float) -> None:
        """Charge the coaches' time at ``coach_week`` hours a week, a provider's coaches on a line of their own."""
        hours = self.coaches * coach_week * self.coach_share * self.weeks
        money = self.coaches * self.coach_price * self.weeks / YEAR
        inside = self.coach_inside
        own = money if inside >= 1.0 else self.coaches * inside * self.costs.coach_fte * self.weeks / YEAR
        if inside > 0.0:
            self.charge("coaches", hours * inside, own)
        if inside < 1.0:
            self.charge("outside coaches", hours * (1.0 - inside), money - own)
