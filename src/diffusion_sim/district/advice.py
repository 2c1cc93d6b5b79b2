"""Maker of advice ties inside schools: who asks whom, with reciprocity and triadic closure.

Everyone has a number of colleagues to ask, whatever the size of the school (constant mean degree). They are
found in
rounds, one each a round, all at once on the ties of the round before, so that no order of people matters. A
colleague j is picked by i with a chance in proportion to

    exp(receiver_sd * z_j) * role_j * or_grade^[same grade] * or_attitude^[same side] * or_reciprocity^[j
    asks i]

(the receiver, homophily and reciprocity terms of the p2 model, van Duijn et al. 2004) and, in the share
``closure`` of
the rounds, only among colleagues' colleagues and those who ask i, in proportion to the number of shared
colleagues
(Jin, Girvan & Newman 2001). Without the closure a dyad-only model loses its clustering in larger schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtrc

from diffusion_sim.district.columns import F8, U8, normals
from diffusion_sim.district.district import COACH, PRINCIPAL, Schools, Staff
from diffusion_sim.district.growth import grow_rounds, poisson_quantile
from diffusion_sim.draws import draws, pair_id
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings

I8 = NDArray[np.int64]

#: Nobody names more colleagues (largest number in the 15 real schools).
MOST_NAMED = 16
#: Pairs whose draws are held in memory at once.
PAIRS_AT_ONCE = 2_000_000
#: A school is held as a square table while its ties grow (4 bytes a pair).
LARGEST_SCHOOL = 5_000


@dataclass(frozen=True)
class Pairs:
    """Ties as two columns of staff rows: ``seeker`` asks ``adviser``."""

    seeker: I8
    adviser: I8


def attraction(settings: DistrictSettings, staff: Staff) -> F8:
    """Return how much each person is asked, from standing and role (weights > 0)."""
    weight = np.exp(settings.receiver_sd * ndtri(staff.standing))
    role = np.where(
        staff.role == COACH, settings.coach_in, np.where(staff.role == PRINCIPAL, settings.principal_in, 1.0)
    )
    return np.asarray(weight * role, dtype=np.float64)


@cache
def rate_for(mean: float, spread: float) -> float:
    """Return the rate whose log-normal Poisson numbers, cut at :data:`MOST_NAMED`, have the given mean.

    Parameters
    ----------
    mean : float
        Wanted mean, below :data:`MOST_NAMED`.
    spread : float
        SD of the log rate.
    """
    rates = np.exp(spread * ndtri((np.arange(200) + 0.5) / 200) - spread * spread / 2)
    k = np.arange(MOST_NAMED)[:, None]
    low, high = 0.5 * mean, 8 * mean
    for _ in range(40):  # bisection; the mean of a cut count is the sum of its upper tails
        rate = 0.5 * (low + high)
        if pdtrc(k, rate * rates).sum(axis=0).mean() < mean:
            low = rate
        else:
            high = rate
    return low


def numbers_asked(settings: DistrictSettings, key: int, schools: Schools, staff: Staff) -> I8:
    """Return how many colleagues of their own school people ask: 0 to 16 and below the school's size."""
    size = np.bincount(staff.school, minlength=len(schools))
    u = draws(key, "sender", staff.post, 2)
    mean = settings.out_degree * (1 - settings.cross_share) / (1 - settings.names_nobody)
    z, z_school = normals(key, "sender", staff.post), normals(key, "sender", schools.key)[staff.school]
    sd, sd_school = settings.sender_sd, settings.out_degree_school_sd
    spread = float(np.hypot(sd, sd_school))
    rate = rate_for(mean, spread) * np.exp(sd * z + sd_school * z_school - spread * spread / 2)
    count = poisson_quantile(draws(key, "sender", staff.post, 1), rate, MOST_NAMED)
    return np.where(u < settings.names_nobody, 0, np.minimum(count, size[staff.school] - 1))


def _chunks(starts: I8, cost: I8) -> list[tuple[int, int]]:
    """Cut the schools into runs whose pairs fit in memory; returns (first, last + 1) school of each run."""
    per_school = np.add.reduceat(cost, starts[:-1])
    out, begin, held = [], 0, 0
    for s, c in enumerate(per_school.tolist()):
        if held and held + c > PAIRS_AT_ONCE:
            out.append((begin, s))
            begin, held = s, 0
        held += c
    return [*out, (begin, len(starts) - 1)]


def _race(key: int, post: U8, rows: I8, first: I8, size: I8) -> F8:
    """Return the exponential draws of all pairs (row, colleague of the same school), row by row."""
    n = size[rows]
    seeker = np.repeat(rows, n)
    adviser = np.arange(len(seeker)) - np.repeat(np.cumsum(n) - n, n) + np.repeat(first[rows], n)
    return np.asarray(-np.log(draws(key, "tie", pair_id(post[seeker], post[adviser]))))


def grow(settings: DistrictSettings, key: int, staff: Staff, want: I8, known: Pairs | None = None) -> Pairs:
    """Grow advice ties inside schools, beside the ties already known.

    Parameters
    ----------
    settings : DistrictSettings
    key : int
        District stream key.
    staff : Staff
        Rows sorted by school.
    want : int64
        How many more colleagues each person asks; fewer are found where the school is too small.
    known : Pairs, optional
        Ties inside schools that exist already, sorted by seeker.

    Returns
    -------
    Pairs
        The new ties, sorted by seeker.
    """
    n = len(staff)
    starts = np.append(np.flatnonzero(np.diff(staff.school, prepend=-1)), n).astype(np.int64)
    size = np.repeat(np.diff(starts), np.diff(starts))
    if int(size.max()) > LARGEST_SCHOOL:
        raise BadInput(
            f"a school has {size.max()} staff; allowed: at most {LARGEST_SCHOOL} (district.schools, staff)."
        )
    first = np.repeat(starts[:-1], np.diff(starts))
    known_to = np.zeros(0, dtype=np.int64) if known is None else known.adviser
    counts = np.zeros(n, dtype=np.int64) if known is None else np.bincount(known.seeker, minlength=n)
    known_at = np.concatenate([[0], np.cumsum(counts)])
    slot = np.cumsum(want) - want
    near = np.zeros(int(want.sum()), dtype=np.bool_)
    for r in range(int(want.max())):
        rows = np.flatnonzero(want > r)
        near[slot[rows] + r] = draws(key, "closure", staff.post[rows], r) < settings.closure
    out = np.full(len(near), -1, dtype=np.int64)
    attract, side = attraction(settings, staff), staff.openness > 0.5
    ors = np.array([settings.or_grade, settings.or_attitude, settings.or_reciprocity])
    cost = np.where(want > 0, size, 0)
    at = np.zeros(n, dtype=np.int64)
    for begin, end in _chunks(starts, cost):
        rows = np.flatnonzero(want[starts[begin] : starts[end]] > 0) + starts[begin]
        race = _race(key, staff.post, rows, first, size)
        at[rows] = np.cumsum(size[rows]) - size[rows]
        grow_rounds(
            starts[begin : end + 1],
            want,
            slot,
            near,
            race,
            at,
            attract,
            staff.grade,
            side,
            ors,
            known_at,
            known_to,
            out,
        )
    seeker = np.repeat(np.arange(n), want)
    return Pairs(seeker[out >= 0], out[out >= 0])


def merge(*parts: Pairs) -> Pairs:
    """Join ties and sort them by seeker, then adviser row."""
    seeker = np.concatenate([p.seeker for p in parts])
    adviser = np.concatenate([p.adviser for p in parts])
    order = np.lexsort((adviser, seeker))
    return Pairs(seeker[order], adviser[order])


def advice_ties(settings: DistrictSettings, key: int, schools: Schools, staff: Staff) -> Pairs:
    """Make all ties inside schools.

    Whoever would stay without any tie asks one colleague: none of the 433 people of the 15 real schools is
    alone.
    """
    ties = grow(settings, key, staff, numbers_asked(settings, key, schools, staff))
    n = len(staff)
    alone = (np.bincount(ties.seeker, minlength=n) == 0) & (np.bincount(ties.adviser, minlength=n) == 0)
    if not alone.any():
        return ties
    return merge(ties, grow(settings, key, staff, alone.astype(np.int64), ties))
