"""What the documents tell of the named systems that were run, and what was assumed for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from diffusion_sim.compare import words
from diffusion_sim.compare.systems import shipped

if TYPE_CHECKING:
    from diffusion_sim.settings.systems import System

TITLE = "What the documents tell of named systems, and what was assumed"
#: Beginnings of assumptions that hold for a system in a district of its own size, and with its own practice.
_SIZE, _PRACTICE, _MONEY = ("Size:", "Staff:"), ("Practice:",), ("Money:", "The default window")


@dataclass(frozen=True)
class Told:
    """Lines on one system, or, without a name, those that all systems of a comparison share.

    Attributes
    ----------
    name : str
        As people read it.
    told, assumed : tuple of str
        What the document says, and what had to be assumed.
    """

    name: str
    told: tuple[str, ...]
    assumed: tuple[str, ...]


def told_of(manifest: Mapping[str, Any], names: Sequence[str]) -> tuple[Told, ...]:
    """Return what is told and assumed of the shipped systems among the arms; nothing where there is none.

    Parameters
    ----------
    manifest : mapping
        Of its ``settings`` the arms, the district and the practice are read.
    names : sequence of str
        The arms that were run.
    """
    settings = manifest.get("settings") or {}
    lines = {s: _assumed(s, settings) for s in shipped(settings, names)}
    if len(lines) < 2:
        return tuple(Told(words.arm_words(s.name), s.says, own) for s, own in lines.items())
    first, *others = lines.values()
    shared = tuple(line for line in first if all(line in other for other in others))
    each = (
        Told(words.arm_words(s.name), s.says, tuple(a for a in own if a not in shared)) for s, own in lines.items()
    )
    return (*each, Told("", (), shared)) if shared else tuple(each)


def _assumed(system: System, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Leave out what is assumed of size, practice and money where the run has others, which its settings tell."""
    # imported where there are systems: other comparisons start without what reads them
    from diffusion_sim.settings.costs import Costs
    from diffusion_sim.settings.district import DistrictSettings
    from diffusion_sim.settings.practice import Practice
    from diffusion_sim.settings.run import RunSettings

    usual, district = DistrictSettings(), settings.get("district") or {}
    size = (system.schools or usual.schools, system.staff or usual.staff)
    read = district.get("table") or district.get("edges")
    own_size = not read and (district.get("schools"), district.get("staff")) == size
    own_practice = (settings.get("practice") or {}).get("name") == (system.practice or Practice().name)
    run, costs = (settings.get(section) or {} for section in ("run", "costs"))
    money = (run.get("support_years"), run.get("budget"), costs.get("budget_per_post"))
    own_money = money == (RunSettings().support_years, RunSettings().budget, Costs().budget_per_post)
    left_out = (
        *(() if own_size else _SIZE), *(() if own_practice else _PRACTICE), *(() if own_money else _MONEY),
    )  # fmt: skip
    return tuple(line for line in system.assumed if not line.startswith(left_out))


def about_systems(told: Sequence[Told]) -> RenderableType:
    """Return the block for a terminal."""
    parts: list[RenderableType] = [Text(TITLE, style="bold")]
    for one in told:
        parts.append(Text(words.upper_first(one.name) if one.name else "All of them"))
        for label, lines in (("told", one.told), ("assumed", one.assumed)):
            parts += [Padding(Text(f"- {label}: {line}"), (0, 0, 0, 2)) for line in lines]
    return Group(*parts)
