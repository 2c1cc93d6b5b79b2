"""The results of ``crossover.py``: tables, figures, and a summary in words computed from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from crossover_draw import draw
from crossover_verdict import LOOK, NOBODY, SHOWN, counts, finding, tables

from diffusion_sim.compare.words import arm_words, upper_first
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.plots import style
from diffusion_sim.tables import whole_file

if TYPE_CHECKING:
    from crossover import Axis, Map

#: A lead below this (in points of all staff) may be sure and still matter to nobody.
SMALL = 0.01


def write(table: pd.DataFrame, maps: Sequence[Map], arms: Sequence[str], folder: Path, wanted: int) -> list[Path]:
    """Write both tables, the figures and ``summary.md``."""
    cells, means = tables(table, arms)
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in (("cells.csv", cells), ("arms.csv", means)):
        with whole_file(folder / name) as part:
            frame.to_csv(part, index=False, float_format="%.6g")
    drawn = pictures(cells, maps, folder)
    with whole_file(folder / "summary.md") as part:
        part.write_text(summary(cells, means, maps, wanted), encoding="utf-8")
    return [folder / "cells.csv", folder / "arms.csv", *drawn, folder / "summary.md"]


def pictures(cells: pd.DataFrame, maps: Sequence[Map], folder: Path) -> list[Path]:
    """Draw the figures of a table of cells."""
    return [p for k, outcomes in (("crossover", SHOWN[:1]), ("other_clocks", SHOWN[1:]))
            for p in style.save(draw(cells, maps, k, outcomes), folder)]  # fmt: skip


def where(cells: pd.DataFrame, m: Map) -> list[str]:
    """Say of each winner in one map in which part of it the cells lie, and by how much they are won."""
    said = []
    for arm, n in counts(cells).items():
        own = cells[cells["winner"] == arm]
        if not n:
            continue
        name = NOBODY if arm == NOBODY else LOOK[arm][2]
        parts = [p for p in (_span(own["x"], cells["x"], m.x), _span(own["y"], cells["y"], m.y)) if p]
        place = "all over the map" if not parts else "with " + " and ".join(parts)
        lead = 100 * own["lead"]
        small = int((own["lead"] < SMALL).sum())
        tail = f" (ahead of the next by {lead.min():.1f} to {lead.max():.1f} points"
        tail += f"; below one point in {small})" if small else ")"
        said.append(f"{name}: {n} of {len(cells)}, {place}{'' if arm == NOBODY else tail}")
    return said


def _span(own: pd.Series, every: pd.Series, axis: Axis) -> str:
    if set(own) == set(every):
        return ""
    low, high = own.min(), own.max()
    return f"{axis.label} {low:g}" if low == high else f"{axis.label} from {low:g} to {high:g}"


def summary(cells: pd.DataFrame, means: pd.DataFrame, maps: Sequence[Map], wanted: int) -> str:
    """Return the summary; every number in it comes from the tables."""
    head = cells[cells["outcome"] == HEADLINE]
    reps, districts = head["replicates"].max(), head["districts"].max()
    lines = [
        "# Who wins where", "", "Written by `python experiments/crossover.py`; do not edit by hand.", "",
        f"**{finding(head)}**", "",
        f"Outcome fixed beforehand: {describe(HEADLINE).label.lower()}. A cell is won by the strategy that is ahead of",
        "every other one, doing nothing included, by the 95 % paired interval; else it has no clear winner. Same money",
        f"offered, same districts, same luck: {reps} paired replicates in {districts} districts in each of "
        f"{len(head)} worlds.", "", "![Who wins where](crossover.svg)", "",
    ]  # fmt: skip
    if len(head) < wanted:
        lines += [f"**Not complete: {len(head)} of {wanted} worlds have been run.**", ""]
    for m in maps:
        own = head[head["map"] == m.name]
        if len(own):
            lines += [f"## {upper_first(m.y.label)}; {m.x.label}", "", *(f"- {s}." for s in where(own, m)), ""]
    lines += ["## How far a start with a cohort is from the lead", "", *_near(head, maps), ""]
    lines += ["## Other clocks", "", "![Read at other times](other_clocks.svg)", ""]
    for outcome, when in SHOWN[1:]:
        own = cells[cells["outcome"] == outcome]
        both = head.merge(own, on=["map", "x", "y"])
        moved = int((both["winner_x"] != both["winner_y"]).sum())
        lines.append(f"- Deep use {when}: {_counted(own)}. Another verdict in {moved} of {len(both)} worlds.")
    return "\n".join([*lines, "", "## How to read this", "", *_reading(means)]) + "\n"


def _near(head: pd.DataFrame, maps: Sequence[Map]) -> list[str]:
    """Say of every map where the better of the strategies with a cohort stands best and worst against all others."""
    said = []
    for m in maps:
        own = head[head["map"] == m.name]
        if own.empty:
            continue
        ends = [own.loc[own["gap"].idxmax()], own.loc[own["gap"].idxmin()]]
        best, worst = (
            f"{LOOK[str(e['cohort'])][2].split(':')[0]} {100 * e['gap']:+.1f} points "
            f"({m.x.label} {e['x']:g}, {m.y.label} {e['y']:g})" for e in ends
        )  # fmt: skip
        said.append(f"- {upper_first(m.y.label)}; {m.x.label}: at best {best}; at worst {worst}.")
    return said


def _counted(cells: pd.DataFrame) -> str:
    return ", ".join(f"{arm_words(arm)} {n}" for arm, n in counts(cells).items() if n)


def _reading(means: pd.DataFrame) -> list[str]:
    spent = means[(means["outcome"] == "budget_spent") & (means["arm"] != "laissez_faire")]
    under = spent[spent["mean"] < 0.95].groupby("arm").size()
    said = "; ".join(f"{arm_words(str(arm))} in {n}" for arm, n in under.items())
    return [
        "- A rolling start by grade takes four years by design. With less support its budget is spread over four",
        "  years, and its deep use is read three years after that, later than the others'. All are followed so long.",
        "  The first row of the second figure reads everybody in that same last week.",
        "- The budget is per post and year of support, so more years are more money, for all alike.",
        f"- Worlds in which less than 95 % of the money is spent: {said or 'none'}. What is left buys nothing.",
        "- Coaches: the fewest and the most that the ledger's ranges of candidates and hires allow, moved together.",
        "- Each interval stands alone: of worlds in which strategies do not differ, up to one in twenty gets a winner",
        "  by chance. Runs of neighbours say more than a single cell.",
        "- The intervals are over districts and luck at the default coefficients; doubt about these is not in them",
        "  (`diffusion-sim robust`).",
    ]
