"""Cascades: the news handed along gives the weeks of asking everybody every week, on any network."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.district.build import build_district
from diffusion_sim.engines.threshold import NEVER, Network, cascade
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Network, np.ndarray, np.ndarray, int]:
    n = draw(st.integers(1, 25))
    asks = [sorted(draw(st.sets(st.integers(0, n - 1), max_size=9)) - {i}) for i in range(n)]
    start = np.cumsum([0, *map(len, asks)]).astype(np.int64)
    network = Network(start, np.array([j for row in asks for j in row], dtype=np.int32))
    runs = draw(st.integers(1, 3))
    # shares that people can reach exactly, and numbers beside them
    share = st.one_of(st.sampled_from([k / d for d in range(1, 10) for k in range(d + 1)]), st.floats(-0.5, 1.5))
    limit = np.array([[draw(share) for _ in range(n)] for _ in range(runs)])
    first = np.array([[draw(st.booleans()) for _ in range(n)] for _ in range(runs)])
    return network, limit, first, draw(st.integers(0, 12))


@given(worlds())
def test_handing_news_along_equals_asking_everybody(world: tuple[Network, np.ndarray, np.ndarray, int]) -> None:
    network, limit, first, weeks = world
    fast = cascade(network, limit, first, weeks)
    slow = cascade(network, limit, first, weeks, synchronous=True)
    assert np.array_equal(fast.week, slow.week)
    assert np.array_equal(fast.curve, slow.curve) and fast.curve.shape == (len(limit), weeks + 1)


def test_a_chain_by_hand() -> None:
    # 1 asks 0, 2 asks 1 and 3, 3 asks nobody
    network = Network(np.array([0, 0, 1, 3, 3]), np.array([0, 1, 3], dtype=np.int32))
    first = np.array([True, False, False, False])
    assert cascade(network, np.full(4, 0.5), first, 9).week.tolist() == [[0, 1, 2, NEVER]]
    assert cascade(network, np.full(4, 0.6), first, 9).week.tolist() == [[0, 1, NEVER, NEVER]]
    assert cascade(network, np.full(4, 0.5), first, 1).curve.tolist() == [[1, 2]]
    assert cascade(network, np.zeros(4), first, 9).curve[0].tolist() == [1] + [4] * 9


def test_on_a_district_lower_thresholds_carry_further() -> None:
    district = build_district(DistrictSettings(schools=6, staff=240), 17)
    network = Network.of(district)
    first = np.arange(network.n) % 12 == 0
    few, many = (cascade(network, np.full(network.n, x), first, 60) for x in (0.5, 0.2))
    slow = cascade(network, np.full(network.n, 0.2), first, 60, synchronous=True)
    assert np.array_equal(many.week, slow.week)
    assert first.sum() < few.curve[0, -1] < many.curve[0, -1]
    assert (np.diff(many.curve[0]) >= 0).all()


def test_every_run_is_its_own() -> None:
    district = build_district(DistrictSettings(schools=2, staff=80), 3)
    network = Network.of(district)
    limit = np.vstack([np.full(network.n, x) for x in (0.1, 0.3, 0.9)])
    first = np.arange(network.n) % 9 == 0
    together = cascade(network, limit, first, 20)
    alone = [cascade(network, row, first, 20).week[0] for row in limit]
    assert np.array_equal(together.week, np.array(alone))


@pytest.mark.parametrize(
    ("limit", "first", "weeks", "sentence"),
    [
        (np.zeros(3), np.zeros(4, bool), 5, r"threshold has the shape \(3,\); allowed: \(4,\)"),
        (np.zeros(4), np.zeros((2, 2, 4), bool), 5, "first has the shape"),
        (np.zeros((2, 4)), np.zeros((3, 4), bool), 5, "threshold has 2 runs and first has 3"),
        (np.full(4, np.nan), np.zeros(4, bool), 5, "no number"),
        (np.zeros(4), np.zeros(4, bool), -1, "weeks=-1 is below 0"),
    ],
)
def test_columns_that_do_not_fit_are_told(limit: np.ndarray, first: np.ndarray, weeks: int, sentence: str) -> None:
    network = Network(np.zeros(5, dtype=np.int64), np.zeros(0, dtype=np.int32))
    with pytest.raises(BadInput, match=sentence):
        cascade(network, limit, first, weeks)


def test_who_needs_nobody_starts_the_news_where_nobody_uses_it_yet():
    network = Network(start=np.array([0, 0, 1, 2]), to=np.array([0, 1], dtype=np.int32))
    threshold, nobody = np.array([0.0, 1.0, 1.0]), np.zeros(3, dtype=bool)
    assert cascade(network, threshold, nobody, 5).week.tolist() == [[1, 2, 3]]
    assert cascade(network, threshold, nobody, 2).week.tolist() == [[1, 2, -1]]
