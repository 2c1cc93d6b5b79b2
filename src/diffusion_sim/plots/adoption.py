"""Adoption curves: spread and depth over the years, in all, by role and by need of the school."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.plots import bands, captions, findings, style
from diffusion_sim.tables import NEEDS, ROLES

_WHAT = (("use", "in use (level III and up)"), ("deep", "in deep use (IVB and up, by conviction)"))
_GAP = (
    "The gap of the title is the share in use in the third of schools with the lowest need less that in the third with "
    "the highest, in the last week; who is ahead is told where its interval leaves out 0."
)
#: With more arms the bands of replicates would hide each other; the intervals of the means stay.
BANDED = 3


def adoption(weeks: pd.DataFrame, comparison: Comparison, support: Mapping[str, int]) -> style.Picture:
    """Draw spread and depth of all staff side by side."""
    finding = findings.standing(comparison, findings.lasting(comparison))
    frame = bands.shares(weeks)
    with style.look():
        figure = style.sheet(12, 6.2, finding)
        panels = figure.subplots(1, 2)
        for axes, (what, title) in zip(panels, _WHAT, strict=True):
            data = bands.curves(frame, what, comparison.names, comparison.level, comparison.fixed_district)
            top = _draw(axes, data, comparison)
            _finish(axes, title, top, data, support, True)
            ends = data[data["week"] == data.groupby("arm")["week"].transform("max")].set_index("arm")["mean"]
            style.label_ends(
                axes,
                {str(arm): float(end) for arm, end in ends.items()},
                style.colours(comparison.names),
                0.055 * top,
            )
        _legend(figure, comparison)
    about = f"Share of staff in use and in deep use over the years, by strategy. {captions.SUMMER}"
    return style.finish("adoption", finding, about, figure)


def by_group(
    weeks: pd.DataFrame, comparison: Comparison, support: Mapping[str, int], by: str
) -> style.Picture:
    """Draw spread (above) and depth (below) for each role or need group.

    Parameters
    ----------
    by : {"role", "need_group"}
    """
    groups = ROLES if by == "role" else NEEDS
    titles = {
        "teacher": "teachers",
        "principal": "principals",
        "coach": "coaches",
        "low": "schools of low need",
        "middle": "schools of middle need",
        "high": "schools of high need",
    }
    finding = findings.roles(comparison) if by == "role" else findings.need_gap(comparison)
    frame = bands.shares(weeks, by)
    present = [g for g in groups if (frame["group"] == g).any()]
    with style.look():
        figure = style.sheet(12, 8.4, finding)
        grid = figure.subplots(2, len(present), sharey="row", squeeze=False)
        for row, (what, title) in enumerate(_WHAT):
            data = bands.curves(frame, what, comparison.names, comparison.level, comparison.fixed_district)
            for column, group in enumerate(present):
                axes = grid[row, column]
                _draw(axes, data[data["group"] == group], comparison)
                _finish(
                    axes, titles[group] if row == 0 else "", _top(data), data, support, row == 1, column == 0
                )
            grid[row, 0].set_ylabel(title, fontsize=11)
        _legend(figure, comparison, names=True)
    name = "by_role" if by == "role" else "by_need"
    about = "Share in use and in deep use " + ("by role." if by == "role" else f"by need of the school. {_GAP}")
    return style.finish(name, finding, f"{about} {captions.SUMMER}", figure)


def _top(data: pd.DataFrame) -> float:
    # A wide interval from few districts may run off the top; the curves themselves must stay legible.
    return min(1.0, max(0.05, 1.15 * float(data[["p90", "mean"]].max().max())))


def _draw(axes: Axes, data: pd.DataFrame, comparison: Comparison) -> float:
    tint, dash = style.colours(comparison.names), style.dashes(comparison.names)
    for arm in comparison.names:
        rows = data[data["arm"] == arm].sort_values("week")
        x = style.years(rows["week"].to_numpy())
        if len(comparison.names) <= BANDED:
            axes.fill_between(x, rows["p10"], rows["p90"], color=tint[arm], alpha=0.13, linewidth=0)
        axes.fill_between(x, rows["low"], rows["high"], color=tint[arm], alpha=0.30, linewidth=0)
        axes.plot(x, rows["mean"], color=tint[arm], linestyle=dash[arm], linewidth=2.2)
    return _top(data)


def _finish(
    axes: Axes,
    title: str,
    top: float,
    data: pd.DataFrame,
    support: Mapping[str, int],
    bottom: bool,
    first: bool = True,
) -> None:
    axes.set_title(title)
    style.percent_axis(axes, top)
    style.year_axis(axes, int(data["week"].max()) + 1, bottom)
    style.support_ends(axes, support, first)


def _legend(figure: Figure, comparison: Comparison, names: bool = False) -> None:
    tint, dash = style.colours(comparison.names), style.dashes(comparison.names)
    handles: list[Line2D | Patch] = []
    if names:
        handles += [
            Line2D([], [], color=tint[a], linestyle=dash[a], linewidth=2.2, label=words.arm_words(a))
            for a in comparison.names
        ]
    share = words.percent(comparison.level)
    handles.append(Patch(color="#555555", alpha=0.45, linewidth=0, label=f"{share} interval of the mean"))
    if len(comparison.names) <= BANDED:
        handles.append(Patch(color="#555555", alpha=0.16, linewidth=0, label="middle 80 % of replicates"))
    style.legend_below(figure, handles, 5)
