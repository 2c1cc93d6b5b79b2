"""The strategies, what each is composed of, and every part that there is."""

from __future__ import annotations

import inspect
from typing import Any

from rich.console import Console
from rich.text import Text

from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.settings.build import field_types
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import MANY, PART_GROUPS, options, part_class, part_names
from diffusion_sim.settings.settings import Settings, part_name
from diffusion_sim.show.parts import QUESTIONS, print_part
from diffusion_sim.show.style import make_table, number
from diffusion_sim.show.wanted import Wanted
from diffusion_sim.strategies.arm import Arm


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the strategies, then the parts."""
    wanted.refuse("strategies")
    arms = load([f"strategies=[{','.join(options('strategy', wanted.conf))}]"], conf=wanted.conf).arms
    chosen = [arm for arm in arms if wanted.matches(arm.name, arm.about)]
    every = [(group, name) for group in PART_GROUPS for name in part_names(group)]
    parts = [(group, name) for group, name in every if wanted.matches(name, group)]
    if not chosen and not parts:
        said, names = " ".join(wanted.words), [arm.name for arm in arms]
        near = nearest(said, [*names, *(name for _, name in every), *PART_GROUPS])
        raise BadInput(f"No strategy and no part matches {said!r}; allowed: {', '.join(names)}, or a part.{near}")
    if wanted.words:
        _some(chosen, parts, console, wanted)
    else:
        console.print(_overview(chosen))
        console.print(_parts(every, "All parts"))
        console.print(
            "diffusion-sim show strategies NAME shows a strategy or a part in full. Exchange a part with\n"
            "strategy/selection=PART, a number with strategy.selection.KEY=VALUE (of support:\n"
            "strategy.support.PART.KEY=VALUE). A new file in strategies/GROUP is a new part.",
            highlight=False,
        )


def _some(arms: list[Arm], parts: list[tuple[str, str]], console: Console, wanted: Wanted) -> None:
    """Print what matches; a word that is the name of a part asks for that part, not for all that mention it."""
    named = [(group, name) for group, name in parts if name in wanted.words]
    for arm in arms:
        if not named or arm.name in wanted.words:
            console.print(arm_table(arm))
    for group, name in named:
        print_part(console, group, name)
    if parts and not named:
        console.print(_parts(parts, "Parts"))


def first_line(thing: Any) -> str:
    """Return the first sentence of a class's docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0].replace("``", "")


def _overview(arms: list[Arm]) -> object:
    table = make_table("Strategies", show_header=False, expand=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    for arm in arms:
        support = " + ".join(_brief(p) for p in arm.support) or "no support"
        parts = (
            _brief(arm.selection),
            _brief(arm.sequence),
            support,
            _brief(arm.stance),
            _brief(arm.capacity),
            *(_brief(p) for p in (*arm.amplify, arm.learning, arm.comprehensiveness) if not _neutral(p)),
        )
        table.add_row(arm.name, Text(arm.about).append("\n" + " | ".join(parts), style="cyan"))
    return table


def _neutral(part: Any) -> bool:
    """Whether a part is the one that a strategy has when it names none."""
    return part_name(part) in ("fixed", "prix_fixe")


def _brief(part: Any) -> str:
    """Return the part's name with the values that are not its defaults."""
    usual = type(part)()
    changed = [
        f"{name.rstrip('_')}={number(getattr(part, name))}"
        for name in field_types(type(part))
        if getattr(part, name) != getattr(usual, name)
    ]
    return part_name(part) + (f"({', '.join(changed)})" if changed else "")


def arm_table(arm: Arm) -> object:
    """Return a table of an arm's parts with all their values."""
    table = make_table(arm.name, show_header=False, caption=None, expand=True)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(ratio=1)
    if arm.about:
        table.title = f"{arm.name}: {arm.about}"
    for group in PART_GROUPS:
        parts = getattr(arm, group) if group in MANY else (getattr(arm, group),)
        for part in parts:
            table.add_row(QUESTIONS[group], part_name(part), _values(part))
        if not parts:
            table.add_row(QUESTIONS[group], "nothing", "")
    return table


def _values(part: Any) -> Text:
    text = Text(first_line(type(part)))
    values = ", ".join(
        f"{name.rstrip('_')}={number(getattr(part, name))}" for name in field_types(type(part))
    )
    if values:
        text.append(f"\n{values}", style="cyan")
    return text


def _parts(parts: list[tuple[str, str]], title: str) -> object:
    """Return a table of parts (group, name)."""
    table = make_table(title, expand=True)
    table.add_column("group", style="dim", no_wrap=True)
    table.add_column("part", style="bold", no_wrap=True)
    table.add_column("what it does, and its keys with defaults", ratio=1)
    for group, name in parts:
        table.add_row(group, name, _values(part_class(group, name)()))
    return table
