"""Designs: what varies, how points are sampled, and that a point gives the settings that composing would give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.explore import Axis, Worlds, factorial, from_frame, ledger_axes, read_design, sample, write_design
from diffusion_sim.explore.axes import POSITIONS, QUESTION, fixed_rows, held_words
from diffusion_sim.settings.ledger import ledger
from diffusion_sim.settings.load import load
from small_runs import TINY, plan

AXES = (Axis("behaviour.peer_belief", 0.0, 0.15), Axis("behaviour.use_odds", 0.005, 0.6, log=True))


def said(action) -> str:
    with pytest.raises(BadInput) as found:
        action()
    assert "\n" not in str(found.value)
    return str(found.value)


def test_every_uncertain_row_that_an_arm_reads_is_an_axis_or_said_to_be_fixed():
    settings = plan("strategies=[trailblazer,training_mandate]")
    axes = {axis.key for axis in ledger_axes(settings)}
    fixed = {key for key, _ in fixed_rows(settings)}
    for row in ledger(settings):
        if not row.part and row.kind in ("assumption", "derived"):
            assert (row.key in axes) != (row.key in fixed), row.key
        if not row.part and row.kind == "measured":
            assert row.key not in axes | fixed
    assert "strategy.capacity.pool" in axes and "strategy.stance.pressure" in axes
    assert not any(key.startswith("run.") for key in axes)


def test_positions_of_dials_are_the_question_and_can_still_be_asked_for():
    settings = plan("strategies=[pathway,trailblazer]")
    assert not any(axis.key.startswith(POSITIONS) for axis in ledger_axes(settings))
    held = {key: why for key, why in fixed_rows(settings) if key.startswith(POSITIONS)}
    assert len(held) >= 7 and set(held.values()) == {"part of the question: where a dial of the strategy stands"}
    assert [a.key for a in ledger_axes(settings, ["strategy.stance.tight"])] == ["strategy.stance.tight"]


def test_what_is_held_is_counted_and_the_page_lists_every_kind_of_it():
    settings = plan("strategies=[pathway,trailblazer]")
    axes, fixed = ledger_axes(settings), fixed_rows(settings)
    assert f"{len(fixed)} uncertain rows are held" in held_words(settings, axes)
    more = [*axes, *ledger_axes(settings, ["strategy.stance.tight"])]
    assert f"{len(fixed) - 1} uncertain rows" in held_words(settings, more)
    assert len(held_words(settings, axes)) <= 100
    page = (Path(__file__).parents[1] / "docs" / "designs.md").read_text(encoding="utf-8")
    for key in QUESTION:
        assert f"`{key}*`" in page if key.endswith(".") else f"`{key}`" in page


def test_a_part_that_no_arm_has_is_no_axis():
    assert not any("capacity" in axis.key for axis in ledger_axes(plan("strategy=mandate")))


def test_initial_use_is_held_where_the_plan_starts_from_an_established_practice():
    new = {axis.key: axis for axis in ledger_axes(plan())}
    assert new["district.initial_use"].high == 0.01
    assert "district.initial_use" not in {a.key for a in ledger_axes(plan("district.initial_use=0.35"))}


def test_own_ranges_and_choices_of_keys():
    settings = plan()
    only = ledger_axes(settings, ["practice."], {"run.budget": (0.5, 2.0)})
    assert {"practice.advantage", "run.budget"} <= {a.key for a in only}
    assert all(a.key.startswith("practice.") or a.key == "run.budget" for a in only)
    assert "practice.complexity" in said(lambda: ledger_axes(settings, ["practice.complexty"]))
    assert "within 0 to 1" in said(lambda: ledger_axes(settings, None, {"practice.advantage": (0.5, 1.5)}))


@pytest.mark.parametrize(
    ("method", "rows"), [("random", 16), ("sobol", 16), ("lhs", 16), ("saltelli", 64), ("morris", 48)]
)
def test_samples_lie_in_range_and_depend_on_the_seed_alone(method, rows):
    design = sample(AXES, 16, method, seed=3)
    assert len(design) == rows
    for axis in AXES:
        assert design.points[axis.key].between(axis.low, axis.high).all()
    assert design.points.equals(sample(AXES, 16, method, seed=3).points)
    assert not design.points.equals(sample(AXES, 16, method, seed=4).points)


def test_worlds_of_hundreds_of_parameters_hold_no_two_that_move_together():
    many = tuple(Axis(f"x.{k}", 0, 1) for k in range(206))
    pairs = np.corrcoef(sample(many, 512).unit().T)[np.triu_indices(206, 1)]
    assert np.abs(pairs).max() < 0.25 and np.abs(pairs).mean() == pytest.approx(0.8 / np.sqrt(512), rel=0.1)


def test_more_random_points_continue_the_fewer():
    assert sample(AXES, 40).points[:16].equals(sample(AXES, 16).points)


def test_a_parameter_has_the_same_random_values_whatever_stands_beside_it():
    for axis in AXES:
        assert sample((axis,), 16).points[axis.key].equals(sample(AXES, 16).points[axis.key])


def test_a_wide_range_is_sampled_evenly_in_the_logarithm():
    design = sample(AXES, 256, "sobol")
    middle = float(np.sqrt(0.005 * 0.6))
    assert (design.points["behaviour.use_odds"] < middle).mean() == pytest.approx(0.5, abs=0.02)
    places = design.unit()
    assert np.allclose(AXES[1].value(places[:, 1]), design.points["behaviour.use_odds"], rtol=1e-12)


def test_factorial_has_every_combination():
    design = factorial({"run.budget": [0.5, 1.0], "practice": ["simple_act", "ai_assistant"]})
    assert len(design) == 4 and design.keys == ("run.budget", "practice")


def test_a_design_is_read_back_as_it_was_written(tmp_path):
    design = sample(AXES, 8, "saltelli")
    write_design(design, tmp_path / "d.csv")
    again = read_design(tmp_path / "d.csv")
    assert again.points.equals(design.points)
    assert (again.axes, again.method, again.seed) == (design.axes, "saltelli", 1)


ROWS = [
    {"behaviour.peer_belief": 0.02, "practice.complexity": 0.7, "district.initial_use": 0.05, "costs.trainer_day": 300},
    {"practice": "ai_assistant", "practice.complexity": 0.2, "behaviour.contagion": "simple"},
    {"strategy.capacity.pool": 3.0, "strategy.stance.pressure": 0.4, "strategy.support.coaching.travel_hours": 1},
    {"strategies": "[random_cohort,mandate]", "run.budget": 2, "run.support_years": 0.5},
    {"strategy/selection": "most_connected", "strategy.selection.size": 7, "run.seed": 9},
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_point_gives_what_composing_gives(row):
    base = [*TINY, "strategies=[trailblazer,training_mandate]", "behaviour.use_odds=0.2"]
    fast = Worlds.load(base).at(row)
    slow = load(overrides=[*base, *(f"{key}={value}" for key, value in row.items())])
    assert fast == slow
    assert fast.canonical() == slow.canonical()


def test_a_mistake_names_file_row_and_column(tmp_path):
    worlds = Worlds.load([*TINY])
    path = tmp_path / "mine.csv"

    def run(text: str) -> str:
        path.write_text(text)
        return said(lambda: worlds.all(read_design(path)))

    assert "behaviour.peer_belief" in run("behaviour.peer_beleif\n0.1\n")
    text = run("behaviour.peer_belief,run.budget\n0.1,1\n0.9,1\n")
    assert text.startswith("mine.csv, row 2, column behaviour.peer_belief") and "0 to 0.15" in text
    assert "a number" in run("practice.complexity\nhard\n")
    assert "simple_act" in run("practice\nsimple_ac\n")
    assert "twice" in run("run.budget,run.budget\n1,2\n")
    assert "no row" in run("run.budget\n")
    assert "row 2: point" in run("point,run.budget\n0,1\n0,2\n")
    assert "not there" in said(lambda: read_design(tmp_path / "none.csv"))


def test_an_empty_cell_leaves_the_plan_as_it_is():
    design = from_frame(pd.DataFrame({"run.budget": [2.0, None], "practice.complexity": [None, 0.5]}))
    first, second = Worlds.load([*TINY]).all(design)
    assert (first.run.budget, second.run.budget) == (2.0, 1.0)
    assert first.practice == plan().practice


def test_a_table_that_left_its_ranges_is_no_longer_that_design(tmp_path):
    path = write_design(sample(AXES, 4), tmp_path / "d.csv")[0]
    table = pd.read_csv(path)
    table.loc[2, "behaviour.peer_belief"] = 0.5
    table.to_csv(path, index=False)
    assert "row 3, column behaviour.peer_belief" in said(lambda: read_design(path))


def test_sampling_refuses_what_it_cannot_do():
    assert "sobol" in said(lambda: sample(AXES, 8, "sobel"))
    assert "power of two" in said(lambda: sample(AXES, 12, "saltelli"))
    assert "at least one parameter" in said(lambda: sample((), 12))
