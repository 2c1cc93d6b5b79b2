"""Worlds in the order of their paired difference, and the parameters that decide it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import describe
from diffusion_sim.plots import style

if TYPE_CHECKING:
    from diffusion_sim.explore.robustness import Robustness

#: Parameters drawn.
SHOWN = 8


def robustness(found: Robustness) -> style.Picture:
    """Draw every world's paired difference with its interval, sorted, beside the largest total-order indices."""
    from diffusion_sim.explore.words import verdict

    finding = verdict(found)
    with style.look():
        figure = style.sheet(12, 5.6, finding)
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1.0))
        _worlds(left, found)
        _indices(right, found)
    label = describe(found.outcome).label
    about = f"{label}: {arm_words(found.arm)} minus {arm_words(found.reference)} in {found.points} plausible worlds."
    return style.finish("robustness", finding, about, figure)


def _worlds(axes: Axes, found: Robustness) -> None:
    table = found.effects.sort_values("difference", ignore_index=True)
    scale = 100.0 if describe(found.outcome).unit in ("share", "points") else 1.0
    at = (np.arange(len(table)) + 0.5) / len(table) * 100.0
    words = {1: f"{arm_words(found.arm)} ahead", -1: f"{arm_words(found.reference)} ahead", 0: "undecided"}
    for sign, colour in style.WORLD.items():
        rows = (table["sign"] == sign).to_numpy()
        count = int(rows.sum())
        low, high = (scale * table.loc[rows, name].to_numpy() for name in ("low", "high"))
        axes.vlines(at[rows], low, high, color=colour, linewidth=0.8, alpha=0.45)
        axes.plot(at[rows], scale * table.loc[rows, "difference"], ".", color=colour, markersize=5,
                  label=f"{words[sign]} ({count})")  # fmt: skip
    axes.axhline(0, color="black", linewidth=1)
    reach = float(np.nanmax(np.abs(scale * table["difference"]))) if len(table) else 1.0
    axes.set_ylim(-1.25 * max(reach, 1e-9), 1.25 * max(reach, 1e-9))
    axes.set_xlim(0, 100)
    axes.set_xlabel("worlds, sorted by difference (% of them)")
    unit = "points" if scale == 100.0 else describe(found.outcome).unit
    axes.set_ylabel(f"{arm_words(found.arm)} minus {arm_words(found.reference)} ({unit})")
    axes.set_title(describe(found.outcome).label)
    axes.legend(loc="upper left")


def _indices(axes: Axes, found: Robustness) -> None:
    if found.indices is None or not found.indices.believed or "total_order" not in found.indices.table:
        if len(found.sides):
            _sides(axes, found)
            return
        axes.set_axis_off()
        axes.text(0.5, 0.5, "\n".join(_wrapped(found.which)), ha="center", va="center", transform=axes.transAxes)
        return
    table = found.indices.table.head(SHOWN)
    y = np.arange(len(table))
    colours = [style.PALETTE[0] if k < 2 else "#B9C7D6" for k in y]
    axes.barh(y, table["total_order"], color=colours, height=0.65)
    axes.hlines(y, table["low"], table["high"], color="#333333", linewidth=1.6)
    axes.set_yticks(y, [str(p) for p in table["parameter"]], fontsize=10)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlim(0, min(1.0, 1.1 * float(np.nanmax(table[["total_order", "high"]].to_numpy()))))
    axes.set_xlabel("total-order index of the difference")
    axes.set_title(f"What decides (surrogate predicts {100 * max(found.indices.r2, 0.0):.0f} %)")


def _sides(axes: Axes, found: Robustness) -> None:
    """Draw the worlds over the parameters that tell them apart by rank: two of them, or one and the difference."""
    names = [str(name) for name in found.sides["parameter"]]
    scale = 100.0 if describe(found.outcome).unit in ("share", "points") else 1.0
    table = found.effects
    for sign, colour in style.WORLD.items():
        rows = table[table["sign"] == sign]
        y = rows[names[1]] if len(names) > 1 else scale * rows["difference"]
        axes.plot(rows[names[0]], y, ".", color=colour, markersize=5, alpha=0.4 if sign == 0 else 0.9,
                  zorder=2 if sign == 0 else 3)  # fmt: skip
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1] if len(names) > 1 else "difference")
    where = " and ".join(f"{row['parameter']} is {row['side']}" for row in found.sides.to_dict("records"))
    axes.set_title("\n".join(_wrapped(f"{arm_words(found.arm)} ahead where {where}")), fontsize=10)


def _wrapped(text: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 44)
