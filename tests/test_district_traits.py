"""Traits on arrival: monotone, within range, the promised distributions, the same bits as columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit
from scipy.stats import spearmanr

from diffusion_sim.district.columns import draw_traits
from diffusion_sim.draws import draw, post_ids
from diffusion_sim.rules import traits
from diffusion_sim.settings.district import DistrictSettings

unit = st.floats(0.001, 0.999)
rho = st.floats(-1 / 3, 1 / 3)


@given(a=unit, b=unit, other=unit, r=rho)
def test_correlated_is_monotone_and_stays_inside(a: float, b: float, other: float, r: float) -> None:
    low, high = sorted((a, b))
    assert 0 < traits.correlated(low, other, r) <= traits.correlated(high, other, r) + 1e-12 < 1 + 1e-12


@pytest.mark.parametrize("r", [-0.3, 0.0, 0.2, 0.3])
def test_correlated_has_the_rank_correlation(r: float) -> None:
    u = np.random.default_rng(1).random((2, 40_000))
    assert spearmanr(traits.correlated(u[0], u[1], r), u[1]).statistic == pytest.approx(r, abs=0.02)


def test_threshold_and_leadership_have_their_distributions() -> None:
    u = ((np.arange(20_000) + 0.5) / 20_000).tolist()
    ours = DistrictSettings()
    t = np.array([traits.threshold(x, ours.threshold_zero, ours.threshold_slope) for x in u])
    assert (t == 0).mean() == pytest.approx(0.25, abs=0.001)
    assert t.mean() == pytest.approx(0.45, abs=0.03)
    assert t.std() == pytest.approx(0.35, abs=0.03)
    assert t.max() == 1.0
    posts = np.bincount([int(traits.leadership(x, ours.leaders_share)) for x in u]) / len(u)
    assert posts == pytest.approx([0.7, 0.2, 0.07, 0.03], abs=0.001)


@pytest.mark.parametrize("zero", [0.1, 0.25, 0.4])
@pytest.mark.parametrize("slope", [0.94, 1.88])
@pytest.mark.parametrize("leaders", [0.1, 0.5])
def test_thresholds_and_posts_follow_their_settings(zero: float, slope: float, leaders: float) -> None:
    u = ((np.arange(2_000) + 0.5) / 2_000).tolist()
    t = np.array([traits.threshold(x, zero, slope) for x in u])
    assert (t == 0).mean() == pytest.approx(zero, abs=0.001)
    assert np.all(np.diff(t) >= 0.0) and t.max() <= 1.0
    assert t.max() == pytest.approx(min(1.0, slope), abs=0.01)
    posts = np.array([traits.leadership(x, leaders) for x in u])
    assert (posts > 0).mean() == pytest.approx(leaders, abs=0.001)
    assert (posts > 1).mean() == pytest.approx(leaders / 3, abs=0.001)


def test_columns_and_compiled_rules_have_the_bits_of_the_scalar_rules() -> None:
    settings = DistrictSettings(
        openness_standing=0.21, openness_availability=-0.17, threshold_zero=0.3, threshold_slope=1.5, leaders_share=0.4
    )
    posts = post_ids(["s"] * 300, range(300))
    columns = draw_traits(settings, 77, posts)
    standing = njit(traits.correlated)
    for i, post in enumerate(posts.tolist()):
        u = {
            p: draw(77, p, post) for p in ("openness", "standing", "availability", "threshold", "leadership")
        }
        assert columns.openness[i] == traits.openness(u["openness"])
        assert columns.standing[i] == traits.standing(u["standing"], u["openness"], 0.21)
        assert columns.standing[i] == standing(u["standing"], u["openness"], 0.21)
        assert columns.availability[i] == traits.availability(u["availability"], u["openness"], -0.17)
        assert columns.threshold[i] == traits.threshold(u["threshold"], 0.3, 1.5)
        assert columns.leadership[i] == traits.leadership(u["leadership"], 0.4)
