"""The study of the dials: its pathways, a stop loses nothing, best positions and the front are what the runs say."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "experiments"))

import dials  # noqa: E402
import dials_front  # noqa: E402
import dials_report as report  # noqa: E402
from dials_draw import sweeps_finding  # noqa: E402
from dials_outcomes import BY_PARTS, COST, DEPTH, FRONT, OUTCOMES, PLACED, shown  # noqa: E402

from diffusion_sim.outcomes import HEADLINE  # noqa: E402
from diffusion_sim.pathway import DIALS  # noqa: E402
from diffusion_sim.strategies.window import horizon_weeks, total_budget  # noqa: E402

NAMES = tuple(DIALS)


def found(best: float) -> pd.DataFrame:
    """Return runs of a sweep of the pace in which ``best`` is the best position in every district."""
    rows = []
    for district in range(6):
        for p in dials.POSITIONS:
            for outcome in OUTCOMES:
                sign = -1.0 if outcome == "deep_gap_size_end" else 1.0
                value = sign * (0.5 - 0.05 * (p - best) ** 2) + 0.01 * district
                rows.append({"world": "w", "practice": "p", "outcome": outcome, "district": district, "luck": 0,
                             "value": value, "arm": "middle" if p == 3.0 else f"pace_{p:g}",
                             "dial": "" if p == 3.0 else "pace", **dict.fromkeys(NAMES, 3.0), "pace": p,
                             "budget": 1.0})  # fmt: skip
    return pd.DataFrame(rows)


def cube(depth: list[float], cost: list[float]) -> pd.DataFrame:
    """Return runs of pathways over all dials, alike but for depth and cost, from the left ends to the right ends."""
    rows, places = [], np.linspace(1.0, 5.0, len(depth))
    for k, place in enumerate(places):
        values = dict(zip(FRONT, (depth[k], 0.1, cost[k]), strict=True))
        for (outcome, value), district in itertools.product(values.items(), range(6)):
            rows.append({"world": "default", "practice": "simple_act", "outcome": outcome, "district": district,
                         "luck": district, "value": value + 0.001 * district, "arm": f"cube_{k}", "dial": "",
                         **dict.fromkeys(NAMES, place), "budget": 0.5 * 4.0 ** ((place - 1.0) / 4.0)})  # fmt: skip
    return pd.DataFrame(rows)


def test_every_dial_has_nine_positions_and_the_middle_stands_once():
    table = dials.pathways(5, dials.POSITIONS)
    assert (table["arm"] == "middle").sum() == 1
    assert table["arm"].is_unique
    for dial in DIALS:
        assert set(report.sweep(table, dial)[dial]) == set(dials.POSITIONS)
    cube_ = table[table["arm"].str.startswith("cube_")]
    assert len(cube_) == 5
    assert cube_[[*NAMES, "budget"]].apply(lambda one: one.nunique()).eq(5).all()
    fifths = np.floor(5 * np.log(cube_["budget"] / 0.5) / np.log(4.0)).astype(int)
    assert sorted(fifths) == [0, 1, 2, 3, 4], "even in the logarithm, from half to twice the usual"
    assert table.loc[~table.index.isin(cube_.index), "budget"].eq(1.0).all()


@pytest.mark.parametrize("best", [1.0, 2.5, 5.0])
def test_the_best_position_is_found_for_more_and_for_less(best):
    table = report.best_table(found(best), PLACED, ("pace",)).set_index("outcome")
    for outcome in (HEADLINE, "deep_gap_size_end"):
        row = table.loc[outcome]
        assert (row["best"], row["low"], row["high"]) == (best, best, best)
        assert row["better_than_ends"] == float(1.0 < best < 5.0)
        assert not row["flat"]


def test_differences_are_taken_from_the_middle_within_districts():
    table = report.positions_table(found(3.0), (HEADLINE,), ("pace",))
    end = table[table["position"] == 5.0].iloc[0]
    assert end["from_middle"] == pytest.approx(-0.2) and end["told"]
    assert end["low"] == pytest.approx(end["high"]) == pytest.approx(-0.2)


def noise(districts: int, seed: int) -> pd.DataFrame:
    """Return runs of a sweep in which no position matters."""
    runs = found(3.0)
    runs = runs[(runs["outcome"] == HEADLINE) & (runs["district"] == 0)]
    rng = np.random.default_rng(seed)
    return pd.concat([runs.assign(district=d, value=rng.normal(size=len(runs))) for d in range(districts)])


def test_a_dial_that_does_nothing_is_told_from_its_middle_in_one_of_twenty_sweeps_at_most():
    tables = [report.positions_table(noise(8, seed), (HEADLINE,), ("pace",)) for seed in range(200)]
    assert np.mean([t["told"].any() for t in tables]) <= 0.08
    others = pd.concat(tables).query("position != 3.0")
    assert np.mean((others["low"] > 0) | (others["high"] < 0)) == pytest.approx(0.05, abs=0.02)
    assert "0 of 1 (1 dial in 1 district with 1 practice)" in sweeps_finding(tables[0].assign(told=False), HEADLINE)


def test_inner_positions_beat_the_ends_by_chance_as_often_as_there_are_more_of_them():
    tables = [report.best_table(noise(8, seed), (HEADLINE,), ("pace",)) for seed in range(40)]
    assert tables[0]["by_chance"].iloc[0] == pytest.approx(7 / 9)
    assert np.mean([t["better_than_ends"].iloc[0] for t in tables]) == pytest.approx(7 / 9, abs=0.1)


def test_few_districts_that_agree_tell_nothing():
    runs = found(3.0)
    for districts, told in ((3, False), (6, True)):
        table = report.positions_table(runs[runs["district"] < districts], (HEADLINE,), ("pace",))
        end = table[table["position"] == 5.0].iloc[0]
        assert end["from_middle"] == pytest.approx(-0.2)
        assert bool(end["told"]) == told and np.isfinite(end["low"]) == told


def test_a_pathway_that_another_betters_is_not_on_the_front_and_sweeps_are_not():
    runs = pd.concat([found(3.0), cube([0.2, 0.3, 0.4, 0.35], [100.0, 100.0, 200.0, 300.0])])
    table = report.pathways_table(runs, NAMES).set_index("arm")
    assert list(table.index) == [f"cube_{k}" for k in range(4)], "one dial at a time differs in unspent money alone"
    assert list(table.index[table["front"]]) == ["cube_1", "cube_2"]
    assert np.allclose(table.loc[table["front"], "front_share"], 1.0)


def test_where_the_front_lies_is_told_by_thirds_and_against_chance():
    table = report.pathways_table(
        cube([*np.linspace(0.1, 0.9, 9), *[0.0] * 18], list(np.linspace(1.0, 2.0, 27))), NAMES
    )
    for dial in ("pace", "budget"):
        (left, sure), (middle, _), (right, none) = dials_front.lies(table, dial)
        assert (left, middle, right) == (1.0, 0.0, 0.0) and sure and none
    assert not any(rare for _, rare in dials_front.lies(table.assign(front=True), "pace"))


def test_cost_has_no_best_position_and_components_speak_for_the_dial_that_leaves_them_out():
    assert COST not in PLACED and COST in OUTCOMES
    runs = found(3.0).assign(comprehensiveness=lambda t: t["pace"])
    runs["arm"] = runs["arm"].str.replace("pace", "comprehensiveness")
    runs["dial"] = runs["dial"].replace("pace", "comprehensiveness")
    table = report.positions_table(pd.concat([runs, found(3.0)]), OUTCOMES, ("pace", "comprehensiveness"))
    parts = table[table["outcome"].str.startswith("deep_components")]
    assert set(parts["dial"]) == {"comprehensiveness"} and set(parts["outcome"]) == set(BY_PARTS.values())
    assert set(shown(table, DEPTH).groupby("dial")["outcome"].first()) == {DEPTH, BY_PARTS[DEPTH]}


def test_all_arms_are_followed_equally_long_and_each_has_its_budget():
    wanted = dials.pathways(3, (1.0, 5.0))
    small = ("district.schools=2", "district.staff=60")
    todo = dials.units(dials.worlds()[0], wanted, 2, small)
    assert len({horizon_weeks(unit.settings) for unit in todo}) == 1
    assert {unit.arm.name for unit in todo} == set(wanted["arm"])
    scale = dict(zip(wanted["arm"], wanted["budget"], strict=True))
    for unit in todo:
        assert total_budget(unit.settings, 1) == pytest.approx(1800.0 * scale[unit.arm.name])


def test_replicates_that_a_table_does_not_hold_are_its_districts_where_these_are_few():
    table = pd.DataFrame({"districts": [8, 8]})
    assert dials.about(20, (), table).words.startswith("8 paired replicates in 8 drawings")
    assert dials.about(60, (), table.assign(districts=20)).words.startswith("60 paired replicates in 20")
    assert dials.about(20, (), table.assign(replicates=40)).words.startswith("40 paired replicates in 8")


def test_what_stands_in_a_folder_is_drawn_and_told_with_its_size_and_version(tmp_path, capsys):
    runs = found(3.0).replace({"world": {"w": "default"}, "practice": {"p": "simple_act"}})
    runs = pd.concat([runs, cube([0.2, 0.3], [100.0, 200.0])]).assign(sources="abc")
    made = report.write(runs, tmp_path, ("pace",), dials.about(6, (), runs))
    assert tmp_path / "pareto.png" in made
    said = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "6 paired replicates in 6 drawings" in said and "Program version abc." in said
    assert "default, simple act (-20.0 points)" in said, "the furthest names district and practice"
    assert "| Pace | 3 |" in said, "best positions stand on the page"
    assert "| default, simple act | `cube_0` |" in said, "the front is told by name"
    assert dials.main(["--redraw", "--size", "test", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == said, "the tables hold all that is told"
    assert dials.main(["--redraw", "--out", str(tmp_path / "nowhere")]) == 2
    assert "run it without --redraw first" in capsys.readouterr().err


def test_a_dial_of_which_nothing_is_told_is_flat_on_the_page(tmp_path):
    runs = noise(8, 1).replace({"world": {"w": "default"}, "practice": {"p": "simple_act"}})
    runs = pd.concat([runs.assign(outcome=o) for o in OUTCOMES])
    report.write(runs, tmp_path, ("pace",), dials.about(8, (), runs))
    said = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert said.count("| Pace | flat |") == 3 and "no front is told" in said


def test_nothing_there_is_a_sentence(tmp_path, capsys):
    small = ["district.schools=2", "district.staff=60"]
    assert dials.main(["--size", "test", "--report", "--out", str(tmp_path), *small]) == 2
    assert "run it without --report first" in capsys.readouterr().err
