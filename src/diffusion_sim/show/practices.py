"""The practices that can spread: Rogers's five attributes of each preset."""

from __future__ import annotations

from dataclasses import fields

from rich.console import Console

from diffusion_sim.settings.load import load
from diffusion_sim.settings.practice import Practice
from diffusion_sim.settings.registry import options
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table, number
from diffusion_sim.show.wanted import Wanted


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print one column per practice, one row per attribute."""
    wanted.refuse("practices")
    presets = [
        load([f"practice={n}", "strategy=laissez_faire"], conf=wanted.conf).practice
        for n in options("practice", wanted.conf)
    ]
    chosen = [p for p in presets if wanted.matches(p.name, p.about)]
    if not chosen:
        raise wanted.no_match("practice", "words of a practice's name or line", [p.name for p in presets])
    table = make_table("Practices (each attribute from 0 to 1)")
    table.add_column("attribute")
    for practice in chosen:
        table.add_column(practice.name, justify="right")
    for f in fields(Practice):
        if "unit" in f.metadata:
            table.add_row(f.name, *(number(getattr(p, f.name)) for p in chosen))
    console.print(table)
    for practice in chosen:
        console.print(f"  {practice.name}: {practice.about}", highlight=False)
    console.print(
        "\nChoose one with practice=NAME, change one number with practice.complexity=0.7.", highlight=False
    )
