"""The loop: look, decide, add replicates. It knows differences only, neither the simulator nor files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diffusion_sim.compare.nested import Estimate, estimate
from diffusion_sim.replicates import Replicate
from diffusion_sim.sequential.mixture import F8, Interval
from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import OPEN, SIGN, Rule, mostly, narrowed

#: Differences of every contrast for the replicates asked for, in their order (NaN where undefined).
Source = Callable[[list[Replicate]], Mapping[str, F8]]


@dataclass(frozen=True)
class Look:
    """One contrast at one look.

    Attributes
    ----------
    contrast : str
    number, replicates, districts : int
        Which look, and what had been run by then.
    now : Interval
        The interval of this look alone.
    held : Interval
        What all looks so far have in common; this is what is reported.
    settled : str
        By which rule the contrast is settled by now, or an empty text. Where more than half is undefined, a sign
        settles nothing.
    defined, counted : int
        Districts with a difference, and all of them; where districts are held fixed, replicates.
    """

    contrast: str
    number: int
    replicates: int
    districts: int
    now: Interval
    held: Interval
    settled: str
    defined: int
    counted: int


@dataclass(frozen=True)
class Followed:
    """All looks, the order as decided, and the replicates that were run."""

    looks: tuple[Look, ...]
    order: Order
    reps: tuple[Replicate, ...]

    def last(self) -> list[Look]:
        """Return the last look of every contrast."""
        return [look for look in self.looks if look.number == self.looks[-1].number]

    def settled_at(self, contrast: str) -> Look | None:
        """Return the look since which a contrast is settled; None if it is open."""
        found = None
        for look in (k for k in reversed(self.looks) if k.contrast == contrast):
            if not look.settled:
                break
            found = look
        return found

    def verdict(self, contrast: str) -> str:
        """Return ``"half-width"``, ``"sign"`` or ``"cannot tell within the budget"``."""
        look = self.settled_at(contrast)
        return look.settled if look else OPEN


def follow(source: Source, order: Order, rule: Rule) -> Followed:
    """Add replicates until every contrast is settled or the budget is spent.

    Parameters
    ----------
    source : callable
        Given the replicates so far (a list that only ever grows at its end), returns each contrast's differences.
    order : Order
    rule : Rule

    Notes
    -----
    What is decided at a look depends on the values of the replicates in ``order`` alone: not on how many were at hand
    already, on blocks, workers or chunks. Another ``GROWTH`` looks at other moments and may stop at another one; the
    interval at a given number of units is the same, and all of them hold at once.
    """
    units, number, looks = order.start, 0, list[Look]()
    start, longest = order.start, _longest(order)
    while True:
        reps = order.replicates(units)
        values = source(reps)
        unit = order.unit(reps)
        before = {look.contrast: look for look in looks if look.number == number - 1}
        for name, value in values.items():
            now = rule.interval(unit_means(value, unit), start, longest)
            looks.append(_look(name, number, value, reps, order, rule, now, before.get(name)))
        latest = looks[-len(values) :]
        if number == 0 and not order.fixed:
            order = order.decided(_hardest(values, unit, latest))
        if all(look.settled for look in latest) or order.next_look(units) <= units:
            return Followed(tuple(looks), order, tuple(reps))
        units, number = order.next_look(units), number + 1


def _look(
    name: str, number: int, value: F8, reps: list[Replicate], order: Order, rule: Rule, now: Interval,
    before: Look | None,
) -> Look:
    """Return what one look says of one contrast, given the look before."""
    held = narrowed(before.held if before else None, now)
    district = np.array([r.district for r in reps])
    counted = np.arange(len(reps)) if order.fixed else district
    defined, every = len(np.unique(counted[~np.isnan(value)])), len(np.unique(counted))
    by = (before.settled if before else "", rule.settled(held))
    settled = next((s for s in by if s and (s != SIGN or mostly(defined, every))), "")
    return Look(name, number, len(reps), len(np.unique(district)), now, held, settled, defined, every)


def unit_means(value: F8, unit: np.ndarray) -> F8:
    """Return the mean of every unit that has a value."""
    ok = ~np.isnan(value)
    place = np.unique(unit[ok], return_inverse=True)[1].ravel()
    count = np.bincount(place)
    return np.asarray(np.bincount(place, weights=value[ok]) / count, dtype=np.float64)


def _longest(order: Order) -> int:
    """Return the units that the budget would allow with one luck each: known before any value is seen."""
    return order.last if order.fixed else order.start + order.most - len(order.replicates(order.start))


def _hardest(values: Mapping[str, F8], unit: np.ndarray, latest: list[Look]) -> Estimate:
    """Return the variances of the contrast that is furthest from being settled."""
    open_ones = [look for look in latest if not look.settled] or latest
    name = max(open_ones, key=lambda look: (np.nan_to_num(look.now.half_width, posinf=-1.0), look.contrast)).contrast
    ok = ~np.isnan(values[name])
    return estimate(values[name][ok], unit[ok])


def frame(followed: Followed) -> pd.DataFrame:
    """Return all looks as a table, one row per contrast and look."""
    return pd.DataFrame(
        {
            "arm": look.contrast, "look": look.number, "replicates": look.replicates, "districts": look.districts,
            "units": look.now.units, "difference": look.now.mean, "low_now": look.now.low, "high_now": look.now.high,
            "low": look.held.low, "high": look.held.high, "settled_by": look.settled,
            "defined": look.defined, "counted": look.counted,
        }
        for look in followed.looks
    )  # fmt: skip
