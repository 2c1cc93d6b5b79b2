"""Paired differences with their intervals: on which outcomes an arm is ahead, behind, or neither."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.compare.terminal import SHOWN
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots import style

_UNITS = ("share", "points")


def forest(comparison: Comparison) -> style.Picture:
    """Draw the differences of the main shares, turned so that right is in favour of the arm."""
    names = comparison.names[1:]
    table = comparison.differences
    table = table[table["unit"].isin(_UNITS) & table["outcome"].isin(SHOWN) & (table["better"] != "neither")]
    order = [o for o in SHOWN if (table["outcome"] == o).any() and (o != "deep_use_end" or not _twice(table))]
    order = [o for o in order if table.loc[table["outcome"] == o, "difference"].abs().max() > 0]
    table = table[table["outcome"].isin(order)]
    reference = words.arm_words(comparison.reference)
    finding = _title(comparison)
    tint = style.colours(comparison.names)
    with style.look():
        figure = style.sheet(12, 2.2 + 0.34 * len(order) * max(0.55 * len(names), 1.6), finding)
        axes = figure.subplots()
        for k, arm in enumerate(names):
            offset = (k - (len(names) - 1) / 2) * 0.7 / max(len(names), 2)
            for row in words.rows(table[table["arm"] == arm]):
                sign = -100.0 if row.better == "lower" else 100.0
                y = order.index(row.outcome) + offset
                if not np.isfinite(row.difference):
                    continue
                if np.isfinite(row.low):
                    axes.plot([sign * row.low, sign * row.high], [y, y], color=tint[arm], linewidth=2)
                sure = row.verdict in ("better", "worse")
                axes.plot(
                    [sign * row.difference],
                    [y],
                    "o",
                    color=tint[arm],
                    markersize=8 if len(names) <= 3 else 6,
                    markerfacecolor=tint[arm] if sure else "white",
                    markeredgewidth=1.8,
                )
        axes.axvline(0, color="black", linewidth=1)
        axes.set_yticks(range(len(order)), [_label(comparison, o) for o in order])
        axes.set_ylim(max(len(order), 1) - 0.5, -0.5)
        reach = _reach(table)
        axes.set_xlim(-reach, reach)
        named = words.arm_words(names[0]) if len(names) == 1 else "the named strategy"
        axes.set_xlabel(f"points, turned so that right is better for {named}, left for {reference}")
        handles = [
            Line2D([], [], color=tint[a], marker="o", linewidth=2, label=words.arm_words(a)) for a in names
        ]
        handles.append(
            Line2D(
                [],
                [],
                color="#555555",
                marker="o",
                markerfacecolor="white",
                linewidth=2,
                label="hollow: cannot tell yet, or no difference",
            )
        )
        title = f"{words.percent(comparison.level)} intervals of the paired difference"
        style.legend_below(figure, handles, 4, title=title, alignment="left")
    about = (
        f"Paired differences from {reference} on the main outcomes, with intervals. Where less is better they are "
        "turned, so that a difference below 0 in the table lies on the right here."
    )
    return style.finish("differences", finding, about, figure)


def _twice(table: pd.DataFrame) -> bool:
    """Tell whether the horizon is the week of the headline outcome, so that one row says both."""
    end, head = (
        table.loc[table["outcome"] == o, "difference"].to_numpy() for o in ("deep_use_end", HEADLINE)
    )
    return np.array_equal(end, head)


def _label(comparison: Comparison, outcome: str) -> str:
    rows = comparison.differences[comparison.differences["outcome"] == outcome]
    return SHOWN[outcome] + (" (less is better, turned)" if rows["better"].iloc[0] == "lower" else "")


def _reach(table: pd.DataFrame) -> float:
    """Half width of the axis: all means and, up to 100 points, all interval ends."""
    values = table[["difference", "low", "high"]].to_numpy(dtype=float)
    values = np.abs(values[np.isfinite(values)])
    return float(min(100.0, 108 * values.max())) if len(values) and values.max() > 0 else 1.0


def _title(comparison: Comparison) -> str:
    """Return a plain title: a count of outcomes ahead and behind would weigh them all alike."""
    rivals = [words.arm_words(arm) for arm in comparison.names[1:]]
    who = words.listed(rivals) if len(rivals) <= 3 else f"{len(rivals)} strategies"
    return words.upper_first(f"{who} against {words.arm_words(comparison.reference)}: differences on the main outcomes")
