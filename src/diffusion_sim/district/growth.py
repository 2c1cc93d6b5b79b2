"""Compiled parts of the tie makers: Poisson numbers, and the rounds in which advice ties grow.

All draws are made outside and handed in, so that nothing here depends on another file.
"""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]


@njit(nogil=True, cache=True, error_model="numpy")
def poisson_quantile(u: F8, mean: F8, most: int) -> I8:  # pragma: no cover - compiled
    """Return Poisson numbers with the given means from uniform draws, at most ``most``."""
    out = np.zeros(u.shape[0], dtype=np.int64)
    for i in range(u.shape[0]):
        chance = np.exp(-mean[i])
        total = chance
        k = 0
        while u[i] > total and k < most:
            k += 1
            chance *= mean[i] / k
            total += chance
        out[i] = k
    return out


@njit(nogil=True, error_model="numpy")
def _link(linked, shared, i, j, n):  # type: ignore[no-untyped-def]  # pragma: no cover - compiled
    """Note an undirected tie i-j in the table of ties and in the numbers of shared colleagues."""
    if linked[i, j]:
        return
    for k in range(n):
        if linked[i, k]:
            shared[j, k] += 1
            shared[k, j] += 1
        if linked[j, k]:
            shared[i, k] += 1
            shared[k, i] += 1
    linked[i, j] = True
    linked[j, i] = True


@njit(nogil=True, error_model="numpy")
def _pick(i, first, n, near, race, at, asks, shared, attract, grade, side, ors):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Return the colleague (0..n-1) that wins the exponential race of seeker ``i``, or -1 if none is left."""
    best, who = np.inf, -1
    for j in range(n):
        if j == i or asks[i, j]:
            continue
        weight = attract[first + j]
        if grade[first + i] == grade[first + j]:
            weight *= ors[0]
        if side[first + i] == side[first + j]:
            weight *= ors[1]
        if asks[j, i]:
            weight *= ors[2]
        if near:
            if shared[i, j] == 0 and not asks[j, i]:
                continue
            weight *= shared[i, j] + 1
        time = race[at[first + i] + j] / weight
        if time < best:
            best, who = time, j
    return who


@njit(nogil=True, cache=True, error_model="numpy")
def grow_rounds(starts, want, slot, near, race, at, attract, grade, side, ors, known_at, known_to, out):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Grow the ties of some schools; ``out[slot[i] + r]`` is the row that i finds in round r, or -1."""
    for s in range(starts.shape[0] - 1):
        first, n = starts[s], starts[s + 1] - starts[s]
        rounds = 0
        for i in range(n):
            rounds = max(rounds, want[first + i])
        if rounds == 0:
            continue
        asks = np.zeros((n, n), dtype=np.bool_)
        linked = np.zeros((n, n), dtype=np.bool_)
        shared = np.zeros((n, n), dtype=np.int16)
        for i in range(n):
            for k in range(known_at[first + i], known_at[first + i + 1]):
                asks[i, known_to[k] - first] = True
                _link(linked, shared, i, known_to[k] - first, n)
        for r in range(rounds):
            for i in range(n):
                if want[first + i] <= r:
                    continue
                # one call, so that it is compiled once: among those nearby if it is such a round, then among all
                among, who = near[slot[first + i] + r], -1
                while who < 0:
                    who = _pick(i, first, n, among, race, at, asks, shared, attract, grade, side, ors)
                    if not among:
                        break
                    among = np.bool_(False)
                out[slot[first + i] + r] = who
            for i in range(n):  # all at once: nobody sees a choice of the same round
                if want[first + i] > r and out[slot[first + i] + r] >= 0:
                    who = out[slot[first + i] + r]
                    asks[i, who] = True
                    _link(linked, shared, i, who, n)
                    out[slot[first + i] + r] = who + first
