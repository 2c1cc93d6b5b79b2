"""What is measured: every outcome with its unit, which direction is better, and its definition."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from diffusion_sim.compare.marks import Marks
from diffusion_sim.compare.notes import FAIR_SPENDING, FREE_ARMS
from diffusion_sim.compare.terminal import SHOWN
from diffusion_sim.compare.words import number, percent
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table
from diffusion_sim.show.wanted import Wanted
from diffusion_sim.strategies.arm import Arm


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print the registry of outcomes."""
    wanted.refuse("outcomes")
    chosen = [o for o in REGISTRY.values() if wanted.matches(o.name, o.label, o.family, o.definition)]
    if not chosen:
        raise BadInput(
            f"No outcome matches {' '.join(wanted.words)!r}; allowed: words of a name or definition."
        )
    table = make_table("Outcomes", expand=True)
    table.add_column("outcome", style="bold", no_wrap=True)
    table.add_column("in plain words, and its definition", ratio=1)
    for outcome in chosen:
        text = Text(outcome.label).append(f"\n{outcome.definition}", style="dim")
        name = Text(f"{outcome.name} *" if outcome.name == HEADLINE else outcome.name)
        direction = "neither way is better" if outcome.better == "neither" else f"{outcome.better} is better"
        name.append(f"\n{outcome.unit}; {direction}", style="not bold dim")
        table.add_row(name, text)
    console.print(table)
    if any(o.name == HEADLINE for o in chosen):
        console.print("* the headline outcome, fixed before anything is compared", highlight=False)


def outcome_table(runs: Any, arm: Arm) -> object:
    """Return the outcomes of one arm over its replicates: mean and the middle 80 % of replicates.

    Parameters
    ----------
    runs : DataFrame
        The table ``runs``.
    arm : Arm
        The arm to show.
    """
    own = runs[runs["arm"] == arm.name].groupby("outcome")["value"]
    summary = own.agg(["mean", "count"]).join(own.quantile([0.1, 0.9]).unstack())
    marks = Marks({(arm.name, str(name)): float(mean) for name, mean in summary["mean"].items()})
    below: list[str] = []
    replicates = runs[runs["arm"] == arm.name]["run"].nunique()
    table = make_table(f"{arm.name}: {replicates} replicate{'' if replicates == 1 else 's'}", expand=True)
    table.add_column("outcome", ratio=1)
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("middle 80 % of replicates", justify="right", no_wrap=True)
    for name in dict.fromkeys((HEADLINE, *SHOWN)):
        if name in summary.index and summary.loc[name, "count"] > 0:
            unit = REGISTRY[name].unit
            label = REGISTRY[name].label + (", dollars" if unit == "money" else "")
            low, high = (number(float(summary.loc[name, k]), unit) for k in (0.1, 0.9))
            mean = marks.value(arm.name, name, float(summary.loc[name, "mean"]))
            span = "-" if marks.never(arm.name, name) else f"{low} to {high}"
            table.add_row(Text(label, style="bold" if name == HEADLINE else ""), mean, span)
            below.append(marks.footnote([arm.name], name))
    below.append(_spent(summary, arm))
    below.append("outcomes that are undefined here are left out; the table runs holds all of them")
    table.caption = "\n".join(text for text in below if text)
    table.caption_justify = "left"
    return table


def _spent(summary: Any, arm: Arm) -> str:
    """Say that the arm leaves more of the budget than a comparison at the same cost allows, or nothing."""
    spent = float(summary["mean"].get("budget_spent", float("nan")))
    if arm.name in FREE_ARMS or not spent < FAIR_SPENDING:
        return ""
    return f"spends only {percent(spent)} of the budget: beside others, not a comparison at the same cost"
