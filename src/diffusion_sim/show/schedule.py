"""What is computed in a week and at the year's end, in order, with the rule and what it reads."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from rich.console import Console
from rich.text import Text

from diffusion_sim.rules import mechanisms
from diffusion_sim.ruleset import rule_set, table
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table
from diffusion_sim.show.wanted import Wanted

TITLES = {"start": "Week 0", "week": "A teaching week", "year end": "The end of a year"}


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the schedule of these settings as tables, or as a Mermaid diagram of the week."""
    wanted.refuse("schedule", "mermaid")
    rows = table(rule_set(settings.behaviour))
    if wanted.mermaid:
        wanted.refuse_words("mermaid")
        console.out(mermaid(rows), end="", highlight=False)
        return
    chosen, further = _matching(rows, wanted), _matching(_further(), wanted)
    if not chosen and not further:
        names = list(dict.fromkeys(r["name"] for r in rows))
        raise wanted.no_match("line", "words of a line's name, of its rule or of what it reads", names)
    for when, group in groupby(chosen, key=lambda r: str(r["when"])):
        console.print(_section(TITLES.get(when, when), list(group)))
    if further:
        title = "Put into the week for parts that give more than the six columns of support"
        console.print(_section(title, further))
    console.print(
        "A line reads last week's columns and the lines above it, never another person's new state.\n"
        "Names with u_ are random draws. diffusion-sim show schedule --mermaid prints the week as a diagram.",
        highlight=False,
    )


def _further() -> list[dict[str, Any]]:
    """Return the lines that are put in for a strategy with parts that need them, numbered as in the wide week."""
    return [r for r in table(rule_set(wide=True)) if r["rule"].startswith(mechanisms.__name__)]


def _matching(rows: list[dict[str, Any]], wanted: Wanted) -> list[dict[str, Any]]:
    return [r for r in rows if wanted.matches(r["when"], r["name"], r["rule"], r["reads"])]


def _section(title: str, rows: list[dict[str, Any]]) -> object:
    lines = make_table(title, expand=True)
    lines.add_column("", justify="right", style="dim", no_wrap=True)
    lines.add_column("writes", style="bold", no_wrap=True)
    lines.add_column("rule", style="cyan", no_wrap=True)
    lines.add_column("what it says, and what it reads", ratio=1)
    for row in rows:
        about = str(row["about"]).replace("``", "").removeprefix("Return ")
        text = Text(about[:1].upper() + about[1:])
        if row["reads"]:
            text.append(f"\nreads {row['reads']}", style="dim")
        lines.add_row(str(row["line"]), row["name"], short(row["rule"]), text)
    return lines


def short(rule: str) -> str:
    """Return ``belief.backing`` for ``diffusion_sim.rules.belief.backing``."""
    return ".".join(rule.split(".")[-2:])


def mermaid(rows: list[dict[str, Any]]) -> str:
    """Return the week as a Mermaid flowchart: an arrow from a line to each later line that reads it."""
    week = [r for r in rows if r["when"] == "week"]
    text = ["flowchart TD"]
    latest: dict[str, str] = {}
    for row in week:
        node = f"w{row['line']}"
        text.append(f'  {node}["{row["name"]}<br/><i>{short(row["rule"])}</i>"]')
        for name in str(row["reads"]).split(", "):
            if name in latest:
                text.append(f"  {latest[name]} --> {node}")
        latest[row["name"]] = node
    return "\n".join(text) + "\n"
