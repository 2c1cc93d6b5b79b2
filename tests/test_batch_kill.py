"""Killed with -9 at any moment, a batch resumes to exactly the tables of an uninterrupted one."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from batch_small import equal, process, stored
from diffusion_sim import draws
from diffusion_sim.batch.store import Store

#: People times replicates of a block: one run each, or several.
BLOCKS = (60, 180)
#: Seconds over which the moments of the kills are spread, from the first line that a process prints.
LONGEST = {1: 1.5, 2: 6.0}


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole"))


def chance(seed: int, k: int) -> float:
    """A number between 0 and 1 that is the same every time."""
    import numpy as np

    return float(draws.draws(seed, "accept", np.array([k], dtype=np.uint64), 0, np.zeros(1, dtype=np.int64))[0])


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_many_times_and_resumed(workers, whole, tmp_path):
    folder, counts = tmp_path / "killed", []
    for k in range(6):
        with process(tmp_path / "batch.py", folder, BLOCKS[k % 2], workers) as running:
            running.stdout.readline()
            time.sleep(LONGEST[workers] * chance(workers, k))
            os.kill(running.pid, signal.SIGKILL)
        store = Store(folder)
        counts.append(len(store.present()))
        assert store.present() <= whole.present()
        if counts[-1]:
            some = store.table("runs")
            expected = whole.table("runs", store.present())
            assert some.equals(expected), "what is there is right at any moment"
    assert counts == sorted(counts), "what is finished is never lost"
    again = stored(folder)
    assert equal(again, whole)
    leftovers = [p for p in folder.rglob("*") if p.is_file() and ".incoming" in p.parts]
    assert not leftovers
    for table in ("runs", "weeks", "people", "schools", "ledger"):
        assert {p.name for p in (folder / table).iterdir()} == {p.name for p in (folder / "done").iterdir()}


def test_a_killed_batch_leaves_no_worker_behind(tmp_path):
    with process(tmp_path / "batch.py", tmp_path / "killed", 60, 2, "run.replicates=2000") as running:
        running.stdout.readline()
        children = wait_for_children(running.pid)
        os.kill(running.pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while any(alive(child) for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert children and not any(alive(child) for child in children)


def test_a_killed_worker_loses_nothing(tmp_path):
    with process(tmp_path / "batch.py", tmp_path / "there", 60, 2, "run.replicates=200") as running:
        running.stdout.readline()
        children = wait_for_children(running.pid)
        time.sleep(1.0)
        for child in children[:1]:
            os.kill(child, signal.SIGKILL)
        assert running.wait(300) == 0
    store = Store(tmp_path / "there")
    assert len(store.present()) == 400 and store.failures().empty


def wait_for_children(pid: int) -> list[int]:
    """Return the worker processes of a batch as soon as there are two (Linux)."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    if not children.parent.is_dir():
        pytest.skip("needs /proc")
    for _ in range(1200):
        found = [int(c) for c in children.read_text().split()] if children.exists() else []
        workers = [c for c in found if "resource_tracker" not in Path(f"/proc/{c}/cmdline").read_text()]
        if len(workers) >= 2:
            return workers
        time.sleep(0.05)
    return []


def alive(pid: int) -> bool:
    """Whether a process runs (one that has ended and was not yet reaped does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except OSError:
        return False
