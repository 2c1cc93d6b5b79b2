"""Where more replicates come from: by default a store, so that whatever was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.replicates import Replicate
from diffusion_sim.sequential.mixture import F8
from diffusion_sim.settings.settings import Settings
from diffusion_sim.tables import REPLICATE

#: Given the settings and replicates, returns the table ``runs`` with at least those replicates of every arm.
More = Callable[[Settings, Sequence[Replicate]], pd.DataFrame]
Progress = Callable[[float, float, str], None]


@dataclass
class FromStore:
    """Runs what is missing into a store (:func:`diffusion_sim.batch.execute.run_units`) and reads it back.

    Parameters
    ----------
    folder : Path
        The store; what is there already is not run again.
    keep : sequence of str
        Tables to keep.
    outcomes : sequence of str, optional
        Only these outcomes, which is faster; needs ``keep=("runs",)``.
    progress : callable, optional
        Called as ``progress(done, total, step)``.
    options : mapping
        Passed on: ``workers``, ``executor``, ``fail_fast``, ``strict``.

    Attributes
    ----------
    tried : set of str
        Ids of all runs that were asked for; one that failed is not tried again by the same source.
    """

    folder: Path
    keep: Sequence[str] = ("runs",)
    outcomes: Sequence[str] | None = None
    progress: Progress | None = None
    options: dict[str, Any] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set, init=False)

    def __call__(self, settings: Settings, reps: Sequence[Replicate]) -> pd.DataFrame:
        """Return the table ``runs`` with at least these replicates."""
        from diffusion_sim.batch.execute import run_units
        from diffusion_sim.batch.plan import units
        from diffusion_sim.batch.store import Store

        asked = units(settings, reps)
        given = {"workers": settings.run.workers, **self.options}
        fresh = [unit for unit in (u.without(self.tried) for u in asked) if unit is not None]
        if fresh:
            run_units(fresh, self.folder, keep=self.keep, outcomes=self.outcomes, progress=self.progress, **given)
        wanted = {run for unit in asked for run in unit.runs}
        self.tried |= wanted
        return Store(self.folder).table("runs", wanted)


@contextmanager
def temporary_store(outcome: str, progress: Progress | None) -> Any:
    """Give a source that keeps one outcome for as long as it is used."""
    with TemporaryDirectory(prefix="diffusion_sim_") as folder:
        yield FromStore(Path(folder) / "parts", outcomes=(outcome,), progress=progress)


def values(runs: pd.DataFrame, arm: str, outcome: str, reps: Sequence[Replicate]) -> F8:
    """Return one arm's outcome in the order of the replicates; NaN where it is undefined or the run failed."""
    rows = runs[(runs["arm"] == arm) & (runs["outcome"] == outcome)]
    found = rows.set_index(list(REPLICATE))["value"].reindex(_index(reps))
    return np.asarray(found.to_numpy(dtype=float))


def there(runs: pd.DataFrame, arm: str, reps: Sequence[Replicate]) -> NDArray[np.bool_]:
    """Return which replicates of one arm have a run, (replicates,); the others failed."""
    known = runs[runs["arm"] == arm].set_index(list(REPLICATE)).index
    return np.asarray(_index(reps).isin(known))


def _index(reps: Sequence[Replicate]) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples([(r.district, r.luck, r.design) for r in reps], names=REPLICATE)
