"""What a removal did, in words: the list, the tree as indented text, and the ranking with what it can tell."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np

from diffusion_sim.compare.words import rows as each
from diffusion_sim.explain.effects import EFFECTS
from diffusion_sim.explain.events import when
from diffusion_sim.explain.trials import LOST, ROOT

if TYPE_CHECKING:
    import pandas as pd

    from diffusion_sim.explain.ranks import Ranking
    from diffusion_sim.explain.twin import Twins

WIDTH = 100
#: Rows of each list that the terminal shows; the tables hold all.
SHOWN = 12
CLAIM = (
    "Same draws, same support for everybody else: places, meeting groups and coaching cycles stay as they were, and "
    "the money set free is not spent. The list is exact for this one run; under another luck it is another list "
    "(twins --each gives means over lucks)."
)
HOW = {
    "alone": "alone: with only this example as in the other world, use would not have begun in that week",
    "together": "together: no single source was needed; the strongest is named",
    "passes on": "passes on: began all the same, but showed less",
    "not traced": "not traced: came through who left and who was hired",
}


def tell(twins: Twins) -> str:
    """Return what became of the twin, in words."""
    removed = twins.removed
    head = f"{twins.arm}, replicate {twins.replicate.luck}, with and without {removed}."
    if twins.people.empty:
        return "\n".join([head, "Nobody's use of the practice differs.", "", textwrap.fill(CLAIM, WIDTH)])
    with_, without = (twins.totals.set_index("world").loc[name] for name in ("with", "without"))
    counts = (
        f"In the last week {with_.using_end} posts use it with, {without.using_end} without; in deep use "
        f"{with_.deep_end} and {without.deep_end}."
    )
    lines = [head, textwrap.fill(counts, WIDTH), ""]
    for effect in EFFECTS:
        lines += _list(effect, twins.of(effect))
    if len(twins.credit):
        lines += ["Who passed it on to whom", *tree(twins.credit), "", *_legend(twins.credit), ""]
    return "\n".join([*lines, textwrap.fill(CLAIM, WIDTH)])


def _list(effect: str, people: pd.DataFrame) -> list[str]:
    if people.empty:
        return []
    out = [f"{effect[0].upper()}{effect[1:]}: {len(people)}"]
    for p in each(people.head(SHOWN)):
        later = f" (successor {p.occupant})" if p.occupant else ""
        text = f"{p.role} {p.person}{later}: weeks in use {p.spells_with} with, {p.spells_without} without"
        out.append(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))
    if len(people) > SHOWN:
        out.append(f"  ... and {len(people) - SHOWN} more")
    return [*out, ""]


def tree(credit: pd.DataFrame) -> list[str]:
    """Return the credit tree as indented lines."""
    children: dict[Any, list[Any]] = {}
    for row in each(credit):
        key = (row.source_row, row.source_occupant if row.source_row >= 0 else 0)
        children.setdefault(key, []).append(row)
    out: list[str] = []

    def branch(key: Any, depth: int) -> None:
        for row in children.get(key, []):
            out.append("  " * (depth + 1) + _twig(row))
            branch((row.row, row.occupant), depth + 1)

    for key in sorted((k for k in children if k[0] < 0), reverse=True):
        out.append(children[key][0].source or "not traced")
        branch(key, 0)
    return out


def _twig(row: Any) -> str:
    later = f" (successor {row.occupant})" if row.occupant else ""
    if row.effect == "":
        return f"{row.person}{later}: shows less from {_lower(when(max(row.week, 0)))} [{row.channel}]"
    what = "not at all" if row.effect == LOST[0] else "later"
    via = "" if row.source_row == ROOT else f", through {row.channel.replace('+', ' and ')}"
    return f"{row.person}{later}: {_lower(when(row.week))}, without it {what} [{row.how}{via}]"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _legend(credit: pd.DataFrame) -> list[str]:
    return [f"  {text}" for how, text in HOW.items() if (credit["how"] == how).any()]


def tell_ranking(ranking: Ranking) -> str:
    """Return the ranking of members in words."""
    people, lucks = ranking.people, len(ranking.replicates)
    span = (
        "" if not np.isfinite(ranking.low) else f" (95 % interval over lucks {ranking.low:.2f} to {ranking.high:.2f})"
    )
    head = (
        f"{ranking.arm}: with one member's place left empty, {ranking.mean:.2f} lasting deep users fewer on average"
        f"{span}; {len(people)} posts took part under {lucks} luck{'s' * (lucks != 1)} of one district."
    )
    lines = [textwrap.fill(head, WIDTH), "", *_ranked(people), "", textwrap.fill(_signal(ranking), WIDTH), ""]
    note = (
        "A lasting deep user is a post at Level of Use IVB or higher by conviction in the last week; 'others' leaves "
        "the member's own post out. Removed means that the place stays empty: the person stays and may adopt as others "
        "do, everybody else keeps place, group and coaching cycle, and the money set free is not spent."
    )
    return "\n".join([*lines, textwrap.fill(note, WIDTH)])


def _ranked(people: pd.DataFrame) -> list[str]:
    span = f"{'95 % interval':>17}"
    out = [f"{'person':<18}{'lucks':>6}{'lost':>8}{span}{'others':>8}{'best guess':>12}{span}"]
    for p in each(people.head(SHOWN)):
        out.append(
            f"{p.person:<18}{p.lucks:>6}{p.lost_deep:>8.2f}{_span(p.low, p.high):>17}{p.lost_deep_others:>8.2f}"
            f"{p.shrunk:>12.2f}{_span(p.shrunk_low, p.shrunk_high):>17}"
        )
    if len(people) > SHOWN:
        out.append(f"... and {len(people) - SHOWN} more")
    return out


def _span(low: float, high: float) -> str:
    return f"{low:.2f} to {high:.2f}" if np.isfinite(low) else "-"


def _signal(ranking: Ranking) -> str:
    if not np.isfinite(ranking.signal):
        return "One luck cannot tell members apart: this is an anecdote. Run more lucks."
    share = f"{100 * ranking.signal:.0f} %"
    if ranking.signal < 0.5:
        return (
            f"Of the differences between members' means {share} is more than luck: the order of this list is mostly "
            "luck, and the best guess draws each mean towards that of all accordingly."
        )
    return f"Of the differences between members' means {share} is more than luck; the best guess takes the rest away."
