"""The page of ``dials.py`` in words; every number in it comes from its tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd
from dials_draw import About, sweeps_finding
from dials_front_page import front_lines
from dials_outcomes import DEPTH, EQUITY, LASTING, PARTS_DIAL, counted, shown

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import describe
from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.show.odd import markdown_table

WORLD = ["world", "practice"]
#: Outcome -> picture and what to know of its clock.
PICTURES = {
    DEPTH: ("dials.png", "Read on one day for all."),
    EQUITY: ("", "Read on one day for all; less is better. Components left out are not taken off here."),
    LASTING: ("dials_own_clock.png",
              "Read by each pathway's own clock: a slower one is supported for longer, and read later."),
}  # fmt: skip
COUNTING = (
    "*Comprehensiveness* leaves out components. Deep use of half of them would count as deep use of the whole, so that"
    " this dial is read by components: a deep user of half counts half. How it looks with half counted as the whole"
    " stands beside it; no strategy is credited for what it leaves out."
)
NO_COST = (
    "Cost has no best position here: all positions have one and the same budget, and differ in cost only by what they"
    " could not use of it. What money buys is told of the pathways over all dials, whose budgets differ."
)


def summary(places: pd.DataFrame, best: pd.DataFrame, paths: pd.DataFrame, about: About, dials: Sequence[str]) -> str:
    """Return ``summary.md``.

    Parameters
    ----------
    places, best, paths : DataFrame
        The tables ``positions.csv``, ``best.csv`` and ``pathways.csv``; no front is told without paths.
    about : About
    dials : sequence of str
    """
    count = places["position"].nunique()
    lines = [
        "# The seven dials", "", "Written by `python experiments/dials.py`; do not edit by hand.", "",
        f"Each of the {len(dials)} dials of *Look Both Ways* at {count} positions from {places['position'].min():g} to "
        f"{places['position'].max():g}, the others in the middle, in {_listed(places, 'world')} districts, with "
        f"{_listed(places, 'practice')} as practices: {about.words}. {about.money} {about.version}",
        "",
        "A dial can be told where a position differs from the middle by a 95 % interval that holds for all positions",
        "of the dial at once. That is of one dial in one district with one practice; of twenty that do nothing, one is",
        "told by chance, and the counts below are not freed of those. A best position stands with the middle 95 % of",
        "best positions over resamples of districts; *flat* where no position can be told from the middle, or where",
        "that interval spans the whole dial.", "", COUNTING, "", NO_COST, "",
    ]  # fmt: skip
    for outcome, (picture, clock) in PICTURES.items():
        own, label = shown(places, outcome), describe(outcome).label
        lines += [f"## {label}", "", f"{sweeps_finding(own, outcome)}. {clock}", "", *_moved(places, outcome, dials),
                  "", "Best positions:", "", _best(places, best, outcome, dials), ""]  # fmt: skip
        lines += [f"![{label}, by dial]({picture})", ""] if picture else []
    lines += front_lines(paths, about, dials)
    lines += ["`positions.csv` holds every difference, `best.csv` best positions over resamples of districts, "
              "`pathways.csv` every pathway over all dials and budgets.", ""]  # fmt: skip
    return "\n".join(lines)


def _listed(places: pd.DataFrame, column: str) -> str:
    return ", ".join(f"*{arm_words(str(name))}*" for name in places[column].unique())


def _ways(table: pd.DataFrame, outcome: str, dials: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give every dial with its name and rows; that of components left out also with half counted as the whole."""
    own = shown(table, outcome)
    for dial in dials:
        rows, how = own[own["dial"] == dial], counted(own, dial)
        yield f"{DIALS[dial].name}{how}", rows
        if dial == PARTS_DIAL and how:
            plain = table[(table["outcome"] == outcome) & (table["dial"] == dial)]
            yield f"{DIALS[dial].name}, half counted as the whole", plain


def _moved(places: pd.DataFrame, outcome: str, dials: Sequence[str]) -> list[str]:
    """Return for each dial in how many districts and practices it can be told, and what moves most."""
    rows = []
    for name, own in _ways(places, outcome, dials):
        if own.empty:
            continue
        worlds = own.groupby(WORLD)["told"].any()
        told, most = own[own["told"]], "-"
        if not told.empty:
            one = told.loc[told["from_middle"].abs().idxmax()]
            most = (f"position {one['position']:g}: {100 * one['from_middle']:+.1f} points "
                    f"({arm_words(one['world'])}, {arm_words(one['practice'])})")  # fmt: skip
        ends = " - ".join(DIALS[own["dial"].iloc[0]].ends)
        rows.append([name, ends, f"{worlds.sum()} of {len(worlds)}", most])
    return [markdown_table(("dial", "from 1 to 5", "told from the middle in", "furthest of those told"), rows)]


def _best(places: pd.DataFrame, best: pd.DataFrame, outcome: str, dials: Sequence[str]) -> str:
    """Return best positions with their intervals, a column per district and practice."""
    worlds = list(best[WORLD].drop_duplicates().itertuples(index=False, name=None))
    told = places.groupby([*WORLD, "outcome", "dial"])["told"].any()
    rows = []
    for name, own in _ways(best, outcome, dials):
        cells = {(row.world, row.practice): _place(row, told) for row in own.itertuples()}
        rows.append([name, *(cells.get(world, "-") for world in worlds)])
    return markdown_table(("dial", *(", ".join(map(arm_words, world)) for world in worlds)), rows)


def _place(row: object, told: pd.Series) -> str:
    key = tuple(getattr(row, k) for k in (*WORLD, "outcome", "dial"))
    if getattr(row, "flat") or not told.get(key, False):  # noqa: B009 - rows of a table have no types
        return "flat"
    best, low, high = (f"{round(getattr(row, k), 1):g}" for k in ("best", "low", "high"))
    return f"{best} ({low} to {high})" if low != high else best
