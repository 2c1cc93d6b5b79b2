"""A small world of strategy parts and presets, so that tests of the machinery need no real strategy."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

PARTS = {
    "selection": {
        "volunteers": (
            'share: float = parameter(0.15, 0.01, 1.0, "share", "assumption", "s", "a")\n    by: str = "x"'
        ),
        "everyone": "",
        "nobody": "",
    },
    "sequence": {"all_at_once": "", "waves": "n: int = 3"},
    "support": {
        "coaching": 'hours: float = parameter(1.0, 0, 10, "hours", "assumption", "s", "a")',
        "meetings": "every: int = 4",
    },
    "stance": {"voluntary": "", "mandate": "pressure: float = 0.8"},
    "capacity": {"inside": "", "outside": ""},
}
PRESETS = {
    "trailblazer": (
        "volunteers",
        "[coaching, meetings]",
        "voluntary",
        "selection: {share: 0.1}\nsupport: {coaching: {hours: 2}}\n",
    ),
    "training_mandate": ("everyone", "[meetings]", "mandate", ""),
    "laissez_faire": ("nobody", "[]", "voluntary", ""),
}
MODULE = '''"""The part {name}."""
from dataclasses import dataclass
from typing import ClassVar
from diffusion_sim.settings.parameter import parameter


@dataclass(frozen=True)
class P{name}:
    """Do as {name} says."""

    group: ClassVar[str] = "{group}"
    {body}
'''


def make_part(root: Path, group: str, name: str, body: str = "") -> Path:
    """Write one part; this one file is all that a new part needs."""
    file = root / group / f"{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    for folder in (root, file.parent):
        (folder / "__init__.py").touch()
    file.write_text(MODULE.format(name=name, group=group, body=body))
    return file


def make_world(folder: Path, package: str, conf: Path) -> Path:
    """Write parts and a copy of ``conf`` with small strategy presets; return the new conf."""
    for group, parts in PARTS.items():
        for name, body in parts.items():
            make_part(folder / package, group, name, body)
    made = folder / "conf"
    shutil.copytree(conf, made)
    for group in ("strategy", "target"):
        shutil.rmtree(made / group, ignore_errors=True)
        (made / group).mkdir()
    for name, (selection, support, stance, more) in PRESETS.items():
        (made / "strategy" / f"{name}.yaml").write_text(
            f"about: the {name}\ndefaults:\n  - selection: {selection}\n  - sequence: all_at_once\n"
            f"  - support: {support}\n  - stance: {stance}\n  - capacity: inside\n  - _self_\n{more}"
        )
    sys.path.insert(0, str(folder))
    return made
