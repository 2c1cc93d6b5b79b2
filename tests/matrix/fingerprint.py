"""One cell of the matrix: hashes of the tables of small batches, by engine, workers and size of chunks.

Run in an environment of its own; the last line it prints is the :class:`Cell` as JSON.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from diffusion_sim import replicates
from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.identity import sources
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import TABLES

#: Three districts of two schools, two lucks each; a second year, so that a year's end and support's end are met.
SMALL = (
    "district.schools=2", "district.staff=60", "run.replicates=6", "run.districts=3",
    "run.support_years=1", "run.horizon_years=1.5",
)  # fmt: skip
#: Plan -> overrides. The second one needs every further column of support that a part can write.
PLANS = {
    "narrow": ("strategies=[trailblazer,cohorts_by_need,random_cohort,training_voluntary,mandate,laissez_faire]",),
    "wide": (
        "strategies=[trailblazer,mandate]", "strategy/amplify=[spotlight,sharing,tours]",
        "strategy/support=[coaching,release_time,design_sessions,incentives,relief_from_evaluation]",
        "strategy/learning=adaptive", "strategy/comprehensiveness=a_la_carte_first", "run.budget=3",
    ),
}  # fmt: skip
#: Engine -> (workers, replicates of one block); agents always come one by one.
CUTS = {"columns": ((1, 64), (1, 1), (2, 1)), "agents": ((1, 1), (2, 1))}
#: What says which run a row is of; the id of a run holds the bytecode of the rules, which differs between Pythons.
KEYS = ["arm", "district", "luck", "design"]


def fingerprint(engine: str, workers: int, block: int, plans: Sequence[str] = tuple(PLANS)) -> dict[str, str]:
    """Return ``plan/arm/table`` -> hash of the rows."""
    people, replicates.BLOCK_PEOPLE = replicates.BLOCK_PEOPLE, 60 * block
    try:
        told = {name: load(overrides=[*SMALL, *PLANS[name], f"run.engine={engine}"]) for name in plans}
        todo = {name: units(settings) for name, settings in told.items()}
    finally:
        replicates.BLOCK_PEOPLE = people
    with TemporaryDirectory(prefix="matrix_") as folder:
        store = run_units([u for listed in todo.values() for u in listed], folder, keep=TABLES, workers=workers)
        return {f"{name}/{k}": v for name, listed in todo.items() for k, v in hashes(store, listed).items()}


def hashes(store: Store, listed: Sequence[Unit]) -> dict[str, str]:
    """Return ``arm/table`` -> hash of the rows of some units, in the order of the replicates."""
    if len(store.failures()):
        raise RuntimeError(str(store.failures()["error"].iloc[0]))
    found, runs = {}, {run for unit in listed for run in unit.runs}
    for table in TABLES:
        frame = store.table(table, runs).sort_values(KEYS, kind="stable")
        for arm, rows in frame.groupby(frame["arm"].astype(str)):
            found[f"{arm}/{table}"] = digest(rows.drop(columns="run"))
    return found


def digest(rows: pd.DataFrame) -> str:
    """Return a hash of a frame's names and values to the last bit, whatever pandas keeps them in."""
    total = hashlib.sha256()
    for name in rows.columns:
        column = rows[name]
        number = pd.api.types.is_numeric_dtype(column) and not isinstance(column.dtype, pd.CategoricalDtype)
        if number:
            values = column.to_numpy(dtype="<f8", na_value=np.nan)
            content = (np.where(np.isnan(values), np.nan, values) + 0.0).tobytes()
        else:
            content = "\x1f".join(map(str, column.tolist())).encode()
        total.update(str(name).encode() + b"\x00" + content + b"\x00")
    return total.hexdigest()[:16]


def main(out: Path) -> None:
    """Write the fingerprints of this environment."""
    cells = {
        f"{engine}, {workers} worker{'s'[: workers > 1]}, blocks of {block}": fingerprint(engine, workers, block)
        for engine, cuts in CUTS.items()
        for workers, block in cuts
    }
    about = {"python": platform.python_version(), "mesa": version("mesa"), "numpy": version("numpy")}
    out.write_text(json.dumps({**about, "sources": sources(), "cells": cells}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
