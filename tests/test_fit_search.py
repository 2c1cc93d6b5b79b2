"""Which coefficients may move, how they are put into settings, and a search that finds a known optimum."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.fit.free import Free, free_parameters, from_unit, to_unit, with_values
from diffusion_sim.fit.search import Trialled, first_wave, next_wave, search
from diffusion_sim.fit.target import Target
from diffusion_sim.settings.behaviour import CALIBRATED, Behaviour
from diffusion_sim.settings.ledger import ledger

FREE = free_parameters()
TOY = (Free("behaviour", "a", 0.0, 1.0, 0.9), Free("behaviour", "b", 0.001, 1.0, 0.5))
#: Where the toy function is 0: the second coefficient is searched on a logarithmic scale.
OPTIMUM = {"a": 0.3, "b": 0.02}


def toy(points: list[dict[str, float]]) -> list[Trialled]:
    def loss(p: dict[str, float]) -> float:
        u = to_unit(np.array([p["a"], p["b"]]), TOY) - to_unit(np.array(list(OPTIMUM.values())), TOY)
        return float((u**2).sum())

    return [Trialled(p, loss(p), {"toy": loss(p)}) for p in points]


def run(waves: int, seed: int = 1) -> list[Trialled]:
    return search(toy, TOY, waves=waves, first=16, later=16, keep=6, seed=seed, tell=lambda *_: None)


def test_free_are_just_the_rows_of_the_ledger_that_say_calibrated():
    said = {r.key.rpartition(".")[2] for r in ledger() if CALIBRATED in r.source}
    assert {f.name for f in FREE} == said
    assert len({f.name for f in FREE}) == len(FREE)


def test_every_default_lies_in_its_range():
    for f in FREE:
        assert f.low <= f.default <= f.high, f.name


@given(st.data())
def test_a_point_of_the_cube_and_its_coefficients_are_the_same_thing(data):
    u = np.array(data.draw(st.lists(st.floats(0, 1), min_size=len(FREE), max_size=len(FREE))))
    values = from_unit(u, FREE)
    assert all(f.low - 1e-9 <= v <= f.high + 1e-9 for f, v in zip(FREE, values, strict=True))
    np.testing.assert_allclose(to_unit(values, FREE), u, atol=1e-9)


def test_wide_positive_ranges_are_searched_by_orders_of_magnitude():
    middle = from_unit(np.array([0.5, 0.5]), TOY)
    assert middle[0] == pytest.approx(0.5)
    assert middle[1] == pytest.approx(np.sqrt(0.001))


def test_coefficients_reach_every_arm_but_not_what_the_target_sets_itself():
    arms = {"coached": ("strategy=coaching_only", "strategy.selection.size=10"), "twin": ("strategy=laissez_faire",)}
    target = Target(
        "T", "", "", "A", "share_in_use", True, {}, ("behaviour.own_belief=0.11", "district=small"), arms
    )  # fmt: skip
    moved = with_values(target, target.settings(), {"own_belief": 0.02, "use_odds": 0.3, "pool": 5.0}, FREE)
    for settings in moved.values():
        assert settings.behaviour.own_belief == 0.11
        assert settings.behaviour.use_odds == 0.3
        assert settings.behaviour.lapse_odds == Behaviour().lapse_odds
    assert moved["coached"].arms[0].capacity.pool == 5.0
    assert not hasattr(moved["twin"].arms[0].capacity, "pool")


def test_the_first_wave_holds_the_defaults_and_covers_the_ranges():
    points = first_wave(TOY, 32)
    assert points[0] == {"a": 0.9, "b": 0.5}
    assert len(points) == 32
    cube = np.array([to_unit(np.array([p["a"], p["b"]]), TOY) for p in points[1:]])
    counts, _, _ = np.histogram2d(cube[:, 0], cube[:, 1], bins=4, range=[[0, 1], [0, 1]])
    assert counts.min() >= 1


def test_later_waves_stay_near_the_best_and_within_the_ranges():
    best = toy([{"a": 0.3, "b": 0.02}, {"a": 0.32, "b": 0.025}])
    points = next_wave(best, TOY, 200, wave=1, seed=1)
    a = np.array([p["a"] for p in points])
    assert np.abs(a - 0.31).mean() < 0.05
    assert all(0.0 <= p["a"] <= 1.0 and 0.001 <= p["b"] <= 1.0 for p in points)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_search_finds_the_optimum_of_a_known_function(seed):
    found = run(waves=6, seed=seed)
    assert found[0].loss < 2e-3 < run(waves=1)[0].loss
    assert found[0].values["a"] == pytest.approx(OPTIMUM["a"], abs=0.06)
    assert [t.loss for t in found] == sorted(t.loss for t in found)
    assert len(found) == 16 * 6


def test_the_same_seed_searches_the_same_points():
    first, again, other = (run(waves=3, seed=s) for s in (4, 4, 5))
    assert [t.values for t in first] == [t.values for t in again]
    assert [t.values for t in first] != [t.values for t in other]
