"""The ledger: every hour and dollar of a strategy, by week and line. Nobody spends more than the budget."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput

F8 = NDArray[np.float64]
#: A rounding error is not an overspend.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Entry:
    """What one line cost in one span: hours and dollars, shape (replicates,), and for which (``None``: for all)."""

    week: int
    weeks: int
    line: str
    hours: F8
    money: F8
    counts: NDArray[np.bool_] | None = None


@dataclass
class Ledger:
    """Entries of one arm, held against the total budget.

    Attributes
    ----------
    arm : str
        Name of the strategy, for the sentence.
    total : float
        Dollars for the whole window of support.
    counts : bool (replicates,) or None
        For which replicates entries count, where not for all.
    """

    arm: str
    total: float
    entries: list[Entry] = field(default_factory=list)
    spent: F8 = field(default_factory=lambda: np.zeros(1))
    counts: NDArray[np.bool_] | None = None

    def charge(self, week: int, weeks: int, line: str, hours: F8, money: F8) -> None:
        """Write an entry.

        Raises
        ------
        BadInput
            If the strategy now has spent more than its budget, with the week and the line.
        """
        if self.counts is not None:
            hours, money = np.where(self.counts, hours, 0.0), np.where(self.counts, money, 0.0)
        spent = self.spent + money
        if np.any(spent > self.total * (1.0 + TOLERANCE) + TOLERANCE):
            raise BadInput(
                f"strategy {self.arm!r} overspends in week {week} on the line {line!r}: {np.max(spent):,.0f} dollars "
                f"so far; allowed: {self.total:,.0f} for all years of support (costs.budget_per_post x posts x years x "
                "run.budget)."
            )
        self.spent = spent
        self.entries.append(Entry(week, weeks, line, hours, money, self.counts))
