"""The figures of ``crossover.py``: who wins each cell, and how far a start with a cohort is from the lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from crossover_verdict import LOOK, NOBODY, finding
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle

from diffusion_sim.plots import style

if TYPE_CHECKING:
    from crossover import Map

#: Colours of the lead; those of strategies name strategies alone.
BEHIND, AHEAD = style.PALETTE[7], style.PALETTE[5]
#: Letters that stand side by side in a cell.
ABREAST = 3


def draw(cells: pd.DataFrame, maps: Sequence[Map], name: str, outcomes: Sequence[tuple[str, str]]) -> style.Picture:
    """Draw a panel per map (columns) and outcome (rows); for a single outcome also how far cohorts are behind."""
    said = finding(cells[cells["outcome"] == outcomes[0][0]])
    rows = max(2, len(outcomes))
    with style.look():
        figure = style.sheet(5 * len(maps), 1.9 + 4.6 * rows, said)
        grid = figure.subplots(rows, len(maps), squeeze=False)
        for row, (outcome, when) in enumerate(outcomes):
            for column, m in enumerate(maps):
                own = cells[(cells["outcome"] == outcome) & (cells["map"] == m.name)]
                _panel(grid[row, column], own, m)
                if column == 0:
                    grid[row, column].set_title(f"Deep use {when}: who has most")
        if len(outcomes) == 1:
            own = cells[cells["outcome"] == outcomes[0][0]]
            reach = max(0.01, float(own["gap"].abs().max()))
            for column, m in enumerate(maps):
                _gaps(grid[1, column], own[own["map"] == m.name], m, reach)
            grid[1, 0].set_title("Best start with a cohort (T or H) less best without (points; brown: behind)")
        figure.legend(handles=_legend(), loc="outside lower left", ncols=4)
    return style.finish(name, said, "Who has most staff in deep use, same money, same luck; lead in points.", figure)


def _panel(axes: Axes, cells: pd.DataFrame, m: Map) -> None:
    if cells.empty:
        axes.set_axis_off()
        return
    xs, ys = sorted(set(cells["x"])), sorted(set(cells["y"]))
    for cell in cells.itertuples():
        i, j = xs.index(cell.x), ys.index(cell.y)
        clear = cell.winner != NOBODY
        letter, colour, _ = LOOK[str(cell.best)]
        axes.add_patch(Rectangle(
            (i - 0.5, j - 0.5), 1, 1, facecolor=colour if clear else "#F2F2F2", edgecolor="white", linewidth=2,
            hatch=None if clear else "///", alpha=0.85 if clear else 1.0,
        ))  # fmt: skip
        text = f"{letter}\n+{100 * cell.lead:.1f}" if clear else tied_words(str(cell.tied).split())
        dark = clear and cell.best in ("trailblazer", "hybrid", "laissez_faire")
        axes.text(i, j, text, ha="center", va="center", fontsize=11, color="white" if dark else "#111111",
                  fontweight="bold" if clear else "normal")  # fmt: skip
    axes.set_xlim(-0.5, len(xs) - 0.5)
    axes.set_ylim(-0.5, len(ys) - 0.5)
    _ticks(axes, xs, ys, m)


def tied_words(tied: Sequence[str]) -> str:
    """Return the letters of all who may be first, on as many lines as it takes to stay within a cell."""
    letters = [LOOK[arm][0] for arm in tied]
    rows = [letters[k : k + ABREAST] for k in range(0, len(letters), ABREAST)]
    return "\n=".join("=".join(row) for row in rows)


def _gaps(axes: Axes, cells: pd.DataFrame, m: Map, reach: float) -> None:
    """Draw how far the better strategy with a cohort is ahead or behind; ? where unsure."""
    if cells.empty:
        axes.set_axis_off()
        return
    colours = LinearSegmentedColormap.from_list("sides", [BEHIND, "#FFFFFF", AHEAD])
    wide = cells.pivot(index="y", columns="x", values="gap").sort_index()
    xs, ys = [float(x) for x in wide.columns], [float(y) for y in wide.index]
    axes.imshow(wide.to_numpy(), cmap=colours, vmin=-reach, vmax=reach, origin="lower", aspect="auto")
    for cell in cells.itertuples():
        unsure = "" if cell.gap_low > 0.0 or cell.gap_high < 0.0 else "?"
        text = f"{LOOK[str(cell.cohort)][0]} {100 * cell.gap:+.1f}{unsure}".replace("-", "\N{MINUS SIGN}")
        axes.text(xs.index(cell.x), ys.index(cell.y), text, ha="center", va="center", fontsize=11,
                  color="#111111")  # fmt: skip
    _ticks(axes, xs, ys, m)


def _ticks(axes: Axes, xs: Sequence[float], ys: Sequence[float], m: Map) -> None:
    axes.set_xticks(range(len(xs)), [f"{x:g}" for x in xs])
    axes.set_yticks(range(len(ys)), [f"{y:g}" for y in ys])
    axes.set_xlabel(m.x.label, fontsize=11)
    axes.set_ylabel(m.y.label, fontsize=11)
    axes.grid(False)


def _legend() -> list[Patch]:
    named = [Patch(facecolor=c, alpha=0.85, label=f"{letter}  {words}") for letter, c, words in LOOK.values()]
    open_ = Patch(facecolor="#F2F2F2", edgecolor="#777777", hatch="///", label="no clear winner (who may be first)")
    said = "+ lead over the next in points; ? interval holds 0"
    return [*named, open_, Patch(facecolor="none", edgecolor="none", label=said)]
