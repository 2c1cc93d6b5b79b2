"""A review: once a quarter the district looks at what it can see, and may change what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.schedule import LASTING
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.practice import Practice
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]


@dataclass
class Review:
    """What a learning part may look at, and what it may change.

    Attributes
    ----------
    view : View
        The district as its leaders see it now.
    practice : Practice
        The practice, whose attributes are public.
    costs : Costs
        Prices.
    ledger : Ledger
        Where hours and dollars of the review are charged; see :meth:`charge`.
    week, quarter, window : int
        The coming week, its quarter (9 weeks, counted from the start of support) and the weeks of support in all.
    members : bool (replicates, staff)
        Who has taken part so far this year.
    start_week : float (replicates, staff)
        Week from which each person is served; to be written. Those who have started stay started.
    dose : float (replicates, staff) or None
        Weights of coaching hours among those coached; ``None`` is an even share. To be written; it holds until it is
        written anew.
    support : float (replicates, columns of support, staff)
        The columns that the rules read; a part writes those that last, through :meth:`column`.
    columns : tuple of str
        Their names.
    memory : dict
        What the parts of this arm remember; empty at the start.
    """

    view: View
    practice: Practice
    costs: Costs
    ledger: Ledger
    week: int
    quarter: int
    window: int
    members: NDArray[np.bool_]
    start_week: F8
    dose: F8 | None
    support: F8
    columns: tuple[str, ...]
    memory: dict[str, Any]

    def column(self, name: str) -> F8:
        """Return a column that lasts (see :data:`diffusion_sim.schedule.LASTING`), to be written."""
        if name not in LASTING:
            raise TypeError(f"a review writes what lasts: {', '.join(LASTING)}, and not {name!r}")
        return column_of(self.support, self.columns, name)

    def charge(self, line: str, hours: F8, money: F8) -> None:
        """Charge hours and dollars of this review to a line of the ledger, each of shape (replicates,)."""
        self.ledger.charge(self.week, 1, line, hours, money)


def column_of(support: F8, columns: tuple[str, ...], name: str) -> F8:
    """Return a column of support to be written, shape (replicates, staff)."""
    if name not in columns:
        raise TypeError(f"a part writes {name!r} and does not name it in ``needs``")
    return support[:, columns.index(name)]
