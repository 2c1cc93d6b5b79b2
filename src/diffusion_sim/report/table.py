"""The tables of the page: one row per outcome, one column per strategy, differences and verdicts below."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from diffusion_sim.compare import additional, words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.compare.marks import Marks
from diffusion_sim.compare.terminal import SHOWN, by_need, no_gap
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.outcomes.equity import SIZES

#: Rows of a table by outcome and arm.
Cells = dict[tuple[str, str], Any]
_SIZE = "taken in every replicate by itself, whichever schools are ahead, so that chance alone makes it larger than 0"
_MARKS = {
    "better": "▲ better",
    "worse": "▼ worse",
    "higher": "higher",
    "lower": "lower",
    words.NO_PRICE: words.NO_PRICE,
}
_WISH = {"higher": "more is better", "lower": "less is better", "neither": "neither is better"}


def css_class(verdict: str) -> str:
    """Return the class that colours a verdict."""
    return verdict if verdict in ("better", "worse") else "open" if verdict == words.CANNOT_TELL else "soft"


def outcome_table(comparison: Comparison, names: Sequence[str]) -> str:
    """Return outcomes x arms: the mean, and below it the paired difference with its verdict; then footnotes."""
    head = "".join(
        f"<th scope='col'>{escape(words.arm_words(arm))}{' *' if arm in comparison.flagged else ''}"
        f"{'<small> (reference)</small>' if arm == comparison.reference else ''}</th>"
        for arm in comparison.names
    )
    marks = Marks.of(comparison.arms)
    arms = {(row.outcome, row.arm): row for row in words.rows(comparison.arms)}
    table = {(row.outcome, row.arm): row for row in words.rows(comparison.differences)}
    rows = [_row(comparison, arms, table, name, marks) for name in names]
    top = f"<thead><tr><th scope='col'>outcome</th>{head}</tr></thead>"
    below = [marks.footnote(comparison.names, name) for name in names]
    labels = {name: REGISTRY[name].label for name in names}
    below += [words.upper_first(no_gap(comparison, labels)), by_need(comparison, comparison.names, labels)]
    below += [f"{labels[name]}: {_SIZE}." for name in SIZES if name in labels and not comparison.no_gap]
    below.append(additional.footnote(comparison.additional) if additional.BESIDE in names else "")
    notes = "".join(f"<p class='soft'>{escape(text)}</p>" for text in below if text)
    return f"<table>{top}<tbody>{''.join(rows)}</tbody></table>{notes}"


def main_names(comparison: Comparison) -> list[str]:
    """Return the told outcome and the main ones, without the horizon where it is the headline's own week."""
    known = set(comparison.arms["outcome"])
    names = [n for n in dict.fromkeys((comparison.told, *SHOWN)) if n in known]
    means = comparison.arms.pivot(index="outcome", columns="arm", values="mean")
    if "deep_use_end" in names and comparison.headline != "deep_use_end":
        pair = means.loc[["deep_use_end", comparison.headline]].to_numpy(dtype=float)
        if np.array_equal(pair[0], pair[1], equal_nan=True):
            names.remove("deep_use_end")
    return names


def _row(comparison: Comparison, arms: Cells, table: Cells, name: str, marks: Marks) -> str:
    what = REGISTRY[name]
    cells = []
    for arm in comparison.names:
        own = arms[name, arm]
        never = marks.never(arm, name)
        cells.append(f"<td class='n'><span class='value'>{escape(marks.value(arm, name, own.mean))}</span>")
        if arm == comparison.reference:
            span = "" if never else words.interval(own.low, own.high, what.unit).replace("+", "")
            cells.append(f"<small>{span}</small></td>")
        elif never and marks.never(comparison.reference, name):
            cells.append("<small>neither reached it</small></td>")
        else:
            cells.append(_difference(table[name, arm], comparison.own) + "</td>")
    wish = f"{'dollars, ' if what.unit == 'money' else ''}{_WISH[what.better]}"
    kind = " class='head'" if name == comparison.told else ""
    label = f"<th scope='row'>{escape(what.label)}<small class='soft'> ({wish})</small></th>"
    more = _additional(comparison) if name == additional.BESIDE and comparison.additional else ""
    return f"<tr{kind}>{label}{''.join(cells)}</tr>{more}"


def _additional(comparison: Comparison) -> str:
    """Return the row of the price of an additional lasting deep user, with the ends of its interval."""
    cells = []
    for arm in comparison.names:
        found = comparison.additional.get(arm)
        if found is None or not found.told:
            short = "" if found is None else f"<small>not told: {additional.SHORT[found.why]}</small>"
            cells.append(f"<td class='n'>-{short}</td>")
            continue
        low, mean, high = (words.number(x, "money") for x in (found.low, found.money, found.high))
        cells.append(f"<td class='n'><span class='value'>{mean}</span><small>{low} to {high}</small></td>")
    label = f"{additional.LABEL}<small class='soft'> (dollars)</small>"
    return f"<tr><th scope='row'>{label}</th>{''.join(cells)}</tr>"


def _difference(row: Any, own: bool) -> str:
    if row.verdict in (words.UNDEFINED, words.BY_CONSTRUCTION, words.NONE_SEEN):
        return f"<small>{escape(row.verdict)}</small>"
    gap = words.number(row.difference, row.unit, True)
    span = words.interval(row.low, row.high, row.unit)
    more = words.needed_words(row, own)
    said = _MARKS.get(row.verdict, f"? {row.verdict}") + (f"; needs {more}" if more else "")
    sided = row.better != "neither" and row.verdict != words.NO_PRICE
    won = f"ahead in {words.percent(row.p_better)} of " if sided else ""
    lost = f"; undefined in {_pairs(row.undefined)}" if row.undefined else ""
    return (
        f"<small>{gap} {f'[{span}]' if span != '-' else '(too few for an interval)'}</small>"
        f"<small class='{css_class(row.verdict)}'>{escape(said)}</small>"
        f"<small>{won}{_pairs(row.replicates)}{lost}</small>"
    )


def _pairs(count: int) -> str:
    return f"{count} pair{'' if count == 1 else 's'}"
