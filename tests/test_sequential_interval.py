"""The interval that may be looked at after every replicate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diffusion_sim.compare.nested import Estimate
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate
from diffusion_sim.sequential.few import carried, hint
from diffusion_sim.sequential.follow import follow, frame, unit_means
from diffusion_sim.sequential.mixture import critical, interval, prior_variance, unskewed
from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import OPEN, SIGN, WIDTH, Rule


def test_the_mixture_is_a_density_ratio():
    """B_n is the density of t under the mixture over that under no effect, by numerical integration."""
    n, g, t = 12, 0.3, 2.1

    def density(delta):
        return stats.nct.pdf(t, n - 1, delta * np.sqrt(n)) * stats.norm.pdf(delta, scale=np.sqrt(g))

    grid = np.linspace(-6, 6, 4001) * np.sqrt(g)
    mixed = np.trapezoid([density(d) for d in grid], grid)
    wider, nu = 1 + n * g, n - 1
    formula = wider**-0.5 * ((1 + t * t / nu) / (1 + t * t / (nu * wider))) ** (n / 2)
    assert mixed / stats.t.pdf(t, nu) == pytest.approx(formula, rel=1e-6)


@given(st.integers(3, 5000), st.floats(0.001, 0.4), st.floats(0.001, 2.0))
def test_at_the_critical_value_the_ratio_reaches_its_limit(n, alpha, g):
    t = critical(n, alpha, g)
    if not np.isfinite(t):
        return
    wider, nu = 1 + n * g, n - 1
    log_ratio = -0.5 * np.log(wider) + n / 2 * (np.log1p(t * t / nu) - np.log1p(t * t / (nu * wider)))
    assert log_ratio == pytest.approx(-np.log(alpha), rel=1e-6, abs=1e-6)
    assert t > stats.t.ppf(1 - alpha / 2, nu)


@given(st.floats(-6, 6), st.floats(-0.9, 0.9))
def test_skewness_is_taken_out_by_the_inverse_of_halls_cubic(t, lean):
    back = unskewed(t, lean)
    assert back + lean * back**2 / 3 + lean**2 * back**3 / 27 + lean / 6 == pytest.approx(t, abs=1e-6)


def test_skewed_values_widen_the_side_to_which_they_lean():
    value = np.random.Generator(np.random.PCG64(1)).exponential(size=60)
    g = prior_variance(100, 0.05)
    found, turned = interval(value, 0.05, g), interval(-value, 0.05, g)
    assert found.high - found.mean > found.mean - found.low
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_all_alike_says_how_rare_something_else_is():
    found = interval(np.zeros(59), 0.05, 0.1, reach=1.0)
    assert found.high == pytest.approx(1 - 0.05 ** (1 / 59))
    assert interval(np.zeros(59), 0.05, 0.1).high == np.inf
    assert interval(np.zeros(0), 0.05, 0.1).high == np.inf


@given(st.integers(2, 30), st.integers(40, 3000), st.booleans(), st.integers(1, 8))
def test_more_replicates_continue_the_list(first, most, fixed, lucks):
    if most < 2 * first:
        return
    order = Order(first, most, fixed, design=5, lucks=lucks)
    units, before = order.start, list[Replicate]()
    while True:
        reps = order.replicates(units)
        assert reps[: len(before)] == before and len(reps) <= most
        assert [r.luck for r in reps] == list(range(len(reps)))
        assert all(r.design == 5 + r.luck for r in reps)
        assert len(np.unique(order.unit(reps))) == units
        before, after = reps, order.next_look(units)
        if after <= units:
            break
        units = after


def test_the_first_look_is_an_ordinary_batch():
    assert Order(20, 2000).replicates(20) == [Replicate(k % 20, k, k) for k in range(40)]


def spread(between, within):
    return Estimate(0.0, 0.0, 0.0, 1.0, 19, between, within, 20, 40, False)


def test_lucks_are_added_where_luck_makes_the_difference_and_districts_where_they_do():
    order = Order(20, 2000)
    assert order.decided(spread(1.0, 0.01)).lucks == 1
    assert order.decided(spread(0.0, 1.0)).lucks == 8
    assert 1 < order.decided(spread(0.5, 1.0)).lucks < 8
    assert Order(1, 2000, fixed=True).decided(spread(0.0, 1.0)) == Order(1, 2000, fixed=True)


def test_unit_means_leave_out_what_is_undefined():
    value = np.array([1.0, np.nan, 3.0, np.nan])
    assert unit_means(value, np.array([0, 0, 1, 2])).tolist() == [1.0, 3.0]


def normal(shift, scale=1.0, seed=0):
    """A stream of independent normal differences by replicate number."""
    values = shift + scale * np.random.Generator(np.random.PCG64(seed)).normal(size=5000)
    return lambda reps: {"b": values[[r.luck for r in reps]]}


def test_a_large_difference_is_settled_by_sign_at_the_first_look():
    found = follow(normal(3.0), Order(20, 400), Rule(0.01))
    assert (found.verdict("b"), len(found.reps)) == (SIGN, 40)


def test_no_difference_is_settled_by_the_half_width_or_not_at_all():
    assert follow(normal(0.0), Order(20, 2000), Rule(0.3)).verdict("b") == WIDTH
    found = follow(normal(0.0), Order(20, 200), Rule(0.01))
    assert found.verdict("b") == OPEN and 190 <= len(found.reps) <= 200


def test_each_rule_alone():
    assert follow(normal(3.0), Order(20, 2000), Rule(0.3, settle="width")).verdict("b") == WIDTH
    assert follow(normal(0.0), Order(20, 400), Rule(0.3, settle="sign")).verdict("b") == OPEN


def test_what_is_decided_does_not_depend_on_what_was_at_hand():
    """The rule sees the replicates of its order alone: a source that knows more gives the same looks."""
    plain, seen = normal(0.2, seed=4), list[int]()

    def hoarder(reps):
        seen.append(len(reps))
        return {k: v.copy() for k, v in plain(reps).items()}

    a, b = (follow(s, Order(20, 1500), Rule(0.1)) for s in (plain, hoarder))
    assert frame(a).equals(frame(b)) and seen == sorted(seen)


def test_what_is_settled_stays_settled():
    found = frame(follow(normal(0.15, seed=2), Order(20, 2000), Rule(0.05, settle="width")))
    assert (np.diff(found["low"]) >= 0).all() and (np.diff(found["high"]) <= 0).all()


def test_several_contrasts_share_the_chance_of_missing():
    assert Rule(0.1, 0.95, contrasts=5).alpha == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: Rule(0.0), "half_width"),
        (lambda: Rule(float("nan")), "half_width"),
        (lambda: Rule(0.1, 1.0), "confidence"),
        (lambda: Rule(0.1, settle="sgn"), "sign"),
        (lambda: Order(20, 3), "too few"),
        (lambda: Order(30, 40, fixed=True), "60 or more"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(make, word):
    with pytest.raises(BadInput, match=word):
        make()


def test_optional_stopping_keeps_the_error_rate_where_naive_intervals_do_not():
    """120 experiments without a difference, stopped by sign: at most a few are wrong; with t intervals many are."""
    wrong = naive = 0
    for seed in range(120):
        source = normal(0.0, seed=seed)
        wrong += follow(source, Order(20, 600), Rule(0.001, settle="sign")).verdict("b") == SIGN
        values = source([Replicate(0, k, k) for k in range(600)])["b"]
        ends = [int(40 * 1.25**k) for k in range(13)]
        naive += any(abs(stats.ttest_1samp(values[:n], 0.0).statistic) > 1.96 for n in ends if n <= 600)
    assert wrong <= 8
    assert naive > 18


def test_a_spread_that_rests_on_few_units_is_told():
    rng = np.random.default_rng(3)
    even = rng.normal(size=100)
    rare = 0.1 * even + 3.0 * (np.arange(100) % 20 == 7)
    assert 0.3 < carried(even) < 0.6 and hint(carried(even), True) == ""
    assert carried(rare) > 0.95
    assert hint(carried(rare), True).endswith("ask for --interval bounded.")
    assert "bounded" not in hint(carried(rare), False) and "may miss" in hint(carried(rare), False)
    for nothing in (np.zeros(50), even[:9]):
        assert np.isnan(carried(nothing)) and hint(carried(nothing), True) == ""
