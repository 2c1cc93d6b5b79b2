"""Composed strategy nodes into arms; overrides reach the arms that have the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.build import build, field_types, unknown_key
from diffusion_sim.settings.overrides import Request
from diffusion_sim.settings.registry import PART_GROUPS, PART_KEY, options, part_class
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
    one = {g: _part(name, g, values.get(g), request) for g in PART_GROUPS if g != "support"}
    support = _support(name, values.get("support") or {}, request)
    return Arm(name=name, support=support, about=about, **one)


def _part(arm: str, group: str, node: Any, request: Request) -> Any:
    if not isinstance(node, Mapping) or PART_KEY not in node:
        allowed = ", ".join(options(f"strategy/{group}"))
        raise BadInput(f"conf/strategy/{arm}.yaml names no part for {group!r}; allowed: {allowed}.")
    return _made(part_class(group, str(node[PART_KEY])), node, f"strategy.{group}", group, request)


def _support(arm: str, nodes: Mapping[str, Any], request: Request) -> tuple[Any, ...]:
    parts = []
    for name, node in nodes.items():
        where = f"strategy.support.{name}"
        if isinstance(node, Mapping) and PART_KEY in node:
            parts.append(_made(part_class("support", name), node, where, "support", request))
        elif "support" not in request.swapped and not any(k.startswith(where) for k in request.value_keys):
            chosen = ", ".join(k for k, v in nodes.items() if PART_KEY in (v or {})) or "no key"
            raise BadInput(
                f"conf/strategy/{arm}.yaml sets {where}, but its defaults list names no support part "
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
        where = f"strategy.support.{name}" if part.group == "support" else f"strategy.{part.group}"
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
