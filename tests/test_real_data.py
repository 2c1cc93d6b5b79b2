"""The two real data sets, from the command line to the report; skipped, and counted, where they are not at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from diffusion_sim.cli import main as cli

ARMS = "strategies=trailblazer,training_mandate"
SHORT = (
    "run.replicates=2", "run.support_years=1", "run.horizon_years=2",
    "run.workers=1", "--no-progress", "--out", "there",
)  # fmt: skip
#: Teachers of the districts of the school table, 2016-17.
TEACHERS = {"alamance_burlington": 1510, "chapel_hill_carrboro": 914, "durham": 2445, "guilford": 4803}


def carried_out(here: Path, command: str, *arguments: str) -> tuple[dict, Path]:
    """Run a command and return the manifest and the folder that it wrote."""
    assert cli.main([command, *arguments, *SHORT]) == 0
    return json.loads((here / "there" / "manifest.json").read_text()), here / "there"


@pytest.mark.parametrize("name", sorted(TEACHERS))
def test_a_district_of_the_school_table(name, real_data, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    keys = (f"district.table={real_data / 'districts' / 'nc_schools_2017.csv'}", f"district.name={name}")
    command = ("compare", ARMS) if name == "durham" else ("run", "strategy=trailblazer")
    manifest, folder = carried_out(tmp_path, *command, *keys)
    assert manifest["district_source"] == "table"
    weeks = pd.read_parquet(folder / "weeks.parquet")
    first = weeks[(weeks["week"] == 0) & (weeks["role"] == "teacher")]
    assert (first.groupby("run")["n"].sum() == TEACHERS[name]).all()
    assert (folder / "report.html").is_file() == (name == "durham")
    assert "trailblazer" in capsys.readouterr().out.lower()


def test_the_table_of_several_districts_asks_for_a_name(real_data, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    table = real_data / "districts" / "nc_schools_2017.csv"
    assert cli.main(["compare", ARMS, *SHORT, f"district.table={table}"]) == 2
    sentence = capsys.readouterr().err
    assert all(name in sentence for name in TEACHERS) and sentence.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("silent", ["keep", "impute"])
def test_the_survey_of_fifteen_schools(silent, real_data, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    folder = real_data / "school_advice"
    files = (f"district.edges={folder / 'edges.csv'}", f"district.roster={folder / 'nodes.csv'}")
    command = ("compare", ARMS) if silent == "keep" else ("run", "strategy=training_mandate")
    manifest, folder = carried_out(tmp_path, *command, *files, f"district.nonrespondents={silent}")
    assert manifest["district_source"] == "survey" and manifest["districts"] == 1
    schools = pd.read_parquet(folder / "schools.parquet")
    assert schools["school"].nunique() == 15
    assert any("non-respondents" in note for note in manifest["district_notes"])
    assert set(manifest["input_files"]) == {"edges", "roster"}
    assert "training mandate" in capsys.readouterr().out.lower().replace("_", " ")
