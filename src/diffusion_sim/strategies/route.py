"""The order in which coaches and groups are filled: schools by lot, people of a school by lot, never by row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.strategies.plan import QUARTER, Plan
from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
Flags = NDArray[np.bool_]


def route(plan: Plan) -> I8:
    """Return places in a flat (replicates, staff) array, row by row in order; the same for the whole run.

    A school stays together.
    """
    if "route" not in plan.memory:
        plan.memory["route"] = drawn(plan.view)
    found: I8 = plan.memory["route"]
    return found


def drawn(view: View) -> I8:
    """Draw the order (design stream)."""
    order = np.lexsort((view.chance("route"), view.school_chance("route")[:, view.school]), axis=-1)
    return order + np.arange(len(order))[:, None] * order.shape[1]


def before(order: I8, amount: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return how much those earlier in the order have together, (replicates, staff), and the sum of all."""
    so_far = np.cumsum(amount.reshape(-1)[order], axis=1)
    found = np.empty_like(so_far)
    found.reshape(-1)[order] = so_far
    return found - amount, so_far[:, -1]


def number(plan: Plan, who: Flags) -> I8:
    """Return the number of each of some people in the order, from 0; without meaning for all others."""
    return before(route(plan), who.astype(np.int64))[0]


def member(plan: Plan) -> I8:
    """Return the number of each participant, who are the same for a quarter."""
    quarter, found = plan.memory.get("member", (-1, None))
    if quarter != plan.week // QUARTER:
        found = number(plan, plan.members)
        plan.memory["member"] = plan.week // QUARTER, found
    return np.asarray(found)


def cycles(plan: Plan) -> I8:
    """Return in which quarters each participant is coached: 0 the even ones, 1 the odd ones, -1 for all others.

    Newcomers of a quarter are divided in halves, and keep theirs for as long as they take part.
    """
    held = plan.memory.get("cycles")
    held = np.full(plan.members.shape, -1, dtype=np.int64) if held is None else np.where(plan.members, held, -1)
    new = plan.members & (held < 0)
    if new.any():
        more = (held == 0).sum(axis=1) > (held == 1).sum(axis=1)
        held = np.where(new, (number(plan, new) + more[:, None]) % 2, held)
    plan.memory["cycles"] = held
    return held
