"""The commands from the first word to the files, in a district of three schools; and the same from Python."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from diffusion_sim.cli import main as cli

SMALL = (
    "district.schools=3",
    "district.staff=45",
    "run.replicates=4",
    "run.districts=2",
    "run.support_years=1",
    "run.horizon_years=2",
    "run.workers=1",
    "--no-progress",
)


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("COLUMNS", raising=False)
    return tmp_path


def run(capsys, *arguments: str) -> str:
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), err
    return out


def test_compare_prints_a_table_and_writes_a_report(here, capsys):
    out = run(capsys, "compare", "strategies=trailblazer,training_mandate", *SMALL, "--out", "there", "--csv")
    assert "training mandate" in out.lower() and "trailblazer" in out.lower()
    assert "Open there/report.html in a browser." in out
    lines = [line.rstrip() for line in out.splitlines()]
    assert max(len(line) for line in lines if not line.startswith("  diffusion-sim robust")) <= 100
    assert sum("diffusion-sim robust" in line for line in lines) == 1, "a command that is broken runs something else"
    manifest = json.loads((here / "there" / "manifest.json").read_text())
    assert manifest["arms"] == ["trailblazer", "training_mandate"]
    runs = pd.read_parquet(here / "there" / "runs.parquet")
    assert runs["run"].nunique() == 8
    assert (here / "there" / "runs.csv").is_file() and (here / "there" / "report.html").is_file()
    for name in ("schools", "people"):
        named = pd.read_csv(here / "there" / f"{name}.csv", usecols=["school", "school_name"]).drop_duplicates()
        assert dict(zip(named["school"], named["school_name"], strict=True))["S0001"] == "Elementary 1"
    assert "school_name" not in pd.read_parquet(here / "there" / "schools.parquet").columns


def test_the_same_from_python_in_four_lines(here, capsys):
    from diffusion_sim import compare, load, run_batch

    plan = load(overrides=["strategies=[trailblazer,training_mandate]", *SMALL[:-1]])
    comparison = compare(run_batch(plan))
    run(capsys, "compare", "strategies=trailblazer,training_mandate", *SMALL, "--out", "there")
    written = pd.read_parquet(here / "there" / "comparison.parquet")
    assert len(written) == len(comparison.differences)
    own = comparison.differences.set_index(["arm", "outcome"])["difference"]
    pd.testing.assert_series_equal(written.set_index(["arm", "outcome"])["difference"], own)


def test_one_strategy_is_compared_with_doing_nothing(here, capsys):
    run(capsys, "compare", "strategy=mandate", *SMALL, "--out", "there")
    assert json.loads((here / "there" / "manifest.json").read_text())["arms"] == ["laissez_faire", "mandate"]


def test_run_writes_the_tables_of_one_strategy(here, capsys):
    out = run(capsys, "run", "strategy=laissez_faire", *SMALL, "run.budget=0")
    folder = next((here / "outputs").glob("*/*"))
    assert f"Results are in {folder.relative_to(here)}" in out
    assert sorted(p.name for p in folder.iterdir()) == [
        "ledger.parquet",
        "manifest.json",
        "parts",
        "people.parquet",
        "runs.parquet",
        "schools.parquet",
        "weeks.parquet",
    ]


def test_run_without_a_name_takes_the_default_strategy(here, capsys):
    assert run(capsys, "run", *SMALL).lstrip().startswith("trailblazer: 4 replicates")


def test_multirun_writes_a_folder_for_each(here, capsys):
    out = run(capsys, "run", "-m", "strategy=laissez_faire", "run.seed=1,2", *SMALL, "--out", "all")
    assert "[1 of 2] " in out and "[2 of 2] " in out
    first, second = (pd.read_parquet(here / "all" / n / "runs.parquet") for n in "01")
    assert len(first) == len(second) and not first["run"].isin(second["run"]).any()


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("compare", "-m", "run.budget=0.5,-1"), "run.budget=-1"),
        (("compare", "-m", "practice=simple_act,foo"), "practice preset 'foo' does not exist"),
        (("compare", "-m", "strategies=[laissez_faire,trailblazer],[trailblazer]"), "compare needs two strategies"),
        (("compare", "-m", "run.seed=1,2", "run.folder=file"), "Not a directory"),
        (("compare", "-m", "run.seed=1,2", "district.table=nope.csv"), "nope.csv"),
        (("compare", "-m", "run.seed=1,2", "--until-sure", "deep"), "deep"),
        (("run", "-m", "strategy=trailblazer", "run.budget=0.5,-1"), "run.budget=-1"),
        (("power", "-m", "strategy=trailblazer", "run.budget=1,-1", "district.schools=4", "--schools=2"), "budget=-1"),
    ],
)
def test_a_multirun_with_one_job_that_cannot_be_run_runs_none(here, capsys, arguments, found):
    (here / "file").touch()
    given = {"run.replicates" if "--until-sure" in arguments else "", *(a.partition("=")[0] for a in arguments)}
    small = [s for s in SMALL if s.partition("=")[0] not in given]
    assert cli.main([*arguments, *small]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert found in err
    assert [p.name for p in here.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("compare", "district.table=nope.csv"), "nope.csv"),
        (("compare", "district.edges=nope.csv"), "district.roster"),
        (("compare", "strategy=laissez_faire"), "compare needs two strategies"),
        (("compare", "run.budget=0"), "budget"),
        (("run", "strategies=mandate,trailblazer"), "run takes one strategy and has 2"),
        (("run", "strategy=trailblazer", "run.folder=file"), "is a file"),
    ],
)
def test_what_cannot_be_run_leaves_no_trace(here, capsys, arguments, found):
    (here / "file").touch()
    assert cli.main([*arguments, *SMALL]) == 2
    _, err = capsys.readouterr()
    assert err.startswith("diffusion-sim: ") and err.count("\n") == 1
    assert found in err
    assert [p.name for p in here.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "topic", ["district", "strategies", "practices", "schedule", "outcomes", "parameters"]
)
def test_every_topic_fits_on_a_screen_of_100_columns(here, capsys, topic):
    out = run(capsys, "show", topic)
    lines = [line.rstrip() for line in out.splitlines()]
    assert len(lines) > 10
    assert max(map(len, lines)) <= 100
    assert "``" not in out


def test_words_and_settings_narrow_what_is_shown(here, capsys):
    out = run(capsys, "show", "parameters", "trainer_day", "costs.trainer_day=321")
    assert "321" in out and "default 250" in " ".join(out.split())
    assert "1 parameter (" in out
    out = run(capsys, "show", "parameters", "run")
    assert "support_years" in out and "turnover" not in out
    assert run(capsys, "show", "schedule", "--mermaid").startswith("flowchart TD\n")
    assert "waves" in run(capsys, "show", "strategies", "cohorts_by_need")
    assert "Elementary 1" in run(capsys, "show", "district", "district.schools=30", "Elementary")


def test_every_strategy_that_ships_can_be_loaded(here):
    from diffusion_sim import load
    from diffusion_sim.settings.registry import options

    names = options("strategy")
    assert {"trailblazer", "training_mandate", "mandate", "rolling_by_grade", "laissez_faire"} <= set(names)
    assert tuple(a.name for a in load([f"strategies=[{','.join(names)}]"]).arms) == names


def test_long_school_names_leave_room_for_the_numbers(here, capsys):
    import dataclasses

    import numpy as np
    from rich.console import Console

    from diffusion_sim.district.build import build_district
    from diffusion_sim.settings.district import DistrictSettings
    from diffusion_sim.show.district import _schools
    from diffusion_sim.show.wanted import Wanted

    district = build_district(DistrictSettings(schools=2, staff=300), 1)
    names = np.array(["A school with a name of more than forty letters"] * 2, dtype=object)
    district = dataclasses.replace(district, schools=dataclasses.replace(district.schools, name=names))
    Console(width=100).print(_schools(district, Wanted()))
    head = capsys.readouterr().out
    assert all(title in head for title in ("coaches", "readiness", "turnover"))
