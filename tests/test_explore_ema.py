"""The connector to the EMA workbench, scenario discovery and Pareto search, on functions whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim import draws
from diffusion_sim.errors import BadInput
from diffusion_sim.explore import Axis, Values, Worlds, indices, ledger_axes, sample
from diffusion_sim.replicates import replicates
from diffusion_sim.simulate import outcomes_block
from small_runs import TINY, plan

pytest.importorskip("ema_workbench")
from diffusion_sim.explore.discovery import _tree, discover, foretold, render
from diffusion_sim.explore.ema import experiments, key_of, name_of, to_model
from diffusion_sim.explore.pareto import pareto, undominated
from diffusion_sim.explore.unseen import unseen


def axes(count: int) -> tuple[Axis, ...]:
    return tuple(Axis(f"behaviour.x{k}", 0.0, 1.0) for k in range(count))


def ishigami(**x: float) -> dict[str, float]:
    a, b, c = (np.pi * (2 * x[f"behaviour__x{k}"] - 1) for k in range(3))
    # A little that looks like chance and differs from point to point.
    noise = 0.3 * np.sin(1e4 * (a + 2 * b + 3 * c))
    return {"use_end": np.sin(a) + 7 * np.sin(b) ** 2 + 0.1 * c**4 * np.sin(a) + noise}


def test_indices_of_a_known_function_come_back_through_the_connector():
    design = sample(axes(3), 512, "saltelli", seed=5)
    model = to_model(Worlds(plan("strategy=mandate")), ("use_end",), design.axes, function=ishigami)
    table, outcomes = experiments(model, design)
    assert len(table) == len(design)
    values = Values(np.arange(len(design)), outcomes["use_end"][:, None], np.zeros(1, int))
    found = indices(design, values, resamples=10).table.set_index("parameter")
    for k, true in enumerate((0.558, 0.442, 0.244)):
        assert found.loc[f"behaviour.x{k}", "total_order"] == pytest.approx(true, abs=0.09)


def test_the_simulator_behind_the_connector_is_the_simulator():
    worlds = Worlds.load([*TINY, "strategy=trailblazer", "run.replicates=2", "run.districts=1"])
    design = sample(ledger_axes(worlds.base, ["behaviour.use_odds", "practice."]), 2, "lhs")
    model = to_model(worlds, ("use_end",), design.axes)
    outcomes = experiments(model, design)[1]["use_end"]
    for row, value in zip(design.rows(), outcomes, strict=True):
        settings = worlds.at(row)
        assert value == outcomes_block(settings, settings.arms[0], replicates(settings), ["use_end"]).mean()


def test_levers_are_parts_and_dials():
    levers = {"strategy/selection": ["random", "most_connected"], "run.budget": (0.5, 2.0)}
    model = to_model(Worlds.load([*TINY, "strategy=trailblazer"]), ("use_end", "money_per_post"), levers=levers)
    assert {key_of(lever.name) for lever in model.levers} == set(levers)
    assert {o.name: o.kind for o in model.outcomes} == {"use_end": 1, "money_per_post": -1}
    with pytest.raises(BadInput, match="low below high"):
        to_model(Worlds.load([*TINY]), ("use_end",), levers={"run.budget": (2.0, 0.5)})
    assert key_of(name_of("strategy/support")) == "strategy/support"


def test_prim_and_cart_find_a_known_box():
    design = sample(axes(8), 512, "lhs", seed=3)
    x = design.unit()
    inside = (x[:, 1] > 0.6) & (x[:, 4] < 0.5)
    flipped = np.arange(512) % 23 == 0
    found = discover(design, np.where(inside ^ flipped, 1.0, -1.0), density=0.9)
    box = found.boxes[found.boxes["box"] == 1].set_index("parameter")
    assert set(box.index) == {"behaviour.x1", "behaviour.x4"}
    assert box.loc["behaviour.x1", "low"] == pytest.approx(0.6, abs=0.06)
    assert box.loc["behaviour.x4", "high"] == pytest.approx(0.5, abs=0.06)
    assert found.stats["density"].iloc[0] >= 0.85 and found.stats["coverage"].iloc[0] > 0.7
    best = found.leaves.iloc[0]
    assert "behaviour.x1 >" in best["rule"] and "behaviour.x4 <=" in best["rule"] and best["density"] > 0.85
    assert discover(design, np.where(inside ^ flipped, 1.0, -1.0), density=0.9).leaves.equals(found.leaves)
    assert found.unseen.better and found.unseen.accuracy > 0.88 > found.unseen.majority
    assert render(found)


def noise(seed: int) -> np.ndarray:
    return draws.draws(draws.stream_key("noise", seed), "pick", np.arange(200, dtype=np.uint64)) - 0.4


def test_noise_is_not_explained():
    design = sample(axes(12), 200, "lhs", seed=1)
    found = discover(design, noise(1))
    assert not found.unseen.better and found.unseen.accuracy < 0.65
    assert found.boxes.empty and found.stats.empty and found.leaves.empty
    assert render(found)
    x = design.unit()
    taken = [unseen(_tree(200), x, noise(seed) > 0).better for seed in range(1, 41)]
    assert np.mean(taken) <= 0.1


def test_worlds_of_a_kind_that_occurs_once_are_not_explained():
    found = discover(sample(axes(2), 32), np.where(np.arange(32) == 7, 1.0, -1.0))
    assert np.isnan(found.unseen.accuracy) and found.boxes.empty and "occurs once" in foretold(found.unseen)


def test_discovery_needs_worlds_that_differ():
    with pytest.raises(BadInput, match="no world"):
        discover(sample(axes(2), 32), -np.ones(32))


def test_undominated_rows():
    value = np.array([[1.0, 1.0], [2.0, 0.5], [0.5, 0.5], [1.0, 1.0]])
    assert undominated(value).tolist() == [True, True, False, True]


def test_a_pareto_search_keeps_what_nothing_betters_and_is_the_same_twice():
    worlds = Worlds.load([*TINY, "strategy=trailblazer", "run.replicates=2", "run.districts=2"])
    levers = {"run.budget": (0.2, 3.0), "strategy/selection": ["random", "most_connected"]}
    found = pareto(worlds, levers, ("use_support_end", "money_per_post"), 24, 12)
    again = pareto(worlds, levers, ("use_support_end", "money_per_post"), 24, 12)
    assert found.found.equals(again.found)
    value = found.found[["use_support_end", "money_per_post"]].to_numpy(dtype=float) * [1, -1]
    assert undominated(value).all()
    assert found.judged["kept"].any() and len(found.judged) == len(found.found)
    assert (found.judged["use_support_end_low"] <= found.judged["use_support_end"]).all()
    with pytest.raises(BadInput, match="no better direction"):
        pareto(worlds, levers, ("hours_per_post", "use_end"))
    with pytest.raises(BadInput, match="one lever"):
        pareto(worlds, {}, ("money_per_post", "use_end"))
