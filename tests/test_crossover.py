"""Crossover maps: the grid, who wins a cell, what a stop loses (nothing), and a title that says what the table says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "experiments"))

import crossover  # noqa: E402
import crossover_draw  # noqa: E402
import crossover_verdict as verdict  # noqa: E402

from diffusion_sim.batch.store import Store  # noqa: E402
from diffusion_sim.errors import BadInput  # noqa: E402
from diffusion_sim.identity import sources  # noqa: E402
from diffusion_sim.outcomes import HEADLINE  # noqa: E402
from diffusion_sim.replicates import replicates  # noqa: E402
from diffusion_sim.simulate import outcomes_block  # noqa: E402
from diffusion_sim.strategies.window import horizon_weeks, total_budget, window_weeks  # noqa: E402

SMALL = crossover.Size(2, 2, (0, 4), ("district.schools=2", "district.staff=60"))
DISTRICT = np.arange(6)


def values(**means: float) -> dict[str, np.ndarray]:
    wobble = np.array([-0.02, -0.01, 0.0, 0.0, 0.01, 0.02])
    sign = dict(zip(means, (1.0, -1.0, 0.5, -0.5, 0.2), strict=False))
    return {arm: mean + sign[arm] * wobble for arm, mean in means.items()}


def test_the_one_ahead_of_all_others_wins():
    found = verdict.judge(values(a=0.5, b=0.3, c=0.1), DISTRICT)
    assert (found.winner, found.best, found.runner_up, found.tied) == ("a", "a", "b", ("a",))
    assert found.lead == pytest.approx(0.2) and 0 < found.low < 0.2 < found.high


def test_an_interval_that_holds_zero_leaves_no_clear_winner_and_names_who_may_be_first():
    found = verdict.judge(values(a=0.5, b=0.499, c=0.1), DISTRICT)
    assert found.winner == verdict.NOBODY and set(found.tied) == {"a", "b"} and found.low < 0 < found.high


def test_a_rival_that_is_third_but_noisy_can_keep_the_first_from_winning():
    noisy = values(a=0.5, b=0.4, c=0.3) | {"c": np.array([0.9, 0.0, 0.9, 0.0, 0.0, 0.0])}
    found = verdict.judge(noisy, DISTRICT)
    assert found.runner_up == "b" and found.low > 0 and found.winner == verdict.NOBODY and found.tied == ("a", "c")


def test_equal_arms_and_a_constant_lead():
    same = np.full(6, 0.4)
    assert verdict.judge({"a": same, "b": same.copy()}, DISTRICT).winner == verdict.NOBODY
    assert verdict.judge({"a": same, "b": same - 0.1}, DISTRICT).winner == "a"


def test_a_winner_by_chance_is_as_rare_as_its_level_says():
    rng = np.random.default_rng(5)
    won = [
        verdict.judge({k: rng.normal(size=8) for k in "abc"}, np.arange(8)).winner != verdict.NOBODY for _ in range(600)
    ]
    assert np.mean(won) < 0.05


def test_the_grid_has_five_maps_and_gives_every_arm_the_same_money():
    size = crossover.SIZES["publication"]
    grid = list(crossover.cells(size.levels))
    assert len(grid) == 5 * 25 and len({cell for cell, _ in grid}) == 125
    base = crossover.plan(size)
    for cell, at in grid[::7]:
        one = crossover.settings_at(base, at)
        assert [arm.name for arm in one.arms] == list(crossover.ARMS)
        latest = max(window_weeks(arm, one) for arm in one.arms)
        after = at.get("years_after", 4.0) - 1.0  # the rolling start takes four years, one more than the others
        assert horizon_weeks(one) == latest + 36 * after, cell
        assert total_budget(one, 900) == pytest.approx(600 * 900 * one.run.support_years)


def test_axes_reach_what_they_say_and_nothing_else():
    base = crossover.plan(SMALL)
    arm = {a.name: a for a in crossover.settings_at(base, {"cohort": 0.4, "turnover": 0.05}).arms}
    assert [arm[a].selection.size for a in crossover.COACHED] == [24, 24]
    assert arm["training_mandate"] == base.arms[1] and arm["rolling_by_grade"] == base.arms[2]
    few, most = (crossover.hiring(level) for level in (0.0, 1.0))
    assert few == {"strategy.capacity.pool": 0.2, "strategy.capacity.hires_per_quarter": 0.05}
    assert most == {"strategy.capacity.pool": 10.0, "strategy.capacity.hires_per_quarter": 1.5}
    one = crossover.settings_at(base, {"support_years": 4.5, "complexity": 0.9, "advantage": 0.2})
    assert one.practice.advantage == 0.2
    assert one.arms[3].stance.years == pytest.approx(3.0) and one.practice.complexity == 0.9


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("crossover")
    crossover.study(SMALL, home / "results", home / "runs", workers=1)
    return home


def _cells(folder: Path) -> pd.DataFrame:
    return pd.read_csv(folder / "cells.csv", dtype={"x": float, "y": float})


def test_runs_that_cells_share_are_made_once(made):
    units, link = crossover.grid(SMALL)
    assert len(link) == 4 * len(crossover.MAPS) * len(crossover.ARMS)
    assert link["plan"].nunique() < len(link)
    assert (
        len(Store(made / "runs").done()) == SMALL.replicates * link["plan"].nunique() == sum(len(u.reps) for u in units)
    )


def test_asked_again_nothing_runs_and_nothing_changes(made):
    before = {p.name: p.read_bytes() for p in (made / "results").iterdir()}
    parts = sorted(p.name for p, _ in Store(made / "runs").parts())
    crossover.study(SMALL, made / "results", made / "runs", workers=1)
    assert sorted(p.name for p, _ in Store(made / "runs").parts()) == parts
    assert {p.name: p.read_bytes() for p in (made / "results").iterdir()} == before


def test_stopped_half_way_it_goes_on_to_the_same_tables(made, tmp_path):
    units = crossover.grid(SMALL)[0]
    crossover.run_units(units[: len(units) // 2], tmp_path / "runs", outcomes=crossover.OUTCOMES, workers=1)
    crossover.study(SMALL, tmp_path / "half", tmp_path / "runs", only_report=True)
    half = _cells(tmp_path / "half")
    assert "Not complete" in (tmp_path / "half" / "summary.md").read_text(encoding="utf-8")
    crossover.study(SMALL, tmp_path / "whole", tmp_path / "runs", workers=1)
    for name in ("cells.csv", "arms.csv"):
        assert (tmp_path / "whole" / name).read_bytes() == (made / "results" / name).read_bytes()
    whole = _cells(tmp_path / "whole")
    keys = ["map", "x", "y", "outcome"]
    assert 0 < len(half) < len(whole)
    pd.testing.assert_frame_equal(half, half[keys].merge(whole, on=keys))


def test_tables_and_figures_are_written(made):
    names = {p.name for p in (made / "results").iterdir()}
    assert names == {"cells.csv", "arms.csv", "crossover.png", "crossover.svg", "other_clocks.png", "other_clocks.svg",
                     "summary.md"}  # fmt: skip
    cells = _cells(made / "results")
    head = cells[cells["outcome"] == HEADLINE]
    assert len(head) == 4 * 4 and set(head["map"]) == {m.name for m in crossover.MAPS if m.reads == HEADLINE}
    last = cells[cells["map"] == "complexity_and_horizon"]
    assert len(last) == 4 and set(last["outcome"]) == {"deep_use_end"}
    clear = cells["winner"] != verdict.NOBODY
    assert set(cells["cohort"]) <= set(crossover.COACHED) and not set(cells["other"]) & set(crossover.COACHED)
    ahead = cells["best"].isin(crossover.COACHED)
    assert ((cells["gap"] > 0) == ahead)[cells["gap"] != 0].all()
    assert ((cells["low"] > 0) | ~clear).all() and (cells["winner"] == cells["best"])[clear].all()
    said = (made / "results" / "summary.md").read_text(encoding="utf-8")
    assert verdict.finding(head) in said and f"Program version {sources()}" in said
    assert "*classroom technique*" in said and "staff in 2 schools" in said and "Not complete" not in said


def test_where_the_rolling_start_is_required_for_longer_is_marked_and_said(made):
    cells = _cells(made / "results")
    years = cells[(cells["map"] == "complexity_and_years") & (cells["outcome"] == HEADLINE)]
    assert dict(zip(years["x"], crossover_draw.starred(years), strict=True)) == {1.0: True, 5.0: False}
    text = crossover_draw.draw(cells, crossover.MAPS, "crossover", verdict.SHOWN[:1]).svg
    assert "rolling start by grade is required for 4 years here" in text
    other = crossover_draw.draw(cells, crossover.MAPS, "other_clocks", verdict.SHOWN[1:]).finding
    assert "of 16 worlds" in other, "a map that is read on one day alone is counted apart"
    said = (made / "results" / "summary.md").read_text(encoding="utf-8")
    assert "the rolling start by grade is required for 4 years all the same" in said
    assert "In every world of this map the rolling start by grade is required for 4 years" in said


def test_the_distance_of_the_trailblazer_cohort_is_from_the_best_of_all_others(made):
    cells, means = _cells(made / "results"), pd.read_csv(made / "results" / "arms.csv")
    wide = means.pivot(index=["map", "x", "y", "outcome"], columns="arm", values="mean")
    best = wide.drop(columns="trailblazer").max(axis=1)
    for row in cells.itertuples():
        at = (row.map, row.x, row.y, row.outcome)
        assert row.behind == pytest.approx(wide.loc[at, "trailblazer"] - best[at], abs=1e-5)
        assert row.rival != "trailblazer" and row.behind_low <= row.behind <= row.behind_high


def test_a_longer_horizon_reads_the_same_runs_on():
    base = crossover.plan(SMALL)
    short, long = (crossover.settings_at(base, {"years_after": y}) for y in (3.0, 6.0))
    assert horizon_weeks(long) - horizon_weeks(short) == 3 * 36
    rep, arm = [replicates(base)[0]], base.arms[0]
    late, soon = (outcomes_block(s, arm, rep, ("deep_use_3y_after",)) for s in (long, short))
    assert late == soon == outcomes_block(short, arm, rep, ("deep_use_end",))


def test_all_who_may_be_first_stay_within_their_cell():
    every = ["laissez_faire", "trailblazer", "training_mandate", "rolling_by_grade", "hybrid"]
    assert crossover_draw.tied_words(every) == "0=T=M\n=R=H" and crossover_draw.tied_words(["hybrid"]) == "H"


def test_the_figures_can_be_drawn_from_the_table_alone(made, tmp_path):
    (tmp_path / "cells.csv").write_bytes((made / "results" / "cells.csv").read_bytes())
    drawn = {path.name for path in crossover.redraw(tmp_path)}
    assert drawn == {"crossover.png", "crossover.svg", "other_clocks.png", "other_clocks.svg"}
    with pytest.raises(BadInput, match="run it without --redraw first"):
        crossover.redraw(tmp_path / "nowhere")
    pd.read_csv(tmp_path / "cells.csv").drop(columns="behind").to_csv(tmp_path / "cells.csv", index=False)
    with pytest.raises(BadInput, match="earlier version of this study"):
        crossover.redraw(tmp_path)


def test_the_title_follows_the_table():
    frame = pd.DataFrame({"outcome": HEADLINE, "winner": ["hybrid", "hybrid", verdict.NOBODY]})
    said = verdict.finding(frame)
    assert "hybrid in 2 of 3 worlds; no clear winner in 1." in said
    assert "trailblazer cohort, training under a mandate and rolling start by grade: in none." in said.lower()
    assert "no clear winner" not in verdict.finding(frame.head(2))


def test_a_folder_without_runs_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(BadInput, match="holds no run of these maps"):
        crossover.study(SMALL, tmp_path / "r", tmp_path / "none", only_report=True)
    assert not (tmp_path / "r").exists()


def test_a_mistake_on_the_command_line_is_one_sentence(tmp_path):
    told = subprocess.run(
        [sys.executable, str(ROOT / "experiments" / "crossover.py"), "--size", "test", "--folder", str(tmp_path / "r"),
         "--runs", str(tmp_path / "s"), "practice=simpel_act"],
        capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}, check=False,
    )  # fmt: skip
    assert told.returncode == 2 and told.stderr.startswith("crossover: ") and told.stderr.count("\n") == 1
    assert "simple_act" in told.stderr and not list(tmp_path.iterdir())
