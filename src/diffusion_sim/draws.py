"""The only randomness: numbers with an address instead of a place in a queue.

A draw is a pure function of (stream key, purpose, post, week, occupant). Two strategies therefore meet the
same luck, a run can be replayed person by person, and the order of computation never matters. The generator is
Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter-based bijection,
so no two addresses of a stream can collide. Its four 32-bit words serve four purposes of the same block.

Streams: ``district`` (people, ties), ``luck`` (what happens in the weeks), ``design`` (who is picked by chance).
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
from numba import njit, uint32, uint64
from numpy.typing import ArrayLike, NDArray

#: Purposes in blocks of four (one Philox call gives a block). Append only: the position is part of the address.
PURPOSES: tuple[str, ...] = (
    # 0: every week, every person
    "move", "week_1", "week_2", "week_3",
    # 1: every week, every tie
    "contact", "tie_1", "tie_2", "tie_3",
    # 2: year end, the present occupant
    "leave", "year_1", "year_2", "year_3",
    # 3, 4: the traits of an occupant when he or she arrives
    "openness", "availability", "standing", "threshold",
    "leadership", "years", "origin", "arrival_3",
    # 5: state of practice at the start of a run
    "initial_use", "initial_level", "initial_belief", "initial_3",
    # 6, 7: the generator of schools and teams
    "school_size", "school_need", "school_readiness", "school_climate",
    "school_turnover", "school_fit", "school_years", "team",
    # 8, 9: the generator of ties
    "sender", "receiver", "tie", "closure",
    "cross_tie", "cross_target", "impute", "attitude",
    # 10: choices by chance that a strategy makes (design stream)
    "pick", "order", "candidate", "design_3",
    # 11: noise in what a district can see
    "seen_openness", "seen_availability", "seen_standing", "seen_readiness",
    # 12: coaches
    "coach_quality", "coach_seen", "accept", "coach_3",
    # 13: friends who are named, schools that apply, how coach and teacher suit each other (truth, and as seen)
    "friend", "apply", "match", "match_seen",
    # 14: more noise in what a district can see: know-how, nominations, and friends named who are none
    "seen_skill", "seen_nominations", "friend_slips", "friend_anyone",
    # 15: the district as a whole, once a year (post 0), and the order in which coaches go round (design stream)
    "leaders_change", "route", "district_2", "district_3",
)  # fmt: skip

M0, M1 = 0xD2511F53, 0xCD9E8D57
W0, W1 = 0x9E3779B9, 0xBB67AE85
MASK = 0xFFFFFFFF
#: A 32-bit word x becomes (x + 1/2) / 2**32: never 0, never 1, exact in float64.
SCALE = 2.0**-32
OCCUPANT_BITS = 20


def purpose_number(purpose: str) -> int:
    """Return the position of a purpose; its block is ``number // 4``, its word ``number % 4``."""
    return PURPOSES.index(purpose)


def stream_key(kind: str, seed: int, index: int = 0) -> int:
    """Return the 64-bit key of a stream.

    Parameters
    ----------
    kind : {"district", "luck", "design"}
    seed : int
        The user's seed (``run.seed``).
    index : int
        Number of the replicate within its kind.
    """
    return int.from_bytes(blake2b(f"{kind}:{seed}:{index}".encode(), digest_size=8).digest(), "little")


def post_id(school: object, person: object) -> int:
    """Return the stable 64-bit id of a post: a hash of school id and roster id, never the row number."""
    text = f"{school}\x1f{person}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


def post_ids(schools: Iterable[object], people: Iterable[object]) -> NDArray[np.uint64]:
    """Return :func:`post_id` for many posts."""
    return np.array([post_id(s, p) for s, p in zip(schools, people, strict=True)], dtype=np.uint64)


def pair_id(a: ArrayLike, b: ArrayLike) -> NDArray[np.uint64]:
    """Return the 64-bit id of ordered pairs (splitmix64 finaliser over both ids); shape of the broadcast inputs."""
    x = np.asarray(a, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.asarray(b, dtype=np.uint64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)), dtype=np.uint64)


def philox_reference(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 on plain Python integers: the text that the compiled one is checked against."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = M0 * c0, M1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + W0) & MASK, (k1 + W1) & MASK
    return c0, c1, c2, c3


@njit(forceinline=True, error_model="numpy")
def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> Any:
    """Philox4x32-10 on uint32 words, compiled; see :func:`philox_reference`."""
    for _ in range(10):
        p0 = uint64(c0) * uint64(0xD2511F53)
        p1 = uint64(c2) * uint64(0xCD9E8D57)
        c0 = uint32(uint32(p1 >> uint64(32)) ^ c1 ^ k0)
        c1 = uint32(p1)
        c2 = uint32(uint32(p0 >> uint64(32)) ^ c3 ^ k1)
        c3 = uint32(p0)
        k0 = uint32(k0 + uint32(0x9E3779B9))
        k1 = uint32(k1 + uint32(0xBB67AE85))
    return c0, c1, c2, c3


@njit(forceinline=True, error_model="numpy")
def low32(x: Any) -> Any:
    """Return the lower 32 bits of a uint64."""
    return uint32(x)


@njit(forceinline=True, error_model="numpy")
def high32(x: Any) -> Any:
    """Return the upper 32 bits of a uint64."""
    return uint32(uint64(x) >> uint64(32))


@njit(forceinline=True, error_model="numpy")
def unit(word: Any) -> Any:
    """Turn a 32-bit word into a number strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * 2.3283064365386963e-10


@njit(nogil=True, cache=True, error_model="numpy")
def _column(key: Any, block: Any, word: int, posts: Any, week: Any, occupants: Any, out: Any) -> None:
    k0, k1 = low32(key), high32(key)
    for i in range(posts.shape[0]):
        c3 = uint32((uint32(block) << uint32(20)) | uint32(occupants[i]))
        x0, x1, x2, x3 = philox(low32(posts[i]), high32(posts[i]), uint32(week), c3, k0, k1)
        out[i] = unit(x0 if word == 0 else x1 if word == 1 else x2 if word == 2 else x3)


def draw(key: int, purpose: str, post: int, week: int = 0, occupant: int = 0) -> float:
    """Return one number in (0, 1) from its address.

    Parameters
    ----------
    key : int
        Stream key from :func:`stream_key`.
    purpose : str
        One of :data:`PURPOSES`.
    post : int
        64-bit id of the post, school or tie.
    week : int
        Week of the run, 0 or more.
    occupant : int
        Number of the occupant of the post, 0 for the first; below 2**20.
    """
    number = purpose_number(purpose)
    c3 = ((number // 4) << OCCUPANT_BITS) | int(occupant)
    words = philox_reference((post & MASK, post >> 32, week, c3), (key & MASK, key >> 32))
    return (words[number % 4] + 0.5) * SCALE


def draws(
    key: int, purpose: str, posts: ArrayLike, week: int = 0, occupants: ArrayLike = 0
) -> NDArray[np.float64]:
    """Return :func:`draw` for a column of posts; same bits, shape of ``posts``."""
    ids = np.ascontiguousarray(posts, dtype=np.uint64)
    flat = _read_only(ids)
    who = _read_only(np.ascontiguousarray(np.broadcast_to(np.asarray(occupants, dtype=np.int64), ids.shape)))
    out = np.empty(flat.shape[0])
    number = purpose_number(purpose)
    _column(np.uint64(key), number // 4, number % 4, flat, np.int64(week), who, out)
    return out.reshape(ids.shape)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a flat view that cannot be written, whether or not the array can: else both kinds are compiled for."""
    view = array.reshape(-1)
    view.flags.writeable = False
    return view
