"""One row of the table, and how versions of the same work are timed against each other."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """What was checked, what was reached and what it should be.

    Attributes
    ----------
    name : str
        Name for ``--only`` and ``results.json``.
    check : str
    reached : float or None
        None where it was skipped.
    unit : str
    limit : float or None
        None where the figure is only reported.
    at_least : bool
        Whether more is better.
    note : str
        What else was seen, or why it was skipped.
    """

    name: str
    check: str
    reached: float | None
    unit: str
    limit: float | None = None
    at_least: bool = True
    note: str = ""

    @property
    def met(self) -> str:
        """Return yes, no, skipped or reported."""
        if self.reached is None:
            return "skipped"
        if self.limit is None:
            return "reported"
        good = self.reached >= self.limit if self.at_least else self.reached <= self.limit
        return "yes" if good else "no"

    def wanted(self) -> str:
        """Return the limit in words."""
        if self.limit is None:
            return ""
        return f"{'>=' if self.at_least else '<='} {self.limit:g} {self.unit}"

    def plain(self) -> dict[str, Any]:
        """Return the row as plain values, figures to four digits."""
        short = None if self.reached is None else float(f"{self.reached:.4g}")
        return {**asdict(self), "reached": short, "met": self.met}


def skipped(name: str, check: str, unit: str, limit: float | None, why: str) -> Row:
    """Return a row that was not measured, with the reason."""
    return Row(name, check, None, unit, limit, note=why)


class Unequal(Exception):
    """Two versions of the same work gave different results: their times mean nothing."""


def require(equal: bool, what: str) -> None:
    """Stop a check whose versions differ."""
    if not equal:
        raise Unequal(f"{what} gave other results than the columns engine")


def race(
    versions: dict[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Return each version's best time in seconds; versions take turns, so that a busy moment hits all.

    Parameters
    ----------
    versions : dict of callables
        The same work, done in several ways.
    rounds : int
        How often each is done.
    clock : callable
        Processor time by default, which a busy neighbour disturbs least; wall time where several cores work.
    """
    best = dict.fromkeys(versions, float("inf"))
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, work in versions.items():
                begin = clock()
                work()
                best[name] = min(best[name], clock() - begin)
    finally:
        gc.enable()
    return best
