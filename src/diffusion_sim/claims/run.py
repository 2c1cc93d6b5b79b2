"""Run claims: their distinct arms once each, the first documents first, verdicts as soon as a stage is complete."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.unit import Unit
from diffusion_sim.claims.claim import SECTIONS, Claim, claim
from diffusion_sim.claims.judge import judged
from diffusion_sim.claims.over_worlds import JudgedWorlds, Plans
from diffusion_sim.claims.plan import BUDGETS, SEED, STORES, Followed, Plan
from diffusion_sim.claims.result import Result, write_result
from diffusion_sim.claims.sizes import Size
from diffusion_sim.claims.took import Clock
from diffusion_sim.claims.values import Held
from diffusion_sim.engines.ready import make_ready
from diffusion_sim.replicates import replicates
from diffusion_sim.widen import rules_of_all

Progress = Callable[[float, float, str], None]
Told = Callable[[Result], None]
#: Plans of one call of the batch, so that each is hashed once.
CHUNK = 900


def run_claims(
    names: Sequence[str], size: Size, folder: Path, results: Path, workers: int | None = None,
    progress: Progress | None = None, told: Told | None = None, seed: int = SEED,
) -> list[Result]:  # fmt: skip
    """Run what is missing of some claims, and write the result of each as soon as its section is complete.

    Parameters
    ----------
    names : sequence of str
        Ids of claims.
    size : Size
    folder : Path
        Of the stores; what is there is not run again.
    results : Path
        Where the results are written.
    workers : int, optional
        Processes; all cores if left out. With one, everything happens in this process.
    progress : callable, optional
        Called as ``progress(done, total, step)`` with runs.
    told : callable, optional
        Called with every result.
    seed : int
        Of districts, luck and worlds.

    Raises
    ------
    BadInput
        For an unknown claim, or a folder with other contents.
    """
    plan = Plan([claim(name) for name in names], size, seed)
    many = min(workers or os.cpu_count() or 1, 64)
    clock = Clock(folder, many)
    steps = Steps(plan, folder, progress, clock)
    found = []
    with ExitStack() as stack:
        _compile(plan)
        pool = None if many == 1 else stack.enter_context(ProcessPoolExecutor(many, get_context("spawn")))
        for section in SECTIONS:
            claims = [one for one in plan.claims if one.id[0] == section]
            steps.run(claims, pool)
            with clock.step():
                for result in _judged(plan, claims, folder, results, steps.plans, pool):
                    clock.judged(result.id)
                    found.append(result)
                    if told is not None:
                        told(result)
    for place in (folder, results):
        clock.write(place)
    return found


def _compile(plan: Plan) -> None:
    """Make the rules ready once, before processes ask for them."""
    arms = [who.known.arm for one in plan.claims for who in plan.at_defaults(one)]
    for rules in rules_of_all(arms, plan.defaults.behaviour):
        make_ready(rules)


class Steps:
    """What is to be run, section by section; runs that are there already are counted as done."""

    def __init__(self, plan: Plan, folder: Path, progress: Progress | None, clock: Clock) -> None:
        self.plan, self.folder, self._clock = plan, folder, clock
        self.plans = Plans(plan)
        self._tell = progress or (lambda done, total, step: None)
        self._seen: dict[str, dict[Followed, None]] = {name: {} for name in STORES}
        self._done, self.total = 0, sum(len(v) * plan.runs_of(k) for k, v in plan.arms(plan.claims).items())

    def run(self, claims: Sequence[Claim], pool: ProcessPoolExecutor | None) -> None:
        """Run the arms of some claims that no claim before them has run."""
        for store, arms in self.plan.arms(claims).items():
            new = [one for one in arms if one not in self._seen[store]]
            self._seen[store].update(dict.fromkeys(new))
            if not new:
                continue
            if store in BUDGETS:
                self._units(store, self.plan.default_units(new, store), pool)
                continue
            each, many = max(1, CHUNK // len(new)), self.plan.worlds_of(store).points
            for first in range(0, many, each):
                points = range(first, min(first + each, many))
                self._units(store, self.plan.world_units(new, points, store), pool)

    def _units(self, store: str, units: Iterable[Unit], pool: ProcessPoolExecutor | None) -> None:
        listed, before = list(units), self._done
        runs = sum(len(unit.reps) for unit in listed)

        def tell(done: float, total: float, step: str) -> None:
            self._clock.runs = round(done)
            self._tell(before + runs - total + done, self.total, f"{step} ({store.replace('_', ' ')})")

        with self._clock.step():
            run_units(listed, self.folder / store, outcomes=STORES[store], workers=1 if pool is None else None,
                      executor=pool, progress=tell)  # fmt: skip
        self._done += runs


def _judged(
    plan: Plan, claims: Sequence[Claim], folder: Path, results: Path, plans: Plans, pool: ProcessPoolExecutor | None
) -> Iterable[Result]:
    if not claims:
        return
    stores = {
        name: Held(folder / name, replicates(plan.at.get(name, plan.worlds.settings)))
        for name in STORES if (folder / name / "store.json").is_file()
    }  # fmt: skip
    worlds = JudgedWorlds(plan, stores, plans, pool)
    for one in claims:
        worlds.ask(one)
    for one in claims:
        result, effects = judged(plan, one, stores, plans, worlds)
        write_result(result, effects, results)
        yield result
