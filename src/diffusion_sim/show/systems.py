"""The named systems: what the documents say of each, what was assumed, and the parts that it became."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from diffusion_sim.errors import unknown
from diffusion_sim.settings.load import load
from diffusion_sim.settings.places import yaml_options
from diffusion_sim.settings.settings import Settings
from diffusion_sim.settings.systems import WHAT_IT_IS, System, read_system
from diffusion_sim.show.strategies import arm_table
from diffusion_sim.show.style import make_table
from diffusion_sim.show.wanted import Wanted


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the list, or those whose name or line matches, in full."""
    wanted.refuse("systems")
    names = yaml_options("system", wanted.conf)
    chosen = [s for s in (read_system(n, wanted.conf) for n in names) if wanted.matches(s.name, s.about)]
    if not chosen:
        raise unknown("System", " ".join(wanted.words), names)
    if not wanted.words:
        console.print(_list(chosen))
        console.print(f"{WHAT_IT_IS}\n\ndiffusion-sim show systems NAME shows one in full.", highlight=False)
        return
    for system in chosen:
        _one(system, console, wanted)


def _list(systems: list[System]) -> object:
    table = make_table("Named systems", expand=True)
    table.add_column("system", style="bold", no_wrap=True)
    table.add_column("schools", justify="right")
    table.add_column("what it did", ratio=1)
    for system in systems:
        table.add_row(system.name, str(system.schools or "not told"), system.about)
    return table


def _one(system: System, console: Console, wanted: Wanted) -> None:
    table = make_table(f"{system.name}: {system.about}", show_header=False, expand=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(ratio=1)
    size = "not told" if system.schools is None else f"{system.schools} schools, {system.staff:,} staff"
    table.add_row("size", size)
    table.add_row("source", system.source)
    for label, lines in (("told", system.says), ("assumed", system.assumed)):
        for k, line in enumerate(lines):
            table.add_row(label if k == 0 else "", Text(line))
    table.add_row("as typed", Text(" ".join((*system.world, *system.strategy))))
    console.print(table)
    plan = load([f"system={system.name}"], conf=wanted.conf)
    console.print(arm_table(plan.arms[-1]))
