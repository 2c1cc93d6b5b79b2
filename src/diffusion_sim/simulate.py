"""From settings to tables: one block of replicates, or a whole batch on all cores."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim import record
from diffusion_sim.collector import held_off
from diffusion_sim.district.build import build_district
from diffusion_sim.district.district import District
from diffusion_sim.engines import columns
from diffusion_sim.engines.layout import LIKENESS, Layout, layout
from diffusion_sim.engines.ready import is_ready, make_ready
from diffusion_sim.identity import Stamps, file_stamps, input_files, plan_hash, run_id, sources
from diffusion_sim.outcomes import chosen, outcomes, tables_read
from diffusion_sim.replicates import Replicate, blocks, design_keys, district_count, district_key, luck_keys
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.window import horizon_weeks, total_budget, window_weeks
from diffusion_sim.tables import Tables
from diffusion_sim.widen import rules_of, rules_of_all

Progress = Callable[[float, float, str], None]
YEAR = 36
TABLES = ("runs", "weeks", "people", "schools", "ledger")
#: Person-weeks above which starting worker processes pays.
WORTH_WORKERS = 2e8


@dataclass(frozen=True)
class Batch(Tables):
    """The five tables of a batch and its manifest (settings, seeds, versions, budgets, windows)."""

    manifest: dict[str, Any] = field(default_factory=dict)


def engine(name: str) -> ModuleType:
    """Return the engine module: ``columns`` (fast) or ``agents`` (Mesa, object by object); both give the same bits."""
    if name == "agents":
        from diffusion_sim.engines import agents

        return agents
    return columns


def district_of(settings: DistrictSettings, key: int) -> District:
    """Return a district, built once per process; a file that has changed since is read anew."""
    return _district_of(settings, key, file_stamps(settings))


@lru_cache(maxsize=32)
def _district_of(settings: DistrictSettings, key: int, stamps: Stamps) -> District:
    with held_off():  # making a district leaves no cycles, and the first one loads numba's own tables
        return build_district(settings, key)


def laid_out(settings: Settings, index: int) -> Layout:
    """Return the layout of the district with this number."""
    key = district_key(settings, index)
    alike = Behaviour(**{name: getattr(settings.behaviour, name) for name in LIKENESS})
    return _laid_out(settings.district, key, settings.practice, alike, file_stamps(settings.district))


@lru_cache(maxsize=32)
def _laid_out(
    district: DistrictSettings, key: int, practice: Practice, alike: Behaviour, stamps: Stamps
) -> Layout:
    return layout(_district_of(district, key, stamps), practice, alike)


def simulate_block(settings: Settings, arm: Arm, reps: list[Replicate], rules: RuleSet | None = None) -> Tables:
    """Run one arm on replicates of one district.

    Parameters
    ----------
    settings : Settings
    arm : Arm
    reps : list of Replicate
        All of the same district.
    rules : RuleSet, optional
        Own rules; default is the model's with ``behaviour.contagion``.

    Returns
    -------
    Tables
    """
    rules = rules_of(arm, settings.behaviour, rules)
    recorder, conduct = sweep(settings, arm, reps, rules)
    plan = plan_hash(settings, arm, rules)
    keys = record.Keys([run_id(plan, r.district, r.luck, r.design) for r in reps], arm.name, reps)
    return _tables(settings, arm, keys, recorder, conduct)


def sweep(
    settings: Settings, arm: Arm, reps: list[Replicate], rules: RuleSet
) -> tuple[record.Recorder, Conduct]:
    """Run one arm on replicates of one district; return what was recorded, and the strategy with its ledger."""
    place = laid_out(settings, reps[0].district)
    run = engine(settings.run.engine)
    P = columns.parameter_vector(rules, settings.practice, settings.behaviour, settings.district)
    key, lucks = district_key(settings, reps[0].district), luck_keys(settings, reps)
    block = run.start(rules, place, P, settings.behaviour, key, lucks)
    conduct = Conduct(block, arm, settings, key, [int(k) for k in lucks], design_keys(settings, reps))
    horizon = horizon_weeks(settings)
    recorder = record.Recorder(block, horizon)
    recorder.snapshot(0)
    while block.week < horizon:
        first = block.week
        weeks = min(conduct.prepare(), horizon - first)
        run.run_weeks(block, weeks)
        recorder.span(first, weeks)
        if block.week % YEAR == 0 or block.week == horizon:
            recorder.snapshot(block.week - 1)
        if block.week % YEAR == 0 and block.week < horizon:
            run.end_year(block)
    return recorder, conduct


def outcomes_block(
    settings: Settings, arm: Arm, reps: list[Replicate], names: Sequence[str], rules: RuleSet | None = None
) -> NDArray[np.float64]:
    """Run one arm on replicates of one district and compute some outcomes only, without making the tables.

    Much faster than :func:`simulate_block` where a block holds few replicates; the values are equal.

    Parameters
    ----------
    settings, arm, reps, rules
        As in :func:`simulate_block`.
    names : sequence of str
        Names of outcomes.

    Returns
    -------
    float64 (replicates, outcomes)
        NaN where an outcome is undefined.
    """
    recorder, conduct = sweep(settings, arm, reps, rules_of(arm, settings.behaviour, rules))
    keys = record.Keys([str(k) for k in range(len(reps))], arm.name, reps)
    seen = record.panel(keys, recorder, conduct.ledger, conduct.weeks, tables_read(names))
    return chosen(seen, names).to_numpy(dtype=float)


def _tables(settings: Settings, arm: Arm, keys: record.Keys, recorder: record.Recorder, conduct: Conduct) -> Tables:
    made = {
        "weeks": record.weeks_table(keys, recorder, conduct.ledger),
        "people": record.people_table(keys, recorder.block),
        "schools": record.schools_table(keys, recorder),
        "ledger": record.ledger_table(keys, conduct.ledger),
    }
    tables = Tables(pd.DataFrame(), made["weeks"], made["people"], made["schools"], made["ledger"])
    return replace(tables, runs=outcomes(tables, conduct.weeks, recorder.weeks, conduct.ledger.total))


def run_batch(settings: Settings, progress: Progress | None = None, rules: RuleSet | None = None) -> Batch:
    """Run every arm on every replicate.

    Parameters
    ----------
    settings : Settings
        From :func:`diffusion_sim.load`.
    progress : callable, optional
        Called as ``progress(done, total, step)``.
    rules : RuleSet, optional
        Own rules (run in this process, one core).

    Returns
    -------
    Batch

    Raises
    ------
    BadInput
        For settings that cannot be run; nothing has been written then.
    """
    tell = progress or (lambda done, total, step: None)
    tell(0, 1, "Building the district")
    posts = laid_out(settings, 0).n
    pieces = [(arm, reps) for reps in blocks(settings, posts) for arm in settings.arms]
    total = sum(len(reps) for _, reps in pieces)
    for each in rules_of_all(settings.arms, settings.behaviour, rules) if settings.run.engine == "columns" else ():
        if not is_ready(each):
            tell(0, total, "Compiling the rules (first time only)")
        make_ready(each)
    parts, done = [], 0
    for count, part in _parts(settings, pieces, posts, rules):
        done += count
        parts.append(part)
        tell(done, total, "Simulating")
    order = {arm.name: k for k, arm in enumerate(settings.arms)}
    parts.sort(key=lambda t: (order[t.runs["arm"].iloc[0]], t.runs["luck"].iloc[0]))
    joined = {name: pd.concat([getattr(p, name) for p in parts], ignore_index=True) for name in TABLES}
    return Batch(**joined, manifest=manifest(settings, posts))


def _parts(
    settings: Settings, pieces: list[tuple[Arm, list[Replicate]]], posts: int, rules: RuleSet | None
) -> Iterator[tuple[int, Tables]]:
    work = posts * horizon_weeks(settings) * sum(len(reps) for _, reps in pieces)
    workers = min(settings.run.workers or os.cpu_count() or 1, len(pieces))
    asked = settings.run.workers is not None and settings.run.workers > 1
    if rules is not None or workers == 1 or not (asked or work > WORTH_WORKERS):
        for arm, reps in pieces:
            yield len(reps), simulate_block(settings, arm, reps, rules)
        return
    # imported where several processes work: one alone starts without them
    from concurrent.futures import ProcessPoolExecutor, as_completed
    from multiprocessing import get_context

    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(simulate_block, settings, arm, reps): len(reps) for arm, reps in pieces}
        for ready in as_completed(waiting):
            yield waiting[ready], ready.result()


def manifest(settings: Settings, posts: int) -> dict[str, Any]:
    """Return what is needed to replay a batch, as plain values."""
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in ("diffusion_sim", "numpy", "numba", "pandas", "mesa"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    district = district_of(settings.district, district_key(settings, 0))
    return {
        "settings": settings.to_dict(),
        "arms": [arm.name for arm in settings.arms],
        "replicates": settings.run.replicates,
        "districts": district_count(settings),
        "posts": posts,
        "support_weeks": {arm.name: window_weeks(arm, settings) for arm in settings.arms},
        "horizon_weeks": horizon_weeks(settings),
        "budget": {arm.name: total_budget(settings, posts) for arm in settings.arms},
        "district_source": district.source,
        "district_notes": list(district.notes),
        "input_files": input_files(settings),
        "sources": sources(),
        "versions": {"python": platform.python_version(), **found},
    }
