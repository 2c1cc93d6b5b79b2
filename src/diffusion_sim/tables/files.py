"""Tables to files and back: under a temporary name first, so that nothing is ever half there."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from diffusion_sim.disk import whole_file
from diffusion_sim.errors import BadInput
from diffusion_sim.tables.check import check
from diffusion_sim.tables.schemas import SCHEMAS, HasTables, Tables


def _plain(value: Any) -> Any:
    """Turn a manifest value into what JSON can say; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    if isinstance(value, Path):
        return str(value)
    raise BadInput(
        f"the manifest holds a {type(value).__name__}; allowed: text, numbers, lists and mappings."
    )


def write_manifest(manifest: Mapping[str, Any], folder: Path) -> Path:
    """Write ``manifest.json``; the caller writes it last, so that its presence means that all is there."""
    text = json.dumps(_plain(manifest), indent=2, sort_keys=True, ensure_ascii=False)
    with whole_file(folder / "manifest.json") as name:
        name.write_text(text + "\n", encoding="utf-8")
    return folder / "manifest.json"


def write(
    batch: HasTables, folder: Path | str, csv: bool = False, names: Mapping[str, str] | None = None
) -> list[Path]:
    """Check all tables, then write them as Parquet (zstd), on request also as CSV, and the manifest last.

    Parameters
    ----------
    batch : HasTables
        The five tables and the manifest.
    folder : Path
        Made if missing. Files of the same name are replaced.
    csv : bool
        Write ``NAME.csv`` beside ``NAME.parquet``.
    names : mapping of str to str, optional
        Names of the schools by code: a column ``school_name`` of the CSV files, which people open; the Parquet files
        keep to their schema.

    Returns
    -------
    list of Path
        What was written, the manifest last.

    Raises
    ------
    BadInput
        Before anything is written, if a table breaks its schema.
    """
    from pyarrow import parquet  # its file systems take longer to load than a first curve needs to be drawn

    checked = {name: check(name, getattr(batch, name)) for name in SCHEMAS}
    plain = _plain(batch.manifest)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, table in checked.items():
        with whole_file(folder / f"{name}.parquet") as part:
            parquet.write_table(table, part, compression="zstd")
        paths.append(folder / f"{name}.parquet")
        if csv:
            with whole_file(folder / f"{name}.csv") as part:
                _named(table.to_pandas(), names or {}).to_csv(part, index=False)
            paths.append(folder / f"{name}.csv")
    return [*paths, write_manifest(plain, folder)]


def _named(frame: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Put the names of schools beside their codes."""
    if names and "school" in frame.columns:
        place = list(frame.columns).index("school") + 1
        frame.insert(place, "school_name", frame["school"].map(names))
    return frame


def read(folder: Path | str) -> Tables:
    """Read back what :func:`write` wrote.

    Raises
    ------
    BadInput
        If the folder, a table or the manifest is missing or unreadable.
    """
    folder = Path(folder)
    frames = {name: _read_table(name, folder / f"{name}.parquet") for name in SCHEMAS}
    path = folder / "manifest.json"
    if not path.is_file():
        raise BadInput(f"{path} is missing; allowed: a folder that a finished run has written.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise BadInput(f"{path} is not readable as JSON ({problem}).") from problem
    return Tables(**frames, manifest=manifest)


def _read_table(name: str, path: Path) -> pd.DataFrame:
    from pyarrow import parquet

    if not path.is_file():
        raise BadInput(f"{path} is missing; allowed: a folder that a finished run has written.")
    try:
        table = parquet.read_table(path)
    except (pa.ArrowException, OSError) as problem:
        raise BadInput(f"{path} is not readable as Parquet.") from problem
    frame = pd.DataFrame(table.to_pandas())
    check(name, frame)
    return frame
