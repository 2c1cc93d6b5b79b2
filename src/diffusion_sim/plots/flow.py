"""Level of Use over time: where the staff stand on the ladder, week by week, one panel per arm."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.plots import bands, captions, findings, style
from diffusion_sim.tables import LEVEL_NAMES


def flow(weeks: pd.DataFrame, comparison: Comparison, support: Mapping[str, int]) -> style.Picture:
    """Draw stacked areas of the eight levels; the deepest at the bottom, a line at the edge of use."""
    names = comparison.names
    finding = f"In use at the horizon: {findings.extremes(comparison, 'use_end')}"
    columns = min(len(names), 3)
    rows = -(-len(names) // columns)
    with style.look():
        figure = style.sheet(12, 1.6 + 3.9 * rows, finding)
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
        for axes, arm in zip(grid, names, strict=False):
            share = bands.levels(weeks, arm)
            x = style.years(share.index.to_numpy())
            deepest_first = share.to_numpy()[:, ::-1].T
            axes.stackplot(x, deepest_first, colors=style.LEVEL_COLOURS[::-1], linewidth=0)
            axes.plot(x, np.asarray(share)[:, 3:].sum(axis=1), color="black", linewidth=1.8)
            axes.set_title(words.arm_words(arm))
            axes.grid(visible=False)
            style.percent_axis(axes, 1.0)
            style.year_axis(axes, int(share.index.max()) + 1)
            style.support_ends(axes, {arm: support[arm]}, boxed=True)
        for axes in grid[len(names) :]:
            axes.set_visible(False)
        handles = [
            Patch(facecolor=c, edgecolor="#999999", linewidth=0.4, label=n)
            for c, n in zip(style.LEVEL_COLOURS, LEVEL_NAMES, strict=True)
        ]
        figure.legend(
            handles=handles,
            loc="outside lower left",
            ncols=4,
            title="Level of Use; black line: in use; the steps to V and VI have no evidence of their own",
            alignment="left",
        )
    about = (
        "Share of staff at each Level of Use over the years, one panel per strategy, mean of all replicates. "
        f"{captions.UPPER} {captions.SUMMER}"
    )
    return style.finish("level_of_use", finding, about, figure)
