"""What a reader must know of arms that are named systems: what they stand for, and which practice they are run with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from diffusion_sim.compare import words
from diffusion_sim.settings.places import yaml_options

if TYPE_CHECKING:
    from diffusion_sim.settings.systems import System


def on_systems(manifest: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Say of shipped systems that they stand for what was done, with the practice of the run and their own.

    Parameters
    ----------
    manifest : mapping
        Of its ``settings`` the arms and the practice are read; without them nothing is said.
    names : sequence of str
        The arms that are compared.
    """
    settings = manifest.get("settings") or {}
    systems = shipped(settings, names)
    if not systems:
        return ()
    who, one = words.upper_first(words.listed([words.arm_words(s.name) for s in systems])), len(systems) == 1
    stands = "stands for what the system did, not for itself" if one else "stand for what they did, not for themselves"
    said = (
        f"{who} {stands}: all strategies are carried out in one and the same district, with the same people, luck, "
        "practice and budget per post, so that differences are those of the strategies."
    )
    practice = (settings.get("practice") or {}).get("name")
    return (said,) if practice is None else (said, _on_practice(str(practice), systems))


def shipped(settings: Mapping[str, Any], names: Sequence[str]) -> list[System]:
    """Return the shipped systems among the arms; an arm of that name and another line is the reader's own."""
    about = {arm["name"]: arm.get("about") for arm in settings.get("arms", ()) if arm["name"] in names}
    known = [name for name in names if name in about and name in yaml_options("system")]
    if not known:
        return []
    # imported where there are systems: other comparisons start without what reads them
    from diffusion_sim.settings.systems import read_system

    return [system for system in map(read_system, known) if system.about == about[system.name]]


def _on_practice(practice: str, systems: Sequence[System]) -> str:
    """Name the practice of the run, and those that the documents tell of the systems where they are others."""
    other: dict[str, list[str]] = {}
    for system in systems:
        if system.practice not in (None, practice):
            other.setdefault(str(system.practice), []).append(words.arm_words(system.name))
    said = f"The practice of this run is '{practice.replace('_', ' ')}', for all strategies"
    shown = ((name, name.replace("_", " "), words.listed(who)) for name, who in other.items())
    told = [f"'{text}' with {who} (practice={name} runs it)" for name, text, who in shown]
    return f"{said}; the documents tell of {words.listed(told)}." if told else f"{said}."
