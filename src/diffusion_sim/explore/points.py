"""From points to settings: composed once per choice of groups, then numbers are put in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from diffusion_sim.errors import BadInput
from diffusion_sim.explore.design import Design
from diffusion_sim.settings.arms import keys_of
from diffusion_sim.settings.build import convert, field_types, unknown_key
from diffusion_sim.settings.load import load
from diffusion_sim.settings.parameter import check_ranges
from diffusion_sim.settings.registry import PART_GROUPS, SECTIONS, groups, part_place, section_class
from diffusion_sim.settings.settings import Settings, part_name
from diffusion_sim.strategies.arm import Arm


@dataclass(frozen=True)
class Worlds:
    """A plan, and the worlds around it.

    Attributes
    ----------
    base : Settings
        The plan itself.
    overrides : tuple of str or None
        The plan as on the command line; needed for designs with a column that is a group, such as ``practice``.
    conf : path, optional
        A folder of your own presets.
    """

    base: Settings
    overrides: tuple[str, ...] | None = None
    conf: Path | None = None

    @classmethod
    def load(cls, overrides: Sequence[str], conf: Path | str | None = None) -> Worlds:
        """Compose the plan from overrides as on the command line."""
        folder = None if conf is None else Path(conf)
        return cls(_composed(tuple(overrides), folder), tuple(overrides), folder)

    def at(self, row: Mapping[str, Any]) -> Settings:
        """Return the settings at one point: what composing the plan with these overrides gives, but much faster.

        Parameters
        ----------
        row : mapping
            Key -> value: ``section.field`` or ``strategy.group.field``, or a group such as ``practice`` or
            ``strategies`` with the name of an option.

        Raises
        ------
        BadInput
            For an unknown key, a value of the wrong kind or out of range.
        """
        chosen = [f"{key}={value}" for key, value in row.items() if is_group(key)]
        base = self.base
        if chosen:
            if self.overrides is None:
                raise BadInput(f"{chosen[0]} chooses a preset; allowed: numbers, where the plan is not given as text.")
            base = _composed((*self.overrides, *chosen), self.conf)
        return put(base, {key: value for key, value in row.items() if not is_group(key)})

    def all(self, design: Design) -> list[Settings]:
        """Return the settings of every point; a mistake names the row and the column.

        Raises
        ------
        BadInput
        """
        found = []
        for number, row in enumerate(design.rows(), 1):
            try:
                found.append(self.at(row))
            except BadInput as error:
                column = next((k for k in sorted(row, key=len, reverse=True) if k in str(error)), None)
                where = f", column {column}" if column else ""
                raise BadInput(f"{design.source}, row {number}{where}: {error}") from None
        return found


def put(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return settings with numbers replaced, checked as if they had been composed.

    Raises
    ------
    BadInput
        For an unknown key, a value of the wrong kind or out of range.
    """
    by_section: dict[str, dict[str, Any]] = {}
    strategy: dict[str, Any] = {}
    for key, value in values.items():
        first, _, rest = key.partition(".")
        if first == "strategy" and rest:
            strategy[key] = value
        elif first in SECTIONS and rest:
            by_section.setdefault(first, {})[rest] = value
        else:
            raise unknown_key(key, _all_keys(settings))
    changed: dict[str, Any] = {
        section: _changed(getattr(settings, section), section, given) for section, given in by_section.items()
    }
    if strategy:
        changed["arms"] = _arms(settings.arms, strategy)
    return replace(settings, **changed)


def _changed(holder: Any, where: str, given: Mapping[str, Any]) -> Any:
    known = field_types(type(holder))
    made = {}
    for name, value in given.items():
        if name not in known:
            raise unknown_key(f"{where}.{name}", [f"{where}.{k.rstrip('_')}" for k in known])
        made[name] = convert(_plain(value), known[name], f"{where}.{name}")
    result = replace(holder, **made)
    check_ranges(where, result)
    return result


def _arms(arms: tuple[Arm, ...], given: Mapping[str, Any]) -> tuple[Arm, ...]:
    """Put values into every arm that has the key; refuse a key that no arm has."""
    known = set().union(*(keys_of(arm) for arm in arms))
    for key in given:
        if key not in known:
            raise BadInput(f"{unknown_key(key, known)} (strategies: {', '.join(arm.name for arm in arms)})")
    return tuple(_arm(arm, given) for arm in arms)


def _arm(arm: Arm, given: Mapping[str, Any]) -> Arm:
    own = keys_of(arm)
    mine = {key: value for key, value in given.items() if key in own}
    if not mine:
        return arm

    def part(holder: Any) -> Any:
        where = part_place(holder.group, part_name(holder))
        fields = {k.removeprefix(f"{where}."): v for k, v in mine.items() if k.rpartition(".")[0] == where}
        return _changed(holder, where, fields) if fields else holder

    changed: dict[str, Any] = {}
    for group in PART_GROUPS:
        held = getattr(arm, group)
        changed[group] = tuple(map(part, held)) if isinstance(held, tuple) else part(held)
    return replace(arm, **changed)


def _plain(value: Any) -> Any:
    """Turn a cell of a table into a plain value; a text that is a list or a word of YAML is read as such."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, str):
        text = value.strip()
        if re.fullmatch(r"(true|false|null)", text):
            return {"true": True, "false": False, "null": None}[text]
        try:
            return float(text)
        except ValueError:
            return text
    return value


def is_group(key: str) -> bool:
    """Return whether a key chooses a preset, a part or the strategies instead of setting a number."""
    return key in ("strategies", "strategy") or key in groups()


def _all_keys(settings: Settings) -> list[str]:
    keys = [f"{s}.{k.rstrip('_')}" for s in SECTIONS for k in field_types(section_class(s))]
    return [*keys, *set().union(*(keys_of(arm) for arm in settings.arms)), *groups()]


@lru_cache(maxsize=256)
def _composed(overrides: tuple[str, ...], conf: Path | None) -> Settings:
    return load(overrides=list(overrides), conf=conf)
