"""Strategies, workers, and districts from 900 to a million staff."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numba
import numpy as np

from benchmarks.rows import Row, race, require, skipped
from benchmarks.world import World, same
from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import YEAR, Block
from diffusion_sim.replicates import blocks, design_keys, district_key, luck_keys
from diffusion_sim.ruleset import rule_set
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out, simulate_block
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.window import horizon_weeks

ARMS = ("trailblazer", "cohorts_by_need", "cohorts_by_readiness")
GIB = 2.0**30


def plan(arm: str, replicates: int, *more: str) -> Settings:
    """Return the default district with one strategy, replicates of one district."""
    wanted = [f"strategy={arm}", f"run.replicates={replicates}", "run.districts=1", "run.workers=1", *more]
    settings = load(overrides=wanted)
    return replace(settings, arms=tuple(a for a in settings.arms if a.name == arm))


def started(settings: Settings) -> Block:
    """Return the first block of a plan at week 0, as a batch would make it."""
    place, rules = laid_out(settings, 0), rule_set(settings.behaviour)
    P = columns.parameter_vector(rules, settings.practice, settings.behaviour, settings.district)
    reps = blocks(settings, place.n)[0]
    return columns.start(rules, place, P, settings.behaviour, district_key(settings, 0), luck_keys(settings, reps))


def bare(settings: Settings) -> Block:
    """Run a block without any strategy."""
    block, horizon = started(settings), horizon_weeks(settings)
    while block.week < horizon:
        columns.run_weeks(block, YEAR)
        if block.week < horizon:
            columns.end_year(block)
    return block


def conducted(settings: Settings) -> Block:
    """Run a block under its strategy, every decision included."""
    block, horizon = started(settings), horizon_weeks(settings)
    reps = blocks(settings, block.layout.n)[0]
    lucks = [int(k) for k in luck_keys(settings, reps)]
    key = district_key(settings, 0)
    conduct = Conduct(block, settings.arms[0], settings, key, lucks, design_keys(settings, reps))
    while block.week < horizon:
        columns.run_weeks(block, min(conduct.prepare(), horizon - block.week))
        if block.week % YEAR == 0 and block.week < horizon:
            columns.end_year(block)
    return block


def strategies(replicates: int = 64, rounds: int = 3) -> list[Row]:
    """Race blocks of the default district under a strategy against bare ones."""
    nobody = plan("laissez_faire", replicates)
    plans = {arm: plan(arm, replicates) for arm in ARMS}
    a, b = bare(nobody), conducted(nobody)
    require(np.array_equal(a.S.view(np.int64), b.S.view(np.int64)), "laissez-faire as a strategy")
    versions: dict[str, Callable[[], object]] = {"bare": lambda: bare(nobody)}
    versions |= {arm: lambda p=p: conducted(p) for arm, p in plans.items()}
    first = plans[ARMS[0]]
    reps = blocks(first, a.layout.n)[0]
    versions["tables"] = lambda: simulate_block(first, first.arms[0], reps)
    took = race(versions, rounds)
    worst = max(ARMS, key=lambda arm: took[arm] / (took["bare"] * _weeks(plans[arm], nobody)))
    seen = ", ".join(f"{arm} {took[arm] / took['bare'] / _weeks(plans[arm], nobody):.2f}" for arm in ARMS)
    ratio = took[worst] / took["bare"] / _weeks(plans[worst], nobody)
    return [
        Row("strategies", "900 staff, strategies on, against the bare sweep", ratio, "x", 3.0, at_least=False,
            note=f"{seen}; block of {a.replicates} replicates"),
        Row("tables", "the same with recorded tables and outcomes", took["tables"] / took["bare"], "x",
            note=ARMS[0]),
    ]  # fmt: skip


def _weeks(settings: Settings, other: Settings) -> float:
    return horizon_weeks(settings) / horizon_weeks(other)


def _one_part(settings: Settings, part: int) -> float:
    """Run one half of the replicates; return a figure by which halves can be compared."""
    reps = blocks(settings, laid_out(settings, 0).n)[part]
    return float(simulate_block(settings, settings.arms[0], reps).weeks["n_deep"].sum())


#: Where the arithmetic of the control starts, one number per process.
WORDS = (1, 2)


def _alu(word: int, rounds: int = 4_000_000) -> float:
    """Return a number that takes some tenths of a second of vector arithmetic and stays in the nearest cache."""
    return float(_mixed(float(word), rounds))


@numba.njit(cache=True, nogil=True)
def _mixed(word: float, rounds: int) -> Any:  # pragma: no cover - compiled
    x = np.full(128, word)
    for _ in range(rounds):
        for j in range(x.shape[0]):
            x[j] = x[j] * 0.75 + 0.5
    return x.sum()


def workers(replicates: int = 128, rounds: int = 3) -> list[Row]:
    """Race two worker processes against one at the default district under a strategy, and two threads on sweeps."""
    settings = plan(ARMS[0], replicates)
    parts = [0, 1]
    context = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as one, ProcessPoolExecutor(2, mp_context=context) as two:

        def spread(pool: ProcessPoolExecutor) -> list[float]:
            return list(pool.map(_one_part, [settings] * 2, parts))

        alone, together = spread(one), spread(two)
        spread(two)
        require(alone == together, "two workers")
        took = race({"one": lambda: spread(one), "two": lambda: spread(two)}, rounds, time.perf_counter)
        able = race({"one": lambda: list(one.map(_alu, WORDS)), "two": lambda: list(two.map(_alu, WORDS))},
                    rounds + 2, time.perf_counter)  # fmt: skip
    return [
        Row("processes", "two worker processes, 900 staff, a strategy on", took["one"] / took["two"], "x", 1.8),
        _threads(rounds + 2),
        Row("processes_control", "what a plain vector loop gained on two processes in the same minutes",
            able["one"] / able["two"], "x", note="below 2, the cores share what they compute with, or others use them"),
    ]  # fmt: skip


def _threads(rounds: int) -> Row:
    world = World(20_000)
    alone, together = ([world.start(columns, first=k) for k in range(2)] for _ in range(2))

    def run(block: Block) -> None:
        columns.run_weeks(block, 18)

    for block in (*alone, *together):
        run(block)
    with ThreadPoolExecutor(2) as pool:
        versions = {"one": lambda: [run(b) for b in alone], "two": lambda: list(pool.map(run, together))}
        took = race(versions, rounds, time.perf_counter)
    for a, b in zip(alone, together, strict=True):
        require(same(a, b), "two threads")
    return Row(
        "threads",
        "two threads over replicates, bare sweep, 20,000 staff",
        took["one"] / took["two"],
        "x",
        1.8,
    )


def size(rounds: int = 6) -> list[Row]:
    """Compare the cost of a person-week in a large and in a small district."""
    small, large = World(2_000), World(200_000)
    few, many = small.start(columns, 50), large.start(columns)
    for block in (few, many):
        columns.run_weeks(block, 4)
    took = race({"s": lambda: columns.run_weeks(few, 16), "l": lambda: columns.run_weeks(many, 16)}, rounds)
    each = {k: took[k] * 1e9 / (16 * b.replicates * b.layout.n) for k, b in (("s", few), ("l", many))}
    return [
        Row("size", "cost of a person-week, 200,000 against 2,000 staff", each["l"] / each["s"], "x", 1.6,
            at_least=False, note=f"{each['s']:.1f} and {each['l']:.1f} ns"),
    ]  # fmt: skip


MILLION = """
import json, resource, sys, time
from benchmarks.scale import plan
from diffusion_sim.replicates import blocks
from diffusion_sim.simulate import laid_out, simulate_block
begin = time.perf_counter()
more = ("district.staff=1000000", "district.schools=22000", "run.support_years=1", "run.horizon_years=1")
settings = plan("trailblazer", 1, *more)
n = laid_out(settings, 0).n
built = time.perf_counter()
simulate_block(settings, settings.arms[0], blocks(settings, n)[0])
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
print(json.dumps({"n": n, "build": built - begin, "year": done - built, "peak": peak}))
"""


def million() -> list[Row]:
    """Run a million staff for a year in a process of its own and read its peak memory."""
    title = "1,000,000 staff, one year under a strategy, tables included: peak memory"
    if sys.platform == "win32":
        return [skipped("million", title, "GiB", 4.0, "peak memory is not read on Windows")]
    out = subprocess.run([sys.executable, "-c", MILLION], check=True, capture_output=True, text=True).stdout
    seen = json.loads(out)
    note = f"{seen['n']:,} staff; district {seen['build']:.0f} s, year with tables {seen['year']:.0f} s"
    return [Row("million", title, seen["peak"] / GIB, "GiB", 4.0, at_least=False, note=note)]
