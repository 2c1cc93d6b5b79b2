"""What is sure, in words and as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diffusion_sim.compare import words
from diffusion_sim.sequential.few import hint
from diffusion_sim.sequential.rule import OPEN, SIGN, WIDTH, mostly

if TYPE_CHECKING:
    from rich.console import RenderableType

    from diffusion_sim.sequential.until_sure import SureResult


def sentences(result: SureResult) -> list[str]:
    """Return one sentence per contrast, then what the intervals promise."""
    said = [contrast(row, result) for row in words.rows(result.contrasts)]
    return [*said, *promises(result)]


def contrast(row: Any, result: SureResult) -> str:
    """Say one contrast."""
    arm, reference = words.upper_first(words.arm_words(row.arm)), words.arm_words(row.reference)
    start = f"{arm} against {reference}, {words.lower_first(row.label)}"
    if row.verdict == words.BY_CONSTRUCTION:
        return f"{start}: {words.BY_CONSTRUCTION}."
    if row.verdict == words.UNDEFINED:
        return f"{start}: no replicate has a difference{_without(row)}." if row.failed else (
            f"{start}: undefined in every replicate.")  # fmt: skip
    gap, span = words.number(row.difference, row.unit, True), words.interval(row.low, row.high, row.unit)
    end = f"{gap} ({span}){_among(row, result)}"
    if not mostly(row.defined, row.counted):
        till = f"settled by half-width after {row.settled_at:,} replicates; " if row.settled_by == WIDTH else ""
        return f"{start}: {end}; {till}{open_words(row, result)}."
    if row.settled_by == SIGN:
        return f"{start}: {end}; settled by sign after {row.settled_at:,} replicates: {words.verdict_words(row)}."
    if row.settled_by == WIDTH:
        told = words.verdict_words(row) if row.verdict != words.CANNOT_TELL else no_more_than(row)
        return f"{start}: {end}; settled by half-width after {row.settled_at:,} replicates: {told}."
    return f"{start}: {end}; {OPEN}{_about(row)}."


def open_words(row: Any, result: SureResult) -> str:
    """Say why a contrast is open: the budget, or that more than half is undefined."""
    if mostly(row.defined, row.counted):
        return OPEN
    return f"cannot tell: defined in {row.defined} of {row.counted} {_kind(result)}"


def _among(row: Any, result: SureResult) -> str:
    """Say over what a difference is, where it is not over everything that was run."""
    if not mostly(row.defined, row.counted):
        return f" where both are defined{_without(row)}"
    if row.defined == row.counted:
        return _without(row)
    kind = _kind(result)
    return f" in the {row.defined} of {row.counted} {kind} where both are defined{_without(row)}"


def _kind(result: SureResult) -> str:
    return "replicates" if result.order.fixed else "districts"


def _without(row: Any) -> str:
    if not row.failed:
        return ""
    return f", without {row.failed} replicate{'s' if row.failed > 1 else ''} in which a run failed"


def no_more_than(row: Any) -> str:
    """Say how large a difference can still be."""
    most = words.number(max(abs(row.low), abs(row.high)), row.unit, True).lstrip("+")
    return f"they differ by no more than {most}, and which is ahead is open"


def _about(row: Any) -> str:
    if row.needed != row.needed or row.needed is None or str(row.needed) == "<NA>":
        return ""
    return f"; the half-width would take about {_rounded(row.needed)} replicates"


def _rounded(count: float) -> str:
    """Write a rough number with two digits that count."""
    return f"{int(float(f'{count:.1e}')):,}"


def promises(result: SureResult) -> list[str]:
    """Say what the intervals promise, and over what."""
    count = len(result.contrasts)
    who = "the interval holds" if count == 1 else f"all {count} intervals hold"
    said = [
        f"With {words.percent(result.rule.confidence)} confidence {who} at every look together; stopping when sure "
        "has been allowed for."
    ]
    if result.order.fixed:
        said.append("Only luck was added: the intervals hold for the simulated districts alone.")
    else:
        lucks = result.order.lucks
        every = "one luck" if lucks == 1 else f"{lucks} lucks"
        said.append(
            f"Districts were added, with {every} each beyond the first {result.order.start}: that settles soonest, "
            "given how much of the difference comes from districts and how much from luck."
        )
    return [*said, *_wider(result), *_hints(result)]


def _wider(result: SureResult) -> list[str]:
    """Say that a sign stopped the search before a difference was known as exactly as was asked."""
    rows = words.rows(result.contrasts)
    most = max((row.half_width for row in rows if row.settled_by == SIGN), default=0.0)
    if result.rule.settle != "either" or not most > result.rule.half_width:
        return []
    asked, there = (words.number(x, rows[0].unit, True).lstrip("+") for x in (result.rule.half_width, most))
    return [
        f"Settled by sign is settled who is ahead, not by how much: the half-width is {there}, not {asked}; "
        "--settle width goes on until it is."
    ]


def _hints(result: SureResult) -> list[str]:
    """Say which intervals rest on few districts; none where nothing is assumed, or only luck was added."""
    if result.order.fixed or result.rule.method == "bounded":
        return []
    rows = [row for row in words.rows(result.contrasts) if row.verdict != words.BY_CONSTRUCTION]
    told = ((words.arm_words(row.arm), hint(row.carried, result.rule.reach is not None)) for row in rows)
    return [f"{words.upper_first(arm)}: {text}" for arm, text in told if text]


def render(result: SureResult) -> RenderableType:
    """Return the sentences and a table of the contrasts, for a terminal."""
    from rich.console import Group
    from rich.text import Text

    lines = [Text(contrast(row, result), style="bold") for row in words.rows(result.contrasts)]
    return Group(*lines, Text(), table(result), *(Text(f"- {p}") for p in promises(result)))


def table(result: SureResult) -> RenderableType:
    """Return a rich table with one row per contrast."""
    from rich import box
    from rich.table import Table

    found = Table(title=str(result.contrasts["label"].iloc[0]), box=box.SIMPLE_HEAD, title_justify="left",
                  title_style="bold", padding=(0, 1), pad_edge=False)  # fmt: skip
    found.add_column(f"against {words.arm_words(result.contrasts['reference'].iloc[0])}", overflow="fold")
    for name in ("difference", f"{words.percent(result.rule.confidence)} interval", "half-width"):
        found.add_column(name, justify="right", no_wrap=True)
    found.add_column("settled by", overflow="fold")
    found.add_column("replicates", justify="right", no_wrap=True)
    for row in words.rows(result.contrasts):
        at = f"{row.replicates if row.settled_by == OPEN else row.settled_at:,}" if row.settled_by in (
            OPEN, SIGN, WIDTH) else "-"  # fmt: skip
        half = words.number(row.half_width, row.unit, True).lstrip("+")
        gap = words.number(row.difference, row.unit, True)
        found.add_row(words.arm_words(row.arm), gap, words.interval(row.low, row.high, row.unit), half,
                      open_words(row, result) if row.settled_by == OPEN else row.settled_by, at)  # fmt: skip
    return found
