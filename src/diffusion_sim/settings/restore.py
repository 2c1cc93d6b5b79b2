"""Plain values back into :class:`Settings`: the way a batch finds its plan again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diffusion_sim.settings.build import build
from diffusion_sim.settings.registry import PART_GROUPS, PART_KEY, SECTIONS, part_class, section_class
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm


def restored(values: Mapping[str, Any]) -> Settings:
    """Return the settings that :meth:`Settings.to_dict` wrote down.

    Raises
    ------
    BadInput
        For a key or a part that this version does not know.
    """
    made = {section: build(section_class(section), values.get(section), section) for section in SECTIONS}
    return Settings(**made, arms=tuple(_arm(arm) for arm in values["arms"]))


def _arm(values: Mapping[str, Any]) -> Arm:
    one = {group: _part(group, values[group]) for group in PART_GROUPS if group != "support"}
    support = tuple(_part("support", part) for part in values["support"])
    return Arm(name=values["name"], about=values.get("about", ""), support=support, **one)


def _part(group: str, values: Mapping[str, Any]) -> Any:
    key = PART_KEY.strip("_")
    name = str(values[key])
    where = f"strategy.support.{name}" if group == "support" else f"strategy.{group}"
    return build(part_class(group, name), {k: v for k, v in values.items() if k != key}, where)
