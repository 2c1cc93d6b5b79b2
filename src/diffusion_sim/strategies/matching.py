"""Who is coached by whom: coaches in turn over schools drawn by lot, and how coach and teacher suit each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim import draws
from diffusion_sim.strategies.route import before
from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
#: Ways of matching; ``none`` leaves out that some pairs suit each other better than others.
MATCHINGS = ("none", "assignment", "choice", "need")


def in_turn(now: NDArray[np.bool_], dose: F8 | None, whole: F8, order: I8) -> I8:
    """Return the number of each person's coach: people in an order of schools, an even share to each coach.

    Parameters
    ----------
    now : bool (replicates, staff)
        Who is coached in this cycle.
    dose : float (replicates, staff) or None
        Weights of their hours; ``None`` is even.
    whole : float (replicates,)
        Coaches, at least 1.
    order : int (replicates, staff)
        The order in which coaches go (:func:`diffusion_sim.strategies.route.route`).
    """
    place, total = before(order, now.astype(np.int64) if dose is None else np.where(now, dose, 0.0))
    count = np.where(total > 0, total, 1)
    turn = np.clip(np.floor(place * (whole / count)[:, None]), 0.0, whole[:, None] - 1.0)
    return turn.astype(np.int64)


def within_caseload(now: NDArray[np.bool_], lot: F8, most: F8) -> NDArray[np.bool_]:
    """Return who is taken on: as many as ``most`` (replicates,) allows, by lot."""
    order = np.argsort(np.where(now, -lot, np.inf), axis=1, kind="stable")
    first = np.zeros_like(now)
    np.put_along_axis(first, order, np.arange(now.shape[1]) < np.floor(most)[:, None], axis=1)
    return now & first


def match(
    view: View, replicate: int, rows: I8, coach: I8, coaches: int, how: str, choices: int, sd: float
) -> tuple[I8, F8]:
    """Let people or coaches choose among neighbouring coaches; return each one's coach and what the match adds.

    Coaches form blocks of ``choices`` in the order of the schools they serve, so that choosing costs little travel.
    How a pair suits each other is a fixed number of that pair (mean 0, SD ``sd``, in the unit of coach quality); what
    is seen of it beforehand has the reliability of everything a district sees.

    Parameters
    ----------
    view : View
    replicate : int
    rows, coach : int (people,)
        Who is coached, and by whom in turn.
    coaches : int
        How many coaches there are.
    how : {"assignment", "choice", "need"}
        The coach in turn; the coach of the block who looks best to the person, however many others choose the same;
        or coaches who divide the block's people among them so that the sum of what is seen is largest, as many each as
        in turn.
    choices : int
        Coaches of a block.
    sd : float
        Spread of the matching term.

    Returns
    -------
    tuple of int (people,), float (people,)
    """
    choices = max(1, min(choices, coaches))
    block = coach // choices
    option = np.minimum(block[:, None] * choices + np.arange(choices), coaches - 1)
    truth, seen = _terms(view, replicate, rows, option)
    mine = np.clip(coach - block * choices, 0, choices - 1)
    if how == "choice":
        mine = np.argmax(seen, axis=1)
    elif how == "need":
        for one in np.unique(block):
            here = np.flatnonzero(block == one)
            mine[here] = _divided(seen[here], mine[here])
    people = np.arange(len(rows))
    return option[people, mine], sd * truth[people, mine]


def _terms(view: View, replicate: int, rows: I8, option: I8) -> tuple[F8, F8]:
    """Return how each person suits each coach of the options, truly and as seen (standard scores)."""
    posts = np.broadcast_to(view.block.layout.post[rows][:, None], option.shape)
    who = np.broadcast_to(view.block.column("occupant")[replicate, rows].astype(np.int64)[:, None], option.shape)
    pair = draws.pair_id(posts, (option + 1).astype(np.uint64))
    truth = ndtri(draws.draws(view.district_key, "match", pair, occupants=who))
    noise = ndtri(draws.draws(view.district_key, "match_seen", pair, occupants=who))
    return truth, np.sqrt(view.reliability) * truth + np.sqrt(1.0 - view.reliability) * noise


def _divided(seen: F8, in_turn: I8) -> I8:
    """Return the division of people among coaches with the largest sum of what is seen, as many each as in turn."""
    from scipy.optimize import linear_sum_assignment

    slot = np.sort(in_turn)
    person, chosen = linear_sum_assignment(seen[:, slot], maximize=True)
    out = in_turn.copy()
    out[person] = slot[chosen]
    return out
