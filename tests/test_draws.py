"""Draws: known answers, the same bits one by one and as a column, uniform, independent, never colliding."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import uint32
from scipy import stats

from diffusion_sim import draws
from diffusion_sim.draws import PURPOSES, draw, pair_id, philox, philox_reference, post_ids, stream_key

#: Known-answer vectors of Philox4x32-10 (Random123, kat_vectors): counter, key, result.
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
)
POSTS = post_ids(np.repeat([f"s{i}" for i in range(200)], 100), np.tile([f"p{i}" for i in range(100)], 200))
KEY = stream_key("luck", 1)
words = st.integers(0, 2**32 - 1)


def column(purpose: str = "move", key: int = KEY, week: int = 0, occupant: int = 0) -> np.ndarray:
    return draws.draws(key, purpose, POSTS, week, occupant)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_known_answers(counter: tuple, key: tuple, result: tuple) -> None:
    assert philox_reference(counter, key) == result
    assert tuple(int(x) for x in philox(*(uint32(c) for c in (*counter, *key)))) == result


@pytest.mark.filterwarnings("ignore:overflow encountered")
@given(st.tuples(words, words, words, words), st.tuples(words, words))
def test_compiled_and_plain_philox_agree(counter: tuple, key: tuple) -> None:
    assert tuple(int(x) for x in philox(*(uint32(c) for c in (*counter, *key)))) == philox_reference(
        counter, key
    )


@given(
    st.integers(0, 2**64 - 1),
    st.sampled_from(PURPOSES),
    st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=5),
    st.integers(0, 2**20),
    st.integers(0, 2**20 - 1),
)
def test_a_column_is_its_numbers_to_the_bit(
    key: int, purpose: str, posts: list, week: int, occupant: int
) -> None:
    got = draws.draws(key, purpose, np.array(posts, dtype=np.uint64), week, occupant)
    assert got.tolist() == [draw(key, purpose, p, week, occupant) for p in posts]
    assert np.all((got > 0.0) & (got < 1.0))


def test_occupants_are_addressed_one_by_one() -> None:
    who = np.arange(len(POSTS)) % 3
    got = draws.draws(KEY, "leave", POSTS, 36, who)
    assert all(got[i] == draw(KEY, "leave", int(POSTS[i]), 36, int(who[i])) for i in range(9))


def test_the_unit_interval_is_open_at_both_ends() -> None:
    assert draws.unit.py_func(0) > 0.0
    assert draws.unit.py_func(0xFFFFFFFF) < 1.0


@pytest.mark.parametrize("purpose", PURPOSES)
def test_every_purpose_is_uniform(purpose: str) -> None:
    u = column(purpose, week=3)
    assert stats.kstest(u, "uniform").pvalue > 1e-5
    assert stats.chisquare(np.bincount((u * 256).astype(int), minlength=256)).pvalue > 1e-5


def test_low_bits_are_uniform_too() -> None:
    words_seen = np.concatenate([column(week=w) for w in range(20)]) * 2.0**32 - 0.5
    assert stats.chisquare(np.bincount(words_seen.astype(np.int64) & 255, minlength=256)).pvalue > 1e-5


def test_seeds_weeks_purposes_and_occupants_are_independent() -> None:
    base = {"seed": column(key=stream_key("luck", 2)), "stream": column(key=stream_key("design", 1))}
    base |= {f"week {w}": column(week=w) for w in range(6)}
    base |= {p: column(p) for p in ("week_1", "week_2", "contact", "leave", "openness", "accept", "pick")}
    base |= {"occupant": column(occupant=1), "replicate": column(key=stream_key("luck", 1, 1))}
    limit = 5.0 / np.sqrt(len(POSTS))
    for (a, x), (b, y) in itertools.combinations(base.items(), 2):
        assert abs(np.corrcoef(x, y)[0, 1]) < limit, (a, b)
        assert abs(np.corrcoef(np.abs(x - 0.5), np.abs(y - 0.5))[0, 1]) < limit, (a, b)


def test_neighbours_and_weeks_in_a_row_are_independent() -> None:
    """Serial correlation over people and over weeks, and pairs that fill the unit square evenly."""
    table = np.array([column(week=w) for w in range(60)])
    assert abs(np.corrcoef(table[:, :-1].ravel(), table[:, 1:].ravel())[0, 1]) < 5.0 / np.sqrt(table.size)
    assert abs(np.corrcoef(table[:-1].ravel(), table[1:].ravel())[0, 1]) < 5.0 / np.sqrt(table.size)
    cells = (table[:-1] * 16).astype(int) * 16 + (table[1:] * 16).astype(int)
    assert stats.chisquare(np.bincount(cells.ravel(), minlength=256)).pvalue > 1e-5


def test_small_differences_between_ids_or_keys_leave_no_trace() -> None:
    near = np.arange(20_000, dtype=np.uint64)
    by_id = draws.draws(KEY, "move", near)
    by_key = np.array([draw(k, "move", 5) for k in range(4000)])
    assert stats.kstest(by_id, "uniform").pvalue > 1e-5
    assert stats.kstest(by_key, "uniform").pvalue > 1e-5
    assert abs(np.corrcoef(by_id[:-1], by_id[1:])[0, 1]) < 0.04
    assert abs(np.corrcoef(by_key[:-1], by_key[1:])[0, 1]) < 0.09


def test_no_two_addresses_share_a_counter() -> None:
    """Purpose, week, post and occupant all change the counter or the word; Philox is a bijection."""
    seen = set()
    for purpose, post, week, occupant in itertools.product(
        PURPOSES, (0, 1, 2**32, 2**63), (0, 1, 36), (0, 1, 5)
    ):
        number = draws.purpose_number(purpose)
        c3 = ((number // 4) << draws.OCCUPANT_BITS) | occupant
        seen.add((post & draws.MASK, post >> 32, week, c3, number % 4))
        assert c3 < 2**32
    assert len(seen) == len(PURPOSES) * 4 * 3 * 3
    assert len(set(PURPOSES)) == len(PURPOSES)
    assert len(PURPOSES) % 4 == 0


@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_ids_of_posts_and_pairs_do_not_collide() -> None:
    assert len(np.unique(POSTS)) == len(POSTS)
    some = POSTS[:700]
    pairs = pair_id(some[:, None], some[None, :])
    assert len(np.unique(pairs)) == pairs.size
    assert pair_id(1, 2) != pair_id(2, 1)
    assert draws.post_id("a", "bc") != draws.post_id("ab", "c")


def test_streams_differ_and_are_stable() -> None:
    keys = {
        stream_key(kind, seed, i)
        for kind in ("district", "luck", "design")
        for seed in range(50)
        for i in range(50)
    }
    assert len(keys) == 3 * 50 * 50
    assert stream_key("luck", 1, 0) == 0x7D24C0DB0A2BFAF2 or stream_key("luck", 1, 0) == KEY
