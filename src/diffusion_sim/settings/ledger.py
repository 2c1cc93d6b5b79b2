"""The ledger: every parameter with its unit, default, plausible range, source and class, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, is_dataclass
from typing import TYPE_CHECKING, Any

from diffusion_sim.settings.build import field_types
from diffusion_sim.settings.parameter import rows
from diffusion_sim.settings.registry import (
    PART_GROUPS,
    SECTIONS,
    part_class,
    part_names,
    part_place,
    plain,
    section_class,
)

if TYPE_CHECKING:
    from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Row:
    """One parameter.

    Attributes
    ----------
    key : str
        What to write on the command line, such as ``behaviour.peer_belief``.
    part : str
        Name of the strategy part it belongs to; empty for the other sections.
    value : float
        Value in these settings; for a strategy part its default.
    default, low, high : float
        Default and plausible range, both ends allowed.
    unit, kind, source, about : str
        Unit; ``measured``, ``derived`` or ``assumption``; where the default comes from; plain words.
    """

    key: str
    part: str
    value: float
    default: float
    low: float
    high: float
    unit: str
    kind: str
    source: str
    about: str


@dataclass(frozen=True)
class Switch:
    """A key that is a choice, a count or a name and no parameter of the theory."""

    key: str
    part: str
    value: Any


def ledger(settings: Settings | None = None) -> list[Row]:
    """Return every parameter, section by section, then the strategy parts.

    Parameters
    ----------
    settings : Settings, optional
        Where the values are taken from; the defaults if left out.
    """
    found = []
    for where, part, holder in _holders(settings):
        for row in rows(where, holder):
            values = {
                k: row[k] for k in ("value", "default", "low", "high", "unit", "kind", "source", "about")
            }
            found.append(Row(key=f"{where}.{row['parameter']}", part=part, **values))
    return found


def switches(settings: Settings | None = None) -> list[Switch]:
    """Return the other keys (counts, names, choices) with their values."""
    found = []
    for where, part, holder in _holders(settings):
        object_ = holder() if isinstance(holder, type) else holder
        known = {row["parameter"] for row in rows(where, object_)}
        for name in field_types(type(object_)):
            if name not in known:
                found += _switch(f"{where}.{name.rstrip('_')}", part, getattr(object_, name))
    return found


def _switch(key: str, part: str, value: Any) -> list[Switch]:
    if is_dataclass(value):
        return [Switch(f"{key}.{k}", part, v) for k, v in plain(value).items()]
    return [Switch(key, part, value)]


def _holders(settings: Settings | None) -> Iterator[tuple[str, str, Any]]:
    for section in SECTIONS:
        yield section, "", section_class(section) if settings is None else getattr(settings, section)
    for group in PART_GROUPS:
        for name in part_names(group):
            where = part_place(group, name)
            yield where, name, part_class(group, name)


def ledger_csv(settings: Settings | None = None) -> str:
    """Return the ledger as CSV text with a header."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(Row.__dataclass_fields__), lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in ledger(settings))
    return text.getvalue()
