"""Executors: Dask of several processes, a queue, jobs by submitit. Any of them gives the same results."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dask
import dask_jobqueue  # noqa: F401  (its defaults, before a test changes some of them)
import pandas as pd
import pytest

from batch_small import equal, stored
from diffusion_sim.batch import feed
from diffusion_sim.batch.failures import BatchError
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.executors import dask as on_dask
from diffusion_sim.executors import launcher, opened
from diffusion_sim.explore.robustness import robustness
from matrix.fingerprint import fingerprint
from matrix.table import Row, judged, page
from small_runs import TINY, plan, refused

SOURCE = Path(sys.modules["diffusion_sim"].__file__ or "").parents[1]
PLAN = ("strategies=laissez_faire,mandate", *TINY, "run.replicates=4", "run.districts=2", "--no-progress")


@pytest.fixture(autouse=True)
def many_tasks(monkeypatch):
    """Make tasks small, so that something is left to lose."""
    monkeypatch.setattr(feed, "SECONDS", 0.02)
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole") / "store")


@pytest.fixture(scope="module")
def pair():
    """Two worker processes of a real Dask cluster."""
    os.environ["PYTHONPATH"] = str(SOURCE)
    with on_dask.opened(2) as executor:
        executor.client.wait_for_workers(2)
        yield executor


def pids(executor) -> list[int]:
    return list(executor.client.run(os.getpid).values())


def test_two_worker_processes_give_the_same_results(whole, pair, tmp_path):
    assert len({os.getpid(), *pids(pair)}) == 3 and pair._max_workers == 2
    steps: list[tuple[float, float]] = []
    store = stored(tmp_path, executor=pair, progress=lambda done, total, step: steps.append((done, total)))
    assert equal(store, whole) and store.failures().empty
    told = [done for done, total in steps if total == 36]
    assert told == sorted(told) and told[-1] == 36 and len(set(told)) > 4, "parts come one by one"


def test_a_worker_killed_in_the_middle_loses_nothing(whole, pair, tmp_path):
    before, killed = pids(pair), []

    def strike(done, total, step):
        if done and not killed:
            killed.append(before[0])
            os.kill(before[0], signal.SIGKILL)

    store = stored(tmp_path, executor=pair, progress=strike)
    assert killed and store.failures().empty and equal(store, whole)
    pair.client.wait_for_workers(2)
    assert killed[0] not in pids(pair)


def test_a_scheduler_that_runs_already(whole, pair, tmp_path):
    settings = plan("run.executor=dask", f"run.scheduler={pair.client.scheduler.address}")
    with opened(settings.run) as executor:
        assert equal(stored(tmp_path, executor=executor), whole)
    assert len(pids(pair)) == 2, "its workers stay"


def test_compare_until_sure_and_design_on_dask(pair, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    join = ("--executor", "dask", "--scheduler", pair.client.scheduler.address)
    for name, more in (("here", ()), ("dask", join)):
        assert cli.main(["compare", *PLAN, "--out", name, *more]) == 0
    a, b = (pd.read_parquet(Path(name) / "comparison.parquet") for name in ("here", "dask"))
    pd.testing.assert_frame_equal(a, b, check_exact=True)
    assert "dask" not in json.dumps(json.loads(Store("dask").plans()["settings"].iloc[0])["run"])

    world = ("strategies=[laissez_faire,mandate]", *TINY[:2], "run.support_years=1", "run.horizon_years=1")
    Path("d.csv").write_text("practice.complexity\n0.3\n0.7\n")
    for name, more in (("near", ("--workers", "1")), ("far", join)):
        words = ("design", "run", "d.csv", *world, "--replicates", "2", "--outcome", "deep_use_end")
        assert cli.main([*words, "--no-progress", "--out", name, *more]) == 0
    assert Store("near").table("runs").equals(Store("far").table("runs"))

    words = [w for w in PLAN if not w.startswith("run.replicates")]
    for name, more in (("short", ()), ("long", join)):
        sure = ("--until-sure", "deep_use_end", "--most", "40", "--half-width", "90")
        assert cli.main(["compare", *words, *sure, "--out", name, *more]) == 0
    assert Path("short/sure.csv").read_bytes() == Path("long/sure.csv").read_bytes()


def test_robustness_on_dask_is_the_same_though_a_worker_is_killed(pair, tmp_path, monkeypatch):
    settings = plan("strategies=[trailblazer,mandate]", *TINY[:2])
    pair.client.wait_for_workers(2)
    before, killed = pids(pair), []

    def strike(done, total, step):
        if done and not killed:
            killed.append(before[0])
            os.kill(before[0], signal.SIGKILL)

    with opened(replace(settings.run, executor="dask", scheduler=pair.client.scheduler.address)) as executor:
        far = robustness(settings, "use_end", 24, 4, tmp_path / "far", progress=strike, executor=executor)
    near = robustness(settings, "use_end", 24, 4, tmp_path / "near", workers=1)
    assert killed and Store(tmp_path / "far").failures().empty
    pd.testing.assert_frame_equal(far.effects, near.effects, check_exact=True)
    runs = Store(tmp_path / "near").table("runs")
    assert len(runs) == 24 * 2 * 4 and Store(tmp_path / "far").table("runs").equals(runs)
    for name in ("share", "share_low", "share_high", "undecided", "mean", "mean_low", "mean_high", "failed"):
        assert repr(getattr(far, name)) == repr(getattr(near, name)), name
    assert far.indices is not None and near.indices is not None
    pd.testing.assert_frame_equal(far.indices.table, near.indices.table, check_exact=True)

    monkeypatch.chdir(tmp_path)
    words = ("robust", "strategies=[trailblazer,mandate]", *TINY, "--points", "24", "--replicates", "4")
    join = ("--executor", "dask", "--scheduler", pair.client.scheduler.address)
    assert cli.main([*words, "--outcome", "use_end", "--no-progress", "--out", "command", *join]) == 0
    assert Store("command").table("runs").equals(runs), "the command line runs the same worlds"


def test_jobs_of_a_queue(whole, tmp_path):
    job = {"cores": 1, "memory": "1GB", "processes": 1, "python": sys.executable}
    told = dask.config.set({"jobqueue.local": {**dask.config.get("jobqueue.local", {}), **job}})
    with told, on_dask.opened(1, cluster="LocalCluster") as executor:
        assert equal(stored(tmp_path, executor=executor), whole)


def test_a_queue_that_cannot_be_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    words = ("compare", *PLAN, "--executor", "dask", "--cluster")
    assert "allowed: with run.workers=N" in refused(tmp_path, capsys, *words, "SLURMCluster", "run.workers=null")
    said = refused(tmp_path, capsys, *words, "SlurmCluster", "--workers", "1")
    assert "run.cluster 'SlurmCluster'" in said and "SLURMCluster" in said
    said = refused(tmp_path, capsys, *words, "SLURMCluster", "--workers", "1")
    assert "cannot be made (You must specify how" in said and "jobqueue.yaml" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("run.executor=spark",), "run.executor='spark' is unknown; allowed: local, dask."),
        (("run.scheduler='tcp://a:1'",), "run.scheduler says where Dask's workers are; allowed: with run.executor"),
        (
            ("run.executor=dask", "run.scheduler='tcp://a:1'", "run.cluster=PBSCluster"),
            "run.scheduler and run.cluster are both given; allowed: one of them.",
        ),
    ],
)
def test_settings_that_do_not_go_together(words, said):
    with pytest.raises(BadInput, match=said.replace(".", r"\.")):
        plan(*words)


def test_a_scheduler_that_does_not_answer(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(on_dask, "PATIENCE", "500 ms")
    words = ("compare", *PLAN, "--executor", "dask", "--scheduler", "tcp://127.0.0.1:9")
    assert "run.scheduler='tcp://127.0.0.1:9' does not answer" in refused(tmp_path, capsys, *words)


@pytest.mark.parametrize("package", ["distributed", "dask_jobqueue"])
def test_an_extra_that_is_not_installed(package, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, package, None)
    more = ("--cluster", "PBSCluster", "--workers", "1") if package == "dask_jobqueue" else ()
    said = refused(tmp_path, capsys, "compare", *PLAN, "--executor", "dask", *more)
    assert f"The package {package.replace('_', '-')} is not installed" in said
    assert "pip install 'diffusion-sim[cluster]'" in said


@pytest.fixture
def own_scheduler(tmp_path, request):
    """A scheduler and a worker, with or without the program, as processes of their own."""
    bare = {k: v for k, v in os.environ.items() if request.param or k != "PYTHONPATH"}
    file = tmp_path / "scheduler.json"
    options = ("--no-dashboard", "--scheduler-file", str(file))
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", *options]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": bare, "cwd": tmp_path}
    head = subprocess.Popen([*command, "--host", "127.0.0.1"], **quiet)
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(file), "--no-dashboard"]
    hand = subprocess.Popen([*worker, "--nworkers", "1", "--nthreads", "1", "--no-nanny"], **quiet)
    yield file, head
    for process in (hand, head):
        process.kill()
        process.wait()


def address(file: Path) -> str:
    from time import sleep

    for _ in range(600):
        if file.is_file() and file.read_text().strip():
            return str(json.loads(file.read_text())["address"])
        sleep(0.1)
    raise AssertionError("no scheduler")


def has_program(tmp_path: Path) -> bool:
    bare = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    ask = [sys.executable, "-c", "import diffusion_sim"]
    return subprocess.run(ask, env=bare, cwd=tmp_path, capture_output=True).returncode == 0


@pytest.mark.parametrize("own_scheduler", [False], indirect=True)
def test_a_worker_without_the_program_is_one_sentence(own_scheduler, tmp_path):
    if has_program(tmp_path):
        pytest.skip("diffusion_sim is installed for every process here")
    said = pytest.raises(BatchError, match="cannot load the program .*diffusion_sim.*the same installation")
    with on_dask.opened(scheduler=address(own_scheduler[0])) as executor, said:
        stored(tmp_path / "store", executor=executor)


@pytest.mark.parametrize("own_scheduler", [True], indirect=True)
def test_a_scheduler_that_dies_is_one_sentence_and_nothing_is_lost(own_scheduler, whole, tmp_path):
    file, head = own_scheduler
    killed = []

    def strike(done, total, step):
        if done and not killed:
            killed.append(done)
            head.kill()

    impatient = dask.config.set({"distributed.comm.timeouts.connect": "1 s"})
    said = pytest.raises(BatchError, match="has gone; all that was finished before is kept")
    with impatient, on_dask.opened(scheduler=address(file)) as executor, said:
        stored(tmp_path / "store", executor=executor, progress=strike)
    there = len(Store(tmp_path / "store").present())
    assert killed[0] <= there < 36
    assert equal(stored(tmp_path / "store"), whole), "it goes on without Dask"


def test_shards_by_submitit_merge_to_the_same_comparison(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["compare", *PLAN, "--out", "whole"]) == 0
    words = [w for w in PLAN if w != "--no-progress"]
    jobs = ("--launcher", "submitit_local", "hydra.launcher.timeout_min=10")
    assert cli.main(["shards", "2", "compare", *words, "--out", "wide", *jobs]) == 0
    assert "All 2 shards have run.\nAll 8 runs are there" in capsys.readouterr().out
    a, b = (pd.read_parquet(Path(name) / "comparison.parquet") for name in ("whole", "wide"))
    pd.testing.assert_frame_equal(a, b, check_exact=True)
    printed = [p.read_text() for p in Path("wide.jobs").rglob("*_log.out")]
    assert len(printed) == 2 and any("Shard 2/2: 4 of 4 runs are there" in text for text in printed)


def test_a_shard_that_fails_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    jobs = ("--launcher", "submitit_local", "--out", "wide")
    assert cli.main(["shards", "1", "compare", "practice=nothing_like_it", *jobs]) == 2
    out = capsys.readouterr().out
    assert "Shards 1 of 1 ended with an error" in out and "wide.jobs" in out
    assert any("nothing_like_it" in p.read_text() for p in Path("wide.jobs").rglob("*_log.err"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0", "compare", "--out", "x"), "N 0 is not allowed; allowed: a whole number from 1."),
        (("2", "show", "--out", "x"), "Command 'show'"),
        (("2", "compare"), "shards needs a folder that all jobs write into; allowed: with --out DIR."),
        (("2", "compare", "--out", "x", "--launcher", "slurm"), "Launcher 'slurm'"),
        (("2", "compare", "--out", "x", "hydra.job.name=a"), "'hydra.job.name=a' is no key of the launcher"),
        (("2", "compare", "--out", "x", "hydra.launcher.partitoin=a"), "partitoin"),
    ],
)
def test_shards_that_cannot_be_submitted(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert said in refused(tmp_path, capsys, "shards", *words)


def test_without_slurm_it_is_one_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="found no Slurm here"):
        launcher.launch(["compare"], 1, "submitit_slurm", [], tmp_path / "x")


def test_the_launcher_without_its_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "hydra_plugins.hydra_submitit_launcher", None)
    with pytest.raises(BadInput, match="The package hydra-submitit-launcher is not installed"):
        launcher.launch(["compare"], 1, "submitit_local", [], tmp_path)


def test_who_does_the_work_is_no_part_of_the_identity():
    one = plan()
    two = replace(one, run=replace(one.run, executor="dask", scheduler="tcp://a:1", workers=7))
    assert one.canonical() == two.canonical()


def test_fingerprints_are_equal_for_any_cut_and_differ_with_the_numbers(monkeypatch):
    first = fingerprint("columns", 1, 64, ["narrow"])
    assert len({key.split("/")[1] for key in first}) == 6 and len({key.split("/")[2] for key in first}) == 5
    assert fingerprint("columns", 1, 1, ["narrow"]) == first
    from matrix import fingerprint as program

    monkeypatch.setattr(program, "SMALL", (*program.SMALL, "run.seed=2"))
    other = fingerprint("columns", 1, 64, ["narrow"])
    assert all(first[key] != other[key] for key in first if key.endswith(("runs", "weeks", "people")))


def test_the_matrix_names_what_differs_and_what_is_absent():
    cells = {"columns": {"a/runs": "1", "a/weeks": "2"}, "agents": {"a/runs": "1", "a/weeks": "2"}}
    good = [Row("3.11.7", "3.3.1", "2", cells), Row("3.13", "3.5")]
    table = judged(good)
    assert not table.bad and "2 equal, 0 different, 0 failed, 1 absent." in page(table)
    other = Row("3.12.1", "3.5.1", "2", {"columns": {"a/runs": "1", "a/weeks": "3"}})
    table = judged([*good, other])
    assert table.bad and "DIFFERS: a/weeks" in page(table)
    assert judged([*good, Row("3.12", "3.3", problem="no room")]).bad
    assert judged([Row("3.13", "3.5")]).bad, "nothing was compared"
