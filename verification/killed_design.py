"""A design of 1,000 points x 20 replicates, killed with -9 at random moments, resumed, and queried.

    python verification/killed_design.py            the committed table (a quarter of an hour on two quiet cores)
    python verification/killed_design.py --small    24 points x 4 replicates, printed only

All of it goes through the command line: ``design make``, then ``design run`` once without a stop and once killed
(the process, not its workers: those must end by themselves) at random shares of the runs and started again, then
``design query``. The tables must be equal, sorted by key, whoever reads them: the study, pandas or DuckDB.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from diffusion_sim.batch import parts
from diffusion_sim.explore import open_study
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
PLAN = (
    "strategies=[trailblazer,mandate]", "district.schools=3", "district.staff=60", "run.support_years=1",
    "run.horizon_years=1",
)  # fmt: skip
ARMS, OUTCOME = 2, "deep_use_end"
KILLS, SEED = 2, 1
#: Shares of the runs at which the memory of the uninterrupted batch is read off.
SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Pass:
    """One start of ``design run``: whether it was killed, and what it cost.

    Attributes
    ----------
    what : str
    runs_before, runs_after : int
        Runs in the store.
    to_first_part, seconds : float
        Wall time from the start to the first part, and to the end.
    memory_10, memory_50, memory_90, memory_peak : float
        Resident memory of the process in MB at these shares of all runs, and its peak; NaN where not seen.
    worker_peak : float
        The largest peak of a worker, MB.
    """

    what: str
    runs_before: int
    runs_after: int
    to_first_part: float
    seconds: float
    memory_10: float
    memory_50: float
    memory_90: float
    memory_peak: float
    worker_peak: float


def program(*words: str) -> list[str]:
    """Return a command line of the program."""
    return [sys.executable, "-m", "diffusion_sim.cli.main", *words]


def memory(pid: int, which: str) -> float:
    """Return the resident memory (VmRSS) of a process or its peak (VmHWM) in MB; NaN if it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return next(float(line.split()[1]) / 1024 for line in lines if line.startswith(which))
    except (OSError, StopIteration):
        return float("nan")


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


class Parts:
    """Counts the runs of a store as its parts come; every part is read once."""

    def __init__(self, folder: Path) -> None:
        self.home, self.known = folder / "parts", dict[str, int]()

    def count(self) -> int:
        """Return the runs that are there."""
        for name in parts.names(self.home, parts.DONE):
            if name not in self.known:
                self.known[name] = len(parts.runs_of(self.home, name))
        return sum(self.known.values())


def start(command: list[str], folder: Path, total: int, kill_at: float | None, what: str) -> Pass:
    """Run the design; kill it with -9 once the store holds this share of all runs."""
    there, begun = Parts(folder), time.monotonic()
    before = count = there.count()
    first, seen, peak, worker = float("nan"), dict[float, float](), 0.0, 0.0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as running:
        while running.poll() is None:
            time.sleep(0.2)
            count = there.count()
            if np.isnan(first) and count > before:
                first = time.monotonic() - begun
            peak = np.fmax(peak, memory(running.pid, "VmHWM"))
            worker = np.fmax(worker, max((memory(c, "VmHWM") for c in children(running.pid)), default=np.nan))
            seen |= {s: memory(running.pid, "VmRSS") for s in SHARES if s not in seen and before < s * total <= count}
            if kill_at is not None and count >= kill_at * total:
                hands = children(running.pid)
                os.kill(running.pid, signal.SIGKILL)
                running.wait()
                gone(hands)
    if kill_at is None and running.returncode:
        raise SystemExit(f"{what}: exit code {running.returncode}")
    at = [seen.get(s, float("nan")) for s in SHARES]
    return Pass(what, before, there.count(), first, time.monotonic() - begun, *at, float(peak), float(worker))


def gone(pids: list[int]) -> None:
    """Wait until workers whose parent was killed have ended by themselves."""
    until = time.monotonic() + 60
    while any(np.isfinite(memory(pid, "VmRSS")) for pid in pids):
        if time.monotonic() > until:
            raise SystemExit("a worker outlived its parent by a minute")
        time.sleep(0.1)


def same(one: Path, two: Path) -> None:
    """Compare two folders through every door: study, pandas, DuckDB and ``design query``."""
    for read in (_study, _pandas, _duckdb, _query):
        pd.testing.assert_frame_equal(read(one), read(two), check_exact=True)
    keys = ["run", "outcome"]
    pd.testing.assert_frame_equal(_pandas(one).sort_values(keys), _duckdb(one).sort_values(keys), check_dtype=False)


def _study(folder: Path) -> pd.DataFrame:
    return open_study(folder).table


def _pandas(folder: Path) -> pd.DataFrame:
    frame = pd.read_parquet(folder / "parts" / "runs")
    plain = frame.astype(dict.fromkeys(("arm", "outcome", "unit"), str))
    return plain.sort_values(["run", "outcome"], ignore_index=True)


def _duckdb(folder: Path) -> pd.DataFrame:
    import duckdb

    found: pd.DataFrame = duckdb.sql(
        f"select * from read_parquet('{folder}/parts/runs/*.parquet') order by run, outcome"
    ).df()
    return found


def _query(folder: Path) -> pd.DataFrame:
    subprocess.run(program("design", "query", str(folder)), check=True, stdout=subprocess.DEVNULL)
    return pd.read_csv(folder / "query.csv")


def timed(what: str, work: Callable[[], object]) -> tuple[str, float]:
    """Return what was done and how many seconds it took."""
    begun = time.monotonic()
    work()
    return what, time.monotonic() - begun


def about(folder: Path) -> list[tuple[str, float]]:
    """Return what the store holds and how fast it opens."""
    home = folder / "parts"
    sizes = [p.stat().st_size for p in (home / "runs").glob("*.parquet")]
    every = [p.stat().st_size for p in folder.rglob("*") if p.is_file()]
    return [
        ("parts of the table runs", len(sizes)), ("median size of such a part, KB", float(np.median(sizes)) / 1024),
        ("files in all", len(every)), ("size in all, MB", sum(every) / 1024**2),
        timed("open and join the study, s", lambda: _study(folder)), timed("pandas, s", lambda: _pandas(folder)),
        timed("DuckDB, s", lambda: _duckdb(folder)), timed("design query, in all, s", lambda: _query(folder)),
    ]  # fmt: skip


def experiment(points: int, replicates: int, place: Path, workers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run, kill, resume, compare; return the passes and the figures of the store."""
    design, total = str(place / "design.csv"), points * replicates * ARMS
    subprocess.run(program("design", "make", design, *PLAN, "--points", str(points)), check=True, stdout=sys.stderr)

    def run(name: str, kill_at: float | None, what: str) -> Pass:
        words = ("--replicates", str(replicates), "--outcome", OUTCOME, "--workers", str(workers), "--no-progress")
        command = program("design", "run", design, *PLAN, *words, "--out", str(place / name))
        found = start(command, place / name, total, kill_at, what)
        print(found, file=sys.stderr, flush=True)
        return found

    moments = sorted(np.random.default_rng(SEED).uniform(0.05, 0.95, KILLS))
    passes = [run("killed", at, f"killed at {100 * at:.0f} %") for at in moments]
    passes.append(run("killed", None, "resumed to the end"))
    passes.append(run("killed", None, "asked again"))
    passes.append(run("whole", None, "never stopped"))
    if passes[-1].runs_after != total or passes[-2].runs_after != total:
        raise SystemExit(f"{total} runs were asked for, {passes[-1].runs_after} and {passes[-2].runs_after} are there")
    same(place / "killed", place / "whole")
    figures = pd.DataFrame(about(place / "killed"), columns=["what", "value"])
    return pd.DataFrame([asdict(p) for p in passes]), figures


def main() -> None:
    """Write ``killed_design.csv`` (one row per start) and ``killed_design_store.csv``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=20)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--small", action="store_true", help="24 points x 4 replicates, printed only")
    args = parser.parse_args()
    size = (24, 4) if args.small else (args.points, args.replicates)
    with TemporaryDirectory(prefix="killed_design_") as place:
        passes, figures = experiment(*size, Path(place), args.workers)
    print(passes.to_string(index=False, float_format="%.1f"))
    print(figures.to_string(index=False, float_format="%.2f"))
    print("Equal: study, pandas, DuckDB and design query, killed or not.")
    if not args.small:
        for name, frame in (("killed_design", passes), ("killed_design_store", figures)):
            with whole_file(HERE / f"{name}.csv") as part:
                frame.to_csv(part, index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
