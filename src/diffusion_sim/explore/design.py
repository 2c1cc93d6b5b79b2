"""A design is a table: one row per point, one column per key that is set; any such table can be run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.explore.axes import Axis
from diffusion_sim.tables import whole_file

F8 = NDArray[np.float64]
#: Name of the column that numbers the points.
POINT = "point"


@dataclass(frozen=True)
class Design:
    """Points to be run.

    Attributes
    ----------
    points : DataFrame
        Column ``point`` (0, 1, ...) and one column per key; an empty cell leaves the plan's value.
    axes : tuple of Axis
        Ranges that the numbers were sampled from; columns without one are choices.
    method : str
        How it was made: a name of :data:`diffusion_sim.explore.samplers.METHODS`, ``factorial`` or ``table``.
    seed : int
    source : str
        File it was read from, for sentences.
    """

    points: pd.DataFrame
    axes: tuple[Axis, ...] = ()
    method: str = "table"
    seed: int = 0
    source: str = "design"

    @classmethod
    def of(cls, columns: Mapping[str, Any], axes: tuple[Axis, ...], method: str, seed: int) -> Design:
        """Build from columns of equal length."""
        frame = pd.DataFrame(columns)
        frame.insert(0, POINT, np.arange(len(frame)))
        return cls(frame, axes, method, seed)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are set."""
        return tuple(c for c in self.points.columns if c != POINT)

    def unit(self) -> F8:
        """Return the points on the axes in [0, 1], (points, axes)."""
        return np.column_stack([a.place(self.points[a.key].to_numpy(dtype=float)) for a in self.axes])

    def rows(self) -> list[dict[str, Any]]:
        """Return key -> value of every point, empty cells left out."""
        records = self.points[list(self.keys)].to_dict("records")
        return [{str(k): v for k, v in record.items() if not _empty(v)} for record in records]


def factorial(levels: Mapping[str, Sequence[Any]]) -> Design:
    """Return every combination of the levels of each key, the last key varying fastest.

    Raises
    ------
    BadInput
        For a key without a level.
    """
    for key, values in levels.items():
        if not len(values):
            raise BadInput(f"{key} has no level; allowed: one value or more, as in {key}=0.1,0.2.")
    rows = list(product(*levels.values()))
    columns = {key: [row[k] for row in rows] for k, key in enumerate(levels)}
    return Design.of(columns, (), "factorial", 0)


def from_frame(frame: pd.DataFrame, source: str = "design") -> Design:
    """Take any table as a design; a column ``point`` is kept as the numbers of the points.

    Raises
    ------
    BadInput
        For no row, no column, a column named twice, or point numbers that are no distinct whole numbers.
    """
    keys = [str(c).strip() for c in frame.columns]
    if not [k for k in keys if k != POINT]:
        raise BadInput(f"{source}: there is no column; allowed: keys such as behaviour.peer_belief in the first row.")
    for key in keys:
        if keys.count(key) > 1:
            raise BadInput(f"{source}: the column {key!r} is there twice; allowed: once.")
    if frame.empty:
        raise BadInput(f"{source}: there is no row below the header; allowed: one row per point.")
    table = frame.set_axis(keys, axis=1).reset_index(drop=True)
    if POINT not in keys:
        table.insert(0, POINT, np.arange(len(table)))
        return Design(table, source=source)
    number = pd.to_numeric(table[POINT], errors="coerce")
    bad = number.isna() | (number % 1 != 0) | number.duplicated()
    if bad.any():
        row = int(bad.to_numpy().argmax())
        raise BadInput(
            f"{source}, row {row + 1}: point={table[POINT].iloc[row]!r} is not allowed; "
            "allowed: whole numbers, each once."
        )
    table[POINT] = number.astype(np.int64)
    return Design(table, source=source)


def read_design(path: Path | str) -> Design:
    """Read a design from CSV; if it was made by :func:`write_design`, with its axes and method.

    Raises
    ------
    BadInput
        If the file is missing, cannot be read as a table, or is no design.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"The design {str(path)!r} is not there; allowed: the path of a CSV file.")
    try:
        frame = pd.read_csv(path, skipinitialspace=True)
        first = pd.read_csv(path, nrows=1, header=None, skipinitialspace=True, dtype=str)
    except (ValueError, OSError) as problem:
        said = str(problem).strip().splitlines()[-1]
        raise BadInput(f"The design {str(path)!r} cannot be read as CSV ({said}).") from None
    names = [str(n).strip() for n in first.iloc[0]]
    made = from_frame(frame.set_axis(names, axis=1), path.name)
    about = beside(path)
    if not about.is_file():
        return made
    try:
        known = json.loads(about.read_text(encoding="utf-8"))
        axes = tuple(Axis(**a) for a in known["axes"])
        found = Design(made.points, axes, known["method"], known["seed"], path.name)
        _check_axes(found)
    except (ValueError, KeyError, TypeError) as problem:
        if isinstance(problem, BadInput):
            raise
        raise BadInput(f"{about.name} does not describe a design; allowed: the file made with it, or none.") from None
    return found


def write_design(design: Design, path: Path | str) -> list[Path]:
    """Write a design as CSV (numbers in full) and, beside it, its axes and method as JSON."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path) as part:
        design.points.to_csv(part, index=False)
    known = {"method": design.method, "seed": design.seed, "axes": [asdict(a) for a in design.axes]}
    with whole_file(beside(path)) as part:
        part.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
    return [path, beside(path)]


def beside(path: Path) -> Path:
    """Return where the axes and the method of a design lie."""
    return path.with_suffix(".json")


def _check_axes(design: Design) -> None:
    """Refuse a table that was edited so that it no longer is the design that its description says."""
    for axis in design.axes:
        if axis.key not in design.keys:
            raise BadInput(f"{design.source}: the column {axis.key!r} of the design is missing.")
        column = pd.to_numeric(design.points[axis.key], errors="coerce")
        bad = ~column.between(axis.low * (1 - 1e-9) - 1e-12, axis.high * (1 + 1e-9) + 1e-12)
        if bad.any():
            row = int(bad.to_numpy().argmax())
            raise BadInput(
                f"{design.source}, row {row + 1}, column {axis.key}: {design.points[axis.key].iloc[row]!r} is outside "
                f"the range {axis.low:g} to {axis.high:g} that the design was made for."
            )


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and value != value) or value == ""
