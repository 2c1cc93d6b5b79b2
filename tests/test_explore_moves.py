"""Rank correlations over worlds: the two strongest by name, with what chance does told from what is there."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from diffusion_sim.explore.moves import moves

NAMES = [f"behaviour.x{k}" for k in range(40)]


def worlds(seed: int, effect: float = 0.0, second: float = 0.0, count: int = 300) -> pd.DataFrame:
    """Return worlds whose difference falls with x3 by ``effect`` and rises with x9 by ``second``."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((count, len(NAMES))), columns=NAMES)
    lead = second * table["behaviour.x9"] - effect * table["behaviour.x3"]
    return table.assign(difference=lead + rng.normal(size=count))


def test_the_first_is_spearmans_correlation_with_its_p():
    table = worlds(1, 4.0)
    found = moves(table, NAMES).iloc[0]
    r, p = stats.spearmanr(table["behaviour.x3"], table["difference"])
    assert found["parameter"] == "behaviour.x3" and found["correlation"] == pytest.approx(r)
    assert found["p"] == pytest.approx(min(1.0, 40 * p), rel=1e-6)
    assert found["low"] < r < found["high"] < 0.0


def test_the_second_is_what_moves_it_beside_the_first():
    table = worlds(2, 4.0, 2.0)
    table["behaviour.x7"] = 0.7 * table["behaviour.x3"] + 0.3 * np.random.default_rng(2).random(len(table))
    found = moves(table, NAMES)
    assert list(found["parameter"]) == ["behaviour.x3", "behaviour.x9"]
    assert (found["p"] < 0.05).all() and found["correlation"].iloc[1] > 0.0


def test_two_are_named_where_nothing_matters_and_called_chance():
    named = [moves(worlds(seed), NAMES) for seed in range(100)]
    assert all(len(found) == 2 for found in named)
    assert np.mean([found["p"].iloc[0] < 0.05 for found in named]) < 0.12


def test_intervals_hold_the_correlation_that_is_there():
    many = worlds(0, 2.0, count=50_000)
    every = stats.spearmanr(many["behaviour.x3"], many["difference"])[0]
    held = [
        bool(((found["low"] < every) & (every < found["high"])).any())
        for found in (moves(worlds(seed, 2.0), ["behaviour.x3"], most=1) for seed in range(200))
    ]
    assert np.mean(held) > 0.9


def test_nothing_is_named_of_few_worlds_or_of_one_difference():
    assert moves(worlds(3, 4.0, count=19), NAMES).empty
    assert moves(worlds(3).assign(difference=0.0), NAMES).empty
    assert moves(worlds(3).iloc[:0], NAMES).empty


def test_a_parameter_that_does_not_vary_is_never_named():
    table = worlds(4, 4.0).assign(**{"behaviour.x3": 1.0})
    assert "behaviour.x3" not in set(moves(table, NAMES, most=40)["parameter"])


def test_a_parameter_that_is_the_difference_is_named_once():
    table = worlds(5)
    table["difference"] = table["behaviour.x3"] ** 3
    found = moves(table, NAMES)
    assert list(found["parameter"]) == ["behaviour.x3"] and found["correlation"].iloc[0] == pytest.approx(1.0)
