"""Do strategies that use none of a commit's later parts run slower now than they did then? Paired, in turns.

``python verification/slowdown.py COMMIT`` takes the sources of that commit out of the repository into a temporary
folder, and lets a process on those and a process on the present ones take turns: the same strategies, district and
seeds, one thread. Reached is the processor time of carrying a strategy out (decisions and weeks) and of its tables,
best of several within a process; told is the ratio now / then of each turn, its median, and the ratio of the best of
all. Coefficients may differ between the two, and with them how many people decide what; bits are not compared.
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
names, replicates, rounds = json.loads(sys.argv[1])
took = {}
for name in names:
    plan = load(overrides=[f"strategies=[{name}]", f"run.replicates={replicates}", "run.districts=1", "run.workers=1"])
    reps = list(next(iter(blocks(plan, laid_out(plan, 0).n))))
    simulate_block(plan, plan.arms[0], reps)
    best = []
    for _ in range(rounds):
        begin = time.process_time()
        simulate_block(plan, plan.arms[0], reps)
        best.append((time.process_time() - begin) / len(reps))
    took[name] = min(best)
print(json.dumps(took))
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


def timed(source: Path, cache: Path, replicates: int, rounds: int) -> dict[str, float]:
    """Return seconds per replicate of every strategy, of a new process on some sources."""
    env = dict(os.environ) | {"PYTHONPATH": str(source), "DIFFUSION_SIM_CACHE": str(cache), "NUMBA_NUM_THREADS": "1"}
    what = json.dumps([STRATEGIES, replicates, rounds])
    done = subprocess.run([sys.executable, "-c", TIMED, what], env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the sources in {source} do not run:\n{done.stderr}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Time both in turns and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", help="the sources to compare with")
    parser.add_argument("--turns", type=int, default=6)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--replicates", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sources = {"then": taken_out(asked.commit, Path(folder) / "then"), "now": ROOT / "src"}
        turns = [
            {k: timed(s, Path(folder) / f"cache_{k}", asked.replicates, asked.rounds) for k, s in pair}
            for pair in ([*sources.items()][:: (-1) ** n] for n in range(asked.turns))
        ]
    show(asked.commit, turns)


def show(commit: str, turns: list[dict[str, dict[str, float]]]) -> None:
    """Print what each strategy takes now against then."""
    table = Table(title=f"processor time a replicate, now against {commit}; {len(turns)} turns")
    for column in ("strategy", "then, ms", "now, ms", "best / best", "median", "from - to"):
        table.add_column(column, no_wrap=True)
    for name in STRATEGIES:
        then, now = ([turn[k][name] * 1000.0 for turn in turns] for k in ("then", "now"))
        ratios = sorted(b / a for a, b in zip(then, now, strict=True))
        table.add_row(
            name, f"{min(then):.1f}", f"{min(now):.1f}", f"{min(now) / min(then):.3f}",
            f"{statistics.median(ratios):.3f}", f"{ratios[0]:.3f} - {ratios[-1]:.3f}",
        )  # fmt: skip
    Console().print(table)


if __name__ == "__main__":
    main()
