"""What a worker does with a task: simulate its units and send back whole Parquet parts, and failures as rows.

A worker touches no file and keeps nothing between tasks but the districts it has built, so that any executor
can run it anywhere, and a worker that is killed leaves nothing half-written.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
import pandas as pd
import pyarrow as pa

from diffusion_sim.batch.failures import BatchError, Failure, failure
from diffusion_sim.batch.parts import DONE
from diffusion_sim.batch.seal import as_bytes, sealed
from diffusion_sim.batch.unit import Unit, name_of
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.simulate import simulate_block
from diffusion_sim.tables import check

_WHOLE = pa.int64()
#: One row a run: what is there (table ``done``) or was asked for (table ``asked``).
RUN = pa.schema([("run", pa.string()), ("arm", pa.string()), ("district", _WHOLE), ("luck", _WHOLE),
                 ("design", _WHOLE), ("plan", pa.string())])  # fmt: skip


@dataclass(frozen=True)
class Task:
    """Units that one worker runs in one go, and what is kept of them.

    Attributes
    ----------
    units : tuple of Unit
    keep : tuple of str
        Tables that are kept.
    outcomes : tuple of str or None
        Compute these outcomes alone (then only the table ``runs`` can be kept); None for all.
    sources : str
        Hash of the sources of whoever asks; a worker with other sources refuses.
    tries : int
        How often a worker was lost over it.
    """

    units: tuple[Unit, ...]
    keep: tuple[str, ...]
    outcomes: tuple[str, ...] | None
    sources: str
    tries: int = 0

    @property
    def count(self) -> int:
        """Number of runs."""
        return sum(len(unit.reps) for unit in self.units)


@dataclass(frozen=True)
class Reply:
    """What came out of a task.

    Attributes
    ----------
    name : str
        Name of the part: a hash of the ids of the runs in it.
    files : dict of str to bytes
        A Parquet file per table, ``done`` among them; empty if every run failed.
    runs : tuple of str
        Ids of the runs in the part.
    failures : tuple of Failure
    count : int
        Number of runs of the task.
    seconds : float
        How long the worker took.
    """

    name: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    runs: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    count: int = 0
    seconds: float = 0.0


class WorkError(Exception):
    """An error of the work itself (its first argument), not of a run, nor the death of a worker."""


def work_far(task: Task) -> Reply:
    """Do :func:`work` in another process, which brings its own errors home as :class:`WorkError`."""
    try:
        return work(task)
    except BatchError:
        raise
    except Exception as error:
        raise WorkError(_portable(error)) from error


def _portable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def work(task: Task) -> Reply:
    """Run a task; whatever a run raises becomes a row.

    Raises
    ------
    BatchError
        If this process has other sources than whoever asks.
    """
    if sources() != task.sources:
        raise BatchError(
            f"a worker runs other sources ({sources()}) than the program that asks ({task.sources}); "
            "allowed: one installation for all, unchanged while a batch runs."
        )
    begun = perf_counter()
    made: list[tuple[Unit, dict[str, pa.Table]]] = []
    failed: list[Failure] = []
    for unit in task.units:
        _attempt(unit, task, made, failed)
    files: dict[str, bytes] = {}
    runs = tuple(run for unit, _ in made for run in unit.runs)
    if made:
        joined = {name: pa.concat_tables([tables[name] for _, tables in made]) for name in task.keep}
        files = files_of({**joined, DONE: rows([unit for unit, _ in made])})
    return Reply(name_of(runs), files, runs, tuple(failed), task.count, perf_counter() - begun)


def _attempt(unit: Unit, task: Task, made: list[tuple[Unit, dict[str, pa.Table]]], failed: list[Failure]) -> None:
    """Run a unit; if it fails, one replicate at a time, so that only those at fault are lost."""
    try:
        made.append((unit, _tables(unit, task)))
    except Exception as error:
        if len(unit.reps) == 1:
            failed.append(failure(unit, error))
            return
        for rep in unit.reps:
            _attempt(Unit(unit.settings, unit.arm, (rep,)), task, made, failed)


def _tables(unit: Unit, task: Task) -> dict[str, pa.Table]:
    if task.outcomes is not None:
        return {"runs": check("runs", _chosen(unit, task.outcomes))}
    found = simulate_block(unit.settings, unit.arm, list(unit.reps))
    if set(found.runs["run"]) != set(unit.runs):
        raise BatchError("the runs that were simulated are not those that were asked for: their ids differ")
    return {name: check(name, getattr(found, name)) for name in task.keep}


def _chosen(unit: Unit, names: Sequence[str]) -> pd.DataFrame:
    """Return the table runs with these outcomes alone, computed without making the other tables."""
    from diffusion_sim.simulate import outcomes_block

    values = outcomes_block(unit.settings, unit.arm, list(unit.reps), names)
    runs, outcomes = values.shape
    row = np.tile(np.arange(runs), outcomes)
    triple = np.array([(r.district, r.luck, r.design) for r in unit.reps], dtype=np.int64)[row]
    return pd.DataFrame(
        {
            "run": np.array(unit.runs, dtype=object)[row], "arm": unit.arm.name, "district": triple[:, 0],
            "luck": triple[:, 1], "design": triple[:, 2], "outcome": np.repeat(np.array(names, dtype=object), runs),
            "value": values.T.ravel(), "unit": np.repeat([REGISTRY[n].unit for n in names], runs),
        }
    )  # fmt: skip


def rows(units: Sequence[Unit]) -> pa.Table:
    """Return one row a run of units, schema :data:`RUN`."""
    reps = [rep for unit in units for rep in unit.reps]
    columns = [
        [run for unit in units for run in unit.runs],
        [unit.arm.name for unit in units for _ in unit.reps],
        [r.district for r in reps], [r.luck for r in reps], [r.design for r in reps],
        [unit.plan for unit in units for _ in unit.reps],
    ]  # fmt: skip
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, RUN, strict=True)], schema=RUN)


def files_of(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Return the Parquet files of a part by table; ``done``, the last, holds the digests of the others."""
    files = {name: as_bytes(table) for name, table in tables.items() if name != DONE}
    return {**files, DONE: sealed(tables[DONE], files)}
