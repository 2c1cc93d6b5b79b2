"""Speed to an answer: how long until a leader's question about one coach is settled, against running it by hand.

The question: the trailblazer cohort with four coaches, or with three? It is settled when the 95 % interval of the
difference in depth is within half a point either way. How many pairs of runs that takes follows from the variance of
a first stage (Stein 1945: the interval keeps its level, whatever that variance turns out to be). Beside it stands the
program's own search, ``until_sure``, whose interval holds at every look and so needs more. The other way is the same
model run person by person (the engine ``agents``) with seeds of its own for every run.

Ours is the wall time of a new process, from its start to the answer, with what is compiled once in place: the median of
some. By hand it is the wall time of runs alone.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from benchmarks.rows import Row, require
from diffusion_sim.engines.ready import make_ready
from diffusion_sim.replicates import Replicate
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import outcomes_block
from diffusion_sim.widen import rules_of

F8 = NDArray[np.float64]
HEADLINE = "deep_use_3y_after"
#: The default budget pays for four whole coaches in the default district.
COACHES = (4, 3)
HALF_WIDTH = 0.005
LEVEL = 0.95
#: Runs by hand that are timed, and pairs of independent runs whose variance is measured.
BY_HAND, FIRST_STAGE = 30, 60
ROOT = Path(__file__).resolve().parents[1]
#: What a new process does: the pairs of Stein's two stages, or the program's own search.
SETTLED = "import json, sys; from benchmarks.answer import {name}; print(json.dumps({name}(*sys.argv[1:])))"


def plan(coaches: int, *more: str) -> Settings:
    """Return the trailblazer cohort with some coaches in the default district."""
    return load(overrides=["strategy=trailblazer", f"strategy.capacity.coaches={coaches}", *more])


def depth(settings: Settings, number: int, *, own_seed: int | None = None) -> float:
    """Return the depth that one run comes to; each run has a district, and a luck, of its own."""
    if own_seed is not None:
        settings = replace(settings, run=replace(settings.run, seed=own_seed))
    run = Replicate(number, number, settings.run.design + number)
    return float(outcomes_block(settings, settings.arms[-1], [run], [HEADLINE])[0, 0])


def pairs_needed(difference: F8, half_width: float = HALF_WIDTH) -> int:
    """Return the pairs of runs of Stein's two stages: at least those of the first stage."""
    from scipy.stats import t

    quantile = float(t.ppf(0.5 + LEVEL / 2, len(difference) - 1))
    return max(len(difference), math.ceil((quantile * float(difference.std(ddof=1)) / half_width) ** 2))


def settle(*more: str, first: int = 20, half_width: float = HALF_WIDTH) -> list[float]:
    """Run pairs that share districts and draws until the question is settled; return their differences."""
    arms = [plan(c, *more) for c in COACHES]
    pairs = (depth(arms[0], k) - depth(arms[1], k) for k in count())
    seen = _take(pairs, first)
    return seen + _take(pairs, pairs_needed(np.array(seen), half_width) - first)


def search(*more: str) -> list[float]:
    """Let the program add replicates until it is sure; return how many it took, and the half-width it came to."""
    from diffusion_sim.sequential import until_sure

    arms = [replace(plan(c, *more).arms[0], name=f"coaches_{c}") for c in COACHES]
    settings = replace(plan(COACHES[0], *more), arms=tuple(arms))
    found = until_sure(settings, HEADLINE, 100 * HALF_WIDTH, LEVEL, settle="width")
    return [float(len(found.reps)), 100.0 * float(found.contrasts["half_width"].iloc[0])]


def fresh(name: str, *more: str) -> tuple[list[float], float]:
    """Return what a function of this file gives in a new process, and the wall time of that process in seconds."""
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", SETTLED.format(name=name), *more], check=True, cwd=ROOT,
                          capture_output=True, text=True)  # fmt: skip
    return [float(x) for x in json.loads(done.stdout)], time.perf_counter() - begin


def _take(pairs: Iterator[float], number: int) -> list[float]:
    return [next(pairs) for _ in range(number)]


def _apart(arms: list[Settings], number: int) -> F8:
    """Return depths of runs with a seed each, shape (runs, arms)."""
    seeds = iter(range(1000, 1000 + number * len(arms)))
    return np.array([[depth(arm, 0, own_seed=next(seeds)) for arm in arms] for _ in range(number)])


def answer(*more: str, by_hand: int = BY_HAND, first_stage: int = FIRST_STAGE, rounds: int = 3) -> list[Row]:
    """Settle the question our way; extrapolate what it takes by hand from runs that were made and timed.

    The variance of independent runs comes from the columns engine, which gives the same numbers sooner; the runs
    by hand are checked to be among them.
    """
    fast, slow = ([plan(c, *more, f"run.engine={engine}") for c in COACHES] for engine in ("columns", "agents"))
    for arm in fast:
        make_ready(rules_of(arm.arms[-1], arm.behaviour))
    tries = [fresh("settle", *more) for _ in range(rounds)]
    ours, paired = median(seconds for _, seconds in tries), np.array(tries[0][0])
    searches = [fresh("search", *more) for _ in range(rounds)]
    (replicates, reached), sure = searches[0][0], median(seconds for _, seconds in searches)
    apart = _apart(fast, max(first_stage, by_hand // 2))
    begin = time.perf_counter()
    timed = _apart(slow, by_hand // 2)
    each = (time.perf_counter() - begin) / timed.size
    require(np.array_equal(timed, apart[: len(timed)]), "a run person by person")
    pairs = pairs_needed(apart[:, 0] - apart[:, 1])
    note = (
        f"{paired.mean() * 100:+.2f} points for the coach; {len(paired)} pairs of runs that share their draws "
        f"(SD of a difference {paired.std(ddof=1) * 100:.2f} points); a new process, median of {rounds}"
    )
    by = (
        f"extrapolated from {timed.size} runs of {each:.2f} s: {pairs} pairs of independent runs "
        f"(SD {(apart[:, 0] - apart[:, 1]).std(ddof=1) * 100:.2f}), {2 * pairs * each / 60:.0f} min"
    )
    title = "one coach fewer settled to half a point of depth"
    by_search = f"{replicates:.0f} replicates of each arm, half-width {reached:.2f} points at every look together"
    return [
        Row("answer", f"{title}: wall time", ours, "s", note=note),
        Row("answer_by_hand", f"{title}: person by person with independent seeds takes", 2 * pairs * each / ours, "x",
            note=by),
        Row("answer_until_sure", f"{title}: wall time of the program's own search", sure, "s", note=by_search),
    ]  # fmt: skip
