"""How the interval of each difference narrowed as replicates were added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

from diffusion_sim.compare import words
from diffusion_sim.plots import style
from diffusion_sim.sequential.rule import OPEN
from diffusion_sim.sequential.words import open_words

if TYPE_CHECKING:
    from diffusion_sim.sequential.until_sure import SureResult


#: Columns of an interval.
ENDS = ["difference", "low", "high"]


def certainty(result: SureResult) -> style.Picture:
    """Draw mean and interval over the number of replicates, one panel per contrast; a dot marks the settling."""
    rows = words.rows(result.contrasts)
    scale = 100.0 if rows[0].unit in ("share", "points") else 1.0
    tint = style.colours([rows[0].reference, *(row.arm for row in rows)])
    columns = min(len(rows), 3)
    high = -(-len(rows) // columns)
    with style.look():
        figure = style.sheet(12, 1.6 + 3.2 * high, _finding(result))
        panels = np.atleast_1d(figure.subplots(high, columns, sharex=True, squeeze=False)).ravel()
        for axes, row in zip(panels, rows, strict=False):
            looks = result.looks[result.looks["arm"] == row.arm]
            # As long as there is no interval, nothing is drawn.
            looks = looks.assign(**looks[ENDS].where(np.isfinite(looks[ENDS])))
            x = looks["replicates"].to_numpy()
            axes.fill_between(x, scale * looks["low"], scale * looks["high"], color=tint[row.arm], alpha=0.25, lw=0)
            marker = "o" if len(x) == 1 else ""
            axes.plot(x, scale * looks["difference"], color=tint[row.arm], linewidth=2, marker=marker)
            if len(x) == 1:
                axes.vlines(x, scale * looks["low"], scale * looks["high"], color=tint[row.arm], linewidth=2)
            axes.axhline(0, color="black", linewidth=1)
            done = looks[looks["settled_by"] != ""]
            if len(done) and looks["settled_by"].iloc[-1]:
                axes.plot(done["replicates"].iloc[:1], scale * done["difference"].iloc[:1], "o", color=tint[row.arm],
                          markersize=9)  # fmt: skip
                how = f"settled by {done['settled_by'].iloc[0]}"
            else:
                how = open_words(row, result) if row.settled_by == OPEN else row.settled_by
            axes.set_title(f"{words.upper_first(words.arm_words(row.arm))}: {how}")
            if not np.isfinite(looks["difference"]).any():
                axes.set_xlim(x[0] / 1.1, 1.1 * x[-1])
            axes.set_xscale("log")
            axes.set_xticks(_ticks(x))
            axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
            axes.xaxis.set_minor_formatter(NullFormatter())
            axes.set_xlabel("paired replicates")
        for axes in panels[len(rows) :]:
            axes.set_visible(False)
        unit = "points" if scale == 100.0 else rows[0].unit
        figure.supylabel(f"difference from {words.arm_words(rows[0].reference)}, {unit}", fontsize=12)
    about = f"{rows[0].label}: difference and interval at every look, valid at all looks together."
    return style.finish("sure", _finding(result), about, figure)


def _ticks(x: np.ndarray) -> list[int]:
    return sorted({int(x[0]), int(x[len(x) // 2]), int(x[-1])})


def _finding(result: SureResult) -> str:
    rows = words.rows(result.contrasts)
    open_ones = sum(row.settled_by == OPEN for row in rows)
    count = len(rows)
    what = "the difference" if count == 1 else f"{count - open_ones} of {count} differences"
    label = words.lower_first(rows[0].label)
    if count == 1 and open_ones:
        return f"After {rows[0].replicates:,} replicates the difference is still open: {label}"
    verb = "is" if count == 1 or count - open_ones == 1 else "are"
    return f"After {rows[0].replicates:,} replicates {what} {verb} settled: {label}"
