"""A claim in one figure: the effect at the defaults, its distribution over plausible worlds, and what decides."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import describe
from diffusion_sim.plots import style

if TYPE_CHECKING:
    from diffusion_sim.claims.result import Found, Result

#: Contrasts drawn at most.
SHOWN = 14
#: Heights within a panel: the defaults, then the worlds of each kind.
AT_DEFAULTS, ROWS = 0.42, {"fitted": 0.0, "plausible": -0.42}


def claim(result: Result, sentence: str, effects: pd.DataFrame) -> style.Picture:
    """Draw every contrast of a claim: effect with interval at the defaults, worlds as points, deciding parameters.

    Parameters
    ----------
    result : Result
    sentence : str
        The claim.
    effects : DataFrame
        Columns ``contrast``, ``difference``, ``sign``, ``worlds`` (``plausible`` or ``fitted``): one row per contrast
        and world.
    """
    shown = list(enumerate(result.contrasts))[:SHOWN]
    finding = f"{result.id}, {result.verdict}: {sentence}"
    lines = len(textwrap.wrap(finding, int(12 * 8.2)))
    with style.look():
        figure = style.sheet(12, 1.3 + 0.28 * lines + 0.95 * len(shown), finding)
        panels = figure.subplots(len(shown), 1, squeeze=False)[:, 0]
        for axes, (number, found) in zip(panels, shown, strict=True):
            own = effects[effects["contrast"] == number] if len(effects) else effects
            _contrast(axes, found, own)
        panels[-1].set_xlabel(_unit_words(result))
    about = f"Paired differences of claim {result.id}; dots are worlds, grey where undecided."
    return style.finish(result.id, finding, about, figure)


def _unit_words(result: Result) -> str:
    units = {describe(f.outcome).unit for f in result.contrasts}
    if units <= {"share", "points"}:
        return "paired difference (points of 100): black, defaults with 95 % interval; dots, worlds"
    return "paired difference (points of 100, or years): black, defaults with 95 % interval; dots, worlds"


def _contrast(axes: Axes, found: Found, effects: pd.DataFrame) -> None:
    scale = 100.0 if describe(found.outcome).unit in ("share", "points") else 1.0
    for kind, middle in ROWS.items():
        if len(effects):
            _dots(axes, effects[effects["worlds"] == kind], scale, middle)
    if found.mean is not None and found.low is not None and found.high is not None:
        axes.plot([scale * found.low, scale * found.high], [AT_DEFAULTS] * 2, color="black", linewidth=2.2)
        axes.plot([scale * found.mean], [AT_DEFAULTS], "o", color="black", markersize=6)
    axes.axvline(0, color="black", linewidth=1)
    axes.set_ylim(-0.75, 0.65)
    axes.set_yticks([AT_DEFAULTS, *ROWS.values()], ["defaults", "fit evidence", "plausible"], fontsize=7.5)
    axes.tick_params(axis="y", length=0)
    axes.margins(x=0.06)
    says = f"{arm_words(found.arm)} - {arm_words(found.reference)}"
    better = " (lower is better)" if describe(found.outcome).better == "lower" else ""
    axes.set_title(f"{says}: {describe(found.outcome).label.lower()}{better}", fontsize=10, loc="left", pad=3)
    decides = ", ".join(d.parameter for d in found.deciding) or "cannot be told"
    worlds = "-" if found.share is None else f"{100 * found.share:.0f} %"
    fit = "-" if found.fitted is None or found.fitted.share is None else f"{100 * found.fitted.share:.0f} %"
    text = f"{found.verdict}\nclaimed sign in {worlds} of decided worlds,\n{fit} of those that fit the evidence\n"
    text += f"decides: {_short(decides)}"
    axes.text(1.01, 0.5, text, transform=axes.transAxes, va="center", fontsize=8.5, color="#222222")


def _dots(axes: Axes, effects: pd.DataFrame, scale: float, middle: float) -> None:
    """Draw worlds as dots, spread by their rank so that they do not hide each other; height says nothing more."""
    tint = {1: style.PALETTE[0], -1: style.PALETTE[1], 0: "#9A9A9A"}
    difference = effects["difference"].to_numpy()
    order = np.argsort(difference)
    height = np.empty(len(order))
    height[order] = middle - 0.13 + 0.26 * ((np.arange(len(order)) * 0.618) % 1.0)
    for sign, colour in tint.items():
        rows = (effects["sign"] == sign).to_numpy()
        axes.plot(scale * difference[rows], height[rows], ".", color=colour, markersize=3.5, alpha=0.75)


def _short(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 38))
