"""The checks that every table passes before it is written."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa

from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.tables.schemas import CHANNELS, LEVELS, NEEDS, ROLES, SCHEMAS

_ALLOWED: Mapping[str, frozenset[str]] = {
    "role": frozenset(ROLES),
    "need_group": frozenset(NEEDS),
    "end_reason": frozenset({"discontinued", "left", "horizon"}),
    "mode": frozenset({"conviction", "compliance"}),
}
_UNIQUE: Mapping[str, tuple[str, ...]] = {
    "runs": ("run", "outcome"),
    "weeks": ("run", "week", "role", "need_group"),
    "people": ("run", "post", "occupant", "start_week"),
    "schools": ("run", "week", "school"),
    "ledger": ("run", "week", "line"),
}


def check(name: str, frame: pd.DataFrame) -> pa.Table:
    """Return the table as Arrow columns, or refuse it.

    Parameters
    ----------
    name : str
        ``runs``, ``weeks``, ``people``, ``schools`` or ``ledger``.
    frame : DataFrame
        Columns in any order; exactly those of :data:`SCHEMAS`.

    Raises
    ------
    BadInput
        One sentence: the table, the column, what was found and what is allowed.
    """
    schema = SCHEMAS[name]
    _check_columns(name, list(frame.columns), schema.names)
    columns = [_column(name, frame[f.name], f) for f in schema]
    table = pa.Table.from_arrays(columns, schema=schema)
    _check_words(name, frame)
    _check_numbers(name, frame)
    key = list(_UNIQUE[name])
    twice = frame.duplicated(key)
    if twice.any():
        row = ", ".join(f"{k}={frame.loc[twice, k].iloc[0]}" for k in key)
        raise BadInput(f"table {name}: the row {row} stands there twice; allowed: once.")
    return table


def _check_columns(name: str, found: list[str], wanted: list[str]) -> None:
    for column in wanted:
        if column not in found:
            extra = [c for c in found if c not in wanted]
            raise BadInput(f"table {name}: the column {column!r} is missing.{nearest(column, extra)}")
    for column in found:
        if column not in wanted:
            raise BadInput(
                f"table {name}: the column {column!r} is not known; allowed: {', '.join(wanted)}."
                f"{nearest(column, wanted)}"
            )


def _column(name: str, series: pd.Series, wanted: pa.Field) -> pa.Array:
    if isinstance(series.dtype, pd.CategoricalDtype):
        series = series.astype(series.cat.categories.dtype)
    try:
        array = pa.Array.from_pandas(series, type=wanted.type)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as problem:
        raise BadInput(
            f"table {name}: the column {wanted.name!r} holds values of type {series.dtype}; "
            f"allowed: {wanted.type}."
        ) from problem
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.null_count and not wanted.nullable:
        row = int(series.isna().to_numpy().argmax())
        raise BadInput(
            f"table {name}: row {row} has no value in the column {wanted.name!r}; allowed: no gaps."
        )
    return array


def _check_words(name: str, frame: pd.DataFrame) -> None:
    for column, allowed in _ALLOWED.items():
        if column in frame.columns:
            for found in pd.unique(frame[column]):
                if found not in allowed:
                    raise BadInput(
                        f"table {name}: the column {column!r} holds {str(found)!r}; "
                        f"allowed: {', '.join(sorted(allowed))}.{nearest(found, allowed)}"
                    )
    if name == "people":
        for cause in pd.unique(frame["cause"]):
            _check_cause(str(cause))


def _check_cause(cause: str) -> None:
    parts = cause.split("+")
    if cause not in ("joint", "initial") and not (
        set(parts) <= set(CHANNELS) and len(parts) == len(set(parts))
    ):
        raise BadInput(
            f"table people: the cause {cause!r} is not known; allowed: joint, initial, or some of "
            f"{', '.join(CHANNELS)} joined by '+'.{nearest(cause, (*CHANNELS, 'joint', 'initial'))}"
        )


def _check_numbers(name: str, frame: pd.DataFrame) -> None:
    known = ("week", "n", *LEVELS, "hours", "money", "deep_components")
    counts = [c for c in frame.columns if c in known or c.startswith("n_")]
    for column in counts:
        values = frame[column].to_numpy()
        if not (values >= 0).all():
            raise BadInput(f"table {name}: the column {column!r} holds {values.min()}; allowed: 0 or more.")
    if name == "weeks":
        _refuse(name, frame, frame[list(LEVELS)].sum(axis=1) != frame["n"], "the levels do not add up to n")
        _refuse(name, frame, frame["n_overloaded"] > frame["n"], "n_overloaded is larger than n")
        use = frame[list(LEVELS[3:])].sum(axis=1)
        _refuse(
            name,
            frame,
            frame["n_deep"] + frame["n_compliance"] > use,
            "n_deep + n_compliance exceed the users",
        )
        _refuse(
            name, frame, frame["n_deep"] > frame[list(LEVELS[5:])].sum(axis=1), "n_deep exceeds level IVB up"
        )
    if name == "schools":
        _refuse(name, frame, frame["n_use"] > frame["n"], "n_use is larger than n")
        _refuse(name, frame, frame["n_deep"] > frame["n_use"], "n_deep is larger than n_use")
        _refuse(name, frame, frame["deep_components"] > frame["n_deep"], "deep_components is larger than n_deep")
        _refuse(name, frame, ~frame["need"].between(0.0, 1.0), "need is outside 0 to 1")
    if name == "people":
        _refuse(name, frame, frame["start_week"] > frame["end_week"], "start_week is after end_week")
        _refuse(
            name, frame, ~frame["top_level"].between(3, 7), "top_level of a spell of use is outside 3 to 7"
        )
        _refuse(
            name,
            frame,
            frame["ongoing"] != (frame["end_reason"] == "horizon"),
            "ongoing and end_reason disagree",
        )


def _refuse(name: str, frame: pd.DataFrame, wrong: pd.Series, what: str) -> None:
    if wrong.any():
        first = frame.loc[wrong].iloc[0]
        place = ", ".join(f"{k}={first[k]}" for k in _UNIQUE[name])
        raise BadInput(f"table {name}: {what} at {place}.")
