"""The files of a store: a folder a table, a Parquet part a task; a part counts once its runs are in ``done``."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from diffusion_sim.batch import seal
from diffusion_sim.errors import BadInput

#: What a store is made of, beside the five tables.
RECORDS = DONE, ASKED, PLANS, FAILURES = "done", "asked", "plans", "failures"
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
        If it is cut off, not what its digest says, or not Parquet.
    """
    try:
        vouched = _vouched(path)
        source = path if vouched is None else pa.BufferReader(vouched)
        wanted = None if columns is None else list(columns)
        return pq.ParquetFile(source, page_checksum_verification=True).read(columns=wanted)
    except (pa.ArrowException, OSError) as problem:
        raise Unreadable(path) from problem


def content(path: Path) -> bytes:
    """Return the file of a part as it was written.

    Raises
    ------
    Unreadable
        If it is not what its digest says.
    """
    vouched = _vouched(path)
    return path.read_bytes() if vouched is None else vouched


def _vouched(path: Path) -> bytes | None:
    """Return the content of a file if its digest says that it is whole; None if no digest was written down."""
    home, table = path.parent.parent, path.parent.name
    if table in RECORDS:
        record = path.read_bytes()
        return None if _stated(path, record) is None else record
    try:
        done = part(home, DONE, path.stem)
        wanted = (_stated(done, done.read_bytes()) or {}).get(table)
    except FileNotFoundError:
        return None
    if wanted is None:
        return None
    found = path.read_bytes()
    if seal.digest(found) != wanted:
        raise Unreadable(path)
    return found


def _stated(path: Path, record: bytes) -> dict[str, str] | None:
    try:
        return seal.stated(record)
    except seal.Broken as problem:
        raise Unreadable(path) from problem


def runs_of(home: Path, name: str) -> list[str]:
    """Return the ids of the runs in a part."""
    found: list[str] = load(part(home, DONE, name), ["run"]).column("run").to_pylist()
    return found


def is_whole(path: Path) -> bool:
    """Return whether a part is what its digest says.

    One without a digest is taken for whole if its footer is there, which is written last.
    """
    try:
        if _vouched(path) is None:
            pq.read_metadata(path)
    except (Unreadable, pa.ArrowException, OSError):
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
