"""A run that fails is a row, alone; a worker that dies is tried again; a run is replayed with everybody's history."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import numpy as np
import pandas as pd
import pytest

from batch_small import equal, small, stored
from diffusion_sim.batch import pool, replay, work
from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.failures import PROCESS, BatchError
from diffusion_sim.batch.feed import Feed
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.work import Task
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.simulate import TABLES
from diffusion_sim.strategies.conduct import Conduct
from small_runs import TINY

BAD = 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole") / "store")


def fail(monkeypatch, error: Exception, arm: str = "mandate") -> None:
    """Let replicate 7 of an arm fail in the middle of its first span."""
    real, at = Conduct.prepare, small()
    from diffusion_sim.replicates import luck_keys, replicates

    key = int(luck_keys(at, [r for r in replicates(at) if r.luck == BAD])[0])

    def prepare(self: Conduct) -> int:
        if self.arm.name == arm and key in self.luck_keys:
            raise error
        return real(self)

    monkeypatch.setattr(Conduct, "prepare", prepare)


def test_one_bad_replicate_is_lost_alone_and_told(whole, tmp_path, monkeypatch):
    fail(monkeypatch, ZeroDivisionError("of nothing"))
    store = stored(tmp_path)
    assert len(store.present()) == 35 and not store.complete()
    row = store.failures().iloc[0]
    assert len(store.failures()) == 1
    assert (row["arm"], row["luck"], row["district"]) == ("mandate", BAD, BAD % 6)
    assert (row["stage"], row["error"]) == ("strategy", "ZeroDivisionError: of nothing")
    assert '"name": "mandate"' in row["settings"]
    assert "ZeroDivisionError: of nothing" in (tmp_path / row["traceback"]).read_text()
    assert store.table("runs").equals(whole.table("runs", store.present()))
    monkeypatch.undo()
    mended = stored(tmp_path)
    assert mended.failures().empty and equal(mended, whole)


def test_fail_fast_stops_and_keeps_what_is_there(tmp_path, monkeypatch):
    fail(monkeypatch, ZeroDivisionError("of nothing"))
    with pytest.raises(BatchError, match=r"replicate 7 of 'mandate' failed at the stage 'strategy': ZeroDivisionError"):
        stored(tmp_path, fail_fast=True)
    store = Store(tmp_path)
    assert 0 < len(store.present()) < 35 and len(store.failures()) == 1


def test_strict_hands_the_sentence_over(tmp_path, monkeypatch):
    fail(monkeypatch, BadInput("strategy 'mandate' overspends."))
    with pytest.raises(BadInput, match="^strategy 'mandate' overspends.$"):
        stored(tmp_path, strict=True)
    assert stored(tmp_path).failures()["error"].tolist() == ["BadInput: strategy 'mandate' overspends."]


class Mortal:
    """An executor whose worker dies over one run, each time, and once over everything else under way."""

    _max_workers = 2

    def __init__(self, run: str) -> None:
        self.run, self.deaths = run, 0

    def submit(self, function, task: Task) -> Future:
        future: Future = Future()
        if any(self.run in unit.runs for unit in task.units):
            self.deaths += 1
            future.set_exception(BrokenProcessPool("died"))
        else:
            future.set_result(function(task))
        return future


def test_a_run_that_kills_its_worker_is_found_and_lost_alone(whole, tmp_path):
    victim = units(small())[1].runs[1]
    executor = Mortal(victim)
    store = run_units(units(small()), tmp_path, keep=TABLES, executor=executor)
    assert store.present() == whole.present() - {victim}
    row = store.failures().iloc[0]
    assert row["run"] == victim and row["stage"] == PROCESS and "worker process died" in row["error"]
    assert executor.deaths < 12


def test_any_executor_gives_the_same_store(whole, tmp_path):
    with ThreadPoolExecutor(2) as threads:
        store = run_units(units(small()), tmp_path, keep=TABLES, executor=threads)
    assert equal(store, whole)


def test_a_worker_of_other_sources_refuses():
    task = Task(tuple(units(small())[:1]), ("runs",), None, "elsewhere")
    with pytest.raises(BatchError, match="a worker runs other sources .* than the program that asks"):
        work.work(task)


def test_few_tasks_are_under_way_however_many_units():
    feed = Feed(units(small()) * 50, Task((), ("runs",), None, "x"), workers=2)
    crew = pool.Crew(feed, 4)
    waiting: list[Future] = []

    class Never:
        def submit(self, function, task):
            waiting.append(Future())
            return waiting[-1]

    crew._submit(Never())
    assert len(waiting) == 4 and len(feed.left) == 600 - 4


@pytest.mark.parametrize("engine", ["columns", "agents"])
def test_rerun_replays_one_run_with_everybodys_history(engine, whole, tmp_path, capsys):
    arguments = ["rerun", str(whole.folder), "--replicate", "3", "--arm", "mandate", f"run.engine={engine}"]
    assert cli.main([*arguments, "--to", str(tmp_path)]) == 0
    assert "outcomes equal the stored ones to the last bit" in capsys.readouterr().out
    history = pd.read_parquet(tmp_path / "history.parquet")
    assert len(history) == 60 * 37 and sorted(history["week"].unique()) == list(range(-1, 36))
    assert {"level", "belief", "occupant", "given_pressure"} <= set(history.columns)
    run = replay.find(whole, 3, "mandate").runs
    weeks = whole.table("weeks", run).groupby("week")[[f"level_{k}" for k in range(3, 8)]].sum().sum(axis=1)
    use = history[history["week"] >= 0].groupby("week")["level"].agg(lambda level: int((level >= 3).sum()))
    assert use.tolist() == weeks.tolist()
    for name in TABLES:
        there = whole.table(name, run).drop(columns="run")
        here = pd.read_parquet(tmp_path / f"{name}.parquet").drop(columns="run")
        pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_histories_of_both_engines_are_equal(whole, tmp_path):
    unit = replay.find(whole, 5, "mandate")
    found = []
    for engine in ("columns", "agents"):
        from dataclasses import replace

        settings = replace(unit.settings, run=replace(unit.settings.run, engine=engine))
        replay.replay(replace(unit, settings=settings), tmp_path / f"{engine}.parquet")
        found.append(pd.read_parquet(tmp_path / f"{engine}.parquet"))
    pd.testing.assert_frame_equal(*found, check_exact=True)


def test_rerun_of_a_failure_shows_its_traceback(tmp_path, monkeypatch, capsys):
    fail(monkeypatch, ZeroDivisionError("of nothing"))
    stored(tmp_path / "there")
    assert cli.main(["rerun", str(tmp_path / "there"), "--replicate", str(BAD), "--arm", "mandate"]) == 1
    out = capsys.readouterr().out
    assert "ZeroDivisionError: of nothing" in out and "failed again, at the stage 'strategy'" in out
    monkeypatch.undo()
    assert cli.main(["rerun", str(tmp_path / "there"), "--replicate", str(BAD), "--arm", "mandate"]) == 0
    assert "holds no outcomes of this run" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--replicate", "99"), "replicate 99 was not asked for; allowed: one of 18 replicates, 0 to 17."),
        (("--replicate", "x"), "--replicate x is not allowed; allowed: a whole number"),
        (("--replicate", "3"), "replicate 3 has 2 runs; allowed: with --arm, one of laissez_faire, mandate."),
        (("--replicate", "3", "--arm", "mandat"), "Did you mean 'mandate'?"),
        (("--replicate", "3", "run.seed=2"), "takes no 'run.seed=2'; allowed: run.engine=agents."),
        (("--replicate", "3", "--arm", "mandate", "run.engine=agent"), "Did you mean 'agents'?"),
    ],
)
def test_rerun_of_what_is_not_there(arguments, said, whole, capsys):
    assert cli.main(["rerun", str(whole.folder), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_compare_goes_on_with_the_rest_and_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    fail(monkeypatch, ZeroDivisionError("of nothing"))
    plan = ("strategies=laissez_faire,mandate", *TINY, "run.replicates=9", "run.districts=6", "--no-progress")
    assert cli.main(["compare", *plan, "--out", "there"]) == 1
    err = capsys.readouterr().err
    assert "1 of 18 runs failed, first replicate 7 of 'mandate' at the stage 'strategy': ZeroDivisionError" in err
    assert (tmp_path / "there" / "report.html").is_file()
    assert np.isfinite(pd.read_parquet("there/comparison.parquet")["difference"]).any()
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", *plan, "--out", "there"]) == 0
    assert capsys.readouterr().err == ""


def test_when_every_run_of_an_arm_fails_a_sentence_says_which(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def broken(self: Conduct) -> int:
        raise ZeroDivisionError("of nothing")

    monkeypatch.setattr(Conduct, "prepare", broken)
    assert cli.main(["run", "strategy=mandate", *TINY, "--no-progress", "--out", "there"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("diffusion-sim: 2 of 2 runs failed, first replicate 0 of 'mandate'") and err.count("\n") == 1


def test_an_error_of_the_work_itself_is_raised_as_what_it_is(tmp_path, monkeypatch):
    def broken(units):
        raise KeyError("weeks")

    monkeypatch.setattr(work, "rows", broken)
    with ThreadPoolExecutor(2) as threads, pytest.raises(KeyError, match="weeks"):
        run_units(units(small()), tmp_path / "far", keep=TABLES, executor=threads)
    assert Store(tmp_path / "far").failures().empty
    with pytest.raises(KeyError, match="weeks"):
        stored(tmp_path / "here")


def test_an_error_that_cannot_travel_is_told_by_its_words():
    class Local(Exception):
        pass

    assert repr(work._portable(KeyError("weeks"))) == "KeyError('weeks')"
    assert str(work._portable(Local("weeks"))) == "Local: weeks"
