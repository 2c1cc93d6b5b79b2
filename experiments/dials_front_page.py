"""The front of ``dials.py`` in words: which pathways stay on it, or what they share."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dials_draw import About
from dials_front import SURE, fronts_finding, name
from dials_outcomes import BUDGET, FRONT

from diffusion_sim.compare.words import arm_words
from diffusion_sim.show.odd import markdown_table

#: More of them in one world are told by what they share alone.
FEW = 8
NOTE = (
    "A pathway is named where no other betters it in at least nine of ten resamples of districts. To do little with"
    " little money, for few and so with a small gap, is bettered by no other either: the front says what must be given"
    " up for what, not what is good."
)


def front_lines(paths: pd.DataFrame, about: About, dials: Sequence[str]) -> list[str]:
    """Return the section on the front; one sentence where the table of pathways holds none with its budget."""
    title = ["## Pathways that no other betters", ""]
    if paths.empty:
        return [
            *title,
            "No pathways over all dials with budgets of their own are in `pathways.csv`: no front is told.",
            "",
        ]
    sure = paths[paths["front_share"] >= SURE]
    lines = [*title, f"{fronts_finding(paths)}. {about.budgets} Depth is deep use by components on one day.", "",
             "![Pathways that no other betters](pareto.png)", "", NOTE, "",
             f"What these share, median (lowest to highest) of each dial and of the budget (times the usual), against "
             f"all {paths['arm'].nunique()} tried:", "", _shared(paths, sure, dials), ""]  # fmt: skip
    named = sure.groupby(["world", "practice"]).filter(lambda rows: len(rows) <= FEW)
    if not named.empty:
        lines += [f"By name, where they are {FEW} or fewer (the names are those of `pathways.csv`):", "",
                  _named(named, dials), ""]  # fmt: skip
    return lines


def _shared(paths: pd.DataFrame, sure: pd.DataFrame, dials: Sequence[str]) -> str:
    columns = (*dials, BUDGET)
    one = paths.drop_duplicates("arm")
    rows = [[f"all {len(one)} tried", "-", "-", *(_span(one[c]) for c in columns)]]
    for (world, practice), tried in paths.groupby(["world", "practice"], sort=False):
        own = sure[(sure["world"] == world) & (sure["practice"] == practice)]
        rows.append([f"{arm_words(str(world))}, {arm_words(str(practice))}", str(int(tried["front"].sum())),
                     str(len(own)), *(_span(own[c]) for c in columns)])  # fmt: skip
    return markdown_table(("district, practice", "on the front", "in nine of ten", *map(name, columns)), rows)


def _span(values: pd.Series) -> str:
    if values.empty:
        return "-"
    return f"{values.median():.1f} ({values.min():.1f} to {values.max():.1f})"


def _named(sure: pd.DataFrame, dials: Sequence[str]) -> str:
    depth, gap, cost = FRONT
    ordered = sure.sort_values(["world", "practice", cost])
    rows = [
        [f"{arm_words(row['world'])}, {arm_words(row['practice'])}", f"`{row['arm']}`",
         *(f"{row[d]:.1f}" for d in dials),
         f"{row[BUDGET]:.2f}", f"{100 * row[depth]:.1f}", f"{100 * row[gap]:.1f}", f"{row[cost]:,.0f}"]
        for _, row in ordered.iterrows()
    ]  # fmt: skip
    heads = ("district, practice", "pathway", *map(name, (*dials, BUDGET)), "depth (%)", "gap (points)", "$ per post")
    return markdown_table(heads, rows)
