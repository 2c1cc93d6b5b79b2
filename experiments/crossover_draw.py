"""The figures of ``crossover.py``: how far the trailblazer cohort is from the best other, and who wins each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from crossover_verdict import LOOK, NOBODY, finding
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Patch, Rectangle

from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots import style

if TYPE_CHECKING:
    from crossover import Map

#: Colours of the lead; those of strategies name strategies alone.
BEHIND, AHEAD = style.PALETTE[7], style.PALETTE[5]
#: When an outcome that decides a map is read.
WHEN = {HEADLINE: "three years after each one's support", "deep_use_end": "on one day for all"}
#: Letters that stand side by side in a cell.
ABREAST = 3


def draw(cells: pd.DataFrame, maps: Sequence[Map], name: str, outcomes: Sequence[tuple[str, str]]) -> style.Picture:
    """Draw a row per map: for one outcome how far the trailblazer cohort is behind, and who wins; for two who wins."""
    alone, own_clock = len(outcomes) == 1, [m.name for m in maps if m.reads == HEADLINE]
    said = finding(cells[(cells["outcome"] == outcomes[0][0]) & cells["map"].isin(own_clock)])
    maps = [m for m in maps if (alone or m.name in own_clock) and (cells["map"] == m.name).any()]
    with style.look():
        figure = style.sheet(12, 2.4 + 4.1 * len(maps), said)
        grid = figure.subplots(len(maps), 2, squeeze=False)
        reach = max(0.01, float(main_rows(cells, maps)["behind"].abs().max()))
        for row, m in enumerate(maps):
            for column, (outcome, when) in enumerate([(m.reads, ""), (m.reads, "")] if alone else outcomes):
                own, axes = cells[(cells["outcome"] == outcome) & (cells["map"] == m.name)], grid[row, column]
                if alone and column == 0:
                    _gaps(axes, own, m, reach)
                    axes.set_title("Trailblazer cohort less the best other (points)")
                else:
                    _panel(axes, own, m)
                    axes.set_title(f"Who has most, {WHEN[outcome] if alone else when}", fontsize=11)
        figure.legend(handles=_legend(cells, alone), loc="outside lower left", ncols=2)
    return style.finish(name, said, "Who has most staff in deep use, same money, same luck; lead in points.", figure)


def main_rows(cells: pd.DataFrame, maps: Sequence[Map]) -> pd.DataFrame:
    """Return of every map the rows of the outcome that decides it."""
    return cells[cells["outcome"] == cells["map"].map({m.name: m.reads for m in maps})]


def starred(cells: pd.DataFrame) -> pd.Series:
    """Tell in which cells the slowest strategy is supported, and required, for longer than the years of support."""
    return cells["longest"] > cells["support"]


def _panel(axes: Axes, cells: pd.DataFrame, m: Map) -> None:
    if cells.empty:
        axes.set_axis_off()
        return
    xs, ys = sorted(set(cells["x"])), sorted(set(cells["y"]))
    longer = starred(cells)
    marked = longer & (not longer.all())
    for cell, mark in zip(cells.itertuples(), marked, strict=True):
        i, j = xs.index(cell.x), ys.index(cell.y)
        clear = cell.winner != NOBODY
        letter, colour, _ = LOOK[str(cell.best)]
        axes.add_patch(Rectangle(
            (i - 0.5, j - 0.5), 1, 1, facecolor=colour if clear else "#F2F2F2", edgecolor="white", linewidth=2,
            hatch=None if clear else "///", alpha=0.85 if clear else 1.0,
        ))  # fmt: skip
        text = f"{letter}\n+{100 * cell.lead:.1f}" if clear else tied_words(str(cell.tied).split())
        text += "*" if mark else ""
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
    """Draw how far the trailblazer cohort is ahead of the best other, or behind; ? where unsure."""
    if cells.empty:
        axes.set_axis_off()
        return
    colours = LinearSegmentedColormap.from_list("sides", [BEHIND, "#FFFFFF", AHEAD])
    wide = cells.pivot(index="y", columns="x", values="behind").sort_index()
    xs, ys = [float(x) for x in wide.columns], [float(y) for y in wide.index]
    axes.imshow(wide.to_numpy(), cmap=colours, vmin=-reach, vmax=reach, origin="lower", aspect="auto")
    for cell in cells.itertuples():
        unsure = "" if cell.behind_low > 0.0 or cell.behind_high < 0.0 else "?"
        text = f"{100 * cell.behind:+.1f}{unsure}".replace("-", "\N{MINUS SIGN}")
        axes.text(xs.index(cell.x), ys.index(cell.y), text, ha="center", va="center", fontsize=11,
                  color="#111111")  # fmt: skip
    _ticks(axes, xs, ys, m)


def _ticks(axes: Axes, xs: Sequence[float], ys: Sequence[float], m: Map) -> None:
    axes.set_xticks(range(len(xs)), [f"{x:g}" for x in xs])
    axes.set_yticks(range(len(ys)), [f"{y:g}" for y in ys])
    axes.set_xlabel(m.x.label, fontsize=11)
    axes.set_ylabel(m.y.label, fontsize=11)
    axes.grid(False)


def _legend(cells: pd.DataFrame, gaps: bool) -> list[Patch]:
    named = [Patch(facecolor=c, alpha=0.85, label=f"{letter}  {words}") for letter, c, words in LOOK.values()]
    open_ = Patch(facecolor="#F2F2F2", edgecolor="#777777", hatch="///", label="no clear winner (who may be first)")
    said = ["+ lead over the next in points; ? interval holds 0", *["left: brown behind, blue ahead"] * gaps]
    if starred(cells).any():
        said.append(f"* {longer_words(cells)} here;\nin maps without a star it is so in every cell")
    return [*named, open_, *(Patch(facecolor="none", edgecolor="none", label=s) for s in said)]


def longer_words(cells: pd.DataFrame) -> str:
    """Say how long the slowest strategy's requirement lasts where that is longer than the years of support."""
    years = cells.loc[starred(cells), "longest"].max()
    return f"rolling start by grade is required for {years:g} years"
