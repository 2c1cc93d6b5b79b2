"""The page of ``dials.py`` in words; every number in it comes from its tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from dials_draw import About, fronts_finding, sweeps_finding

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import describe
from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.show.odd import markdown_table

#: Picture of each clock -> what to know of it.
PICTURES = {
    "dials.png": "Read on one day for all.",
    "dials_own_clock.png": "Read by each pathway's own clock: a slower one is supported for longer, and read later.",
}


def summary(
    places: pd.DataFrame, paths: pd.DataFrame, about: About, outcomes: Sequence[str], dials: Sequence[str]
) -> str:
    """Return ``summary.md``.

    Parameters
    ----------
    places, paths : DataFrame
        The tables ``positions.csv`` and ``pathways.csv``.
    about : About
    outcomes : sequence of str
        Those of the study; the first is read on one day, the last by each pathway's own clock.
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
        "told by chance, and the counts below are not freed of those.", "",
    ]  # fmt: skip
    for (picture, clock), outcome in zip(PICTURES.items(), (outcomes[0], outcomes[-1]), strict=True):
        own = places[places["outcome"] == outcome]
        label = describe(outcome).label
        lines += [f"## {label}", "", f"{sweeps_finding(own, outcome)}. {clock}", "", _table(own, dials), "",
                  f"![{label}, by dial]({picture})", ""]  # fmt: skip
    if not paths.empty:
        lines += ["## Pathways that no other betters", "", f"{fronts_finding(paths)}.", "",
                  "![Pathways that no other betters](pareto.png)", ""]  # fmt: skip
    lines += ["`positions.csv` holds every difference, `best.csv` best positions over resamples of districts, "
              "`pathways.csv` every pathway of the last picture.", ""]  # fmt: skip
    return "\n".join(lines)


def _listed(places: pd.DataFrame, column: str) -> str:
    return ", ".join(f"*{arm_words(str(name))}*" for name in places[column].unique())


def _table(places: pd.DataFrame, dials: Sequence[str]) -> str:
    """Return for each dial in how many districts and practices it can be told, and what moves most."""
    rows = []
    for dial in dials:
        own = places[places["dial"] == dial]
        worlds = own.groupby(["world", "practice"])["told"].any()
        told, most = own[own["told"]], "-"
        if not told.empty:
            one = told.loc[told["from_middle"].abs().idxmax()]
            most = (f"position {one['position']:g}: {100 * one['from_middle']:+.1f} points "
                    f"({arm_words(one['world'])}, {arm_words(one['practice'])})")  # fmt: skip
        rows.append([DIALS[dial].name, " - ".join(DIALS[dial].ends), f"{worlds.sum()} of {len(worlds)}", most])
    return markdown_table(("dial", "from 1 to 5", "told from the middle in", "furthest of those told"), rows)
