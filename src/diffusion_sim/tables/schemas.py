"""Schemas: the names and types of the columns of each table, and the words they may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa

#: A run is one arm in one replicate (district, luck, design).
KEYS: tuple[str, ...] = ("run", "arm", "district", "luck", "design")
REPLICATE: tuple[str, ...] = ("district", "luck", "design")
LEVELS: tuple[str, ...] = tuple(f"level_{k}" for k in range(8))
LEVEL_NAMES: tuple[str, ...] = (
    "0 nonuse",
    "I orientation",
    "II preparation",
    "III mechanical",
    "IVA routine",
    "IVB refinement",
    "V integration",
    "VI renewal",
)
ROLES: tuple[str, ...] = ("teacher", "principal", "coach")
NEEDS: tuple[str, ...] = ("low", "middle", "high")
CHANNELS: tuple[str, ...] = ("peer", "coach", "training", "pressure", "own")
#: Teaching weeks in a school year.
YEAR = 36

_TEXT, _WHOLE, _REAL = pa.string(), pa.int64(), pa.float64()
_KEY_FIELDS = [("run", _TEXT), ("arm", _TEXT), ("district", _WHOLE), ("luck", _WHOLE), ("design", _WHOLE)]


def _schema(*columns: tuple[str, pa.DataType]) -> pa.Schema:
    return pa.schema([pa.field(n, t, nullable=n == "value") for n, t in [*_KEY_FIELDS, *columns]])


#: Column names and types of each table, in order.
SCHEMAS: Mapping[str, pa.Schema] = {
    "runs": _schema(("outcome", _TEXT), ("value", _REAL), ("unit", _TEXT)),
    "weeks": _schema(
        ("week", _WHOLE),
        ("role", _TEXT),
        ("need_group", _TEXT),
        ("n", _WHOLE),
        *((level, _WHOLE) for level in LEVELS),
        ("n_compliance", _WHOLE),
        ("n_deep", _WHOLE),
        ("n_overloaded", _WHOLE),
        ("hours", _REAL),
        ("money", _REAL),
    ),
    "people": _schema(
        ("post", pa.uint64()),
        ("occupant", _WHOLE),
        ("role", _TEXT),
        ("school", _TEXT),
        ("start_week", _WHOLE),
        ("end_week", _WHOLE),
        ("ongoing", pa.bool_()),
        ("end_reason", _TEXT),
        ("top_level", _WHOLE),
        ("mode", _TEXT),
        ("cause", _TEXT),
    ),
    "schools": _schema(
        ("week", _WHOLE),
        ("school", _TEXT),
        ("need", _REAL),
        ("need_group", _TEXT),
        ("n", _WHOLE),
        ("n_use", _WHOLE),
        ("n_deep", _WHOLE),
        ("n_left", _WHOLE),
        ("deep_components", _REAL),
    ),
    "ledger": _schema(("week", _WHOLE), ("line", _TEXT), ("hours", _REAL), ("money", _REAL)),
}


class HasTables(Protocol):
    """Anything that carries the five tables and a manifest, such as a batch."""

    @property
    def runs(self) -> pd.DataFrame:
        """The table runs."""
        ...

    @property
    def weeks(self) -> pd.DataFrame:
        """The table weeks."""
        ...

    @property
    def people(self) -> pd.DataFrame:
        """The table people."""
        ...

    @property
    def schools(self) -> pd.DataFrame:
        """The table schools."""
        ...

    @property
    def ledger(self) -> pd.DataFrame:
        """The table ledger."""
        ...

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Settings, versions and seeds as plain values."""
        ...


@dataclass(frozen=True)
class Tables:
    """The five tables and the manifest, as read back from a folder."""

    runs: pd.DataFrame
    weeks: pd.DataFrame
    people: pd.DataFrame
    schools: pd.DataFrame
    ledger: pd.DataFrame
    manifest: Mapping[str, Any] = field(default_factory=dict)


def empty(name: str) -> pd.DataFrame:
    """Return the table ``name`` with its columns and types and no row."""
    return pd.DataFrame(SCHEMAS[name].empty_table().to_pandas())
