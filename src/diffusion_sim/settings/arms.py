"""Composed strategy nodes into arms; overrides reach the arms that have the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.build import build, field_types, unknown_key
from diffusion_sim.settings.overrides import Request
from diffusion_sim.settings.registry import (
    MANY,
    PART_GROUPS,
    PART_KEY,
    UNNAMED,
    options,
    part_class,
    part_place,
)
from diffusion_sim.strategies.arm import Arm


def build_arm(name: str, node: object, request: Request) -> Arm:
    """Make an arm from its composed node.

    Keys that the user set for another arm's part, and values of the preset for a part that the user replaced,
    are left out; :func:`check_used` refuses a key that no arm has.

    Raises
    ------
    BadInput
        For a group without a part, or a key that the part does not have.
    """
    values = dict(node) if isinstance(node, Mapping) else {}
    about = str(values.pop("about", ""))
    for key in values:
        if key not in PART_GROUPS and f"strategy.{key}" not in request.value_keys:
            raise unknown(f"conf/strategy/{name}.yaml: key", key, [*PART_GROUPS, "about"])
    parts: dict[str, Any] = {g: _part(name, g, values.get(g), request) for g in PART_GROUPS if g not in MANY}
    parts |= {g: _several(name, g, values.get(g) or {}, request) for g in MANY}
    return Arm(name=name, about=about, **{g: part for g, part in parts.items() if part is not None})


def _part(arm: str, group: str, node: Any, request: Request) -> Any:
    """Return the part of a group, ``None`` where the strategy leaves the group to its neutral part."""
    if group in UNNAMED and (node is None or (isinstance(node, Mapping) and PART_KEY not in node)):
        return _neutral(arm, group, node or {}, request)
    if not isinstance(node, Mapping) or PART_KEY not in node:
        allowed = ", ".join(options(f"strategy/{group}"))
        raise BadInput(f"conf/strategy/{arm}.yaml names no part for {group!r}; allowed: {allowed}.")
    return _made(part_class(group, str(node[PART_KEY])), node, f"strategy.{group}", group, request)


def _neutral(arm: str, group: str, node: Mapping[str, Any], request: Request) -> None:
    """Refuse keys of a preset for a part that it does not name; those that the user typed are for other arms."""
    for key in node:
        if f"strategy.{group}.{key}" not in request.value_keys:
            raise BadInput(
                f"conf/strategy/{arm}.yaml sets strategy.{group}.{key}, but its defaults list names no part for "
                f"{group!r}; allowed: {', '.join(options(f'strategy/{group}'))}."
            )


def _several(arm: str, group: str, nodes: Mapping[str, Any], request: Request) -> tuple[Any, ...]:
    parts = []
    for name, node in nodes.items():
        where = f"strategy.{group}.{name}"
        if isinstance(node, Mapping) and PART_KEY in node:
            parts.append(_made(part_class(group, name), node, where, group, request))
        elif group not in request.swapped and not any(k.startswith(where) for k in request.value_keys):
            chosen = ", ".join(k for k, v in nodes.items() if PART_KEY in (v or {})) or "no key"
            raise BadInput(
                f"conf/strategy/{arm}.yaml sets {where}, but its defaults list names no {group} part "
                f"{name!r}; allowed: {chosen}."
            )
    return tuple(parts)


def _made(cls: type[Any], node: Mapping[str, Any], where: str, group: str, request: Request) -> Any:
    known = field_types(cls)
    left_out = {
        key
        for key in node
        if key not in known and (group in request.swapped or f"{where}.{key}" in request.value_keys)
    }
    return build(cls, {k: v for k, v in node.items() if k != PART_KEY and k not in left_out}, where)


def keys_of(arm: Arm) -> set[str]:
    """Return every key that can be set in an arm, such as ``strategy.selection.share``."""
    keys = set()
    for part in arm.parts:
        name = type(part).__module__.rpartition(".")[2]
        where = part_place(part.group, name)
        keys |= {f"{where}.{key}" for key in field_types(type(part))}
    return keys


def check_used(arms: Iterable[Arm], request: Request) -> None:
    """Refuse a ``strategy.`` key of the user that no arm has."""
    arms = tuple(arms)
    known = set().union(*(keys_of(arm) for arm in arms))
    for key in sorted(request.value_keys):
        if key.startswith("strategy.") and not any(
            k == key or k.startswith(f"{key}.") or key.startswith(f"{k}.") for k in known
        ):
            names = ", ".join(arm.name for arm in arms)
            allowed = unknown_key(key, known)
            raise BadInput(f"{allowed} (strategies: {names})")
