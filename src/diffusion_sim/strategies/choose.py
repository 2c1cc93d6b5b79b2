"""From scores to people and schools: in order of the score, by turns over the schools, until the places are filled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]


def by_turns(score: F8, school: NDArray[np.int32], school_start: NDArray[np.int64]) -> F8:
    """Return an order key: first the best of every school, then the second of every school, and so on.

    Parameters
    ----------
    score : float (replicates, staff)
        Finite and at most 1 in absolute value where somebody may be asked, ``-inf`` elsewhere.
    school : int (staff,)
        Row of the school, ascending.
    school_start : int (schools + 1,)
        First row of each school.

    Returns
    -------
    float (replicates, staff)
        Smaller is earlier; ``inf`` is never.
    """
    asked = np.isfinite(score)
    within = np.where(asked, 0.5 - 0.25 * score, 0.999) + school
    order = np.argsort(within, axis=1, kind="stable")
    rank = np.empty(score.shape)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(score.shape[1], dtype=float), score.shape), axis=1)
    turn = rank - school_start[school]
    return np.where(asked, turn + (0.5 - 0.25 * score), np.inf)


def first_in_order(key: F8, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the people with the smallest keys, as many as there are places (shape (replicates,)); never ``inf``."""
    order = np.argsort(key, axis=1, kind="stable")
    chosen = np.zeros(key.shape, dtype=bool)
    taken = np.arange(key.shape[1]) < places[:, None]
    np.put_along_axis(chosen, order, taken, axis=1)
    return chosen & np.isfinite(key)

def sign_up_time(u: F8, chance: F8) -> F8:
    """Return when a person signs up, as a share of the time that an open call is out; 1 for those who do not.

    Parameters
    ----------
    u : float in (0, 1)
        The draw that also decides acceptance: below ``chance`` is yes.
    chance : float in [0, 1]
        Chance of signing up before the call ends.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        time = np.log1p(-u) / np.log1p(-chance)
    return np.where(u < chance, np.minimum(time, 1.0), 1.0)


#: Orders in which schools come.
ORDERS = ("need", "readiness", "random")


def place_of_schools(view: View, order: str) -> NDArray[np.int64]:
    """Return the place of each school in an order, 0 first; shape (replicates or 1, schools).

    Parameters
    ----------
    view : View
    order : {"need", "readiness", "random"}
        The poorest first, those that look readiest first, or by lot (design stream).
    """
    return place(school_worth(view, order), view.school_id)


def school_worth(view: View, order: str) -> F8:
    """Return by what schools are put in order, the largest first; shape (replicates or 1, schools)."""
    if order == "random":
        return view.school_chance("order")
    return np.atleast_2d(view.school_need if order == "need" else view.school_readiness)


def place(worth: F8, ids: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the place of each entry within its row, 0 for the largest; among equals by their ids, never by row."""
    order = np.lexsort((np.broadcast_to(ids, worth.shape), -worth), axis=-1)
    return np.argsort(order, axis=1, kind="stable")


def check_order(key: str, order: str) -> None:
    """Refuse an order that there is not."""
    if order not in ORDERS:
        raise BadInput(f"{key}={order!r} is unknown; allowed: {', '.join(ORDERS)}.")


def ahead(view: View, first: F8, quarters: float, roles: tuple[int, ...]) -> F8:
    """Return first quarters in which everyone but these roles starts so many quarters later."""
    return np.where(np.isin(view.role, roles), first, first + np.round(quarters))
