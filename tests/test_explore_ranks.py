"""The rank test of what tells worlds apart: it finds what matters, on its side, and nothing where nothing does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.explore.ranks import sides

NAMES = [f"behaviour.x{k}" for k in range(40)]


def worlds(seed: int, effect: float, count: int = 120) -> pd.DataFrame:
    """Return worlds whose sign leans on x3 (low is ahead) by ``effect``; a third is undecided."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.random((count, len(NAMES))), columns=NAMES)
    lean = effect * (0.5 - table["behaviour.x3"]) + rng.normal(size=count)
    table["sign"] = np.where(rng.random(count) < 1 / 3, 0, np.sign(lean)).astype(int)
    return table


def test_what_matters_is_named_with_its_side():
    found = sides(worlds(1, 12.0), NAMES)
    assert found["parameter"].iloc[0] == "behaviour.x3" and found["side"].iloc[0] == "low"
    assert found["chance"].iloc[0] < 0.2 and found["p"].iloc[0] < 1e-6


def test_nothing_is_named_where_nothing_matters_but_in_one_of_twenty():
    named = [len(sides(worlds(seed, 0.0), NAMES)) > 0 for seed in range(200)]
    assert np.mean(named) < 0.1


@pytest.mark.parametrize("sign", [1, -1, 0])
def test_with_few_worlds_of_one_sign_nothing_is_said(sign):
    assert sides(worlds(2, 12.0).assign(sign=sign), NAMES).empty


def test_a_parameter_that_does_not_vary_is_left_out():
    table = worlds(3, 12.0).assign(**{"behaviour.x0": 1.0})
    assert "behaviour.x0" not in set(sides(table, NAMES, most=40)["parameter"])


def test_what_merely_moves_with_the_one_that_decides_is_not_named():
    table = worlds(4, 12.0, count=400)
    rng = np.random.default_rng(4)
    table["behaviour.x7"] = 0.4 * table["behaviour.x3"] + 0.6 * rng.random(len(table))
    assert list(sides(table, NAMES)["parameter"]) == ["behaviour.x3"]
    second = np.where(table["behaviour.x9"] > 0.8, 1, table["sign"])
    found = sides(table.assign(sign=second), NAMES)
    assert list(found["parameter"]) == ["behaviour.x3", "behaviour.x9"], "what decides beside the first is"
    assert list(found["side"]) == ["low", "high"]
