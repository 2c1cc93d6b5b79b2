"""A run's identity: a hash of all that can change its numbers (CONTRACT.md)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path

from diffusion_sim.engines.cache import function_text
from diffusion_sim.errors import BadInput
from diffusion_sim.ruleset import RuleSet, rule_set
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.window import horizon_weeks

#: Key of the setting and content hash of each input file.
Stamps = tuple[tuple[str, str], ...]
#: Rooms of the package whose text can change a number.
ROOMS = ("rules", "engines", "strategies", "district", "outcomes", "settings", "tables")
FILES = ("draws.py", "schedule.py", "ruleset.py", "widen.py", "simulate.py", "record.py", "replicates.py")


@cache
def sources() -> str:
    """Return a hash of every source file of the package that can change a number."""
    home = Path(__file__).parent
    files = sorted([p for room in ROOMS for p in (home / room).rglob("*.py")] + [home / f for f in FILES])
    total = hashlib.sha256()
    for path in files:
        total.update(str(path.relative_to(home)).encode() + b"\x00" + path.read_bytes() + b"\x00")
    return total.hexdigest()[:16]


def file_stamps(district: DistrictSettings) -> Stamps:
    """Return (key, content hash) of every file that the district is read from.

    The hash is ``""`` for a file that cannot be read: the readers say what is wrong with it.
    """
    names = {key: getattr(district, key) for key in ("table", "edges", "roster")}
    return tuple((key, _stamp(name)) for key, name in names.items() if name is not None)


def _stamp(name: str) -> str:
    try:
        return hashlib.sha256(Path(name).expanduser().read_bytes()).hexdigest()[:16]
    except (OSError, RuntimeError):
        return ""


def input_files(settings: Settings) -> dict[str, str]:
    """Return name -> content hash of every file that the district is read from.

    Raises
    ------
    BadInput
        For a file that has gone since it was read.
    """
    found = dict(file_stamps(settings.district))
    for key, stamp in found.items():
        if not stamp:
            name = getattr(settings.district, key)
            raise BadInput(f"district.{key}={name!r} is not there; allowed: the path of a CSV file.")
    return found


def rules_text(rules: RuleSet) -> str:
    """Return everything that decides what a rule set computes."""
    lists = (rules.start, rules.week, rules.year_end)
    return "\n".join(f"{ln.name}{ln.reads}{function_text(ln.rule)}" for lines in lists for ln in lines) + repr(
        sorted(rules.extra.items())
    )


@cache
def _shipped_text(contagion: str, wide: bool) -> str:
    """Return the text of rules that come with the package, which do not change while it runs."""
    return rules_text(rule_set(Behaviour(contagion=contagion), wide=wide))


def _text_of(rules: RuleSet, arm: Arm, behaviour: Behaviour) -> str:
    shipped = rules is rule_set(behaviour, wide=arm.wide)
    return _shipped_text(behaviour.contagion, arm.wide) if shipped else rules_text(rules)


def plan_hash(settings: Settings, arm: Arm, rules: RuleSet) -> str:
    """Return the hash of everything but the replicate triple; of a file its content counts, not where it lies.

    Of the other arms of a comparison only the horizon counts, which the slowest of them makes longer.
    """
    files = input_files(settings)
    table, edges, roster = ("file" if key in files else None for key in ("table", "edges", "roster"))
    nowhere = replace(settings.district, table=table, edges=edges, roster=roster)
    canonical = replace(settings, district=nowhere, arms=(arm,)).canonical(arm)
    horizon = f"{horizon_weeks(settings)} weeks"
    texts = (canonical, horizon, str(sorted(files.items())), sources(), _text_of(rules, arm, settings.behaviour))
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()[:16]


def run_id(plan: str, district: int, luck: int, design: int) -> str:
    """Return the id of one run: the plan's hash and the replicate triple."""
    return hashlib.sha256(f"{plan}:{district}:{luck}:{design}".encode()).hexdigest()[:16]
