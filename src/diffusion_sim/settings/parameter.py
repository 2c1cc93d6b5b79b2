"""A parameter is a dataclass field that carries its own row of the ledger."""

from __future__ import annotations

from dataclasses import MISSING, field, fields
from typing import Any, Literal

from diffusion_sim.errors import BadInput

Kind = Literal["measured", "derived", "assumption"]


def parameter(default: float, low: float, high: float, unit: str, kind: Kind, source: str, about: str) -> Any:
    """Declare a numeric parameter.

    Parameters
    ----------
    default, low, high : float
        Default and plausible range (both ends allowed; values outside are refused).
    unit : str
        Unit, or ``"share"``, ``"ratio"``.
    kind : {"measured", "derived", "assumption"}
        Where the default comes from. A row without a measured or derived source is an assumption.
    source : str
        Study, computation or reason.
    about : str
        One line in plain words.
    """
    meta = {"low": low, "high": high, "unit": unit, "kind": kind, "source": source, "about": about}
    return field(default=default, metadata=meta)


def rows(group: str, settings: Any) -> list[dict[str, Any]]:
    """Return the ledger rows of a settings object (or class), one dict of plain values per parameter."""
    out = []
    for f in fields(settings):
        if "unit" not in f.metadata:
            continue
        default = f.default if f.default is not MISSING else None
        value = getattr(settings, f.name) if not isinstance(settings, type) else default
        out.append({"group": group, "parameter": f.name, "default": default, "value": value, **f.metadata})
    return out


def check_ranges(group: str, settings: Any) -> None:
    """Refuse a value that is not a number or lies outside its range.

    Raises
    ------
    BadInput
        Naming the key, what was found and what is allowed.
    """
    for f in fields(settings):
        if "unit" not in f.metadata:
            continue
        value = getattr(settings, f.name)
        low, high = f.metadata["low"], f.metadata["high"]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise BadInput(
                f"{group}.{f.name}={value!r} is out of range; allowed: a number from {low:g} to {high:g} "
                f"({f.metadata['unit']})."
            )
