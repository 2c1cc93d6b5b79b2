"""Where a mandate wins and where the trailblazer cohort wins: the full search, on the outcome fixed beforehand.

Four practices x years of support (1, 2, 3, 5; outcomes are read when support ends and three years later) x the
principals' mean backing (0.1 to 0.9). In every cell ``trailblazer`` and ``training_mandate`` spend the same money in
the same districts under the same luck; ``mandate`` and ``laissez_faire`` are run beside them for context. Nothing is
chosen or adjusted after the results are seen.

``python experiments/where_each_wins.py`` runs what is missing (one CSV part per cell, so that it can be stopped and
resumed) and writes ``results.csv``, ``map.png``, ``map.svg`` and ``summary.md`` to ``experiments/where_each_wins/``.
``--report`` writes these from the parts that are there and runs nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import where_each_wins_report as report
from version import unchanged

from diffusion_sim.compare import compare_runs
from diffusion_sim.errors import BadInput
from diffusion_sim.identity import plan_hash, sources
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.replicates import blocks
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out, outcomes_block
from diffusion_sim.tables import whole_file
from diffusion_sim.widen import rules_of

FOLDER = Path(__file__).resolve().parent / "where_each_wins"
PRACTICES = ("simple_act", "classroom_technique", "ai_assistant", "whole_school_blended")
SUPPORT_YEARS = (1, 2, 3, 5)
BACKING = (0.1, 0.3, 0.5, 0.7, 0.9)
ARMS = ("training_mandate", "trailblazer", "mandate", "laissez_faire")
REFERENCE, ARM = ARMS[:2]
#: The headline first; the others describe.
OUTCOMES = (HEADLINE, "deep_use_support_end", "use_support_end", "use_end", "money_per_post", "budget_spent")
AFTER = 3


@dataclass(frozen=True)
class Cell:
    """One world of the search."""

    practice: str
    support_years: int
    backing: float

    @property
    def name(self) -> str:
        """Return the name of the part file."""
        return f"{self.practice}__support{self.support_years}__backing{self.backing:g}"

    def settings(self, replicates: int, districts: int, more: tuple[str, ...]) -> Settings:
        """Return the settings: every arm, followed until three years after support ends."""
        return load(overrides=[
            f"strategies=[{','.join(ARMS)}]", f"practice={self.practice}", f"district.principal_backing={self.backing}",
            f"run.support_years={self.support_years}", f"run.horizon_years={self.support_years + AFTER}",
            f"run.replicates={replicates}", f"run.districts={districts}", *more,
        ])  # fmt: skip


def cells() -> Iterator[Cell]:
    """Return the whole grid in order."""
    return (Cell(*c) for c in itertools.product(PRACTICES, SUPPORT_YEARS, BACKING))


def fingerprint(settings: Settings) -> str:
    """Return a hash of all that can change a cell's numbers, and of how many replicates it has."""
    plans = [plan_hash(settings, arm, rules_of(arm, settings.behaviour)) for arm in settings.arms]
    size = f"{settings.run.replicates}:{settings.run.districts}"
    return hashlib.sha256(":".join([*plans, size]).encode()).hexdigest()[:16]


def run_cell(cell: Cell, settings: Settings, folder: Path) -> bool:
    """Run a cell unless its part is there and was made by the program as it is; return whether it ran."""
    path, made = folder / f"{cell.name}.csv", fingerprint(settings)
    if path.is_file() and set(pd.read_csv(path, usecols=["made_with"])["made_with"]) == {made}:
        return False
    began = sources()
    runs = outcomes_of(settings)
    unchanged(began)
    kept = runs.assign(
        practice=cell.practice, support_years=cell.support_years, backing=cell.backing, made_with=made
    )  # fmt: skip
    with whole_file(path) as part:
        kept.to_csv(part, index=False, float_format="%.9g", na_rep="nan")
    return True


def outcomes_of(settings: Settings) -> pd.DataFrame:
    """Return the outcomes of every arm and replicate, without making the tables of a batch."""
    frames = []
    for reps in blocks(settings, laid_out(settings, 0).n):
        triples = pd.DataFrame([{"district": r.district, "luck": r.luck, "design": r.design} for r in reps])
        for arm in settings.arms:
            wide = pd.DataFrame(outcomes_block(settings, arm, reps, OUTCOMES), columns=list(OUTCOMES))
            joined = triples.join(wide).melt([*triples], var_name="outcome")
            frames.append(joined.assign(arm=arm.name, unit=joined["outcome"].map(lambda name: describe(name).unit)))
    return pd.concat(frames, ignore_index=True)


def results(folder: Path) -> pd.DataFrame:
    """Return one row per cell and outcome: both means, the paired difference with its interval, the context arms."""
    rows = []
    for cell in cells():
        path = folder / f"{cell.name}.csv"
        if path.is_file():
            rows += _cell_rows(cell, pd.read_csv(path, dtype={"made_with": str}))
    if not rows:
        raise BadInput(f"{folder} holds no part of this search; allowed: run it without --report first.")
    return pd.DataFrame(rows)


def _cell_rows(cell: Cell, runs: pd.DataFrame) -> list[dict[str, object]]:
    compared = compare_runs(runs, reference=REFERENCE)
    means = compared.arms.set_index(["arm", "outcome"])["mean"]
    rows = []
    for outcome in OUTCOMES:
        found = compared.row(ARM, outcome)
        rows.append({
            "practice": cell.practice, "support_years": cell.support_years, "backing": cell.backing, "outcome": outcome,
            **{arm: means.get((arm, outcome)) for arm in ARMS},
            "difference": found["difference"], "low": found["low"], "high": found["high"],
            "winner": _winner(found), "p_trailblazer_ahead": found["p_better"],
            "replicates": found["replicates"], "districts": found["districts"],
            "variance_ratio": found["variance_ratio"], "made_with": runs["made_with"].iloc[0],
        })  # fmt: skip
    return rows


def _winner(found: pd.Series) -> str:
    """Return whom the 95 % paired interval names: the arm, the reference, or nobody."""
    return ARM if found["low"] > 0 else REFERENCE if found["high"] < 0 else report.NOBODY


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("more", nargs="*", metavar="KEY=VALUE", help="other settings, for a trial of the script")
    parser.add_argument("--replicates", type=int, default=60, help="paired replicates per cell (default 60)")
    parser.add_argument("--districts", type=int, default=20, help="districts they are spread over (default 20)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="processes (default: all cores)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where parts and results go")
    parser.add_argument("--report", action="store_true", help="write the results from the parts, run nothing")
    args = parser.parse_args()
    parts = args.folder / "parts"
    try:
        if not args.report:
            parts.mkdir(parents=True, exist_ok=True)
            _search(parts, args.replicates, args.districts, args.workers, tuple(args.more))
        table = results(parts)
        for path in report.write(table, args.folder, len(list(cells()))):
            print(path)
    except BadInput as error:
        print(f"where_each_wins: {error}", file=sys.stderr)
        return 2
    return 0


def _one(job: tuple[Cell, Settings, Path]) -> tuple[str, str]:
    """Run one cell in a worker."""
    began = time.perf_counter()
    ran = run_cell(*job)
    return job[0].name, f"{time.perf_counter() - began:.1f} s" if ran else "is there already"


def _search(parts: Path, replicates: int, districts: int, workers: int, more: tuple[str, ...]) -> None:
    grid = [(cell, cell.settings(replicates, districts, more), parts) for cell in cells()]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for k, (name, said) in enumerate(pool.map(_one, grid), 1):
            print(f"[{k} of {len(grid)}] {name}: {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
