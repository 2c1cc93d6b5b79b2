"""Reflection Guide 2, drawn: seven spectra, where a district stands, where it wants to be, and the survey's mean."""

from __future__ import annotations

from matplotlib.figure import Figure

from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.pathway.pathway import Pathway
from diffusion_sim.pathway.survey import MEAN, SOURCE, SURVEY
from diffusion_sim.plots.style import PALETTE, look, sheet

LINES = (("current", "o", "-", PALETTE[0]), ("aspired", "D", "--", PALETTE[1]), ("survey mean", "s", ":", PALETTE[8]))


def guide(current: Pathway, aspired: Pathway | None = None) -> Figure:
    """Draw the guide.

    Parameters
    ----------
    current : Pathway
        Where the district stands.
    aspired : Pathway, optional
        Where it wants to be.
    """
    rows = list(range(len(DIALS)))
    lines = {"current": current, "aspired": aspired, "survey mean": MEAN}
    with look():
        figure = sheet(10.0, 7.0, _finding(current, aspired))
        axes = figure.subplots()
        axes.hlines(rows, 1, 5, color="#BDBDBD", linewidth=1.2, zorder=1)
        for position in range(1, 6):
            axes.plot([position] * len(rows), rows, "|", color="#BDBDBD", markersize=9, zorder=1)
        for label, marker, style, colour in LINES:
            pathway = lines[label]
            if pathway is not None:
                where = list(pathway.positions.values())
                axes.plot(where, rows, style, marker=marker, color=colour, label=label, markersize=8, linewidth=2)
        for row, (name, dial) in zip(rows, DIALS.items(), strict=True):
            title = f"{dial.name}: top priority for {SURVEY[name].priority:.0%}"
            axes.text(0.82, row - 0.28, title, ha="right", va="center", fontsize=9, color="#555555")
            axes.text(0.82, row, dial.ends[0], ha="right", va="center", fontsize=12)
            axes.text(5.18, row, dial.ends[1], ha="left", va="center", fontsize=12)
            for x, side, text in zip((0.82, 5.18), ("right", "left"), SURVEY[name].leaning(), strict=True):
                axes.text(x, row + 0.28, text, ha=side, va="center", fontsize=9, color="#555555")
        axes.set(xlim=(-1.2, 6.5), ylim=(len(rows) - 0.5, -0.75), xticks=range(1, 6))
        axes.yaxis.set_visible(False)
        axes.grid(False)
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.tick_params(axis="x", length=0)
        axes.set_xlabel(f"position on the dial; small, below the ends: share of answers; {SOURCE}", fontsize=10)
        figure.legend(loc="outside lower center", ncols=3)
    return figure


def _finding(current: Pathway, aspired: Pathway | None) -> str:
    """Name the dial on which the two lines lie furthest apart."""
    other, words = (MEAN, "the survey's mean") if aspired is None else (aspired, "where you want to be")
    gap = {name: abs(position - other.positions[name]) for name, position in current.positions.items()}
    widest = max(gap, key=lambda name: gap[name])
    if gap[widest] == 0.0:
        return f"Your pathway is {words}"
    return f"Your pathway lies furthest from {words} on: {DIALS[widest].name.lower()} ({gap[widest]:.1g} of 4 steps)"
