"""Digests that make every flipped byte of a store's files show, also in a footer, which no page checksum covers.

The record ``done`` of a part holds the digest of every file of that part, and every record (``done``, ``asked``,
``plans``, ``failures``) one of itself: both stand in the Parquet footer, where other readers pass them over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

#: Key of the footer; its value begins with it once more, so that one flipped byte cannot hide that there is a seal.
KEY = "diffusion_sim.seal"
BLANK = "0" * 64
_MARK = f"{KEY}=".encode()
_FOUND = re.compile(rb"([0-9a-f]{64})((?: \w+=[0-9a-f]{64})*)")


class Broken(Exception):
    """A record that is not what was written."""


def digest(content: bytes) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(content).hexdigest()


def as_bytes(table: pa.Table) -> bytes:
    """Return a table as a Parquet file with page checksums."""
    return _written(table, {})


def sealed(record: pa.Table, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return a record as a Parquet file that holds its own digest, and those of the files of its part by table."""
    others = "".join(f" {name}={digest(content)}" for name, content in (files or {}).items())
    blank = _written(record.replace_schema_metadata(None), {KEY: f"{KEY}={BLANK}{others}"})
    start = blank.rindex(_MARK) + len(_MARK)
    return blank[:start] + digest(blank).encode() + blank[start + len(BLANK) :]


def stated(record: bytes) -> dict[str, str] | None:
    """Return the digests by table that a record holds; None for one that was written before there were seals.

    Raises
    ------
    Broken
        If the record is not what was sealed.
    """
    if KEY.encode() not in record:
        return None
    start = record.rfind(_MARK) + len(_MARK)
    found = _FOUND.match(record, start)
    if found is None:
        raise Broken
    own = hashlib.sha256(record[:start])
    own.update(BLANK.encode())
    own.update(record[start + len(BLANK) :])
    if own.hexdigest().encode() != found[1]:
        raise Broken
    return dict(re.findall(r"(\w+)=(\w+)", found[2].decode()))


def _written(table: pa.Table, about: Mapping[str, str]) -> bytes:
    target = BytesIO()
    with pq.ParquetWriter(target, table.schema, compression="zstd", write_page_checksum=True) as file:
        file.write_table(table)
        if about:
            file.add_key_value_metadata(dict(about))
    return target.getvalue()
