"""Composed presets on disk, beside the compiled sweeps: a new process need not load Hydra for what one composed before.

The name of a file is a hash of the presets' names, of the names of all strategy parts, of every file of ``conf``, and
of the version of Hydra: a part that is added is looked at, whether or not a preset names it. The dataclasses' own
defaults are written down with what they were composed into, and compared with those of the running program before it
is used: an edited default, in whatever file it stands, is therefore never answered with the old one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from diffusion_sim.disk import cache_folder, wanted_folder, whole_file
from diffusion_sim.errors import BadInput
from diffusion_sim.settings import registry
from diffusion_sim.settings.composed import Composed

#: Changed when the way in which presets are composed changes.
FORMAT = 1
FOLDER = "presets"
#: Choices of presets that are kept on disk, some 10 kB each.
MOST = 500
#: Files that hold the versions of the libraries which compose.
LIBRARIES = (("hydra", "__init__.py"), ("omegaconf", "version.py"))


def parts_home() -> str:
    """Return the package that strategy parts are found in."""
    return registry.STRATEGIES


def place(presets: Sequence[str], folders: Sequence[Path | None]) -> Path:
    """Return the file for a choice of presets, below the folder of the cache; it need not exist."""
    total = hashlib.sha256(json.dumps([FORMAT, parts_home(), _parts(), _versions(), *presets]).encode())
    for folder in folders:
        total.update(b"\x1e")
        if folder is not None:
            for file in sorted(folder.rglob("*.yaml")):
                total.update(f"\x1f{file.relative_to(folder).as_posix()}\x1f".encode() + file.read_bytes())
    return Path(FOLDER) / f"{total.hexdigest()[:20]}.json"


def _parts() -> list[tuple[str, ...]]:
    return [registry.part_names(group) for group in registry.PART_GROUPS]


@cache
def _versions() -> str:
    texts = []
    for library, name in LIBRARIES:
        spec = find_spec(library)
        origin = Path(str(spec.origin)).with_name(name) if spec is not None else Path(name)
        texts.append(hashlib.sha256(origin.read_bytes()).hexdigest() if origin.is_file() else "")
    return " ".join(texts)


def taken(name: Path) -> Composed | None:
    """Return what was put at a place, or ``None`` if nothing was, or if a default has changed since."""
    try:
        held = json.loads((wanted_folder() / name).read_text(encoding="utf-8"))
        values, choices = held["values"], held["choices"]
        return Composed(values, choices) if held["defaults"] == _defaults(values) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ImportError):
        return None


def put(name: Path, composed: Composed) -> None:
    """Put a composed configuration at its place, unless the folder cannot be written or JSON would change a value."""
    try:
        held = {"values": composed.values, "choices": composed.choices, "defaults": _defaults(composed.values)}
        text = json.dumps(held, allow_nan=False)
        if json.loads(text) != held:
            return
        file = cache_folder() / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(file) as fresh:
            fresh.write_text(text, encoding="utf-8")
        _make_room(file.parent)
    except (OSError, ValueError, TypeError, AttributeError):
        return


def _make_room(folder: Path) -> None:
    """Remove the oldest files where there are more than :data:`MOST`."""
    files = [entry for entry in folder.iterdir() if entry.suffix == ".json"]
    for file in sorted(files, key=lambda f: f.stat().st_mtime)[:-MOST]:
        file.unlink(missing_ok=True)


def _defaults(values: dict[str, Any]) -> dict[str, Any]:
    """Return the defaults of every dataclass that a composed configuration can have come from."""
    known = {s: registry.plain(registry.section_class(s)()) for s in registry.SECTIONS if s != "practice"}
    strategy = values.get("strategy") or {}
    for group in registry.PART_GROUPS:
        node = strategy.get(group) or {}
        named = node if group in registry.MANY else {node.get(registry.PART_KEY): node}
        for name, part in named.items():
            if isinstance(part, dict) and registry.PART_KEY in part:
                known[f"{group}/{name}"] = _default(group, str(name))
    return known


def _default(group: str, name: str) -> Any:
    try:
        return registry.plain(registry.part_class(group, name)())
    except BadInput:
        return None
