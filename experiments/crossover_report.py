"""The results of ``crossover.py``: tables, figures, and a summary in words computed from the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from crossover_draw import draw, longer_words, main_rows, starred
from crossover_verdict import LOOK, NOBODY, SHOWN, counts, finding, tables

from diffusion_sim.compare.words import arm_words, upper_first
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.plots import style
from diffusion_sim.simulate import laid_out
from diffusion_sim.tables import whole_file

if TYPE_CHECKING:
    from crossover import Axis, Map

    from diffusion_sim.settings.settings import Settings

#: Difference -> the column that names the strategy it is told of; beside the trailblazer cohort its rival is.
NAMED, AGAINST = {"behind": "rival", "gap": "cohort"}, {"behind": "against ", "gap": ""}
ON_A_DAY = "All have three years of support, and are read on one day, so many years after: the same runs, read later."
#: A lead below this (in points of all staff) may be sure and still matter to nobody.
SMALL = 0.01


@dataclass(frozen=True)
class About:
    """What was run: practice and districts in words, and the version of the program."""

    words: str
    sources: str


def about(base: Settings, sources: str) -> About:
    """Say which practice spreads in which districts, where a map does not vary it."""
    place, years = laid_out(base, 0), base.run.support_years
    where = "one district from a file" if base.district.table or base.district.edges else "generated districts"
    return About(
        f"Practice: *{arm_words(base.practice.name)}*; {where}, {place.n} staff in "
        f"{len(place.school_start) - 1} schools; "
        f"{years:g} years of support. A map varies what its axes say, and nothing else.", sources,
    )  # fmt: skip


def write(
    table: pd.DataFrame, maps: Sequence[Map], arms: Sequence[str], folder: Path, wanted: int, about: About
) -> list[Path]:
    """Write both tables, the figures and ``summary.md``."""
    cells, means = (t.assign(sources=about.sources) for t in tables(table, arms, {m.name: m.reads for m in maps}))
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in (("cells.csv", cells), ("arms.csv", means)):
        with whole_file(folder / name) as part:
            frame.to_csv(part, index=False, float_format="%.6g")
    drawn = pictures(cells, maps, folder)
    with whole_file(folder / "summary.md") as part:
        part.write_text(summary(cells, means, maps, wanted, about), encoding="utf-8")
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


def summary(cells: pd.DataFrame, means: pd.DataFrame, maps: Sequence[Map], wanted: int, about: About) -> str:
    """Return the summary; every number in it comes from the tables."""
    main = main_rows(cells, maps)
    head, on_a_day = main[main["outcome"] == HEADLINE], [m.name for m in maps if m.reads != HEADLINE]
    cells, means = (t[~t["map"].isin(on_a_day)] for t in (cells, means))
    reps, districts = head["replicates"].max(), head["districts"].max()
    lines = [
        "# Who wins where", "", "Written by `python experiments/crossover.py`; do not edit by hand.", "",
        f"**{finding(head)}**", "",
        f"Outcome fixed beforehand: {describe(HEADLINE).label.lower()}. A cell is won by the strategy that is ahead of",
        "every other one, doing nothing included, by the 95 % paired interval; else it has no clear winner. Same money",
        f"offered, same districts, same luck: {reps} paired replicates in {districts} districts in each of "
        f"{len(head)} worlds. {about.words} Program version {about.sources}.",
        "", "![Who wins where](crossover.svg)", "",
    ]  # fmt: skip
    if len(main) < wanted:
        lines += [f"**Not complete: {len(main)} of {wanted} worlds have been run.**", ""]
    for m in maps:
        own = main[main["map"] == m.name]
        if len(own):
            lines += [f"## {upper_first(m.y.label)}; {m.x.label}", "", *([ON_A_DAY, ""] if m.name in on_a_day else []),
                      *(f"- {s}." for s in where(own, m)), *_longer(own), ""]  # fmt: skip
    lines += ["## How far the trailblazer cohort is from the best of all others", "", *_near(main, maps, "behind"), ""]
    lines += ["## How far the better start with a cohort, coached alone or required later, is from all without one", "",
              *_near(main, maps, "gap"), ""]  # fmt: skip
    lines += ["## Other clocks", "", "![Read at other times](other_clocks.svg)", ""]
    for outcome, when in SHOWN[1:]:
        own = cells[cells["outcome"] == outcome]
        both = head.merge(own, on=["map", "x", "y"])
        moved = int((both["winner_x"] != both["winner_y"]).sum())
        lines.append(f"- Deep use {when}: {_counted(own)}. Another verdict in {moved} of {len(both)} worlds.")
    return "\n".join([*lines, "", "## How to read this", "", *_reading(means)]) + "\n"


def _longer(own: pd.DataFrame) -> list[str]:
    """Say in which cells of a map the slowest strategy is required for longer than the years of support say."""
    longer = starred(own)
    if not longer.any():
        return []
    if longer.all():
        return [f"- In every world of this map the {longer_words(own)}, a mandate for {own['support'].max():g}."]
    return [f"- Star: with support of less than {own['longest'][longer].max():g} years the {longer_words(own)} all the "
            f"same, and a mandate for as long as support lasts: in {longer.sum()} of {len(own)} worlds."]  # fmt: skip


def _near(head: pd.DataFrame, maps: Sequence[Map], column: str) -> list[str]:
    """Say of every map where the trailblazer cohort, or the better start with a cohort, stands best and worst."""
    said = []
    for m in maps:
        own = head[head["map"] == m.name]
        if own.empty:
            continue
        ends = [own.loc[own[column].idxmax()], own.loc[own[column].idxmin()]]
        best, worst = (
            f"{AGAINST[column]}{LOOK[str(e[NAMED[column]])][2].split(':')[0]} "
            f"{round(100 * e[column], 1) + 0.0:+.1f} points ({m.x.label} {e['x']:g}, {m.y.label} {e['y']:g})"
            for e in ends
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
        "  The left column of the second figure reads everybody in that same last week.",
        "- The budget is per post and year of support, so more years are more money, for all alike.",
        f"- Worlds in which less than 95 % of the money is spent: {said or 'none'}. What is left buys nothing.",
        "- Coaches: the fewest and the most that the ledger's ranges of candidates and hires allow, moved together.",
        "- Each interval stands alone: of worlds in which strategies do not differ, up to one in twenty gets a winner",
        "  by chance. Runs of neighbours say more than a single cell.",
        "- The intervals are over districts and luck at the default coefficients; doubt about these is not in them",
        "  (`diffusion-sim robust`).",
    ]
