"""Plain values into frozen dataclasses, with one sentence for every key or value that does not fit."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from diffusion_sim.errors import BadInput, nearest, unknown
from diffusion_sim.settings.parameter import check_ranges

T = TypeVar("T")

WORDS = {float: "a number", int: "a whole number", bool: "true or false", str: "a text", type(None): "null"}


def field_types(cls: Any) -> dict[str, Any]:
    """Return the settable fields of a dataclass with their resolved types, in order."""
    return _field_types(cls)


@cache
def _field_types(cls: Any) -> dict[str, Any]:
    hints = get_type_hints(cls)
    return {f.name: hints[f.name] for f in fields(cls) if f.init}


def build(cls: type[T], values: object, where: str) -> T:
    """Make a frozen dataclass from plain values.

    Parameters
    ----------
    cls : type
        A dataclass whose fields are numbers, texts, booleans, choices, tuples or dataclasses.
    values : mapping
        Plain values by field name (``from`` for a field ``from_``); a field left out takes its default.
    where : str
        Dotted place of the section, for the sentence (``"practice"``, ``"strategy.selection"``).

    Raises
    ------
    BadInput
        For an unknown key, a value of the wrong type or a value out of range.
    """
    if values is None:
        values = {}
    if not isinstance(values, Mapping):
        raise BadInput(f"{where}={shown(values)} is not allowed; allowed: a mapping with keys of {where}.")
    known = field_types(cls)
    made = {}
    for key, value in values.items():
        name = str(key) if key in known else f"{key}_"
        if name not in known:
            raise unknown_key(f"{where}.{key}", [f"{where}.{k.rstrip('_')}" for k in known])
        made[name] = convert(value, known[name], f"{where}.{key}")
    result = cls(**made)
    check_ranges(where, result)
    return result


def unknown_key(key: str, known: Iterable[str]) -> BadInput:
    """Build the sentence for a key that does not exist; of many keys only the closest are named."""
    names = sorted(known)
    if len(names) <= 12:
        return unknown("Key", key, names)
    close = get_close_matches(key, names, n=3, cutoff=0.5)
    few = f"{', '.join(close)} or another" if close else "one"
    return BadInput(
        f"Key {key!r} does not exist; allowed: {few} of the {len(names)} keys that diffusion-sim show parameters lists."
        f"{nearest(key, names)}"
    )


def convert(value: object, kind: Any, where: str) -> Any:
    """Return ``value`` as ``kind``, or raise the sentence that says what is allowed at ``where``."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _convert_union(value, get_args(kind), where)
    if origin is Literal:
        if value in get_args(kind):
            return value
        raise unknown(f"{where}=", value, get_args(kind))
    if origin in (tuple, list):
        return _convert_tuple(value, kind, where)
    if origin in (dict, Mapping) or kind is dict:
        if isinstance(value, Mapping):
            return dict(value)
    elif is_dataclass(kind) and isinstance(kind, type):
        return build(kind, value, where)
    elif kind is Any:
        return value
    else:
        found = _simple(value, kind)
        if found is not None:
            return found
    raise BadInput(f"{where}={shown(value)} is not allowed; allowed: {words(kind)}.{_hint(value, kind)}")


def _simple(value: object, kind: Any) -> object | None:
    """Return ``value`` as bool, int, float or str where nothing is lost, else None."""
    if isinstance(value, bool):
        return value if kind is bool else None
    if kind is float and isinstance(value, (int, float)):
        return float(value)
    if kind is int and isinstance(value, (int, float)) and float(value).is_integer():
        return int(value)
    if kind is str and isinstance(value, (str, int, float)):
        return str(value)
    return None


def _convert_union(value: object, kinds: tuple[Any, ...], where: str) -> Any:
    if value is None and type(None) in kinds:
        return None
    rest = [k for k in kinds if k is not type(None)]
    for kind in rest:
        try:
            return convert(value, kind, where)
        except BadInput:
            if len(rest) == 1 and is_dataclass(kind):
                raise
    allowed = " or ".join(words(k) for k in kinds)
    raise BadInput(f"{where}={shown(value)} is not allowed; allowed: {allowed}.")


def _convert_tuple(value: object, kind: Any, where: str) -> Any:
    inner = [a for a in get_args(kind) if a is not Ellipsis]
    if isinstance(value, str) or not isinstance(value, (list, tuple)):
        raise BadInput(f"{where}={shown(value)} is not allowed; allowed: {words(kind)}, written [a,b].")
    one = inner[0] if len(inner) == 1 else None
    if one is None and len(value) != len(inner):
        raise BadInput(f"{where} has {len(value)} entries; allowed: {len(inner)}.")
    kinds = [one] * len(value) if one is not None else inner
    return tuple(convert(v, k, f"{where}[{i}]") for i, (v, k) in enumerate(zip(value, kinds, strict=True)))


def words(kind: Any) -> str:
    """Say a type in plain words."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(words(k) for k in get_args(kind))
    if origin in (tuple, list):
        inner = words(get_args(kind)[0]) if get_args(kind) else "a value"
        return f"a list, each entry {inner}"
    if origin is Literal:
        return ", ".join(str(a) for a in get_args(kind))
    return WORDS.get(kind, "a mapping of keys to values")


def shown(value: object) -> str:
    """Show a value as the user would write it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, str) else str(value)


def _hint(value: object, kind: Any) -> str:
    return nearest(value, ("true", "false")) if kind is bool else ""
