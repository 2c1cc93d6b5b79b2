"""What the stores of a run of claims hold, as arrays of points by replicates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.batch import parts
from diffusion_sim.batch.store import Store
from diffusion_sim.explore.study import Study, Values
from diffusion_sim.replicates import Replicate

F8 = NDArray[np.float64]
#: Outcomes that follow, run by run, from one that the stores keep: (that outcome, how).
FOLLOWS: Mapping[str, tuple[str, Callable[[F8], F8]]] = {"deep_gap_size_end": ("deep_gap_end", np.abs)}


class Held:
    """Values of a store by plan, replicate and outcome, read once.

    Parameters
    ----------
    folder : Path
    reps : sequence of Replicate
        The replicates of every plan, in order.
    """

    def __init__(self, folder: Path, reps: Sequence[Replicate]) -> None:
        self.district = np.array([rep.district for rep in reps], dtype=np.int64)
        self._luck = {rep.luck: k for k, rep in enumerate(reps)}
        self._values: dict[tuple[str, str], F8] = {}
        store = Store(folder)
        for home, name in store.parts():
            self._read(home, name)

    def _read(self, home: Path, name: str) -> None:
        done = parts.load(parts.part(home, parts.DONE, name)).select(["run", "plan"]).to_pandas()
        runs = parts.load(parts.part(home, "runs", name)).select(["run", "luck", "outcome", "value"]).to_pandas()
        joined = runs.merge(done, on="run")
        for (plan, outcome), rows in joined.groupby(["plan", "outcome"], sort=False):
            row = self._values.setdefault((plan, outcome), np.full(len(self._luck), np.nan))
            for luck, value in zip(rows["luck"], rows["value"], strict=True):
                if luck in self._luck:
                    row[self._luck[luck]] = value

    def row(self, plan: str, outcome: str) -> F8:
        """Return the values of a plan, (replicates,); NaN where a run is missing, failed or is undefined."""
        found = self._values.get((plan, outcome))
        if found is None and outcome in FOLLOWS:
            source, how = FOLLOWS[outcome]
            return how(self.row(plan, source))
        return np.full(len(self._luck), np.nan) if found is None else found

    def rows(self, plans: Sequence[str], outcome: str) -> Values:
        """Return the values of the points of a design."""
        value = np.array([self.row(plan, outcome) for plan in plans])
        return Values(np.arange(len(plans)), value, self.district)


@dataclass(frozen=True)
class Pair(Study):
    """A study of two arms whose values are at hand, to be judged as any study is."""

    held: Mapping[str, Values] = field(default_factory=dict)

    def values(self, outcome: str = "", arm: str | None = None) -> Values:
        """Return the values of an arm."""
        return self.held[str(arm)]

    @classmethod
    def of(cls, folder: Path, design: object, outcome: str, arm: Values, reference: Values) -> Pair:
        """Build from the values of arm and reference."""
        return cls(folder, design, pd.DataFrame(), (outcome,), {"arm": arm, "reference": reference})  # type: ignore[arg-type]
