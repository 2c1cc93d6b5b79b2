"""The chance that a pilot sees the difference, over its length, a line for every number of schools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from diffusion_sim.compare import words
from diffusion_sim.plots import style
from diffusion_sim.power.words import ENOUGH, contrast

if TYPE_CHECKING:
    from diffusion_sim.power.study import PowerResult

COLUMNS = 3


def power_figure(result: PowerResult) -> style.Picture:
    """Draw one panel per contrast; bars are 95 % intervals, the dashed line is the usual 80 %."""
    groups = [(k, rows) for k, rows in result.table.groupby(["arm", "against"], sort=False)]
    sizes = sorted(result.table["schools"].unique())
    dash = style.dashes([str(k) for k in sizes])
    # Shades of one grey: colours are those of strategies in every other figure.
    tint = {str(k): f"{shade:.2f}" for k, shade in zip(sizes, np.linspace(0.62, 0.0, len(sizes)), strict=True)}
    columns = min(COLUMNS, len(groups))
    high = -(-len(groups) // columns)
    finding = _finding(result)
    with style.look():
        figure = style.sheet(12, 1.7 + 3.0 * high, finding)
        panels = np.atleast_1d(figure.subplots(high, columns, sharey=True, squeeze=False)).ravel()
        for axes, ((arm, against), rows) in zip(panels, groups, strict=False):
            for i, k in enumerate(sizes):
                one = rows[rows["schools"] == k].sort_values("months")
                x = one["months"].to_numpy() + 0.35 * (i - (len(sizes) - 1) / 2)
                axes.plot(x, one["power"], color=tint[str(k)], linestyle=dash[str(k)], marker="o", linewidth=2,
                          label=f"{k} schools")  # fmt: skip
                axes.vlines(x, one["low"], one["high"], color=tint[str(k)], linewidth=1.5)
            axes.axhline(ENOUGH, color="#555555", linewidth=1, linestyle=(0, (2, 2)))
            axes.axhline(result.level, color="#555555", linewidth=1, linestyle=(0, (1, 2)))
            title = f"{words.upper_first(words.arm_words(str(arm)))}\nagainst {words.arm_words(str(against))}"
            axes.set_title(title, fontsize=11.5)
            axes.set_ylim(-0.02, 1.04)
            axes.set_xticks(sorted(result.table["months"].unique()))
            axes.set_xlabel("school months (9 a year)")
            axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{100 * v:.0f} %"))
        for axes in panels[len(groups) :]:
            axes.set_visible(False)
        figure.supylabel("pilots that see the difference", fontsize=12)
        handles, labels = panels[0].get_legend_handles_labels()
        title = "pilot schools of each strategy; dashed: 80 %, dotted: the level of the test"
        figure.legend(handles, labels, loc="outside lower left", ncols=len(sizes) + 1, title=title, alignment="left")
    about = "Share of simulated pilots with a significant difference in surveyed use, by size, length and contrast."
    return style.finish("power", finding, about, figure)


def _finding(result: PowerResult) -> str:
    pairs = result.table[result.table["against"] != "other schools"]
    rows: pd.DataFrame = pairs if len(pairs) else result.table
    first = rows[(rows["arm"] == rows["arm"].iloc[0]) & (rows["against"] == rows["against"].iloc[-1])]
    return contrast(first)[0]
