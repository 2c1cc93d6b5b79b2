"""The comparison on a terminal: the headline in words, one row per arm, then what stands behind it."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Column, Table
from rich.text import Text

from diffusion_sim.compare import additional, words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.compare.marks import Marks
from diffusion_sim.compare.need import GAP, who_is_ahead
from diffusion_sim.compare.told import about_systems
from diffusion_sim.outcomes.equity import GAPS

#: Outcomes in the detailed table, in a leader's order, in few words; the others are in ``to_frame()``.
SHOWN: Mapping[str, str] = {
    "deep_use_3y_after": "deep use, 3 years after",
    "deep_use_end": "deep use at the horizon",
    "use_support_end": "in use when support ends",
    "use_end": "in use at the horizon",
    "deep_among_users_end": "deep among users",
    "compliance_end": "mere compliance",
    "users_kept_3y": "users kept 3 years after",
    "ownership_peer": "steps owed to colleagues",
    "use_gap_end": "gap by need (low less high)",
    "left_out_end": "posts never reached",
    "overloaded_support": "overloaded while supported",
    "years_to_50": "years until half use it",
    "money_per_post": "$ per post",
    "money_per_lasting_deep_user": "$ per lasting deep user",
    "budget_spent": "share of budget spent",
}
#: The row below the price of all lasting deep users, where an arm that does nothing is compared.
_ADDITIONAL = "$ per additional deep user"
#: Contrasts that are told in a sentence each, before the table.
SENTENCES = 3
ABOUT_DISTRICT = "About the district"
_COLOURS = {"better": "green", "worse": "red", words.CANNOT_TELL: "yellow"}


def render(comparison: Comparison, details: bool | None = None) -> RenderableType:
    """Return what to print: sentences, the headline table, a detailed table per contrast, and the notes.

    Parameters
    ----------
    comparison : Comparison
    details : bool, optional
        Print the detailed tables; default: with at most three arms.
    """
    if details is None:
        details = len(comparison.names) <= 3
    parts: list[RenderableType] = [Text(s, style="bold") for s in comparison.sentences()[:SENTENCES]]
    parts += [Text(), headline_table(comparison)]
    if details:
        for arm in comparison.names[1:]:
            parts += [Text(), Details(comparison, arm)]
    parts += [Text(), *(line for note in comparison.notes for line in note_lines(note))]
    if comparison.district_notes:
        parts += [Text(), about_district(comparison.district_notes)]
    if comparison.systems:
        parts += [Text(), about_systems(comparison.systems)]
    return Group(*parts)


def note_lines(note: str) -> list[Text]:
    """Return a note, with each command that stands on a line of its own unbroken, so that it can be pasted.

    The console must print it with ``crop=False``: a command may be longer than the screen is wide.
    """
    first, *commands = note.split("\n")
    return [Text(f"- {first}"), *(Text(line, no_wrap=True, overflow="ignore") for line in commands)]


def about_district(notes: Sequence[str]) -> RenderableType:
    """Return the block that says what was read of a district from files, and what was added to it."""
    return Group(Text(ABOUT_DISTRICT, style="bold"), *(Text(f"- {note}") for note in notes))


def to_text(comparison: Comparison, width: int = 100, details: bool | None = None) -> str:
    """Return the same as plain text of at most ``width`` columns; only a command to be pasted may be longer."""
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    console.print(render(comparison, details), crop=False)
    file = console.file
    assert isinstance(file, io.StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"


def headline_table(comparison: Comparison) -> Table:
    """Return one row per arm with the outcome that is told and its difference from the reference."""
    means = comparison.arms[comparison.arms["outcome"] == comparison.told].set_index("arm")
    marks = Marks.of(comparison.arms)
    table = _table(str(means["label"].iloc[0]))
    table.add_column("strategy", overflow="fold")
    table.add_column("mean", justify="right", no_wrap=True)
    table.add_column("difference", justify="right", no_wrap=True)
    table.add_column(f"{words.percent(comparison.level)} interval", justify="right", no_wrap=True)
    table.add_column("ahead in", justify="right", no_wrap=True)
    table.add_column("verdict", overflow="fold")
    for arm in comparison.names:
        name = words.arm_words(arm) + (" *" if arm in comparison.flagged else "")
        mean = marks.value(arm, comparison.told, float(means["mean"].loc[arm]))
        if arm == comparison.reference:
            table.add_row(name, mean, "", "", "", "reference")
            continue
        row = comparison.row(arm)
        more = words.needed_words(row, comparison.own)
        said = words.verdict_words(row) + (f" ({more})" if more else "")
        table.add_row(name, mean, *_gap(row), words.percent(row.p_better), _coloured(said, row))
    below = ["* spent less than 95 % of the budget"] if comparison.flagged else []
    below += [_typed(comparison, arm) for arm in comparison.names[1 + SENTENCES :]]
    table.caption, table.caption_justify = "\n".join(text for text in below if text) or None, "left"
    return table


def _typed(comparison: Comparison, arm: str) -> str:
    """Say which settings give what is still needed for an arm that has no sentence above; nothing where none is."""
    typed = words.needed_settings(comparison.row(arm), comparison.districts)
    return f"{words.arm_words(arm)}: what is needed, by {typed}" if typed else ""


@dataclass(frozen=True)
class Details:
    """The detailed table of one contrast, made when the width of the screen is known."""

    comparison: Comparison
    arm: str

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Make the table for this screen."""
        table = detail_table(self.comparison, self.arm)
        columns = (c.min_width if c.min_width and not c.no_wrap else _widest(c) for c in table.columns)
        # three columns of space between two cells, none at the edges
        fits = sum(w + 3 for w in columns) - 3 <= options.max_width
        yield table if fits else detail_table(self.comparison, self.arm, narrow=True)


def _widest(column: Column) -> int:
    return max(len(line) for cell in (column.header, *column.cells) for line in str(cell).split("\n"))


def detail_table(comparison: Comparison, arm: str, narrow: bool = False) -> Table:
    """Return the main outcomes of one arm against the reference; on a narrow screen the interval below the gap."""
    chosen = comparison.differences[comparison.differences["arm"] == arm].set_index("outcome", drop=False)
    name, reference = words.arm_words(arm), words.arm_words(comparison.reference)
    marks = Marks.of(comparison.arms)
    below = [f"below each difference its {words.percent(comparison.level)} interval"] if narrow else []
    table = _table(f"{words.upper_first(name)} against {reference}")
    table.add_column("outcome", no_wrap=not narrow, min_width=10)
    for who in (name, reference):
        table.add_column(who, justify="right", overflow="fold", min_width=_longest(who))
    table.add_column("difference", justify="right", no_wrap=True)
    if not narrow:
        table.add_column(f"{words.percent(comparison.level)} interval", justify="right", no_wrap=True)
    table.add_column("better", overflow="fold", min_width=max(_longest(name), _longest(reference)))
    for outcome in dict.fromkeys((comparison.told, *SHOWN)):
        if outcome not in chosen.index or (outcome == "deep_use_end" and _same_as_headline(comparison, chosen)):
            continue
        row = words.rows(chosen.loc[[outcome]])[0]
        label = SHOWN.get(outcome, words.lower_first(str(row.label)))
        a = marks.value(arm, outcome, row.mean_arm)
        b = marks.value(comparison.reference, outcome, row.mean_reference)
        both = marks.never(arm, outcome) and marks.never(comparison.reference, outcome)
        gap, span = ("-", "-") if both else _gap(row)
        shown = (f"{gap}\n{span}",) if narrow else (gap, span)
        better = "neither in time" if both else words.better_words(row)
        table.add_row(label, a, b, *shown, _coloured(better, row))
        below.append(marks.footnote((arm, comparison.reference), outcome, label))
        if outcome == additional.BESIDE and comparison.additional:
            cells = (_price(comparison, who) for who in (arm, comparison.reference))
            table.add_row(_ADDITIONAL, *cells, *("-",) * (len(shown) + 1))
            below.append(additional.footnote(comparison.additional, _ADDITIONAL))
    below += [no_gap(comparison, SHOWN), by_need(comparison, (arm, comparison.reference), SHOWN)]
    table.caption, table.caption_justify = "\n".join(text for text in below if text) or None, "left"
    return table


def _price(comparison: Comparison, arm: str) -> str:
    """Write the price of an additional lasting deep user of one arm, a dash where it is not told."""
    found = comparison.additional.get(arm)
    return "-" if found is None else words.number(found.money, "money")


def no_gap(comparison: Comparison, labels: Mapping[str, str]) -> str:
    """Say why the gaps by need of school among these outcomes (name -> label) are undefined, or nothing."""
    gaps = [label for name, label in labels.items() if name in GAPS]
    return f"undefined, as {comparison.no_gap}: {'; '.join(gaps)}" if comparison.no_gap and gaps else ""


def by_need(comparison: Comparison, names: Sequence[str], labels: Mapping[str, str]) -> str:
    """Say who is ahead in the gap by need of school, if it is among these outcomes (name -> label), or nothing."""
    said = who_is_ahead(comparison.arms, names) if GAP in labels and not comparison.no_gap else ""
    return f"{labels[GAP]}: {said}" if said else ""


def _same_as_headline(comparison: Comparison, chosen: pd.DataFrame) -> bool:
    """Tell whether the horizon is the very week of the headline outcome, so that one row says both."""
    if comparison.headline == "deep_use_end":
        return False
    columns = ["mean_arm", "mean_reference", "difference", "low", "high"]
    pair = chosen.loc[["deep_use_end", comparison.headline], columns].to_numpy(dtype=float)
    return bool(np.array_equal(pair[0], pair[1], equal_nan=True))


def _table(title: str) -> Table:
    return Table(
        title=title,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        padding=(0, 1),
        pad_edge=False,
        show_edge=False,
    )


def _longest(text: str) -> int:
    """Return the length of the longest word, so that no word is broken; at most 16."""
    return min(max(len(word) for word in text.split()), 16)


def _gap(row: Any) -> tuple[str, str]:
    return words.number(row.difference, row.unit, True), words.interval(row.low, row.high, row.unit)


def _coloured(text: str, row: Any) -> Text:
    return Text(text, style=_COLOURS.get(str(row.verdict), ""))
