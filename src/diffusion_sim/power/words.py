"""What pilots can show, in words and as a table for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from diffusion_sim.compare import words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from diffusion_sim.power.study import PowerResult

#: A pilot that sees a difference this often is called enough (the usual 80 %).
ENOUGH = 0.8
#: Of fewer significant pilots nothing is said about their sign.
COUNTED = 20
REST = "other schools"


def sentences(result: PowerResult) -> list[str]:
    """Return one or two sentences per contrast, then how it was reckoned."""
    groups = result.table.groupby(["arm", "against"], sort=False)
    return [*(said for _, rows in groups for said in contrast(rows)), *notes(result)]


def contrast(rows: pd.DataFrame) -> list[str]:
    """Say the smallest pilot that is enough, or what the best would see, and what else to fear."""
    found = words.rows(rows)
    arm = words.upper_first(words.arm_words(found[0].arm))
    against = "schools without it" if found[0].against == REST else f"{words.arm_words(found[0].against)} in as many"
    start = f"{arm} against {against}"
    said = [f"{start}: {_enough(found)}."]
    count = int(rows["significant"].sum())
    if count < COUNTED:
        return said
    wrong, times, right = (_mean(rows, name) for name in ("type_s", "type_m", "points_to_winner"))
    if wrong >= 0.05:
        said.append(
            f"Of the {count} significant ones of all sizes, {words.percent(wrong)} point the wrong way, and they show "
            f"{times:.1f} times the true difference."
        )
    if right < 0.95:
        said.append(
            f"Only {words.percent(right)} of the {count} significant ones favour the strategy with more lasting deep "
            "use."
        )
    return said


def _enough(found: list[Any]) -> str:
    """Say which pilot is enough, or that the interval of so few simulated pilots leaves it open.

    Enough is what sees the difference in 80 % of pilots by the lower end of its interval: of many kinds of pilots
    tried a few times each, the one with the best luck would pass else.
    """
    sure = [row for row in found if row.low >= ENOUGH]
    if sure:
        least = _smallest(sure)
        return f"{pilot(least)} is enough; it sees the difference in {_seen_in(least)}"
    # A longer pilot may see less, so that the largest need not be the one that sees most.
    best = max(found, key=lambda row: row.power)
    if best.high < ENOUGH and best.pilots > 1:  # of one simulated pilot no interval says anything
        return f"even {pilot(best)}, which sees most, sees the difference in only {_seen_in(best)}"
    near = _smallest([row for row in found if row.power >= ENOUGH] or [best])
    seen = f"it sees the difference in {_seen_in(near)}"
    return f"whether {pilot(near)} is enough is open: {seen} (more --replicates tell)"


def _smallest(found: list[Any]) -> Any:
    return min(found, key=lambda row: (row.schools * row.months, row.months))


def _seen_in(row: Any) -> str:
    return f"{words.percent(row.power)} ({100 * row.low:.0f} to {words.percent(row.high)}) of pilots"


def _mean(rows: pd.DataFrame, name: str) -> float:
    """Return the mean over all significant pilots of a contrast; NaN where it is open."""
    some = rows[rows["significant"] > 0]
    return float((some[name] * some["significant"]).sum(skipna=False) / some["significant"].sum())


def pilot(row: Any) -> str:
    """Name a pilot."""
    return f"a pilot in {row.schools} schools over {row.months} months"


def notes(result: PowerResult) -> list[str]:
    """Say what is seen and how it is tested."""
    worst = words.percent(float(result.table["false_alarms"].max()))
    return [
        f"What is seen: a survey of all staff on use, of reliability {result.reliability:g}; "
        "deep use cannot be seen in it.",
        f"How it is tested: school means, t test at {words.percent(result.level)}; where nothing is done, it says "
        f"otherwise in at most {worst} of pilots.",
        f"{result.pilots} simulated pilots each, in generated districts, schools matched by need and drawn by lot; "
        "each pilot gets its schools' share of the budget.",
        "Wrong sign: of the significant pilots, those that point the wrong way. Times true: how large the difference "
        "looks in them.",
    ]


def render(result: PowerResult) -> RenderableType:
    """Return the sentences and a table, for a terminal."""
    from rich.console import Group
    from rich.text import Text

    said = [said for _, rows in result.table.groupby(["arm", "against"], sort=False) for said in contrast(rows)]
    return Group(*(Text(s, style="bold") for s in said), Text(), table(result),
                 *(Text(f"- {note}") for note in notes(result)))  # fmt: skip


def table(result: PowerResult) -> RenderableType:
    """Return a rich table with one row per contrast and pilot."""
    from rich import box
    from rich.table import Table

    out = Table(title="Chance that a pilot sees the difference", box=box.SIMPLE_HEAD, title_justify="left",
                title_style="bold", padding=(0, 1), pad_edge=False)  # fmt: skip
    out.add_column("contrast", min_width=12)
    for name in ("schools", "months", "seen in", "interval", "true", "wrong\nsign", "times\ntrue"):
        out.add_column(name, justify="right", no_wrap=True)
    last = ""
    for row in words.rows(result.table):
        name = f"{words.arm_words(row.arm)} / {words.arm_words(row.against)}"
        times = "-" if pd.isna(row.type_m) else f"{row.type_m:.1f}"
        out.add_row(
            name if name != last else "", str(row.schools), str(row.months), words.percent(row.power),
            f"{100 * row.low:.0f} to {words.percent(row.high)}", words.number(row.true, "points", True),
            words.percent(row.type_s), times,
        )  # fmt: skip
        last = name
    return out
