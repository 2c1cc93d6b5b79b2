"""Mistakes in keys, values, strategies, budget and folder, from the command line: a sentence and code 2."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from diffusion_sim.cli.plan import writing
from diffusion_sim.cli.stored import kept
from diffusion_sim.errors import BadInput
from small_runs import TINY, plan, refused

RUN = ("run", "strategy=trailblazer")
COMPARE = ("compare", "strategies=trailblazer,training_mandate")

# Each: the command line, what was found and where, what is allowed.
KEYS_AND_VALUES = [
    ((*COMPARE, "run.replicats=4"), "Key 'run.replicats' does not exist", "Did you mean 'run.replicates'"),
    ((*COMPARE, "practice.complexty=1"), "'practice.complexty'", "Did you mean 'practice.complexity'"),
    ((*COMPARE, "complexity=1"), "Key 'complexity' does not exist", "Did you mean 'practice.complexity'"),
    ((*COMPARE, "practice=ai_asistant"), "practice preset 'ai_asistant'", "Did you mean 'ai_assistant'"),
    (("compare", "strategies=mandat,trailblazer"), "Strategy 'mandat'", "Did you mean 'mandate'"),
    ((*RUN, "strategy/selection=trailblazr"), "part 'trailblazr'", "Did you mean 'trailblazer_profile'"),
    ((*RUN, "run.engine=colums"), "run.engine='colums' is unknown", "allowed: columns, agents"),
    ((*RUN, "--relicates", "5"), "Option '--relicates'", "Did you mean '--replicates'"),
    ((*RUN, "practice.complexity=2"), "practice.complexity=2.0 is out of range", "from 0 to 1"),
    ((*RUN, "practice.complexity=nan"), "practice.complexity=nan", "from 0 to 1"),
    ((*RUN, "practice.complexity=high"), "practice.complexity='high'", "allowed: a number"),
    ((*RUN, "behaviour.contagion=complx"), "behaviour.contagion='complx'", "complex, simple"),
    ((*RUN, "--replicates", "0"), "run.replicates=0", "a whole number, 1 or more"),
    ((*RUN, "--replicates", "2.5"), "run.replicates=2.5", "a whole number"),
    ((*RUN, "run.seed=-1"), "run.seed=-1", "a whole number, 0 or more"),
    ((*RUN, "run.budget=-1"), "run.budget=-1.0 is out of range", "from 0 to 20"),
    ((*RUN, "costs.budget_per_post=-600"), "costs.budget_per_post=-600.0 is out of range", "from 0 to 20000"),
    ((*RUN, "district.schools=0"), "district.schools=0", "a whole number from 1"),
    ((*RUN, "district.schools=61"), "district.staff=60 is fewer than district.schools=61", "per school"),
    ((*RUN, "run.horizon_years=0.5"), "run.support_years=1 is longer than run.horizon_years=0.5", "at most"),
    ((*RUN, "district.name=durham"), "district.name='durham' names a district of no file", "district.table=FILE"),
    (("compare", "strategies=[]"), "strategies=[] names no strategy", "strategies=[a,b]"),
    ((*RUN, "strategy.selection=random"), "strategy.selection=random is not", "strategy/selection=random with"),
    ((*RUN, "strategy.selection=randm"), "strategy/selection=NAME with a slash and one", "Did you mean 'random'"),
    ((*RUN, "strategy.support=workshop"), "strategy.support=workshop is not", "strategy/support=[workshop] with"),
    ((*RUN, "strategy.support=[plc,workshp]"), "strategy/support=[NAME] with a slash", "Did you mean 'workshop'"),
    ((*COMPARE, "strategy=mandate"), "strategy=mandate and strategies=trailblazer,training_mandate are both given",
     "allowed: one of them, such as strategies=[mandate,trailblazer,training_mandate]"),
    ((*RUN, "strategy.selection.size=0"), "strategy.selection.size=0", "a whole number from 1"),
    ((*RUN, "strategy.selection.size=-3"), "strategy.selection.size=-3", "a whole number from 1"),
]


@pytest.mark.parametrize(("arguments", "found", "allowed"), KEYS_AND_VALUES, ids=[s[0][-1] for s in KEYS_AND_VALUES])
def test_keys_and_values(arguments, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    tiny = [key for key in TINY if "--replicates" not in arguments or not key.startswith("run.replicates=")]
    sentence = refused(tmp_path, capsys, arguments[0], *tiny, *arguments[1:])
    assert found in sentence and allowed in sentence


# What can only be seen while the weeks go by.
MONEY = [
    ((*COMPARE, "run.budget=0"), "'trailblazer' needs money", "above 0"),
    ((*COMPARE, "costs.budget_per_post=0"), "'trailblazer' needs money", "costs.budget_per_post above 0"),
    (
        ("run", "strategy=coaching_only", "strategy.capacity.coaches=1.2"),
        "'coaching_only' overspends in week 9 on the line 'coaches'",
        "allowed: 36,000",
    ),
    (
        ("run", "strategy=training_mandate", "strategy.support.workshop.days=20"),
        "'training_mandate' overspends in week 1 on the line 'workshop'",
        "allowed: 36,000",
    ),
    (
        ("run", "strategy=trailblazer", "strategy.support.cohort_meetings.hours=3", "strategy.selection.size=40"),
        "'trailblazer' overspends in week ",
        "on the line 'cohort meetings'",
    ),
]


@pytest.mark.parametrize(("arguments", "found", "allowed"), MONEY, ids=[" ".join(s[0][1:]) for s in MONEY])
def test_money(arguments, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    sentence = refused(tmp_path, capsys, arguments[0], *TINY, "--no-progress", *arguments[1:])
    assert found in sentence and allowed in sentence


FOLDERS = [
    ("file", "run.folder='file' is a file", "the name of a folder"),
    ("file/inside", "'file/inside' cannot be written", "a folder that can be made"),
    ("full", "'full' holds other files", "a new or empty folder"),
    ("x" * 300, "cannot be written (File name too long)", "a folder that can be made"),
    ("~nobody_of_that_name/x", "cannot be written", "a folder that can be made"),
]


@pytest.mark.parametrize(("folder", "found", "allowed"), FOLDERS, ids=[f[0][:20] for f in FOLDERS])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_output_folder(command, folder, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    sentence = refused(tmp_path, capsys, command, *TINY, "strategy=trailblazer", "--out", folder)
    assert found in sentence and allowed in sentence


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_folder_without_permission(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "locked").mkdir(mode=0o500)
    sentence = refused(tmp_path, capsys, *RUN, *TINY, "--out", "locked/here")
    assert "'locked/here' cannot be written (Permission denied)" in sentence


def test_a_write_that_fails_takes_its_new_folder_away(tmp_path):
    (tmp_path / "old").mkdir()
    folder = tmp_path / "old" / "new" / "newer"
    with pytest.raises(BadInput, match=r"newer' cannot be written \(No space left on device\)"), writing(folder):
        folder.mkdir(parents=True)
        (folder / "half.parquet").touch()
        raise OSError(28, "No space left on device")
    assert [p.name for p in tmp_path.rglob("*")] == ["old"]
    with pytest.raises(KeyboardInterrupt), writing(folder):
        folder.mkdir(parents=True)
        raise KeyboardInterrupt
    assert [p.name for p in tmp_path.rglob("*")] == ["old"]


def test_a_write_that_fails_keeps_a_folder_that_was_there(tmp_path):
    with pytest.raises(BadInput), writing(tmp_path):
        (tmp_path / "half.parquet").touch()
        raise OSError(28, "No space left on device")
    assert tmp_path.is_dir()


def test_a_worker_process_hands_the_sentence_over(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    more = ("strategies=mandate,coaching_only", "strategy.capacity.coaches=1.2", "run.workers=2", "--no-progress")
    sentence = refused(tmp_path, capsys, "compare", *TINY, *more)
    assert "'coaching_only' overspends in week 9 on the line 'coaches'" in sentence


def test_a_plan_refused_after_other_runs_came_out_leaves_nothing(tmp_path):
    folder = tmp_path / "new" / "out"
    settings = plan("strategy=laissez_faire")
    todo = units(settings)
    with pytest.raises(BadInput), kept(folder, folder / "parts", todo):
        run_units(todo, folder / "parts", workers=1)
        assert Store(folder / "parts").present()
        raise BadInput("'coaching_only' overspends")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(KeyboardInterrupt), kept(folder, folder / "parts", todo):
        run_units(todo, folder / "parts", workers=1)
        raise KeyboardInterrupt
    assert Store(folder / "parts").present()


def test_the_program_itself_prints_the_sentence_alone(tmp_path):
    command = [sys.executable, "-m", "diffusion_sim.cli.main", *COMPARE, *TINY, "run.budget=0"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=300, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("diffusion-sim: strategy 'trailblazer' needs money")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_laissez_faire_needs_no_money(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", *TINY, "strategy=laissez_faire", "run.budget=0", "--out", "there"]) == 0
    assert (tmp_path / "there" / "manifest.json").is_file()
