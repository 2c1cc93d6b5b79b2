"""What the user asked for, token by token: ``group=option`` or ``section.key=value``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

from diffusion_sim.errors import BadInput, nearest, unknown
from diffusion_sim.settings.build import field_types
from diffusion_sim.settings.registry import EMPTY_ALLOWED, MANY, SECTIONS, groups, options, section_class

#: Keys that name the arms of a comparison instead of a value.
ARM_KEYS = ("strategies", "strategy")
TOP = (*SECTIONS, "strategy", "strategies", "pathway", "system", "systems", "experiment", "target")


@dataclass(frozen=True)
class Token:
    """One override: the key, the text of its value, and whether the key is a group that takes an option."""

    key: str
    value: str
    is_group: bool

    @property
    def text(self) -> str:
        """The override as Hydra reads it; values are forced in, because the dataclasses check the keys."""
        if self.is_group:
            return f"~{self.key}" if self.value == "null" else f"{self.key}={self.value}"
        return f"++{self.key}={self.value}"


@dataclass(frozen=True)
class Request:
    """The user's overrides, sorted: the arms that were named, and the tokens for every arm."""

    arms: tuple[str, ...]
    tokens: tuple[Token, ...]
    listed: bool = False

    @property
    def value_keys(self) -> frozenset[str]:
        """Keys whose values the user set."""
        return frozenset(t.key for t in self.tokens if not t.is_group)

    @property
    def swapped(self) -> frozenset[str]:
        """Part groups for which the user chose another part than the preset."""
        names = (t.key for t in self.tokens if t.is_group and t.key.startswith("strategy/"))
        return frozenset(n.removeprefix("strategy/") for n in names)

    def names_group(self, group: str) -> bool:
        """Whether the user chose an option of this group."""
        return any(t.key == group and t.is_group for t in self.tokens)


def read(overrides: Iterable[str], own: Path | None = None) -> Request:
    """Sort overrides into arms and tokens; every group option is checked to exist.

    Raises
    ------
    BadInput
        For a text that is not ``KEY=VALUE``, an unknown group option or an unknown first word of a key.
    """
    arms: tuple[str, ...] = ()
    listed = False
    tokens: list[Token] = []
    overrides = list(overrides)
    _refuse_torn(overrides)
    pairs = [split(text) for text in overrides]
    _refuse_both(dict(pairs))
    for key, value in pairs:
        if key == "strategies":
            arms, listed = _names(value), True
            if not arms:
                raise BadInput(f"strategies={value} names no strategy; allowed: strategies=[a,b].")
        elif key == "strategy":
            arms, listed = _names(value), False
            if len(arms) != 1:
                raise BadInput(f"strategy={value} is not one name; for several write strategies=[a,b].")
        else:
            tokens.append(_token(key, value, own))
    for name in arms:
        if name not in options("strategy", own):
            raise unknown("Strategy", name, options("strategy", own))
    if len(set(arms)) < len(arms):
        raise BadInput(f"strategies=[{','.join(arms)}] names a strategy twice; allowed: each name once.")
    return Request(arms, tuple(tokens), listed)


def _refuse_torn(overrides: Sequence[str]) -> None:
    """Refuse a strategy by itself after ``strategies=``: names of one list belong together."""
    for before, text in pairwise(overrides):
        key, _, value = before.partition("=")
        if key in ARM_KEYS and "=" not in text and text in options("strategy"):
            together = ",".join(dict.fromkeys((*_names(value), text)))
            raise BadInput(f"{text!r} stands by itself after {before}; allowed: strategies=[{together}].")


def _refuse_both(given: Mapping[str, str]) -> None:
    """Refuse strategy= beside strategies=: one of them would be dropped without a word."""
    if all(key in given for key in ARM_KEYS):
        one, several = given["strategy"], _names(given["strategies"])
        together = ",".join(dict.fromkeys((one, *several)))
        raise BadInput(
            f"strategy={one} and strategies={given['strategies']} are both given; allowed: one of them, "
            f"such as strategies=[{together}]."
        )


def split(text: str) -> tuple[str, str]:
    """Return key and value of ``KEY=VALUE``; leading ``+`` or ``++`` of Hydra's notation is dropped."""
    key, sign, value = str(text).partition("=")
    key = key.strip()
    if key.startswith("~"):
        raise BadInput(
            f"{text!r} would delete a setting; allowed: KEY=VALUE (leave a key out to get its default)."
        )
    key = key.lstrip("+")
    if not sign or not key:
        known = {o: f"{g}={o}" for g in ("experiment", "practice", "strategy") for o in options(g)}
        hint = f" Did you mean {known[key]!r}?" if key in known else ""
        raise BadInput(f"{text!r} is not of the form KEY=VALUE, such as run.replicates=200.{hint}")
    return key, value.strip()


def _token(key: str, value: str, own: Path | None) -> Token:
    if key in groups():
        _check_options(key, value, own)
        return Token(key, value, True)
    first = re.split(r"[./]", key)[0]
    if first not in TOP:
        raise _unknown_first(key)
    if key.startswith("strategy.") and key.replace(".", "/") in groups():
        raise _part_with_a_dot(key, value, own)
    if "/" in key:
        raise unknown("Group", key, groups())
    return Token(key, quoted(key, value), False)


def _part_with_a_dot(key: str, value: str, own: Path | None) -> BadInput:
    """Build the sentence for ``strategy.selection=random``: a part is chosen with a slash."""
    group = key.replace(".", "/")
    names, known = _names(value), options(group, own)
    form = "{}=[{}]" if group.removeprefix("strategy/") in MANY else "{}={}"
    if names and all(name in known for name in names):
        allowed = form.format(group, ",".join(names)) + " with a slash"
        return BadInput(f"{key}={value} is not how a part is chosen; allowed: {allowed}.")
    wrong = next((name for name in names if name not in known), value)
    allowed = f"{form.format(group, 'NAME')} with a slash and one of {', '.join(known)}"
    return BadInput(f"{key}={value} is not how a part is chosen; allowed: {allowed}.{nearest(wrong, known)}")


def _unknown_first(key: str) -> BadInput:
    """Build the sentence for a key whose first word is no section; one with such a field is suggested."""
    last = re.split(r"[./]", key)[-1]
    homes = [f"{s}.{last}" for s in SECTIONS if last in field_types(section_class(s))]
    if not homes:
        return unknown("Key", key, TOP)
    return BadInput(
        f"Key {key!r} does not exist; allowed: a section first, as in {homes[0]}. Did you mean {homes[0]!r}?"
    )


def _check_options(group: str, value: str, own: Path | None) -> None:
    names = _names(value)
    if value == "null" and group in EMPTY_ALLOWED:
        return
    if group.removeprefix("strategy/") not in MANY and len(names) != 1:
        raise BadInput(f"{group}={value} is not one name; allowed: one of {', '.join(options(group, own))}.")
    for name in names:
        if name not in options(group, own):
            raise _unknown_option(group, name, own)


def _unknown_option(group: str, name: str, own: Path | None) -> BadInput:
    if "." in name or "/" in name:
        allowed = options(group, own)
        return BadInput(
            f"{group}={name} is not a preset; allowed: {', '.join(allowed)} (name a file of yours by a key, "
            f"such as district.table=FILE).{nearest(name, allowed)}"
        )
    return unknown(f"{group} preset" if "/" not in group else f"{group} part", name, options(group, own))


def _names(value: str) -> tuple[str, ...]:
    inner = value.strip().removeprefix("[").removesuffix("]")
    return tuple(n.strip().strip("'\"") for n in inner.split(",") if n.strip())


def quoted(key: str, value: str) -> str:
    """Quote the value of a text field, so that file and district names need no quotes of Hydra's grammar."""
    if not _is_text(key) or value == "null" or value[:1] in ("'", '"', "$"):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _is_text(key: str) -> bool:
    """Whether the key's field takes one text (or null)."""
    first, *rest = key.split(".")
    if first not in SECTIONS:
        return False
    kind: Any = section_class(first)
    for name in rest:
        known = field_types(kind) if is_dataclass(kind) and isinstance(kind, type) else {}
        kind = known.get(name, known.get(f"{name}_"))
    return kind is str or set(get_args(kind)) == {str, type(None)}
