"""Robustness and indices for a terminal of 100 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diffusion_sim.compare.words import arm_words, upper_first
from diffusion_sim.explore.indices import Indices
from diffusion_sim.explore.robustness import Robustness
from diffusion_sim.outcomes import describe

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Units that are shown in points of a hundred.
HUNDREDTHS = ("share", "points")
#: Parameters shown in a table of indices.
SHOWN = 8


def percent(value: float) -> str:
    """Return a share in per cent, ``-`` if undefined."""
    return "-" if value != value else f"{100 * value:.0f} %"


def amount(value: float, outcome: str) -> str:
    """Return a difference with its sign, shares in points."""
    if value != value:
        return "-"
    return f"{100 * value:+.1f}" if describe(outcome).unit in HUNDREDTHS else f"{value:+,.2f}"


def verdict(found: Robustness) -> str:
    """Say in one sentence in what share of worlds the arm is ahead, and what decides."""
    arm, reference = arm_words(found.arm), arm_words(found.reference)
    if found.share != found.share:
        return f"In none of {found.points} plausible worlds can {arm} and {reference} be told apart."
    if not found.beyond_chance:
        return (
            f"{upper_first(arm)} and {reference} cannot be told apart: {found.decided} of {found.points} plausible "
            f"worlds are decided, and about {found.by_chance:.0f} would be by chance."
        )
    return (
        f"{upper_first(arm)} is ahead of {reference} in {percent(found.share)} "
        f"({percent(found.share_low)} to {percent(found.share_high)}) of the plausible worlds that are decided; "
        f"{percent(found.undecided)} of {found.points} worlds are not."
    )


def decides(found: Robustness) -> str:
    """Say which two parameters decide, on which side of them the arm is ahead, and with which its lead moves most."""
    which = found.which
    said = [f"What decides most: {which} (largest total-order indices of the paired difference)."]
    if which.startswith("cannot"):
        said = [] if len(found.sides) else [f"{upper_first(which)}."]
    if len(found.sides):
        where = " and ".join(f"{row['parameter']} is {row['side']}" for row in found.sides.to_dict("records"))
        said.append(f"{upper_first(arm_words(found.arm))} is ahead where {where} (rank test over the decided worlds).")
    if len(found.moves):
        chance = [", may be chance" if p >= 1.0 - found.level else "" for p in found.moves["p"]]
        pairs = zip(found.moves["parameter"], found.moves["correlation"], chance, strict=True)
        told = [f"{name} ({correlation:+.2f}{doubt})" for name, correlation, doubt in pairs]
        said.append(f"Its lead moves most with {' and '.join(told)} (rank correlation over all worlds).")
    return " ".join(said)


def render(found: Robustness) -> RenderableType:
    """Return the page: the verdict, the counts, and the parameters with the largest indices."""
    from rich.console import Group
    from rich.text import Text

    from diffusion_sim.show.style import make_table

    sign = found.effects["sign"]
    arm, reference = arm_words(found.arm), arm_words(found.reference)
    counts = make_table(f"{describe(found.outcome).label}: {found.points} plausible worlds")
    counts.add_column("who is ahead")
    counts.add_column("worlds", justify="right")
    unit = describe(found.outcome).unit
    counts.add_column(f"mean difference, {'points' if unit in HUNDREDTHS else unit}", justify="right")
    for text, value in ((arm, 1), (reference, -1), ("undecided", 0)):
        rows = found.effects.loc[sign == value, "difference"]
        counts.add_row(text, str(len(rows)), amount(float(rows.mean()) if len(rows) else float("nan"), found.outcome))
    ends = f"{amount(found.mean_low, found.outcome)} to {amount(found.mean_high, found.outcome)}"
    counts.add_row("all worlds", str(found.points), f"{amount(found.mean, found.outcome)} ({ends})")
    lines: list[RenderableType] = [Text(verdict(found), style="bold"), Text(decides(found)), counts]
    if found.failed:
        lines.append(Text(f"{found.failed} further worlds have no value (a run failed, or it is undefined there)."))
    if found.indices is not None:
        if found.indices.believed:
            lines.append(index_table(found.indices, found.level))
        lines.append(Text(fit_words(found.indices)))
    return Group(*lines)


def index_table(found: Indices, level: float = 0.95) -> RenderableType:
    """Return the table of the largest indices with their intervals."""
    from diffusion_sim.show.style import make_table

    table = make_table(f"Largest of {len(found.table)} parameters")
    table.add_column("parameter")
    morris = found.method == "morris"
    for head in ("mu*", "interval", "sigma") if morris else ("total order", f"{level:.0%} interval", "first order"):
        table.add_column(head, justify="right")
    first, last = ("mu_star", "sigma") if morris else ("total_order", "first_order")
    for row in found.table.head(SHOWN).to_dict("records"):
        interval = f"{row['low']:.3g} to {row['high']:.3g}" if row["low"] == row["low"] else "-"
        table.add_row(row["parameter"], f"{row[first]:.3g}", interval, f"{row[last]:.3g}")
    return table


def fit_words(found: Indices) -> str:
    """Say how far the indices can be trusted."""
    said = [f"{found.points} points x {found.replicates} replicates"]
    if found.noise == found.noise:
        said.append(f"noise of replicates {percent(found.noise)} of the variance between points")
    if found.method == "surrogate":
        said.append(f"the surrogate predicts {percent(max(found.r2, 0.0))} of it (ten-fold cross-validation)")
    if found.together == found.together:
        said.append(f"the same two parameters lead in {percent(found.together)} of resamples")
    return "; ".join(said) + "."
