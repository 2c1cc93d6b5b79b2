"""Plain values back into :class:`Settings`: the way a batch finds its plan again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diffusion_sim.settings.build import build
from diffusion_sim.settings.registry import PART_KEY, SECTIONS, part_class, section_class
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm

#: What an arm holds beside its parts.
WORDS = ("name", "about")


def restored(values: Mapping[str, Any]) -> Settings:
    """Return the settings that :meth:`Settings.to_dict` wrote down.

    Raises
    ------
    BadInput
        For a key or a value that this version does not allow.
    """
    made = {section: build(section_class(section), values.get(section), section) for section in SECTIONS}
    return Settings(**made, arms=tuple(_arm(arm) for arm in values["arms"]))


def _arm(values: Mapping[str, Any]) -> Arm:
    parts: dict[str, Any] = {}
    for group, value in values.items():
        if group not in WORDS:
            several = isinstance(value, list)
            parts[group] = tuple(_part(group, v, several) for v in value) if several else _part(group, value, several)
    return Arm(name=str(values["name"]), about=str(values["about"]), **parts)


def _part(group: str, values: Mapping[str, Any], several: bool) -> Any:
    key = PART_KEY.strip("_")
    name = str(values[key])
    where = f"strategy.{group}.{name}" if several else f"strategy.{group}"
    return build(part_class(group, name), {k: v for k, v in values.items() if k != key}, where)
