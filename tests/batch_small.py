"""Small batches in folders, and what it takes to kill them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import TABLES
from small_runs import plan

#: Two strategies, six districts of two schools, three lucks each, one year.
SMALL = ("strategies=[laissez_faire,mandate]", "run.replicates=18", "run.districts=6")
HERE = Path(__file__).parent
#: Runs a small batch to its end in a process of its own: folder, block size, workers, tables, overrides.
SCRIPT = """
import sys
from diffusion_sim import replicates
from diffusion_sim.batch import execute, feed, plan
from small_runs import plan as small
if __name__ == "__main__":
    folder, block, workers, *overrides = sys.argv[1:]
    replicates.BLOCK_PEOPLE, feed.SECONDS = int(block), 0.02
    from diffusion_sim.simulate import TABLES
    todo = plan.units(small(*overrides))
    print("begun", flush=True)
    execute.run_units(todo, folder, keep=TABLES, workers=int(workers))
    print("ended", flush=True)
"""


def stored(folder: Path, *overrides: str, **options: object) -> Store:
    """Run a small plan into a folder."""
    options = {"keep": TABLES, "workers": 1, **options}
    return run_units(units(small(*overrides)), folder, **options)  # type: ignore[arg-type]


def small(*overrides: str) -> Settings:
    """Return the small plan."""
    return plan(*SMALL, *overrides)


def tables(store: Store) -> dict[str, pd.DataFrame]:
    """Return all five tables."""
    return {name: store.table(name) for name in TABLES}


def equal(a: Store, b: Store) -> bool:
    """Whether two stores hold the same tables, to the last bit."""
    one, two = tables(a), tables(b)
    return all(one[name].equals(two[name]) for name in TABLES)


def process(script: Path, folder: Path, block: int, workers: int, *overrides: str) -> subprocess.Popen[str]:
    """Start the batch in a process of its own."""
    script.write_text(SCRIPT)
    source = Path(sys.modules["diffusion_sim"].__file__ or "").parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(HERE)))}
    command = [sys.executable, str(script), str(folder), str(block), str(workers), *SMALL, *overrides]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
