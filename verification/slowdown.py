"""Do strategies that use none of a commit's later parts run slower now than they did then? Paired, in turns.

``python verification/slowdown.py COMMIT`` takes the sources of that commit out of the repository into a temporary
folder. A process on those and a process on the present ones stand ready and take turns of a fraction of a second with
the same strategy, district and seeds, one thread, so that a neighbour's load hits both. Reached is the processor time
of carrying a strategy out (decisions and weeks) and of its tables; told is the ratio now / then: the median over the
turns of a pair of processes, and the range of these medians over several pairs, since where a process happens to lie in
memory moves it by some per cent for as long as it lives. Coefficients may differ between the two, and with them how
many people decide what; bits are not compared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
STRATEGIES = ("laissez_faire", "trailblazer", "training_mandate", "mandate", "cohorts_by_need", "rolling_by_grade")
TIMED = """
import json, sys, time
from diffusion_sim import load
from diffusion_sim.replicates import blocks
from diffusion_sim.simulate import laid_out, simulate_block
names, replicates = json.loads(sys.argv[1])
ready = {}
for name in names:
    plan = load(overrides=[f"strategies=[{name}]", f"run.replicates={replicates}", "run.districts=1", "run.workers=1"])
    reps = list(next(iter(blocks(plan, laid_out(plan, 0).n))))
    ready[name] = plan, reps
    simulate_block(plan, plan.arms[0], reps)
print("ready", flush=True)
for line in sys.stdin:
    plan, reps = ready[line.strip()]
    begin = time.process_time()
    simulate_block(plan, plan.arms[0], reps)
    print((time.process_time() - begin) / len(reps), flush=True)
"""


def taken_out(commit: str, folder: Path) -> Path:
    """Return the folder with the sources of a commit."""
    ask = ["git", "-C", str(ROOT), "archive", commit, "src", "conf"]
    packed = subprocess.run(ask, capture_output=True, check=False)
    if packed.returncode != 0:
        raise SystemExit(f"{commit!r} is no commit of this repository; allowed: one that `git log` lists.")
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder / "src"


class Runner:
    """A process on some sources that times one strategy whenever it is asked."""

    def __init__(self, source: Path, cache: Path, replicates: int) -> None:
        env = dict(os.environ) | {"PYTHONPATH": str(source), "DIFFUSION_SIM_CACHE": str(cache)}
        what = json.dumps([STRATEGIES, replicates])
        self.process = subprocess.Popen(
            [sys.executable, "-c", TIMED, what], env=env | {"NUMBA_NUM_THREADS": "1"}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.heard(source)

    def heard(self, what: object) -> str:
        """Return the next line that it prints."""
        line = (self.process.stdout or sys.stdin).readline().strip()
        if not line:
            raise SystemExit(f"the process on {what} stopped, as told above.")
        return line

    def seconds(self, strategy: str) -> float:
        """Return the processor time of a replicate."""
        print(strategy, file=self.process.stdin, flush=True)
        return float(self.heard(strategy))

    def end(self) -> None:
        """Let it go."""
        self.process.communicate()


def pair(sources: dict[str, Path], folder: Path, replicates: int, turns: int) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each strategy's turns, of a new process on either sources."""
    both = {k: Runner(source, folder / f"cache_{k}", replicates) for k, source in sources.items()}
    took: dict[str, dict[str, list[float]]] = {name: {k: [] for k in both} for name in STRATEGIES}
    for n in range(turns):
        for name in STRATEGIES:
            for k in [*both][:: (-1) ** n]:
                took[name][k].append(both[k].seconds(name))
    for runner in both.values():
        runner.end()
    return took


def main() -> None:
    """Time both in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="the sources to compare with")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of processes")
    parser.add_argument("--turns", type=int, default=15, help="turns of a pair with every strategy")
    parser.add_argument("--replicates", type=int, default=20, help="replicates in a turn")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = {"then": taken_out(asked.commit, Path(folder) / "then"), "now": ROOT / "src"}
        took = [pair(sources, Path(folder), asked.replicates, asked.turns) for _ in range(asked.pairs)]
    show(asked.commit, took)


def show(commit: str, took: list[dict[str, dict[str, list[float]]]]) -> None:
    """Print what each strategy takes now against then."""
    table = Table(title=f"processor time a replicate, now against {commit}; {len(took)} pairs of processes in turns")
    for column in ("strategy", "then, ms", "now, ms", "now / then", "over the pairs"):
        table.add_column(column, no_wrap=True)
    for name in STRATEGIES:
        then, now = ([s * 1000.0 for one in took for s in one[name][k]] for k in ("then", "now"))
        ratios = sorted(
            statistics.median(b / a for a, b in zip(one[name]["then"], one[name]["now"], strict=True)) for one in took
        )
        table.add_row(
            name, f"{statistics.median(then):.1f}", f"{statistics.median(now):.1f}",
            f"{statistics.median(ratios):.3f}", f"{ratios[0]:.3f} - {ratios[-1]:.3f}",
        )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    main()
