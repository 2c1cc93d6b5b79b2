"""Shards and resuming from the command line: any cut gives the same results, and what is missing is named."""

from __future__ import annotations

from shutil import copytree

import pandas as pd
import pytest

from batch_small import equal, small, stored
from diffusion_sim.batch import plan as cut
from diffusion_sim.batch import work
from diffusion_sim.batch.merge import merge, missing
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.writer import writer
from diffusion_sim.cli import main as cli
from diffusion_sim.cli.plan import Job, output_folder
from diffusion_sim.cli.stored import kept
from diffusion_sim.errors import BadInput
from small_runs import TINY

PLAN = ("strategies=laissez_faire,mandate", *TINY, "run.replicates=6", "run.districts=3", "--no-progress")


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole") / "store")


@pytest.mark.parametrize("count", [1, 2, 5, 12, 40])
def test_every_unit_is_in_exactly_one_shard(count):
    todo = units(small())
    parts = [cut.Shard(k, count).of(todo) for k in range(1, count + 1)]
    assert [unit for part in parts for unit in part] == todo
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", "-1/3"])
def test_a_shard_that_is_none(text):
    with pytest.raises(BadInput, match="is not allowed; allowed: k/N with k from 1 to N"):
        cut.shard(text)


def test_shards_in_any_order_merge_to_the_whole(whole, tmp_path, monkeypatch):
    for k in (3, 1):
        stored(tmp_path, shard=f"{k}/3")
    found = missing(Store(tmp_path))
    assert found.total == 12 and found.shards == ("2/3",)
    assert str(found) == "12 of 36 runs are missing: 6 of laissez_faire, 6 of mandate; no folder of the shards 2/3"
    assert equal(Store(tmp_path), Store(tmp_path)) and len(Store(tmp_path).present()) == 24
    ran: list[str] = []
    real = work._tables
    monkeypatch.setattr(work, "_tables", lambda unit, task: ran.extend(unit.runs) or real(unit, task))
    stored(tmp_path, shard="1/3")
    assert ran == [], "what is present is skipped"
    stored(tmp_path, shard="2/2")
    assert len(ran) == 6, "also where another cut has run it"
    stored(tmp_path, shard="2/3")
    store = merge([tmp_path])
    assert store.complete(units(small())) and missing(store).total == 0
    assert equal(store, whole)
    assert not (tmp_path / "shards").exists()
    assert len(pd.read_parquet(tmp_path / "runs")) == len(whole.table("runs"))


def test_folders_that_overlap_merge_without_a_double(whole, tmp_path):
    stored(tmp_path / "a", "run.replicates=8")
    stored(tmp_path / "b")
    store = merge([tmp_path / "a", tmp_path / "b"])
    assert equal(store, whole)
    assert pd.read_parquet(tmp_path / "a" / "runs")["run"].nunique() == 36
    assert len(pd.read_parquet(tmp_path / "a" / "runs")) == len(whole.table("runs"))


def test_merge_refuses_what_does_not_fit(whole, tmp_path):
    stored(tmp_path / "thin", keep=("runs",))
    with pytest.raises(BadInput, match="keeps other tables or outcomes"):
        merge([whole.folder, tmp_path / "thin"])
    with pytest.raises(BadInput, match=r"holds no batch \(store.json is missing\)"):
        merge([tmp_path / "nothing"])


def test_merge_names_a_part_that_cannot_be_read(tmp_path):
    stored(tmp_path, shard="1/2")
    victim = sorted((tmp_path / "shards" / "1-of-2" / "weeks").iterdir())[0]
    victim.write_bytes(victim.read_bytes()[:100])
    with pytest.raises(BadInput, match=f"{victim.name} is not readable as Parquet"):
        merge([tmp_path])
    stored(tmp_path, shard="1/2")
    stored(tmp_path, shard="2/2")
    assert merge([tmp_path]).complete(units(small()))


def results(folder) -> pd.DataFrame:
    return pd.read_parquet(folder / "comparison.parquet")


def test_shards_from_the_command_line_give_the_same_comparison(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", *PLAN, "--out", "whole"]) == 0
    assert cli.main(["compare", *PLAN, "--out", "cut", "--shard", "2/2"]) == 0
    out = capsys.readouterr().out
    assert "Shard 2/2: 6 of 6 runs are there. When all shards have run: diffusion-sim merge cut" in out
    assert cli.main(["merge", "cut", "--no-progress"]) == 1
    assert "6 of 12 runs are missing" in capsys.readouterr().err
    assert cli.main(["status", "cut", "--partial"]) == 0
    out = capsys.readouterr().out
    assert "of 6 runs" in out and "6 of 12 runs are missing" in out and "So far:" in out
    assert cli.main(["compare", *PLAN, "--out", "cut", "--shard", "1/2"]) == 0
    assert cli.main(["merge", "cut", "--no-progress"]) == 0
    assert "All 12 runs are there" in capsys.readouterr().out
    pd.testing.assert_frame_equal(results(tmp_path / "cut"), results(tmp_path / "whole"), check_exact=True)
    for name in ("runs", "weeks", "people", "schools", "ledger"):
        a, b = (pd.read_parquet(tmp_path / f / f"{name}.parquet") for f in ("cut", "whole"))
        pd.testing.assert_frame_equal(a, b, check_exact=True)


def test_status_of_a_batch_that_is_still_laid_out(tmp_path, capsys):
    with writer(tmp_path / "store", ("runs",)):
        assert cli.main(["status", str(tmp_path / "store")]) == 0
    out = capsys.readouterr().out
    assert "Nothing has been asked for yet" in out and "Nothing is missing" not in out


def test_compare_into_the_same_folder_adds_replicates(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    ran: list[str] = []
    real = work._tables
    monkeypatch.setattr(work, "_tables", lambda unit, task: ran.extend(unit.runs) or real(unit, task))
    assert cli.main(["compare", *PLAN, "run.replicates=4", "--out", "there"]) == 0
    assert len(ran) == 8
    assert cli.main(["compare", *PLAN, "--out", "there"]) == 0
    assert len(ran) == 12
    assert cli.main(["compare", *PLAN, "--out", "fresh"]) == 0
    pd.testing.assert_frame_equal(results(tmp_path / "there"), results(tmp_path / "fresh"), check_exact=True)
    assert cli.main(["compare", *PLAN, "strategies=laissez_faire,mandate,trailblazer", "--out", "there"]) == 0
    assert len(ran) == 24 + 6, "another arm of the same plan"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("practice.complexity=0.77", "practice.complexity=0.55 there, 0.77 here"),
        ("strategy.stance.pressure=0.9", "strategy.stance.pressure="),
        ("run.seed=5", "run.seed=1 there, 5 here"),
    ],
)
def test_another_plan_in_the_same_folder_is_told(change, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small_plan = ("strategies=laissez_faire,mandate", *TINY, "--no-progress", "practice.complexity=0.55")
    assert cli.main(["compare", *small_plan, "--out", "there"]) == 0
    copytree("there", "before")
    capsys.readouterr()
    assert cli.main(["compare", *small_plan, change, "--out", "there"]) == 2
    err = capsys.readouterr().err
    assert "holds runs of another plan" in err and said in err and err.count("\n") == 1
    for path in (tmp_path / "before").rglob("*.parquet"):
        assert (tmp_path / "there" / path.relative_to(tmp_path / "before")).read_bytes() == path.read_bytes()


def test_one_replicate_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "strategy=mandate", *TINY, "--replicate", "1", "--no-progress", "--out", "one"]) == 0
    assert pd.read_parquet("one/runs.parquet")["luck"].unique().tolist() == [1]


def test_stopped_by_the_user_it_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    real, count = work._tables, []

    def stop(unit, task):
        count.append(unit)
        if len(count) == 3:
            raise KeyboardInterrupt
        return real(unit, task)

    monkeypatch.setattr(work, "_tables", stop)
    assert cli.main(["compare", *PLAN, "--out", "there"]) == 130
    assert "4 of 12 runs are in there; with --out there the same command goes on there." in capsys.readouterr().err
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", *PLAN, "--out", "there"]) == 0


def test_shards_by_the_command_line_follow_each_other_without_a_merge_between(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for k in (2, 1):
        assert cli.main(["compare", *PLAN, "--out", "cut", "--shard", f"{k}/2"]) == 0
    assert "Shard 1/2: " in capsys.readouterr().out
    assert cli.main(["merge", "cut", "--no-progress"]) == 0


@pytest.mark.parametrize("made", ["", "parts", "parts/shards", "parts/shards/1-of-2", ".diffusion-sim-xyz"])
def test_a_folder_that_another_shard_is_just_making_is_no_strangers(made, tmp_path):
    folder = tmp_path / "out"
    (folder / made).mkdir(parents=True)
    assert output_folder(str(folder), Job(()), None) == folder
    (folder / "letter.txt").touch()
    if not made.startswith("parts/"):
        with pytest.raises(BadInput, match="holds other files"):
            output_folder(str(folder), Job(()), None)


def test_a_shard_that_is_refused_takes_nothing_from_the_others(tmp_path):
    folder = tmp_path / "out"
    todo = units(small())
    with pytest.raises(BadInput), kept(folder, folder / "parts", todo, shared=True):
        stored(folder / "parts", shard="1/3")
        raise BadInput("this shard cannot be run")
    assert Store(folder / "parts").present()
