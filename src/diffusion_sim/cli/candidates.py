"""What may follow on a command line: read from the folders and dataclasses, without Hydra."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import is_dataclass
from typing import Any

from diffusion_sim.settings.build import field_types
from diffusion_sim.settings.registry import (
    PART_GROUPS,
    SECTIONS,
    groups,
    options,
    part_class,
    part_names,
    part_place,
    section_class,
)

NEXT = "--next"


def candidates(line: Sequence[str]) -> list[str]:
    """Return the words that may complete the last word of ``line`` (program name first).

    Parameters
    ----------
    line : sequence of str
        The words typed so far; a last word ``--next`` says that a new word begins.
    """
    from diffusion_sim.cli.main import command, command_names
    from diffusion_sim.cli.parser import Parser

    *before, word = line or ("",)
    word = "" if word == NEXT else word
    if len(before) <= 1:
        return [n for n in (*command_names(), "--help", "--version") if n.startswith(word)]
    name = before[1]
    if name not in command_names():
        return []
    module = command(name)
    if hasattr(module, "TOPICS") and len(before) == 2:
        return [t for t in module.TOPICS if t.startswith(word)]
    if word.startswith("-"):
        parser = Parser("", "", "")
        module.add_arguments(parser)
        return [o for o in parser.option_names() if o.startswith(word)]
    return sorted(set(_settings(word)))


def _settings(word: str) -> Iterator[str]:
    key, sign, value = word.partition("=")
    if sign:
        yield from _values(key, value)
        return
    for group in ("strategies", *groups()):
        # parts are offered once the user has begun to type them
        if group.startswith(word) and ("/" not in group or word.startswith("strategy")):
            yield f"{group}="
    if "." in word:
        yield from (f"{k}=" for k in keys() if k.startswith(word))
    else:
        yield from (f"{s}." for s in (*SECTIONS, "strategy") if s.startswith(word))


def _values(key: str, value: str) -> Iterator[str]:
    if key == "strategies":
        head, comma, last = value.rpartition(",")
        bracket = "[" if not comma and last.startswith("[") else ""
        last = last.removeprefix("[")
        used = head.strip("[").split(",")
        yield from (
            f"strategies={head}{comma}{bracket}{n}"
            for n in options("strategy")
            if n.startswith(last) and n not in used
        )
    elif key in groups():
        yield from (f"{key}={n}" for n in options(key) if n.startswith(value))


def keys() -> Iterator[str]:
    """Yield every key that takes a value, section by section, then those of the parts."""
    for section in SECTIONS:
        yield from _fields(section_class(section), section)
    for group in PART_GROUPS:
        for name in part_names(group):
            where = part_place(group, name)
            yield from _fields(part_class(group, name), where)


def _fields(cls: type[Any], where: str) -> Iterator[str]:
    for name, kind in field_types(cls).items():
        key = f"{where}.{name.rstrip('_')}"
        if is_dataclass(kind) and isinstance(kind, type):
            yield from _fields(kind, key)
        else:
            yield key
