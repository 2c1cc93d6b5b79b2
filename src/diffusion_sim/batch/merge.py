"""Shards, or whole folders, into one store: nothing twice, nothing lost, and what is missing is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from diffusion_sim.batch import parts
from diffusion_sim.batch.lock import only_writer
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import name_of
from diffusion_sim.batch.work import files_of
from diffusion_sim.batch.writer import Writer, writer
from diffusion_sim.errors import BadInput

#: Runs that are joined into one part: few files, and little memory for a moment.
RUNS = 1000


@dataclass(frozen=True)
class Missing:
    """What a merged store lacks: ``counts`` has one row per arm (arm, asked, there, failed, missing)."""

    counts: pd.DataFrame
    shards: tuple[str, ...]

    @property
    def total(self) -> int:
        """Number of runs that are missing."""
        return int(self.counts["missing"].sum())

    def __str__(self) -> str:
        """Say it in one sentence."""
        pairs = zip(self.counts["arm"], self.counts["missing"], strict=True)
        arms = [f"{n} of {arm!s}" for arm, n in pairs if n]
        failed = int(self.counts["failed"].sum())
        text = f"{self.total} of {int(self.counts['asked'].sum())} runs are missing: {', '.join(arms)}"
        text += f" ({failed} of them failed)" if failed else ""
        return text + (f"; no folder of the shards {', '.join(self.shards)}" if self.shards else "")


def missing(store: Store) -> Missing:
    """Return what is missing of all that was ever asked for, and which shards never began."""
    asked, present, failed = store.asked(), store.present(), set(store.failures()["run"])
    rows = [
        {
            "arm": str(arm), "asked": len(group), "there": int(group["run"].isin(present).sum()),
            "failed": int(group["run"].isin(failed).sum()), "missing": int((~group["run"].isin(present)).sum()),
        }
        for arm, group in asked.groupby("arm")
    ]  # fmt: skip
    found = [tuple(map(int, home.name.split("-of-"))) for home in store.homes[1:]]
    count = max((n for _, n in found), default=0)
    absent = sorted(set(range(1, count + 1)) - {k for k, n in found if n == count})
    lacks = any(row["missing"] for row in rows)
    counts = pd.DataFrame(rows, columns=["arm", "asked", "there", "failed", "missing"])
    return Missing(counts, tuple(f"{k}/{count}" for k in absent) if lacks else ())


def merge(folders: Sequence[Path | str]) -> Store:
    """Bring the runs of all shards, and of further folders, into the first folder's own parts.

    A part that is read is checked in full. The shards of the first folder are taken away once their runs are in
    its own parts; further folders stay as they are.

    Raises
    ------
    BadInput
        If a folder holds no batch, or one of other sources or tables; if a batch is still writing there; if a
        part cannot be read, by name.
    """
    stores = [Store(folder) for folder in folders]
    first = stores[0]
    keep, sources, outcomes = first.about["keep"], first.about["sources"], first.about["outcomes"]
    for store in stores[1:]:
        parts.one_source(store.about["sources"], sources, store.folder)
        if (store.about["keep"], store.about["outcomes"]) != (keep, outcomes):
            raise BadInput(f"{store.folder} keeps other tables or outcomes than {first.folder}; allowed: the same.")
    with writer(first.folder, keep, outcomes) as target:
        for store in stores:
            for home in store.homes:
                if home != first.folder:
                    with only_writer(home):
                        _bring(home, target)
        if (first.folder / "shards").is_dir():
            rmtree(first.folder / "shards")
    return Store(first.folder)


def _bring(home: Path, target: Writer) -> None:
    """Copy what one home holds and the target lacks."""
    for table in (parts.ASKED, parts.PLANS, parts.FAILURES):
        for name in parts.names(home, table):
            path = parts.part(target.home, table, name)
            if not path.exists():
                with parts.told(target.home):
                    parts.save(path, parts.content(parts.part(home, table, name)), target.home)
    for path in sorted((home / "tracebacks").glob("*.txt")):
        with parts.told(target.home):
            parts.save(target.home / "tracebacks" / path.name, path.read_bytes(), target.home)
    present = {r for n in parts.names(target.home, parts.DONE) for r in parts.runs_of(target.home, n)}
    for group in _groups(home, present):
        ids = [run for _, runs in group for run in runs]
        joined = {
            table: pa.concat_tables([_piece(home, table, name, runs) for name, runs in group])
            for table in (*target.keep, parts.DONE)
        }
        for table, file in files_of(joined).items():
            with parts.told(target.home):
                parts.save(parts.part(target.home, table, name_of(ids)), file, target.home)


def _groups(home: Path, present: set[str]) -> Iterator[list[tuple[str, list[str]]]]:
    """Yield (part, runs to take) of a home, gathered until they are enough for one part."""
    group: list[tuple[str, list[str]]] = []
    for name in parts.names(home, parts.DONE):
        fresh = [run for run in parts.runs_of(home, name) if run not in present]
        present.update(fresh)
        if fresh:
            group.append((name, fresh))
        if sum(len(runs) for _, runs in group) >= RUNS:
            yield group
            group = []
    if group:
        yield group


def _piece(home: Path, table: str, name: str, runs: list[str]) -> pa.Table:
    piece = parts.load(parts.part(home, table, name))
    return piece.filter(pc.is_in(piece["run"], pa.array(runs)))
