"""The files of a store: a folder a table, a Parquet part a task; a part counts once its runs are in ``done``."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from diffusion_sim.errors import BadInput

#: What a store is made of, beside the five tables.
DONE, ASKED, PLANS, FAILURES = "done", "asked", "plans", "failures"
#: Where parts go that cannot be read, and files that are being written.
ASIDE, INCOMING = "unreadable", ".incoming"


class Unreadable(BadInput):
    """A part that cannot be read; ``path`` names it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not readable as Parquet; allowed: ask the batch again with this folder, "
            "which sets that part aside and runs its runs anew."
        )
        self.path = path


def part(home: Path, table: str, name: str) -> Path:
    """Return the path of a part."""
    return home / table / f"{name}.parquet"


def names(home: Path, table: str) -> list[str]:
    """Return the names of a table's parts, sorted."""
    return sorted(p.stem for p in (home / table).glob("*.parquet") if not p.name.startswith("."))


def load(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read one part.

    Raises
    ------
    Unreadable
        If it is cut off, damaged or not Parquet.
    """
    try:
        wanted = None if columns is None else list(columns)
        return pq.ParquetFile(path, page_checksum_verification=True).read(columns=wanted)
    except (pa.ArrowException, OSError) as problem:
        raise Unreadable(path) from problem


def runs_of(home: Path, name: str) -> list[str]:
    """Return the ids of the runs in a part."""
    found: list[str] = load(part(home, DONE, name), ["run"]).column("run").to_pylist()
    return found


def is_whole(path: Path) -> bool:
    """Return whether a part's footer is there; it is written last, so a file that was cut off has none."""
    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return False
    return True


def save(path: Path, content: bytes, home: Path) -> None:
    """Write a file under a temporary name, onto the disk, then give it its real name."""
    incoming = home / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = incoming / f"{os.getpid()}-{path.parent.name}-{path.name}"
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def told(home: Path) -> Iterator[None]:
    """Turn what the disk refuses into one sentence.

    Raises
    ------
    BadInput
        If the disk is full or the folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        room = "room on the disk" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "a folder that can be written to"
        raise BadInput(
            f"{home} cannot be written ({why}); allowed: {room}. "
            "All that was finished before is kept: ask again with this folder and only the rest is run."
        ) from error


def one_source(found: str, here: str, home: Path) -> None:
    """Refuse a store that other sources have made."""
    if found != here:
        raise BadInput(
            f"{home} was made by other sources ({found}) than the ones installed ({here}), whose numbers may differ; "
            "allowed: another folder, or the version of the program that made it."
        )
