"""From scores to people: invitations in order of the score, by turns over the schools, until the places are filled."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

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
