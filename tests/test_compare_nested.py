"""The interval covers what it says, the two variances are recovered, the plan for more is right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from diffusion_sim.compare.nested import Estimate, Needed, estimate, needed, units, unless_few_agree
from diffusion_sim.compare.wins import wins


def nested(rng: np.random.Generator, districts: int, lucks: int, mean: float, between: float, within: float):
    """Values of a nested normal model and the district of each."""
    effect = rng.normal(0, np.sqrt(between), districts)
    value = mean + np.repeat(effect, lucks) + rng.normal(0, np.sqrt(within), districts * lucks)
    return value, np.repeat(np.arange(districts), lucks)


@pytest.mark.parametrize(("between", "within"), [(4.0, 1.0), (0.0, 1.0), (1.0, 16.0)])
def test_interval_covers(between, within):
    rng = np.random.default_rng(11)
    trials = 1500
    hits, naive = 0, 0
    for _ in range(trials):
        value, district = nested(rng, 6, 5, 2.0, between, within)
        found = estimate(value, district)
        hits += found.low < 2.0 < found.high
        half = stats.t.ppf(0.975, len(value) - 1) * value.std(ddof=1) / np.sqrt(len(value))
        naive += abs(value.mean() - 2.0) < half
    # Three standard errors of a share of 0.95 in 1500 trials are 0.017.
    assert hits / trials == pytest.approx(0.95, abs=0.017)
    if between > within:
        assert naive / trials < 0.75, "forgetting the districts must be seen to fail here"


def test_fixed_district_covers_its_own_mean_and_is_narrower():
    rng = np.random.default_rng(12)
    trials, hits, width = 1500, 0, []
    effect = rng.normal(0, 3.0, 4)
    for _ in range(trials):
        value = np.repeat(effect, 5) + rng.normal(0, 1.0, 20)
        district = np.repeat(np.arange(4), 5)
        own, wide = estimate(value, district, fixed=True), estimate(value, district)
        hits += own.low < effect.mean() < own.high
        width.append((own.high - own.low) / (wide.high - wide.low))
    assert hits / trials == pytest.approx(0.95, abs=0.017)
    assert np.median(width) < 0.5


def test_variances_are_recovered():
    rng = np.random.default_rng(13)
    found = [estimate(*nested(rng, 8, 6, 0.0, 2.0, 3.0)) for _ in range(400)]
    assert np.mean([f.between for f in found]) == pytest.approx(2.0, rel=0.1)
    assert np.mean([f.within for f in found]) == pytest.approx(3.0, rel=0.05)


def test_small_designs():
    one = estimate(np.array([1.0]), np.array([0]))
    assert one.mean == 1.0 and np.isnan(one.low) and one.fixed and needed(one).kind == "unknown"
    none = estimate(np.array([]), np.array([], dtype=np.int64))
    assert np.isnan(none.mean) and none.units == 0
    single = estimate(np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4, dtype=np.int64))
    expected = stats.t.interval(0.95, 3, 2.5, np.std([1, 2, 3, 4], ddof=1) / 2)
    assert (single.low, single.high) == pytest.approx(expected) and single.df == 3
    flat = estimate(np.array([1.0, 2.0, 4.0]), np.arange(3))
    assert flat.df == 2 and np.isnan(flat.within) and flat.between == pytest.approx(np.var([1, 2, 4], ddof=1))


def test_designs_of_one_luck_are_no_further_luck():
    value, district = units(
        np.array([1.0, 3.0, 5.0, np.nan]),
        np.array([0, 0, 0, 1], dtype=np.int64),
        np.array([0, 0, 1, 0], dtype=np.int64),
    )
    assert value.tolist() == [2.0, 5.0] and district.tolist() == [0, 0]


def plan(mean: float, between: float, within: float, districts: int = 5, lucks: int = 4, fixed: bool = False):
    se = np.sqrt(between / districts + within / (districts * lucks))
    return needed(
        Estimate(mean, -9, 9, se, districts - 1, between, within, districts, districts * lucks, fixed)
    )


def test_needed_names_the_kind_that_helps():
    assert plan(1.0, between=4.0, within=0.1).kind == "districts"
    assert plan(1.0, between=0.0, within=800.0, districts=40, lucks=4).kind == "lucks per district"
    assert plan(1.0, between=9.0, within=40.0, fixed=True).kind == "lucks per district"
    assert plan(1e-6, between=1.0, within=1.0).kind == "too many"


def test_needed_is_enough_in_four_of_five():
    more = plan(1.0, between=4.0, within=1.0)
    rng = np.random.default_rng(14)
    found = [estimate(*nested(rng, 5 + more.more, 4, 1.0, 4.0, 1.0)) for _ in range(800)]
    assert np.mean([f.low > 0 for f in found]) == pytest.approx(0.8, abs=0.05)


def test_wins_count_ties_half_and_widen_with_shared_districts():
    district = np.repeat(np.arange(5), 4)
    half = np.tile([1.0, -1.0, 0.0, 0.0], 5)
    assert wins(half, district, estimate(half, district), 1.0).share == 0.5
    always = np.full(20, 2.0) + np.tile([0.1, -0.1, 0.2, -0.2], 5)
    won = wins(always, district, estimate(always, district), 1.0)
    lost = wins(always, district, estimate(always, district), -1.0)
    assert (
        won.share == 1.0
        and 0.8 < won.low < 1.0
        and lost.share == 0.0
        and lost.high == pytest.approx(1 - won.low)
    )
    split = np.repeat([1.0, 1.0, 1.0, -1.0, -1.0], 4)
    mixed = np.tile([1.0, 1.0, 1.0, -1.0, -1.0], 4)
    shared, own = (wins(d, district, estimate(d, district), 1.0) for d in (split, mixed))
    assert shared.share == own.share and shared.high - shared.low > 1.4 * (own.high - own.low)


def test_interval_of_wins_covers():
    rng = np.random.default_rng(15)
    # A difference above 0 with a chance of 0.8 overall, most of the variance between districts.
    mean = stats.norm.ppf(0.8) * np.sqrt(3.0)
    hits = 0
    for _ in range(800):
        value, district = nested(rng, 10, 4, mean, 2.0, 1.0)
        won = wins(value, district, estimate(value, district), 1.0)
        hits += won.low < 0.8 < won.high
    assert hits / 800 > 0.91


@pytest.mark.parametrize("count", [2, 5, 6, 20])
def test_few_units_that_happen_to_agree_make_no_interval_of_no_width(count):
    """Two districts with the same difference are no proof of it: the t interval of no width is an artefact."""
    found = estimate(np.tile([0.3 - 0.24, 0.42 - 0.36], 10)[:count], np.arange(count))
    kept = unless_few_agree(found)
    assert found.mean == pytest.approx(0.06) and kept.mean == found.mean
    assert np.isnan(kept.low) == np.isnan(kept.high) == (count < 6)
    if count < 6:
        assert needed(found) == Needed("districts", 6 - count)


def test_lucks_of_one_district_that_agree_are_few_too_and_no_difference_stays_none():
    one = estimate(np.full(3, 0.1), np.zeros(3, dtype=np.int64))
    assert np.isnan(unless_few_agree(one).low) and needed(one) == Needed("lucks per district", 3)
    none = unless_few_agree(estimate(np.zeros(3), np.arange(3)))
    assert none.low == none.high == 0.0


def test_district_means_that_happen_to_be_the_same_are_no_proof_though_luck_varies():
    """One person more in one of two replicates, in each of four districts: the interval of no width is an artefact."""
    found = estimate(np.tile([0.0, 2 / 900], 4), np.repeat(np.arange(4), 2))
    assert found.se < 1e-12 and found.within > 0.0 and found.few_agree and not found.told_apart
    assert np.isnan(unless_few_agree(found).low)
    # What luck does is small against this difference.
    clear = estimate(0.1 + np.tile([0.0, 2 / 900], 4), np.repeat(np.arange(4), 2))
    assert clear.se < 1e-12 and not clear.few_agree and not np.isnan(unless_few_agree(clear).low)
    assert not clear.told_apart, "of many worlds some are so by chance"
