"""The one who writes a store: holds the lock, tidies up after whoever was killed, puts parts in their places."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from shutil import rmtree
from typing import Any

import pyarrow as pa

from diffusion_sim.batch import parts
from diffusion_sim.batch.failures import SCHEMA as FAILED
from diffusion_sim.batch.failures import Failure
from diffusion_sim.batch.lock import only_writer
from diffusion_sim.batch.seal import sealed
from diffusion_sim.batch.store import PLAN, Store
from diffusion_sim.batch.unit import Unit, name_of
from diffusion_sim.batch.work import Reply, rows
from diffusion_sim.errors import BadInput
from diffusion_sim.identity import sources
from diffusion_sim.settings.settings import Settings
from diffusion_sim.tables import SCHEMAS

LIBRARIES = ("diffusion_sim", "numpy", "numba", "pandas", "pyarrow", "scipy", "mesa")


@dataclass(frozen=True)
class Writer:
    """Writes one home of a store: its folder, or that of one shard.

    Attributes
    ----------
    home : Path
    keep : tuple of str
        Tables that are kept.
    chosen : bool
        Whether it keeps some outcomes alone, instead of all.
    """

    home: Path
    keep: tuple[str, ...]
    chosen: bool = False

    def ask(self, units: Sequence[Unit], known: Store) -> None:
        """Write down which runs were asked for and with which settings, as far as that is new."""
        asked = frozenset(known.asked()["run"])
        new = [u for u in (unit.without(asked) for unit in units) if u is not None]
        if new:
            table = rows(new)
            self._save(parts.ASKED, name_of(table.column("run").to_pylist()), table)
        plans = frozenset(known.plans()["plan"])
        fresh = {u.plan: u for u in units if u.plan not in plans}
        if fresh:
            # The arms of a point share its settings, which are written out once.
            held = {id(u.settings): u.settings for u in fresh.values()}
            texts = {k: _text(settings) for k, settings in held.items()}
            columns = [[u.arm.name for u in fresh.values()], [texts[id(u.settings)] for u in fresh.values()]]
            table = pa.table([list(fresh), *columns], schema=PLAN)
            self._save(parts.PLANS, name_of(fresh), table)

    def take(self, reply: Reply) -> None:
        """Put a reply's part in its place, ``done`` last, and its failures."""
        if reply.runs:
            for table in (*self.keep, parts.DONE):
                with parts.told(self.home):
                    parts.save(parts.part(self.home, table, reply.name), reply.files[table], self.home)
        if reply.failures:
            self._fail(reply.failures)

    def _fail(self, failures: Sequence[Failure]) -> None:
        kept = []
        for f in failures:
            path = self.home / "tracebacks" / f"{f.run}.txt"
            with parts.told(self.home):
                parts.save(path, f.traceback.encode(), self.home)
            kept.append(asdict(replace(f, traceback=str(path.relative_to(self.home)))))
        self._save(parts.FAILURES, name_of(f.run for f in failures), pa.Table.from_pylist(kept, schema=FAILED))

    def _save(self, table: str, name: str, content: pa.Table) -> None:
        with parts.told(self.home):
            parts.save(parts.part(self.home, table, name), sealed(content), self.home)

    def tidy(self) -> list[str]:
        """Clear what a killed batch left: files under way, parts without ``done``; set aside what cannot be read.

        Returns
        -------
        list of str
            Names of the parts set aside; their runs are missing again.
        """
        rmtree(self.home / parts.INCOMING, ignore_errors=True)
        done = set(parts.names(self.home, parts.DONE))
        for table in self.keep:
            for name in set(parts.names(self.home, table)) - done:
                parts.part(self.home, table, name).unlink()
        bad = [n for n in sorted(done) if not all(self._whole(t, n) for t in (*self.keep, parts.DONE))]
        for name in bad:
            self.set_aside(name)
        for table in (parts.ASKED, parts.PLANS, parts.FAILURES):
            for name in parts.names(self.home, table):
                if not self._whole(table, name):
                    self._move(table, name)
        return bad

    def set_aside(self, name: str) -> None:
        """Move a part out of the way, ``done`` first."""
        for table in (parts.DONE, *self.keep):
            self._move(table, name)

    def _move(self, table: str, name: str) -> None:
        path, target = parts.part(self.home, table, name), parts.part(self.home / parts.ASIDE, table, name)
        if path.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)

    def _whole(self, table: str, name: str) -> bool:
        return parts.is_whole(parts.part(self.home, table, name))


@contextmanager
def writer(home: Path, keep: Sequence[str], outcomes: Sequence[str] | None = None) -> Iterator[Writer]:
    """Open a home for writing; nobody else can until the end.

    Raises
    ------
    BadInput
        If another batch is writing there, other sources made it, it keeps other tables, or the disk refuses.
    """
    with parts.told(home):
        home.mkdir(parents=True, exist_ok=True)
    with only_writer(home):
        with parts.told(home):
            opened = _opened(home, tuple(keep), outcomes)
        yield opened


def _opened(home: Path, keep: tuple[str, ...], outcomes: Sequence[str] | None) -> Writer:
    path, wanted = home / "store.json", None if outcomes is None else sorted(outcomes)
    if not path.is_file():
        about = {"keep": list(keep), "outcomes": wanted, "sources": sources(), "versions": versions()}
        parts.save(path, (json.dumps(about, indent=2) + "\n").encode(), home)
        return Writer(home, keep, wanted is not None)
    found = json.loads(path.read_text(encoding="utf-8"))
    parts.one_source(found["sources"], sources(), home)
    lacking = [name for name in keep if name not in found["keep"]]
    if lacking:
        raise BadInput(
            f"{home} keeps the tables {', '.join(found['keep'])} and this asks for {', '.join(lacking)} too; "
            "allowed: another folder, or no more tables than are kept there."
        )
    if found["outcomes"] not in (None, wanted):
        raise BadInput(f"{home} keeps other outcomes ({', '.join(found['outcomes'])}); allowed: another folder.")
    opened = Writer(home, tuple(found["keep"]), found["outcomes"] is not None)
    opened.tidy()
    return opened


def ordered(keep: Sequence[str]) -> tuple[str, ...]:
    """Return table names in their order, ``runs`` always among them.

    Raises
    ------
    BadInput
        For a table that does not exist.
    """
    for name in keep:
        if name not in SCHEMAS:
            raise BadInput(f"keep={name!r} is not a table; allowed: {', '.join(SCHEMAS)}.")
    return tuple(name for name in SCHEMAS if name in keep or name == "runs")


def versions() -> dict[str, str]:
    """Return the versions of Python and of what the numbers hang on."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def _text(settings: Settings) -> str:
    """Return all settings as JSON, with files by their full path, so that they are found from anywhere.

    What only says how a batch was run this time (shard, folder, workers, executor) is left out.
    """
    run = replace(
        settings.run, shard=None, replicate=None, fail_fast=False, folder=None, workers=None, executor="local",
        scheduler=None, cluster=None,
    )  # fmt: skip
    district = settings.district
    paths = {key: getattr(district, key) for key in ("table", "edges", "roster")}
    full: dict[str, Any] = {k: str(Path(v).expanduser().resolve()) for k, v in paths.items() if v is not None}
    return json.dumps(replace(settings, run=run, district=replace(district, **full)).to_dict(), ensure_ascii=False)
