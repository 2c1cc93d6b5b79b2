"""What a user feels: Mesa in a notebook, the first curve, the first compilation, replicates saved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.rows import Row, race, require, skipped
from benchmarks.scale import plan, started
from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import YEAR
from diffusion_sim.engines.shell import SweptModel
from diffusion_sim.replicates import blocks
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import laid_out, run_batch, simulate_block

DATA = Path(os.environ.get("DIFFUSION_SIM_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
#: Settings, the default district, one strategy, its outcomes: what stands between a wish and the first curve.
FIRST_CURVE = """
import time
from diffusion_sim import load, run_batch
plan = load(overrides=["strategy=trailblazer", "run.replicates=1", "run.workers=1"])
batch = run_batch(plan)
assert len(batch.runs) and len(batch.weeks)
print(time.process_time())
"""


#: Folders of what is compiled once: the sweeps of rule sets, and functions that all share.
COMPILED = ("sweeps", "shared")


def shell(rounds: int = 5) -> list[Row]:
    """Race a Mesa model on the compiled sweep, stepped week by week, against the bare sweep of a year."""
    settings = plan("laissez_faire", 1, "district.staff=20000", "district.schools=440")
    models = [SweptModel.from_settings(settings) for _ in range(rounds)]
    bare = [started(settings) for _ in range(rounds)]
    turn = {"mesa": iter(models), "bare": iter(bare)}
    columns.run_weeks(started(settings), 1)

    def step() -> None:
        model = next(turn["mesa"])
        for _ in range(YEAR):
            model.step()

    took = race({"bare": lambda: columns.run_weeks(next(turn["bare"]), YEAR), "mesa": step}, rounds)
    require(np.array_equal(models[0].block.S.view(np.int64), bare[0].S.view(np.int64)), "the Mesa shell")
    return [
        Row("shell", "Mesa model on the compiled sweep against the bare sweep", took["mesa"] / took["bare"], "x",
            1.6, at_least=False),
    ]  # fmt: skip


def first_curve(rounds: int = 9, colds: int = 3) -> list[Row]:
    """Time new processes until they hold the first outcomes: with empty caches, then with warm ones.

    Processor time since the process began is reached (it is what a quiet machine takes); the process as a whole,
    its end included, is in the note. Python's own bytecode is there both times, as after any install by pip; what it
    takes where the libraries have none either is in the note.
    """
    with tempfile.TemporaryDirectory() as folder:
        bare = _process(Path(folder))
        cold = _best(_without_compiled(Path(folder)) for _ in range(colds))
        warm = _best(_process(Path(folder)) for _ in range(rounds))
    best, whole, wall = warm
    return [
        Row("warm", "warm start to the first outcomes, processor time of a new process", best, "s", 1.5,
            at_least=False, note=f"whole process {whole:.2f} s, on the wall {wall:.2f} s"),
        Row("compile", "first-ever compilation (empty cache, less the warm start)", cold[0] - best, "s", 15.0,
            at_least=False, note=f"on the wall {cold[2] - wall:.1f} s; {bare[0] - best:.1f} s without bytecode of the "
            "libraries"),
    ]  # fmt: skip


def _best(times: Iterable[tuple[float, float, float]]) -> tuple[float, ...]:
    """Return the best of each time."""
    return tuple(min(column) for column in zip(*times, strict=True))


def _without_compiled(cache: Path) -> tuple[float, float, float]:
    for name in COMPILED:
        shutil.rmtree(cache / name)
    return _process(cache)


def _process(cache: Path) -> tuple[float, float, float]:
    """Return processor time up to the first outcomes, of the whole process, and its wall time, in seconds."""
    before, begin = os.times(), time.perf_counter()
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    sweeps, shared = COMPILED
    env |= {"DIFFUSION_SIM_CACHE": str(cache / sweeps), "PYTHONPYCACHEPREFIX": str(cache / "bytecode")}
    env["NUMBA_CACHE_DIR"] = str(cache / shared)
    done = subprocess.run([sys.executable, "-c", FIRST_CURVE], check=True, env=env, capture_output=True, text=True)
    after, end = os.times(), time.perf_counter()
    spent = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return float(done.stdout), spent, end - begin


#: Contrast -> what differs, the reference, the wanted gain. Where a strategy changes nearly everything there is
#: little luck left to share; where it changes a tenth, nearly all of it is shared.
CONTRASTS = {
    "coaching_dose": (["strategy=coaching_only"], ["strategy=coaching_only", "run.budget=0.9"], 10.0),
    "coaching": (["strategy=coaching_only"], ["strategy=laissez_faire"], None),
    "mandate": (["strategy=mandate"], ["strategy=laissez_faire"], None),
    "trailblazer": (["strategy=trailblazer"], ["strategy=training_mandate"], None),
}
#: The headline outcome, fixed beforehand, and one more.
HEADLINE, SECOND = "deep_use_3y_after", "use_end"


def variance(replicates: int = 100) -> list[Row]:
    """Return, per contrast, variance of a difference of independent runs over that of paired runs."""
    known: dict[str, pd.DataFrame] = {}
    rows = []
    for name, (one, other, limit) in CONTRASTS.items():
        a, b = (_outcomes(tuple(x), replicates, known) for x in (one, other))
        gains = {}
        for outcome in sorted(set(a.columns) & set(b.columns)):
            x, y = a[outcome].to_numpy(float), b[outcome].to_numpy(float)
            paired, apart = np.var(x - y, ddof=1), np.var(x, ddof=1) + np.var(y, ddof=1)
            if np.isfinite(paired) and paired > 0.0:
                gains[outcome] = apart / paired
        rows.append(_variance_row(name, gains, limit, replicates))
    return rows


def _variance_row(name: str, gains: dict[str, float], limit: float | None, replicates: int) -> Row:
    title = f"variance of the difference, independent over addressed draws: {name}"
    if HEADLINE not in gains:
        return skipped(f"variance_{name}", title, "x", limit, f"{HEADLINE} does not vary")
    note = (
        f"{HEADLINE}; {SECOND} {gains.get(SECOND, np.nan):.3g}, median of {len(gains)} outcomes "
        f"{np.median(list(gains.values())):.3g}; {replicates} replicates, a district each"
    )
    return Row(f"variance_{name}", title, gains[HEADLINE], "x", limit, note=note)


def _outcomes(wanted: tuple[str, ...], replicates: int, known: dict[str, pd.DataFrame]) -> pd.DataFrame:
    key = " ".join(wanted)
    if key not in known:
        size = [f"run.replicates={replicates}", f"run.districts={replicates}", "run.workers=1"]
        settings = load(overrides=[*wanted, *size])
        settings = replace(settings, arms=settings.arms[-1:])
        runs = run_batch(settings).runs
        known[key] = runs.pivot_table(index="luck", columns="outcome", values="value").sort_index()
    return known[key]


REAL = {
    "survey": ("school_advice", ["district.edges={}/edges.csv", "district.roster={}/nodes.csv"]),
    "school table": ("districts", ["district.table={}/nc_schools_2017.csv", "district.name=durham"]),
}


def real_data() -> list[Row]:
    """Load both real data sets and run a year on each."""
    title = "real data sets loaded and run for a year"
    if not DATA.is_dir():
        return [skipped("real", title, "sets", 2.0, "no real data here (set DIFFUSION_SIM_DATA to its folder)")]
    seen, took = [], time.perf_counter()
    for name, (folder, keys) in REAL.items():
        more = [k.format(DATA / folder) for k in keys]
        settings = plan("trailblazer", 1, *more, "run.support_years=1", "run.horizon_years=1")
        n = laid_out(settings, 0).n
        tables = simulate_block(settings, settings.arms[0], blocks(settings, n)[0])
        require(bool(len(tables.weeks)), name)
        seen.append(f"{name}: {n:,} staff")
    return [
        Row(
            "real",
            title,
            float(len(seen)),
            "sets",
            2.0,
            note=f"{'; '.join(seen)}; {time.perf_counter() - took:.1f} s",
        )
    ]
