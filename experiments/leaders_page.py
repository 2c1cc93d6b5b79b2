"""The page and the figure of ``leaders.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.plots.style import Picture, colours, dashes, finish, label_ends, look, percent_axis, sheet
from diffusion_sim.show.odd import markdown_table

NAME = "leaders"


def drawn(kept: pd.DataFrame) -> Picture:
    """Draw deep use three years after planned support, per arm, over the chance that leaders change."""
    mine = kept[kept["outcome"] == HEADLINE]
    arms = list(mine["arm"].unique())
    tint, dash = colours(arms), dashes(arms)
    finding = _finding(mine)
    with look():
        figure = sheet(11.0, 6.0, finding)
        axes = figure.subplots()
        for arm in arms:
            one = mine[mine["arm"] == arm].sort_values("chance")
            axes.plot(100 * one["chance"], one["mean"], color=tint[arm], linestyle=dash[arm], marker="o", markersize=4)
            axes.fill_between(100 * one["chance"], one["low"], one["high"], color=tint[arm], alpha=0.15, linewidth=0)
        percent_axis(axes)
        axes.set_xlim(0.0, 100 * mine["chance"].max())
        axes.set_xlabel("chance per year that the district's leaders change (%)")
        axes.set_ylabel("staff in deep use, three years\nafter support was to end")
        last = mine[mine["chance"] == mine["chance"].max()]
        label_ends(axes, dict(zip(last["arm"], last["mean"], strict=True)), tint, 0.03)
    about = "Lines of deep use per strategy over the chance that leaders change; bands are 95 % intervals of the mean."
    return finish(NAME, finding, about, figure)


def _finding(mine: pd.DataFrame) -> str:
    """Say what the arms at either end lose at the highest chance."""
    last = mine[mine["chance"] == mine["chance"].max()].sort_values("difference")
    most, least = last.iloc[0], last.iloc[-1]
    return (
        f"Where leaders change ({100 * most['chance']:.0f} % a year): {arm_words(most['arm'])} "
        f"{100 * most['difference']:+.1f} points, {arm_words(least['arm'])} {100 * least['difference']:+.1f}"
    )


def page(kept: pd.DataFrame, typed: Mapping[str, Sequence[str]]) -> str:
    """Return ``docs/leaders.md``.

    Parameters
    ----------
    kept : DataFrame
    typed : mapping of str to sequence of str
        What is typed for each strategy of the tables.
    """
    first, size = kept.iloc[0], kept["replicates"].max()
    mine, later, spent = (kept[kept["outcome"] == name] for name in (HEADLINE, "deep_use_end", "budget_spent"))
    return "\n".join([
        "# Leaders who change",
        "",
        "Written by `python experiments/leaders.py`; do not edit by hand. "
        f"{size:.0f} paired replicates in {kept['districts'].max():.0f} districts at every chance, "
        f"program version {first['sources']}.",
        "",
        "At the start of every year of support but the first, the leaders of the district change with the chance of",
        "the column. New leaders keep what they see in use: support goes on with a chance equal to the share of staff",
        "who visibly use the practice, and otherwise ends that day (`rules/patience.py`). Of 215 superintendents of",
        "California 45 % left within three years, which is 18 % a year (Grissom & Andersen 2012). That use buys",
        "patience, and by how much, is an assumption, and spares what spreads soon.",
        "",
        f"![Deep use over the chance that leaders change](figures/{NAME}.png)",
        "",
        "What to type for the strategies of the tables (`diffusion-sim show strategies`):",
        "",
        *_typed(kept, typed),
        "",
        f"**{describe(HEADLINE).label}**, as support was planned; slower ones have longer support and are read later.",
        "",
        _values(mine),
        "",
        "Points lost against no change, paired (95 % interval):",
        "",
        _losses(mine),
        "",
        "**The same at the horizon**, in one week for all, three years after the slowest one's support was to end:",
        "",
        _values(later),
        "",
        "Share of the budget spent:",
        "",
        _values(spent),
        "",
        *_pace(mine, later),
    ])  # fmt: skip


def _typed(kept: pd.DataFrame, typed: Mapping[str, Sequence[str]]) -> list[str]:
    """Say under which name a strategy is found; a name of the page alone would be looked for in vain."""
    return [f"- {arm_words(arm)}: `{' '.join(typed[arm])}`" for arm in kept["arm"].unique()]


def _wide(mine: pd.DataFrame, cells: pd.Series) -> str:
    chances = sorted(mine["chance"].unique())
    text = pd.Series(cells.to_numpy(), index=pd.MultiIndex.from_frame(mine[["arm", "chance"]]))
    rows = [[arm_words(arm), *(text.get((arm, c), "") for c in chances)] for arm in mine["arm"].unique()]
    return markdown_table(("strategy", *(f"{100 * c:.0f} % a year" for c in chances)), rows)


def _values(mine: pd.DataFrame) -> str:
    return _wide(mine, (100 * mine["mean"]).map("{:.1f} %".format))


def _losses(mine: pd.DataFrame) -> str:
    told = mine[mine["difference"].notna()]
    middle, low, high = ((100 * told[f"difference{end}"]).map("{:+.1f}".format) for end in ("", "_low", "_high"))
    return _wide(told, middle + " [" + low + " to " + high + "]")


PACES = ("fast", "trailblazer", "a_third_a_year", "slow")


def _pace(mine: pd.DataFrame, later: pd.DataFrame) -> list[str]:
    """Say which pace of the coached cohort has the highest mean at either end, on both clocks."""
    last = mine["chance"].max()
    own, same = ([arm_words(_best(table, c)) for c in (0.0, last)] for table in (mine, later))
    return [
        f"Of the four paces of the coached cohort ({', '.join(arm_words(p) for p in PACES)}), the highest mean three "
        f"years after planned support is that of *{own[0]}* where support lasts as planned and of *{own[1]}* at "
        f"{100 * last:.0f} % a year; read in the same week for all, that of *{same[0]}* and of *{same[1]}*. Slower "
        "paces have more years in which leaders may change, and are read later by their own clock. Claims "
        "[P1](claims/P1.md), [Q2](claims/Q2.md) and [Q2a](claims/Q2a.md) are judged with support that lasts as "
        "planned.",
        "",
    ]


def _best(table: pd.DataFrame, chance: float) -> str:
    own = table[table["arm"].isin(PACES) & (table["chance"] == chance)]
    return str(own.sort_values("mean").iloc[-1]["arm"])
