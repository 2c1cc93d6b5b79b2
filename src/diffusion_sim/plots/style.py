"""One look for all figures: colour-blind safe colours, years on the axis, findings as titles."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from scipy.optimize import isotonic_regression

from diffusion_sim.compare.words import arm_words
from diffusion_sim.tables import YEAR, whole_file

#: Okabe & Ito (2008), yellow left out because it vanishes on white.
PALETTE: tuple[str, ...] = (
    "#0072B2",
    "#D55E00",
    "#009E73",
    "#CC79A7",
    "#E69F00",
    "#56B4E9",
    "#000000",
    "#8C6D31",
    "#777777",
)
#: Colour of a world by the sign of its difference: as asked or claimed, the opposite, undecided.
WORLD: dict[int, str] = {1: PALETTE[0], -1: PALETTE[1], 0: "#9A9A9A"}
#: Arms of the first places of the palette, so that a colour means the same strategy wherever it is drawn.
KNOWN: tuple[str, ...] = ("trailblazer", "training_mandate", "laissez_faire", "hybrid", "rolling_by_grade")
LINES: tuple[Any, ...] = ("-", "--", "-.", ":")
#: Levels 0, I, II in greys (no use), III to VI from light to dark blue-green.
LEVEL_COLOURS: tuple[str, ...] = (
    "#F0F0F0",
    "#DADADA",
    "#BDBDBD",
    "#FDE0A6",
    "#A6D8C8",
    "#4BB0B0",
    "#1F7A9C",
    "#123F6B",
)
_RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial", "Helvetica"],
    "font.size": 12,
    "axes.titlesize": 12.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E6E6E6",
    "legend.frameon": False,
    "legend.fontsize": 11,
    "svg.fonttype": "none",
    "svg.hashsalt": "diffusion_sim",
    "figure.dpi": 100,
    "savefig.facecolor": "white",
}


@dataclass(frozen=True)
class Picture:
    """A figure with its name, the finding it shows, a description in words, and the figure as SVG text."""

    name: str
    finding: str
    about: str
    svg: str
    figure: Figure


@contextmanager
def look() -> Iterator[None]:
    """Draw with the settings of this file, whatever the reader's own matplotlib settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_RC)
        yield


def colours(arms: Sequence[str]) -> dict[str, str]:
    """Return a colour per arm; the best-known arms have the same in every figure."""
    return {arm: PALETTE[k % len(PALETTE)] for arm, k in _places(arms).items()}


def dashes(arms: Sequence[str]) -> dict[str, Any]:
    """Return a line style per arm: a second cue beside colour."""
    return {arm: LINES[k % len(LINES)] for arm, k in _places(arms).items()}


def _places(arms: Sequence[str]) -> dict[str, int]:
    """Return the place of each arm in the lists of colours and dashes; arms of no fixed place take the free ones."""
    fixed = {arm: KNOWN.index(arm) for arm in arms if arm in KNOWN}
    free = (k for k in count() if k not in fixed.values())
    return {arm: fixed[arm] if arm in fixed else next(free) for arm in arms}


def sheet(width: float, height: float, finding: str) -> Figure:
    """Return an empty figure (inches; 100 dots each) with the finding as its title."""
    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle("\n".join(wrapped(finding, width)), x=0.01, ha="left", fontsize=15, fontweight="bold")
    return figure


def wrapped(finding: str, width: float) -> list[str]:
    """Return the lines of a title in a figure of so many inches; the widest letters still fit."""
    return textwrap.wrap(finding, int(width * 7.8))


def years(weeks: Any) -> Any:
    """Return school years since the start at the end of teaching weeks."""
    return (weeks + 1) / YEAR


def year_axis(axes: Axes, horizon: int, label: bool = True) -> None:
    """Mark school years on the x axis."""
    axes.set_xlim(0, horizon / YEAR)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=8, integer=True))
    if label:
        axes.set_xlabel("school years since the start")


def percent_axis(axes: Axes, top: float | None = None) -> None:
    """Mark shares as per cent on the y axis, from 0."""
    axes.set_ylim(0, top)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{100 * v:.0f} %"))


def support_ends(axes: Axes, support: Mapping[str, int], label: bool = True, boxed: bool = False) -> None:
    """Mark the end of support, once for all arms that share it; the first is named, in a box where areas are dark."""
    box = {"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5} if boxed else None
    for k, week in enumerate(sorted(set(support.values()))):
        axes.axvline(week / YEAR, color="#555555", linewidth=1.0, linestyle=(0, (2, 2)), zorder=1)
        if label and k == 0:
            axes.annotate(
                "support ends",
                (week / YEAR, 0.0),
                xycoords=("data", "axes fraction"),
                xytext=(4, 4),
                textcoords="offset points",
                ha="left",
                va="bottom",
                fontsize=10,
                color="#333333",
                bbox=box,
            )


def apart(values: Sequence[float], gap: float) -> list[float]:
    """Return places for labels: as near to their values as can be, at least ``gap`` apart, in the same order.

    Least squares under the order constraint, by isotonic regression of ``value - rank * gap``.
    """
    order = np.argsort(np.asarray(values), kind="stable")
    rank = np.arange(len(order)) * gap
    places = np.empty(len(order))
    places[order] = isotonic_regression(np.asarray(values, dtype=float)[order] - rank).x + rank
    return [float(p) for p in places]


def label_ends(axes: Axes, ends: Mapping[str, float], tint: Mapping[str, str], gap: float) -> None:
    """Write the names of the arms at the right ends of their lines, at least ``gap`` (data units) apart."""
    for arm, place in zip(ends, apart(list(ends.values()), gap), strict=True):
        axes.annotate(
            arm_words(arm),
            (1.0, place),
            xycoords=("axes fraction", "data"),
            xytext=(5, 0),
            textcoords="offset points",
            color=tint[arm],
            va="center",
            fontsize=11,
            annotation_clip=False,
        )


def legend_below(figure: Figure, handles: Sequence[Any], most: int, **how: Any) -> None:
    """Put a legend below the figure, in so many columns as fit into its width and at most ``most``.

    Parameters
    ----------
    figure : Figure
    handles : sequence of artists
        Each with its label.
    most : int
        Columns where names are short.
    **how
        As of ``Figure.legend``, such as its title.
    """
    for columns in range(min(most, len(handles)), 0, -1):
        legend = figure.legend(handles=list(handles), loc="outside lower left", ncols=columns, **how)
        if columns == 1 or legend.get_window_extent().width <= 0.98 * figure.bbox.width:
            return
        legend.remove()


def shorter(svg: str) -> str:
    """Round the coordinates of paths to a tenth of a point: half the size, and nothing to see."""

    def fewer(path: re.Match[str]) -> str:
        return re.sub(r"(\.\d)\d+", r"\1", path.group(0))

    return re.sub(r'\bd="[^"]*"', fewer, svg)


def finish(name: str, finding: str, about: str, figure: Figure) -> Picture:
    """Lay the figure out and turn it into a picture."""
    text = io.BytesIO()
    engine = figure.get_layout_engine()
    with look():
        if engine is not None:
            # Laid out once, and drawn straight by the canvases: savefig would draw twice for each format.
            engine.execute(figure)
            figure.set_layout_engine("none")
        dots = figure.dpi
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None, "Creator": None})
        figure.dpi = dots
    return Picture(name, finding, about, shorter(text.getvalue().decode()), figure)


def save(picture: Picture, folder: Path) -> list[Path]:
    """Write a picture as PNG (1200 dots wide) and SVG, each whole or not at all."""
    png, svg = folder / f"{picture.name}.png", folder / f"{picture.name}.svg"
    with look(), whole_file(png) as part:
        FigureCanvasAgg(picture.figure).print_png(part, metadata={"Software": None})
    with whole_file(svg) as part:
        part.write_text(picture.svg, encoding="utf-8")
    return [png, svg]
