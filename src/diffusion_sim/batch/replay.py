"""One run again, week by week, with every person's state: what a failed or a puzzling run is looked at with."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from diffusion_sim import record
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.outcomes import outcomes
from diffusion_sim.replicates import Replicate
from diffusion_sim.simulate import YEAR, engine
from diffusion_sim.tables import ROLES, Tables, whole_file

#: Week of the state before the first week, in the history.
BEFORE = -1
#: Ids of runs named in a sentence.
NAMED = 5


@dataclass(frozen=True)
class Check:
    """Whether a replay gives what is stored.

    Attributes
    ----------
    stored : bool
        Whether the store holds the run at all.
    compared : int
        Outcomes that were compared.
    differing : tuple of str
        Outcomes that are not equal to the last bit.
    """

    stored: bool
    compared: int
    differing: tuple[str, ...]


def find(
    store: Store, replicate: int, arm: str | None = None, run: str | None = None,
    plans: Collection[str] | None = None,
) -> Unit:
    """Return the one run that was asked for, as a unit.

    Parameters
    ----------
    replicate : int
        Its number (luck).
    arm : str, optional
        Needed where several arms were asked for.
    run : str, optional
        Its id, for a store that holds several plans of the arm, as a design does.
    plans : collection of str, optional
        Only runs of these plans, such as those of a point of a design.

    Raises
    ------
    BadInput
        If there is no such run, or more than one.
    """
    asked = store.asked()
    if plans is not None:
        asked = asked[asked["plan"].isin(list(plans))]
    found = asked[asked["luck"] == replicate]
    if found.empty:
        raise BadInput(f"{store.folder}: replicate {replicate} was not asked for; {_numbers(asked)}.")
    if arm is not None:
        if arm not in set(found["arm"]):
            raise unknown(f"{store.folder}: arm", arm, set(found["arm"]))
        found = found[found["arm"] == arm]
    if run is not None:
        if run not in set(found["run"]):
            raise BadInput(f"{store.folder}: run {run!r} is not there; allowed: {_some(found['run'])}.")
        found = found[found["run"] == run]
    if len(found) > 1:
        names = sorted(set(found["arm"]))
        ask = f"--arm, one of {', '.join(names)}"
        if len(names) == 1:
            ask = f"--point P of a design, or --run, one of {_some(found['run'])}"
        raise BadInput(f"{store.folder}: replicate {replicate} has {len(found)} runs; allowed: with {ask}.")
    row = found.iloc[0]
    settings = store.settings(row["plan"])
    chosen = next(a for a in settings.arms if a.name == row["arm"])
    unit = Unit(settings, chosen, (Replicate(int(row["district"]), int(row["luck"]), int(row["design"])),))
    if unit.runs[0] != row["run"]:
        raise BadInput(
            f"{store.folder}: run {row['run']} cannot be replayed, because the program's sources or an input file have "
            "changed since; allowed: the version and the files that made it."
        )
    return unit


def _some(runs: pd.Series) -> str:
    """Name some ids, and how many there are beyond."""
    more = f" and {len(runs) - NAMED} more" if len(runs) > NAMED else ""
    return ", ".join(runs.iloc[:NAMED]) + more


def _numbers(asked: pd.DataFrame) -> str:
    known = sorted(asked["luck"].unique())
    return f"allowed: one of {len(known)} replicates, {known[0]} to {known[-1]}" if known else "nothing was asked for"


def replay(unit: Unit, history: Path | None = None) -> Tables:
    """Run a unit of one replicate week by week.

    Parameters
    ----------
    unit : Unit
        Of one replicate; ``settings.run.engine`` says on which engine.
    history : Path, optional
        Parquet file for everybody's state after every week: ``week`` (-1 is the state before the first),
        ``post``, ``role``, ``school``, every state column and every hour of support received that week.

    Returns
    -------
    Tables
        The five tables of the run, as a batch has them.
    """
    settings, rep = unit.settings, unit.reps[0]
    roll = Rollout(engine(settings.run.engine), settings, unit.arm.name, rep, None)
    recorder = record.Recorder(roll.block, roll.horizon)
    recorder.snapshot(0)
    if history is None:
        _run(roll, recorder, lambda week: None)
    else:
        with whole_file(history) as name:
            book: list[pq.ParquetWriter] = []

            def write(week: int) -> None:
                table = _state(roll, week)
                if not book:
                    book.append(pq.ParquetWriter(name, table.schema, compression="zstd"))
                book[0].write_table(table)

            try:
                write(BEFORE)
                _run(roll, recorder, write)
            finally:
                for open_book in book:
                    open_book.close()
    keys = record.Keys(list(unit.runs), unit.arm.name, list(unit.reps))
    ledger = roll.conduct.ledger
    tables = Tables(
        pd.DataFrame(), record.weeks_table(keys, recorder, ledger), record.people_table(keys, roll.block),
        record.schools_table(keys, recorder), record.ledger_table(keys, ledger),
    )  # fmt: skip
    return replace(tables, runs=outcomes(tables, roll.conduct.weeks, recorder.weeks, ledger.total))


def _run(roll: Rollout, recorder: record.Recorder, seen: Callable[[int], None]) -> None:
    while not roll.over:
        roll.step()
        recorder.span(roll.week - 1, 1)
        if roll.week % YEAR == 0 or roll.over:
            recorder.snapshot(roll.week - 1)
        seen(roll.week - 1)


def _state(roll: Rollout, week: int) -> pa.Table:
    """Return everybody's row of one week."""
    block = roll.block
    staff, schools = block.layout.district.staff, block.layout.district.schools
    columns: dict[str, object] = {
        "week": np.full(block.layout.n, week, dtype=np.int64),
        "post": staff.post,
        "role": np.array(ROLES, dtype=object)[staff.role],
        "school": np.array(schools.id, dtype=object)[staff.school],
    }
    columns |= {name: block.S[0, k] for k, name in enumerate(block.rules.state)}
    support = block.support[0] if week >= 0 else np.zeros_like(block.support[0])
    columns |= {f"given_{name}": support[k] for k, name in enumerate(block.rules.support)}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def compare(store: Store, unit: Unit, replayed: Tables) -> Check:
    """Compare the outcomes of a replay with those that are stored, bit by bit."""
    if unit.runs[0] not in store.present():
        return Check(False, 0, ())
    there = store.table("runs", unit.runs).set_index("outcome")["value"]
    here = replayed.runs.set_index("outcome")["value"].reindex(there.index)
    a, b = (x.to_numpy(dtype=np.float64).view(np.int64) for x in (there.fillna(np.nan), here.fillna(np.nan)))
    return Check(True, len(there), tuple(str(name) for name in there.index[a != b]))
