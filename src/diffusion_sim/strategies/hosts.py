"""Who visits whom: guests are dealt to hosts by lot, so that the order of rows decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import QUARTER, Plan

Flags = NDArray[np.bool_]
Found = TypeVar("Found")


def for_the_quarter(plan: Plan, name: str, find: Callable[[F8], Found]) -> Found:
    """Return what a part decides at the start of a quarter and keeps to, however many spans the quarter has.

    Parameters
    ----------
    plan : Plan
    name : str
        Of the part.
    find : callable
        Given a lot for everybody (replicates, staff), returns the decision.
    """
    quarter = plan.week // QUARTER
    if plan.memory.get(name, (None,))[0] != quarter:
        # a lot of its own for every part: the part's name is in the address, above the quarter
        address = (1 + crc32(name.encode()) % 2**19) * 2**12 + quarter
        plan.memory[name] = quarter, find(plan.view.chance("order", address))
    found: Found = plan.memory[name][1]
    return found


def ranks(chosen: Flags, key: F8) -> NDArray[np.int64]:
    """Return each chosen person's place (from 0) in the order of a key, others behind; shape (replicates, staff)."""
    order = np.argsort(np.where(chosen, key, np.inf), axis=1, kind="stable")
    place = np.empty(chosen.shape, dtype=np.int64)
    np.put_along_axis(place, order, np.broadcast_to(np.arange(chosen.shape[1]), chosen.shape), axis=1)
    return place


def some(chosen: Flags, key: F8, number: F8 | float) -> Flags:
    """Return the first of the chosen in the order of a key, ``number`` of them (rounded down) in each replicate."""
    most = np.broadcast_to(np.floor(np.asarray(number, dtype=float) + 1e-9), chosen.shape[:1])
    return chosen & (ranks(chosen, key) < most[:, None])


def deal(guest: Flags, host: Flags, key: F8, per_host: float) -> NDArray[np.int64]:
    """Return the row of everybody's host, -1 for none.

    Parameters
    ----------
    guest, host : bool (replicates, staff)
        Nobody is his or her own guest; a host among the guests stays at home.
    key : float (replicates, staff)
        The lot.
    per_host : float
        Most guests of one host.
    """
    found = np.full(guest.shape, -1, dtype=np.int64)
    place = ranks(guest & ~host, key)
    for r in range(guest.shape[0]):
        hosts = np.flatnonzero(host[r])
        if hosts.size:
            in_order = hosts[np.argsort(key[r, hosts], kind="stable")]
            come = guest[r] & ~host[r] & (place[r] < int(per_host) * hosts.size)
            found[r, come] = in_order[place[r, come] % hosts.size]
    return found


def deal_at_home_first(
    guest: Flags, host: Flags, key: F8, per_host: float, school: NDArray[np.int32], elsewhere: bool
) -> NDArray[np.int64]:
    """Return the row of everybody's host: one of the own school where there is room, else (if wanted) of another."""
    found = np.full(guest.shape, -1, dtype=np.int64)
    for s in np.unique(school):
        here = np.flatnonzero(school == s)
        at_home = deal(guest[:, here], host[:, here], key[:, here], per_host)
        found[:, here] = np.where(at_home >= 0, here[at_home], -1)
    if elsewhere:
        away = deal(guest & (found < 0), host, key, per_host)
        found = np.where(found >= 0, found, away)
    return found


def coach_colleagues(plan: Plan, able: Flags, number: F8, hours: float, quality_sd: float) -> None:
    """Let some of the able coach one colleague of their school each for a quarter, unpaid and in their own time.

    Parameters
    ----------
    able : bool (replicates, staff)
        Who may; those who do are drawn by lot.
    number : float (replicates,)
        How many do (rounded down).
    hours : float
        A week and pair; missing in the week of the one who coaches (column ``release``).
    quality_sd : float
        Spread of quality about 1; it stays with a person.
    """
    view = plan.view

    def pairs(lot: F8) -> NDArray[np.int64]:
        learners = (view.credible == 0.0) & (view.role == 0)
        return deal_at_home_first(learners, some(able, lot, number), lot, 1.0, view.school, elsewhere=False)

    host = for_the_quarter(plan, "colleagues", pairs)
    taught = np.where(host >= 0, hours, 0.0)
    given = taught.sum(axis=1) * plan.weeks
    plan.charge("coaching by colleagues", given, 0.0 * given)
    quality = np.maximum(1.0 + quality_sd * ndtri(view.of_person("coach_quality")), 0.0)
    plan.coach(taught, np.take_along_axis(quality, np.maximum(host, 0), axis=1))
    for r, hosts in enumerate(host):
        plan.column("release")[r, hosts[hosts >= 0]] -= hours
