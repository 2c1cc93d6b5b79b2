"""Every number of the model with unit, range, class and source; words narrow the list down."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.ledger import Row, Switch, ledger, ledger_csv, switches
from diffusion_sim.settings.registry import SECTIONS
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table, number
from diffusion_sim.show.wanted import Wanted

COLOURS = {"measured": "green", "derived": "cyan", "assumption": "yellow"}


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the ledger, section by section."""
    wanted.refuse("parameters", "csv")
    if wanted.csv:
        wanted.refuse_words("csv")
        console.out(ledger_csv(settings), end="", highlight=False)
        return
    sections = tuple(f"{w}." for w in wanted.words if w in (*SECTIONS, "strategy"))
    words = replace(wanted, words=tuple(w for w in wanted.words if f"{w}." not in sections))
    rows = [r for r in ledger(settings) if words.matches(r.key, r.part, r.about, r.kind)]
    other = [s for s in switches(settings) if words.matches(s.key, s.part)]
    if sections:
        rows = [r for r in rows if r.key.startswith(sections)]
        other = [s for s in other if s.key.startswith(sections)]
    if not rows and not other:
        raise BadInput(
            f"No parameter matches {' '.join(wanted.words)!r}; allowed: words of a key or its meaning."
        )
    for (section, part), group in groupby(rows, key=lambda r: (r.key.rpartition(".")[0], r.part)):
        console.print(_section(section, part, list(group)))
    _print_switches(other, console)
    kinds = ", ".join(f"{sum(r.kind == k for r in rows)} {k}" for k in COLOURS)
    noun = "parameter" if len(rows) == 1 else "parameters"
    console.print(f"{len(rows)} {noun} ({kinds}). Change one with KEY=VALUE.", highlight=False)


def _section(section: str, part: str, rows: list[Row]) -> object:
    title = f"{section} (part {part})" if part and not section.endswith(part) else section
    table = make_table(title, expand=True)
    table.add_column("parameter", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("range and unit", max_width=20)
    table.add_column("what it is, and where the default comes from", ratio=1)
    for row in rows:
        changed = row.value != row.default
        value = Text(number(row.value), style="bold magenta" if changed else "bold")
        about = Text(row.about)
        if changed:
            about.append(f" (default {number(row.default)})", style="magenta")
        about.append(f"\n{row.kind}", style=COLOURS.get(row.kind, ""))
        about.append(f": {row.source}", style="dim")
        name = row.key.rpartition(".")[2]
        extent = Text(f"{number(row.low)} to {number(row.high)}").append(f"\n{row.unit}", style="dim")
        table.add_row(name, value, extent, about)
    return table


def _print_switches(found: list[Switch], console: Console) -> None:
    if not found:
        return
    console.print(Text("Other keys: counts, names and choices", style="bold"))
    for place in dict.fromkeys(_place(s) for s in found):
        items = ", ".join(
            f"{s.key.rpartition('.')[2]}={number(s.value)}" for s in found if _place(s) == place
        )
        text = Text(f"{place}: ", style="bold").append(items, style="not bold")
        console.print(Padding(text, (0, 0, 0, 2)))
    console.print()


def _place(switch: Switch) -> str:
    section = switch.key.rpartition(".")[0]
    return section if not switch.part or section.endswith(switch.part) else f"{section} (part {switch.part})"
