"""The search for where each wins: the whole grid, resumed where it stopped, and told as it came out."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.errors import BadInput

EXPERIMENTS = Path(__file__).resolve().parents[1] / "experiments"
SMALL = ("district.schools=2", "district.staff=40", "run.workers=1")


@pytest.fixture
def study(monkeypatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EXPERIMENTS))
    sys.modules.pop("where_each_wins", None)
    import where_each_wins

    return where_each_wins


@pytest.fixture
def report(study) -> ModuleType:
    return study.report


def table(study: ModuleType, differences: np.ndarray) -> pd.DataFrame:
    """Return a made-up result: the same difference on every outcome, half a point of doubt."""
    rows = []
    for cell, gap in zip(study.cells(), differences, strict=True):
        for outcome in study.OUTCOMES:
            low, high = gap - 0.005, gap + 0.005
            won = study._winner(pd.Series({"low": low, "high": high}))
            rows.append({
                "practice": cell.practice, "support_years": cell.support_years, "backing": cell.backing,
                "outcome": outcome, "training_mandate": 0.2, "trailblazer": 0.2 + gap, "mandate": 0.1,
                "laissez_faire": 0.01, "difference": gap, "low": low, "high": high, "winner": won,
                "replicates": 60, "districts": 20, "made_with": "x",
            })  # fmt: skip
    return pd.DataFrame(rows)


def test_the_grid_is_the_whole_grid_and_the_outcome_the_one_fixed_beforehand(study):
    grid = list(study.cells())
    assert len(grid) == len(set(grid)) == 4 * 4 * 5
    assert {c.support_years for c in grid} == {1, 2, 3, 5}
    assert {c.backing for c in grid} == {0.1, 0.3, 0.5, 0.7, 0.9}
    assert study.OUTCOMES[0] == study.HEADLINE == "deep_use_3y_after"
    assert len({c.name for c in grid}) == len(grid)


def test_a_cell_is_followed_three_years_beyond_support_with_the_same_budget_for_all(study):
    settings = study.Cell("simple_act", 5, 0.7).settings(4, 2, SMALL)
    assert (settings.run.support_years, settings.run.horizon_years) == (5.0, 8.0)
    assert settings.district.principal_backing == 0.7 and settings.practice.name == "simple_act"
    assert [a.name for a in settings.arms] == list(study.ARMS)


def test_a_cell_is_run_once_and_again_only_if_something_changed(study, tmp_path):
    cell = study.Cell("simple_act", 1, 0.5)
    settings = cell.settings(4, 2, SMALL)
    assert study.run_cell(cell, settings, tmp_path)
    first = (tmp_path / f"{cell.name}.csv").read_bytes()
    assert not study.run_cell(cell, settings, tmp_path)
    assert study.run_cell(cell, cell.settings(6, 2, SMALL), tmp_path)
    assert study.run_cell(cell, settings, tmp_path)
    assert (tmp_path / f"{cell.name}.csv").read_bytes() == first
    other = cell.settings(4, 2, (*SMALL, "behaviour.own_belief=0.06"))
    assert study.fingerprint(other) != study.fingerprint(settings)
    rows = study.results(tmp_path)
    assert list(rows["outcome"]) == list(study.OUTCOMES)
    head = rows.iloc[0]
    assert head["difference"] == pytest.approx(head["trailblazer"] - head["training_mandate"], abs=1e-6)
    assert head["replicates"] == 4 and head["districts"] == 2


def test_a_program_that_changes_meanwhile_leaves_no_part(study, tmp_path, monkeypatch):
    monkeypatch.setattr(study, "sources", lambda: "older")
    cell = study.Cell("simple_act", 1, 0.5)
    with pytest.raises(BadInput, match=r"changed while the study ran \(version older became .*allowed: run it again"):
        study.run_cell(cell, cell.settings(2, 1, SMALL), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_difference_is_paired(study, tmp_path):
    cell = study.Cell("simple_act", 2, 0.5)
    study.run_cell(cell, cell.settings(6, 3, SMALL), tmp_path)
    runs = pd.read_csv(tmp_path / f"{cell.name}.csv")
    one = runs[runs["outcome"] == study.HEADLINE].pivot(index=["district", "luck"], columns="arm", values="value")
    by_district = (one["trailblazer"] - one["training_mandate"]).groupby("district").mean()
    found = study.results(tmp_path).iloc[0]
    assert found["difference"] == pytest.approx(by_district.mean(), abs=1e-6)
    assert found["low"] < found["difference"] < found["high"]


def test_who_wins_follows_from_the_interval_alone(study, report):
    def won(low: float, high: float) -> str:
        return study._winner(pd.Series({"low": low, "high": high}))

    assert won(0.001, 0.2) == "trailblazer"
    assert won(-0.2, -0.001) == "training_mandate"
    assert won(-0.001, 0.2) == won(0.0, 0.0) == won(np.nan, np.nan) == report.NOBODY


def test_the_summary_counts_what_the_table_holds(study, report):
    gaps = np.concatenate([np.full(30, 0.04), np.full(40, -0.03), np.full(10, 0.001)])
    rows = table(study, gaps)
    assert report.counts(rows, study.HEADLINE) == {"trailblazer": 30, "training_mandate": 40, report.NOBODY: 10}
    text = report.summary(rows, 80)
    assert "the trailblazer cohort in 30 of 80 worlds, training under a mandate in 40; 10 cannot be told." in text
    assert "Not complete" not in text and "No world was found" not in text
    assert "60 paired replicates in 20 districts" in text
    assert "cohort at every backing (+4.0)" in text


def test_a_search_that_finds_one_kind_of_world_says_so(study, report):
    text = report.summary(table(study, np.full(80, -0.03)), 80)
    assert "No world was found in which the trailblazer cohort wins. The search is the result." in text
    half = table(study, np.full(80, -0.03)).head(40 * len(study.OUTCOMES))
    assert "**Not complete: 40 of 80 worlds have been run.**" in report.summary(half, 80)


def test_worlds_in_which_nobody_gets_there_are_told_apart(study, report):
    rows = table(study, np.zeros(80))
    rows[["trailblazer", "training_mandate"]] = 0.001
    assert report.deserted(rows).all()
    assert "In 80 worlds next to nobody gets there with either (below 0.5 % with both)." in report.summary(rows, 80)


def test_everything_is_written_and_the_map_is_readable(study, report, tmp_path):
    gaps = np.linspace(-0.05, 0.05, 80)
    paths = report.write(table(study, gaps), tmp_path, 80)
    assert [p.name for p in paths] == ["results.csv", "map.png", "map.svg", "summary.md"]
    svg = (tmp_path / "map.svg").read_text(encoding="utf-8")
    for word in ("simple act", "whole school blended", "years of support", "trailblazer cohort ahead", "+5.0"):
        assert word in svg, word
    assert len(pd.read_csv(tmp_path / "results.csv")) == 80 * len(study.OUTCOMES)


def test_a_report_of_nothing_ends_in_a_sentence(study, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["where_each_wins.py", "--report", "--folder", str(tmp_path)])
    assert study.main() == 2
    assert "holds no part of this search; allowed: run it without --report first." in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
