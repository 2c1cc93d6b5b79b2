"""Whether a folder of results belongs to the plan that is asked for; if not, what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from diffusion_sim.batch.parts import Unreadable
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.settings import NOT_IDENTITY, Settings, arm_values

#: Keys that name a file, of which the content counts.
FILES = ("district.table", "district.edges", "district.roster")


def refuse_other_plan(store: Store, units: Sequence[Unit]) -> None:
    """Refuse a store whose runs are of other settings than these units; other arms of the same world are welcome.

    Raises
    ------
    BadInput
        The folder, the first key that differs, its value there and here.
    """
    asked = {unit.plan: unit for unit in units}
    by_name = {unit.arm.name: unit for unit in units}
    try:
        plans = store.plans()
    except Unreadable:
        # Whoever writes next sets it aside and writes it anew; until then the runs alone say of which plans they are.
        runs = store.done()
        if (runs["arm"].isin(list(by_name)) & ~runs["plan"].isin(list(asked))).any():
            raise _other(store, "its settings there cannot be read any more") from None
        return
    for plan, arm, text in plans[["plan", "arm", "settings"]].itertuples(index=False):
        if plan in asked:
            continue
        there = json.loads(text)
        unit = by_name.get(arm, units[0])
        old, new = _flat(there, arm), dict(_leaves("", _world(unit.settings)))
        if arm in by_name:
            new |= dict(_leaves("strategy", arm_values(unit.arm)))
        for key in (*new, *old):
            if key.endswith(".about") or key not in {**old, **new} or key in FILES:
                continue
            if (arm in by_name or not key.startswith("strategy")) and old.get(key) != new.get(key):
                raise _other(store, f"{key}={_shown(old.get(key))} there, {_shown(new.get(key))} here")
        if arm in by_name:
            raise _other(store, "the horizon of all arms, or the content of an input file, differs")


def _other(store: Store, what: str) -> BadInput:
    return BadInput(
        f"{store.folder} holds runs of another plan ({what}); allowed: the same settings, or another folder."
    )


def _world(settings: Settings) -> Mapping[str, Any]:
    values = {k: v for k, v in settings.to_dict().items() if k != "arms"}
    return {**values, "run": {k: v for k, v in values["run"].items() if k not in NOT_IDENTITY}}


def _flat(values: Mapping[str, Any], arm: str) -> dict[str, Any]:
    world = {k: v for k, v in values.items() if k != "arms"}
    world["run"] = {k: v for k, v in world["run"].items() if k not in NOT_IDENTITY}
    own = next(a for a in values["arms"] if a["name"] == arm)
    return dict(_leaves("", world)) | dict(_leaves("strategy", own))


def _leaves(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{where}.{key}" if where else str(key), inner)
    elif isinstance(value, list) and value and isinstance(value[0], Mapping):
        for inner in value:
            yield from _leaves(f"{where}.{inner.get('part', '')}", inner)
    else:
        yield where, value


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
