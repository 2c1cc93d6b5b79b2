"""What can be configured: the sections with their dataclasses, and the strategy parts found by listing.

A new strategy part is one file ``strategies/<group>/<name>.py`` with one frozen dataclass; nothing else
is edited.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import pkgutil
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.places import yaml_options

#: Section of the settings -> module and name of its dataclass.
SECTIONS: dict[str, tuple[str, str]] = {
    "district": ("diffusion_sim.settings.district", "DistrictSettings"),
    "practice": ("diffusion_sim.settings.practice", "Practice"),
    "behaviour": ("diffusion_sim.settings.behaviour", "Behaviour"),
    "costs": ("diffusion_sim.settings.costs", "Costs"),
    "run": ("diffusion_sim.settings.run", "RunSettings"),
}
#: Groups of strategy parts.
PART_GROUPS: tuple[str, ...] = (
    "selection", "sequence", "support", "stance", "capacity", "amplify", "learning", "comprehensiveness"
)  # fmt: skip
#: Groups of which a strategy may hold several parts, or none; of every other group it holds exactly one.
MANY = ("support", "amplify")
#: Groups that a strategy need not name: it then holds the neutral part, or none.
UNNAMED = ("amplify", "learning", "comprehensiveness")
#: Groups that may be left empty with ``null``.
EMPTY_ALLOWED = ("experiment", "target")
STRATEGIES = "diffusion_sim.strategies"
#: Key that says which part a composed node came from.
PART_KEY = "_part_"


def section_class(section: str) -> type[Any]:
    """Return the dataclass of a section, imported on first use."""
    module, name = SECTIONS[section]
    cls: type[Any] = getattr(importlib.import_module(module), name)
    return cls


def groups() -> tuple[str, ...]:
    """Return every group of ``conf`` that takes an option, parts as ``strategy/<group>``."""
    return (*SECTIONS, "strategy", "pathway", "system", "experiment", "target", *(f"strategy/{g}" for g in PART_GROUPS))


def part_names(group: str) -> tuple[str, ...]:
    """Return the names of the parts of a group by listing its folder, without importing them."""
    spec = importlib.util.find_spec(f"{STRATEGIES}.{group}")
    if spec is None or spec.submodule_search_locations is None:
        return ()
    found = pkgutil.iter_modules(list(spec.submodule_search_locations))
    return tuple(sorted(m.name for m in found if not m.name.startswith("_")))


@cache
def part_class(group: str, name: str) -> type[Any]:
    """Return the part that file ``strategies/<group>/<name>.py`` holds.

    Raises
    ------
    BadInput
        If the module does not hold exactly one dataclass of that group.
    """
    try:
        module = importlib.import_module(f"{STRATEGIES}.{group}.{name}")
    except (SyntaxError, ImportError) as error:
        said = str(error).splitlines()[0]
        raise BadInput(
            f"strategies/{group}/{name}.py cannot be read ({said}); allowed: a module that holds one part."
        ) from None
    own = [c for _, c in inspect.getmembers(module, inspect.isclass) if c.__module__ == module.__name__]
    parts = [c for c in own if is_dataclass(c) and getattr(c, "group", None) == group]
    if len(parts) != 1:
        where = Path(str(module.__file__)).name
        raise BadInput(
            f"strategies/{group}/{where} holds {len(parts)} parts of the group {group!r}; "
            "allowed: exactly one frozen dataclass whose group names its folder."
        )
    return parts[0]


def part_place(group: str, name: str) -> str:
    """Return where the keys of a part stand, such as ``strategy.stance`` or ``strategy.support.workshop``."""
    return f"strategy.{group}.{name}" if group in MANY else f"strategy.{group}"


def options(group: str, own: Path | None = None) -> tuple[str, ...]:
    """Return the options of a group: YAML presets, registered dataclasses and parts, sorted."""
    names = set(yaml_options(group, own))
    if group.startswith("strategy/"):
        names |= set(part_names(group.removeprefix("strategy/")))
    elif group in SECTIONS and group != "practice":
        names.add("default")
    return tuple(sorted(names))


def plain(value: Any) -> Any:
    """Turn dataclasses into dicts and tuples into lists, deeply: plain values for Hydra and JSON.

    A field ``from_`` becomes the key ``from``.
    """
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name.rstrip("_"): plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, (tuple, list)):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value


@cache
def register() -> None:
    """Put every section's defaults and every part into Hydra's ConfigStore, once."""
    from hydra.core.config_store import ConfigStore

    store = ConfigStore.instance()
    for section in SECTIONS:
        if "default" in options(section) and "default" not in yaml_options(section):
            store.store(group=section, name="default", node=plain(section_class(section)()))
    for group in PART_GROUPS:
        for name in part_names(group):
            node = {PART_KEY: name, **plain(part_class(group, name)())}
            store.store(group=f"strategy/{group}", name=name, node=node, package=part_place(group, name))
