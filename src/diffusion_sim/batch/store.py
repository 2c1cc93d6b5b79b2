"""The store: a folder of Parquet parts that a batch writes as results come, and everybody may read meanwhile.

::

    FOLDER/store.json            what is kept, sources, versions
    FOLDER/runs/PART.parquet     and so for every table that is kept
    FOLDER/done/PART.parquet     the runs of that part, written last: without it a part does not count
    FOLDER/asked/, plans/        the runs that were asked for; the settings of every plan
    FOLDER/failures/             runs that failed, with the name of their traceback
    FOLDER/shards/k-of-N/        the same for every shard
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from diffusion_sim.batch import parts
from diffusion_sim.batch.failures import SCHEMA as FAILED
from diffusion_sim.batch.unit import Unit
from diffusion_sim.batch.work import RUN
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.restore import restored
from diffusion_sim.settings.settings import Settings
from diffusion_sim.tables import SCHEMAS

PLAN = pa.schema([("plan", pa.string()), ("arm", pa.string()), ("settings", pa.string())])
#: Folder within the results of a command in which its store lies.
INSIDE = "parts"


class Store:
    """A folder of results, read only; :func:`diffusion_sim.batch.execute.run_units` writes it.

    Parameters
    ----------
    folder : Path
        The store itself, or the folder of results of a command that keeps its store in ``parts``.
    """

    def __init__(self, folder: Path | str) -> None:
        path = Path(folder)
        inside = path / INSIDE
        self.folder = inside if inside.is_dir() and not (path / "store.json").is_file() else path

    @property
    def homes(self) -> tuple[Path, ...]:
        """The folder itself and those of its shards."""
        return (self.folder, *sorted(p for p in (self.folder / "shards").glob("*-of-*") if p.is_dir()))

    @cached_property
    def about(self) -> Mapping[str, Any]:
        """What ``store.json`` says: tables kept, outcomes, sources, versions.

        Raises
        ------
        BadInput
            If there is no store.
        """
        for home in self.homes:
            if (home / "store.json").is_file():
                found: Mapping[str, Any] = json.loads((home / "store.json").read_text(encoding="utf-8"))
                return found
        raise BadInput(f"{self.folder} holds no batch (store.json is missing); allowed: a folder that a batch wrote.")

    def parts(self) -> list[tuple[Path, str]]:
        """Return (home, name) of every part that counts."""
        return [(home, name) for home in self.homes for name in parts.names(home, parts.DONE)]

    def done(self) -> pd.DataFrame:
        """Return one row for every run that is there: run, arm, district, luck, design, plan; sorted by run."""
        return self._small(parts.DONE, RUN)

    def asked(self) -> pd.DataFrame:
        """Return one row for every run that was ever asked for, whether or not it is there; sorted by run."""
        return self._small(parts.ASKED, RUN)

    def plans(self) -> pd.DataFrame:
        """Return one row per plan: its hash, its arm, all its settings as JSON."""
        return self._small(parts.PLANS, PLAN, key="plan")

    def _small(self, table: str, schema: pa.Schema, key: str = "run") -> pd.DataFrame:
        found = [parts.load(parts.part(h, table, n)) for h in self.homes for n in parts.names(h, table)]
        frame = pd.DataFrame(pa.concat_tables([schema.empty_table(), *found]).to_pandas())
        return frame.drop_duplicates(key).sort_values(key, ignore_index=True)

    def present(self) -> frozenset[str]:
        """Return the ids of the runs that are there."""
        return frozenset(self.done()["run"])

    def missing(self, units: Iterable[Unit]) -> list[Unit]:
        """Return what is left to run of some units."""
        present = self.present()
        left = (unit.without(present) for unit in units)
        return [unit for unit in left if unit is not None]

    def complete(self, units: Iterable[Unit] | None = None) -> bool:
        """Return whether every run of the units (default: every run that was ever asked for) is there."""
        if units is not None:
            return not self.missing(units)
        return set(self.asked()["run"]) <= self.present()

    def table(self, name: str, runs: Collection[str] | None = None) -> pd.DataFrame:
        """Return a table joined over all parts, sorted by run; within a run as it happened.

        Parameters
        ----------
        name : str
            A table that is kept: ``runs``, and ``weeks``, ``people``, ``schools``, ``ledger`` as asked.
        runs : collection of str, optional
            Ids of the runs wanted, in the order of a sequence or else sorted; all if left out. Those that are
            not there are left out.

        Raises
        ------
        BadInput
            For a table that is not kept, or a part that cannot be read (:class:`.parts.Unreadable`).
        """
        if name not in self.about["keep"]:
            raise unknown(f"{self.folder}: table", name, self.about["keep"])
        wanted = None if runs is None else frozenset(runs)
        pieces = [SCHEMAS[name].empty_table(), *(self._pick(name, home, part, some) for home, part, some in
                                                 self._chosen(wanted))]  # fmt: skip
        frame = pd.DataFrame(pa.concat_tables(pieces).to_pandas())
        order = list(runs) if isinstance(runs, Sequence) else sorted(frame["run"].unique())
        rank = pd.Series(np.arange(len(order)), index=order)
        place = np.argsort(frame["run"].map(rank).to_numpy(dtype=np.int64), kind="stable")
        return frame.take(place).reset_index(drop=True)

    def _chosen(self, wanted: frozenset[str] | None) -> Iterator[tuple[Path, str, list[str] | None]]:
        """Yield (home, part, ids to take or None for all); a run that two shards have both run counts once."""
        seen = set[str]()
        for home, part in self.parts():
            ids = parts.runs_of(home, part)
            fresh = [r for r in ids if r not in seen and (wanted is None or r in wanted)]
            seen.update(fresh)
            if fresh:
                yield home, part, None if len(fresh) == len(ids) else fresh

    @staticmethod
    def _pick(name: str, home: Path, part: str, some: list[str] | None) -> pa.Table:
        piece = parts.load(parts.part(home, name, part))
        return piece if some is None else piece.filter(pc.is_in(piece["run"], pa.array(some)))

    def failures(self) -> pd.DataFrame:
        """Return one row for every run that failed when it was last tried: stage, error, settings, traceback file."""
        frame = self._small(parts.FAILURES, FAILED)
        return frame[~frame["run"].isin(self.present())].reset_index(drop=True)

    def settings(self, plan: str) -> Settings:
        """Return the settings of a plan, to run it again.

        Raises
        ------
        BadInput
            If the store holds no plan of that hash.
        """
        found = self.plans().set_index("plan")["settings"]
        if plan not in found.index:
            raise unknown(f"{self.folder}: plan", plan, found.index)
        return restored(json.loads(found[plan]))
