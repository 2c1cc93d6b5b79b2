"""The parts of strategies in full, as their files describe them: for the description (ODD) and on the terminal."""

from __future__ import annotations

import inspect
import sys
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from diffusion_sim.settings.build import field_types
from diffusion_sim.settings.ledger import Row, ledger
from diffusion_sim.settings.registry import PART_GROUPS, part_class, part_names, part_place
from diffusion_sim.show import source
from diffusion_sim.show.style import make_table, number
from diffusion_sim.strategies import matching

#: What each group answers, in the order of the groups.
QUESTIONS = {
    "selection": "who takes part",
    "sequence": "which schools start when",
    "support": "what they are given",
    "stance": "voluntary or mandated",
    "capacity": "where coaches come from",
    "amplify": "how it is made known",
    "learning": "fixed or adaptive",
    "comprehensiveness": "the whole or a choice",
}


def title(cls: type[Any]) -> str:
    """Return the docstring of the file that holds a part: mostly one line, what the part is."""
    return inspect.getdoc(sys.modules[cls.__module__]) or ""


def described(cls: type[Any]) -> str:
    """Return the docstring of a part as paragraphs of one line each, its ``ODD:`` paragraph like all others."""
    paragraphs = (inspect.getdoc(cls) or "").split("\n\n")
    joined = (" ".join(p.split()).removeprefix("ODD: ") for p in paragraphs)
    return "\n\n".join(p[:1].upper() + p[1:] for p in joined)


def in_full() -> str:
    """Return every part of every group as Markdown, a section per group, and how coach and teacher are matched."""
    return "\n\n".join([*map(_group, PART_GROUPS), _matching()])


def _group(group: str) -> str:
    lines = [f"#### {group}: {QUESTIONS[group]}"]
    lines += [f"**`{name}`**. {_one(part_class(group, name))}" for name in part_names(group)]
    return "\n\n".join(lines)


def _one(cls: type[Any]) -> str:
    return source.clean(f"{' '.join(title(cls).split())} {described(cls)}").replace("\n\n", " ")


def _matching() -> str:
    """Return the ways in which coach and teacher come together, which are a key of the part ``coaching``."""
    said = (inspect.getdoc(matching.match) or "").partition("\nParameters\n")[0]
    ways = next(m for n, _, m in source.attributes(matching.match, "Parameters") if n == "how")
    paragraphs = (" ".join(p.split()) for p in (*said.split("\n\n"), f"``matching`` of ``coaching``: {ways}"))
    head = ("#### matching: who is coached by whom", str(inspect.getdoc(matching)))
    return source.clean("\n\n".join([*head, *paragraphs]))


def print_part(console: Console, group: str, name: str) -> None:
    """Print a part as its file describes it, then its keys with default, range, unit and meaning."""
    cls, place = part_class(group, name), part_place(group, name)
    console.print(Text(f"{name} ({group}: {QUESTIONS[group]})", style="bold"))
    said = source.clean(f"{title(cls)}\n\n{described(cls)}").replace("`", "")
    console.print(Padding(Text(said), (0, 0, 1, 2)))
    rows = [row for row in ledger() if row.part == name and row.key.startswith(f"{place}.")]
    numeric = {row.key.rpartition(".")[2] for row in rows}
    other = [key for key in field_types(cls) if key.rstrip("_") not in numeric]
    if rows:
        console.print(_keys(place, rows))
    if other:
        usual = cls()
        listed = ", ".join(f"{key.rstrip('_')}={number(getattr(usual, key))}" for key in other)
        console.print(Padding(Text(f"Other keys of {place}: {listed}"), (0, 0, 1, 2)))
    if not rows and not other:
        console.print(Padding("It has no keys.", (0, 0, 1, 2)))


def _keys(place: str, rows: list[Row]) -> object:
    table = make_table(f"Keys: {place}.KEY=VALUE", expand=True)
    table.add_column("key", style="bold", no_wrap=True)
    table.add_column("default", justify="right", no_wrap=True)
    table.add_column("range and unit", max_width=24)
    table.add_column("what it is", ratio=1)
    for row in rows:
        extent = f"{number(row.low)} to {number(row.high)} {row.unit}"
        table.add_row(row.key.rpartition(".")[2], number(row.default), extent, row.about)
    return table
