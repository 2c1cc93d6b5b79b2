"""Threshold cascades on a district's advice ties (Granovetter 1978, Watts 2002), each tie read once per run.

Whoever is in use stays so; another takes the practice up in the week after the share of those whom they ask that
are in use has reached their threshold. Because nobody goes back, a person's share changes only when one of those
whom they ask takes it up: the event-driven pass hands that news along the ties against their direction and is
done. It gives the very weeks of the ordinary sweep, which asks everybody every week (``synchronous=True``).

This is the plain model of the literature, for those who want it on realistic networks; the weekly model of
:mod:`diffusion_sim.schedule`, in which people do go back, is another.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from diffusion_sim.district.district import District
from diffusion_sim.errors import BadInput

F8 = NDArray[np.float64]
I4 = NDArray[np.int32]
I8 = NDArray[np.int64]
NEVER = -1


@dataclass(frozen=True)
class Network:
    """Who asks whom, and the same ties from the other end.

    Attributes
    ----------
    start, to : int64 (staff + 1,), int32 (ties,)
        ``to[start[i]:start[i + 1]]`` are the rows of those whom person i asks.
    """

    start: I8
    to: I4

    @classmethod
    def of(cls, district: District) -> Network:
        """Return the advice ties of a district, all layers, weights left out."""
        return cls(district.ties.start.astype(np.int64), district.ties.to.astype(np.int32))

    @property
    def n(self) -> int:
        """Number of staff."""
        return len(self.start) - 1

    @cached_property
    def asked_by(self) -> tuple[I8, I4]:
        """The same ties from the other end: start and rows of those who ask person j."""
        seeker = np.repeat(np.arange(self.n, dtype=np.int32), np.diff(self.start))
        start = np.concatenate([[0], np.cumsum(np.bincount(self.to, minlength=self.n))]).astype(np.int64)
        return start, np.ascontiguousarray(seeker[np.argsort(self.to, kind="stable")])


@dataclass(frozen=True)
class Cascade:
    """What a cascade, or several, came to.

    Attributes
    ----------
    week : int32 (runs, staff)
        Week in which each person took the practice up: 0 for the first users, -1 for never.
    weeks : int
        Weeks that were run.
    """

    week: I4
    weeks: int

    @property
    def curve(self) -> I8:
        """People in use at the end of week 0, 1, ..., shape (runs, weeks + 1)."""
        new = [np.bincount(row[row >= 0], minlength=self.weeks + 1) for row in self.week]
        return np.cumsum(new, axis=1).astype(np.int64)


def cascade(
    network: Network, threshold: F8, first: NDArray[np.bool_], weeks: int, *, synchronous: bool = False
) -> Cascade:
    """Run threshold cascades on one network.

    Parameters
    ----------
    network : Network
        ``Network.of(district)``, or one of your own.
    threshold : float (staff,) or (runs, staff)
        Share of those whom one asks that have to be in use, usually in [0, 1]; at 0 or below one adopts in week 1
        in any case, above 1 never. Whoever asks nobody has a share of 0.
    first : bool (staff,) or (runs, staff)
        Who uses the practice at week 0.
    weeks : int
        Weeks to run, at least 0.
    synchronous : bool
        Ask everybody every week instead: the same result, slower, the reference for the tests.

    Returns
    -------
    Cascade

    Raises
    ------
    BadInput
        For columns that do not fit the network or each other, a threshold that is no number, or weeks below 0.
    """
    limit, seeds = _columns("threshold", threshold, network.n), _columns("first", first, network.n)
    if np.isnan(limit).any():
        raise BadInput("threshold holds a value that is no number; allowed: shares, such as 0.25.")
    if weeks < 0:
        raise BadInput(f"weeks={weeks} is below 0; allowed: 0 or more.")
    runs = max(len(limit), len(seeds))
    if {len(limit), len(seeds)} - {1, runs}:
        raise BadInput(f"threshold has {len(limit)} runs and first has {len(seeds)}; allowed: as many, or one of both.")
    limit = np.ascontiguousarray(np.broadcast_to(limit, (runs, network.n)), dtype=np.float64)
    seeds = np.ascontiguousarray(np.broadcast_to(seeds, (runs, network.n)), dtype=np.bool_)
    week = np.full((runs, network.n), NEVER, dtype=np.int32)
    if synchronous:
        _ask_everybody(network.start, network.to, limit, seeds, weeks, week)
    else:
        back, by = network.asked_by
        _pass_the_news(network.start, back, by, limit, seeds, weeks, week)
    return Cascade(week, weeks)


def _columns(name: str, values: Any, n: int) -> NDArray[Any]:
    array = np.asarray(values)
    if array.ndim not in (1, 2) or array.shape[-1] != n:
        raise BadInput(f"{name} has the shape {array.shape}; allowed: ({n},) or (runs, {n}), a value per person.")
    return np.atleast_2d(array)


@njit(nogil=True, cache=True, error_model="numpy")
def _ask_everybody(start, to, limit, seeds, weeks, week):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Work out everybody's share every week, from who was in use at the end of the week before."""
    n = start.shape[0] - 1
    for r in range(limit.shape[0]):
        when = week[r]
        for i in range(n):
            if seeds[r, i]:
                when[i] = 0
        for now in range(1, weeks + 1):
            for i in range(n):
                if when[i] >= 0:
                    continue
                using = 0
                for e in range(start[i], start[i + 1]):
                    using += 0 <= when[to[e]] < now
                degree = start[i + 1] - start[i]
                share = np.float64(using) / np.float64(degree) if degree > 0 else 0.0
                if share >= limit[r, i]:
                    when[i] = now


@njit(nogil=True, cache=True, error_model="numpy")
def _still_needed(limit, degree):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Return the smallest number of users among ``degree`` whose share reaches the limit, 0x7fffffff if none does.

    The rounded product can be one off either way; the share itself, as the sweep computes it, decides.
    """
    if limit <= 0.0:
        return np.int32(0)
    if degree == 0 or limit > 1.0:
        return np.int32(0x7FFFFFFF)
    need = np.int64(np.ceil(limit * degree))
    while need > 0 and np.float64(need - 1) / np.float64(degree) >= limit:
        need -= 1
    while np.float64(need) / np.float64(degree) < limit:
        need += 1
    return np.int32(need)


@njit(nogil=True, cache=True, error_model="numpy")
def _pass_the_news(start, back, by, limit, seeds, weeks, week):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Let everyone who has just taken it up tell those who ask them, week by week; ``queue`` is in order of weeks."""
    n = start.shape[0] - 1
    need = np.empty(n, dtype=np.int32)
    queue = np.empty(n, dtype=np.int32)
    for r in range(limit.shape[0]):
        when = week[r]
        told = heard = 0
        for i in range(n):
            need[i] = _still_needed(limit[r, i], start[i + 1] - start[i])
            if seeds[r, i]:
                when[i] = 0
                queue[heard] = i
                heard += 1
        now, end = 1, heard
        if weeks > 0:
            # Those who need nobody start in week 1, also where nobody uses it yet; their news is out in week 2.
            for i in range(n):
                if need[i] == 0 and when[i] < 0:
                    when[i] = 1
                    queue[heard] = i
                    heard += 1
        while now <= weeks and told < heard:
            while told < end:
                j = queue[told]
                told += 1
                for e in range(back[j], back[j + 1]):
                    i = by[e]
                    need[i] -= 1
                    if need[i] == 0 and when[i] < 0:
                        when[i] = now
                        queue[heard] = i
                        heard += 1
            now += 1
            end = heard
