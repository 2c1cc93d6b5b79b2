"""Readings: means and ratios with their intervals, and how far a value lies outside its band."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diffusion_sim.fit.reading import Reading, mean_reading, ratio_reading

NUMBERS = st.floats(-50, 50, allow_nan=False)
#: Edges in hundredths, as people write them.
BANDS = st.tuples(st.integers(-5000, 5000), st.integers(1, 2000)).map(lambda b: (b[0] / 100, (b[0] + b[1]) / 100))


def at(value: float) -> Reading:
    return Reading("x", value, value, value)


@given(BANDS, st.floats(0, 1))
def test_inside_the_band_the_distance_is_0(band, place):
    low, high = band
    assert at(low + place * (high - low)).distance({"x": band}) <= 1e-9


@given(BANDS, st.floats(0.01, 30), st.floats(0.01, 30))
def test_outside_it_grows_with_every_step_away(band, near, more):
    low, high = band
    above, further = at(high + near), at(high + near + more)
    below, lower = at(low - near), at(low - near - more)
    assert 0 < above.distance({"x": band}) < further.distance({"x": band})
    assert 0 < below.distance({"x": band}) < lower.distance({"x": band})


def test_the_unit_is_the_width_or_the_edge_where_the_band_is_open_ended():
    assert at(0.4).distance({"x": (0.1, 0.3)}) == pytest.approx(0.5)
    assert at(2.5).distance({"x": (5.0, 1000.0)}) == pytest.approx(0.5)
    assert at(-0.1).distance({"x": (0.0, 0.2)}) == pytest.approx(0.5)


def test_undefined_counts_as_one_width_and_a_reading_beside_as_nothing():
    assert at(math.nan).distance({"x": (0.0, 1.0)}) == 1.0
    assert at(7.0).distance({"y": (0.0, 1.0)}) == 0.0


@given(st.lists(NUMBERS, min_size=3, max_size=30))
def test_mean_and_interval_are_those_of_a_t_test(values):
    x = np.array(values)
    got = mean_reading("x", x)
    assert got.value == pytest.approx(x.mean(), abs=1e-9)
    if x.std() > 1e-6:
        low, high = stats.t.interval(0.95, len(x) - 1, loc=x.mean(), scale=stats.sem(x))
        assert (got.low, got.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_a_mean_leaves_out_what_is_undefined_and_has_no_interval_from_one_value():
    got = mean_reading("x", [1.0, math.nan, 3.0])
    assert got.value == 2.0 and got.low < 2.0 < got.high
    one = mean_reading("x", [math.nan, 3.0])
    assert one.value == 3.0 and math.isnan(one.low) and math.isnan(one.high)
    assert math.isnan(mean_reading("x", [math.nan]).value)


@given(st.lists(st.floats(0.5, 5), min_size=3, max_size=20), st.floats(0.2, 4))
def test_a_constant_ratio_has_no_doubt(bottom, factor):
    b = np.array(bottom)
    got = ratio_reading("x", factor * b, b)
    assert got.value == pytest.approx(factor)
    assert got.high - got.low == pytest.approx(0.0, abs=1e-6)


def test_the_jackknife_of_a_ratio_by_hand():
    a, b = np.array([1.0, 2.0, 6.0]), np.array([1.0, 1.0, 2.0])
    left = np.array([8 / 3, 7 / 3, 3 / 2])
    half = stats.t.ppf(0.975, 2) * math.sqrt(2 / 3 * ((left - left.mean()) ** 2).sum())
    got = ratio_reading("x", a, b)
    assert got.value == pytest.approx(9 / 4)
    assert (got.low, got.high) == (pytest.approx(9 / 4 - half), pytest.approx(9 / 4 + half))


def test_the_jackknife_interval_covers_the_true_ratio_as_often_as_it_says():
    rng = np.random.default_rng(5)
    hits = 0
    for _ in range(600):
        b = rng.normal(1.0, 0.2, 20)
        got = ratio_reading("x", 0.5 * b + rng.normal(0.0, 0.1, 20), b)
        hits += got.low <= 0.5 <= got.high
    assert 0.92 <= hits / 600 <= 0.98


def test_a_ratio_over_nothing_is_undefined():
    assert math.isnan(ratio_reading("x", [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]).value)
