"""A claim in one figure: the effect at the defaults, its distribution over plausible worlds, and what decides."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from diffusion_sim.claims.words import against, span
from diffusion_sim.compare import words
from diffusion_sim.outcomes import describe
from diffusion_sim.plots import style

if TYPE_CHECKING:
    from diffusion_sim.claims.found import Found, OverWorlds
    from diffusion_sim.claims.result import Result

#: Contrasts drawn at most.
SHOWN = 14
#: Width in inches.
WIDTH = 12.0
#: Letters in a line of a panel's title.
TITLE = 115
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
    # Those on which the verdict hangs come before those beside it, whatever the order of the file.
    shown = sorted(enumerate(result.contrasts), key=lambda pair: not pair[1].needed)[:SHOWN]
    finding = f'{result.id}, verdict "{result.verdict}": {sentence}'
    lines = len(style.wrapped(finding, WIDTH))
    with style.look():
        figure = style.sheet(WIDTH, 1.2 + 0.28 * lines + 1.3 * len(shown), finding)
        panels = figure.subplots(len(shown), 1, squeeze=False)[:, 0]
        for axes, (number, found) in zip(panels, shown, strict=True):
            own = effects[effects["contrast"] == number] if len(effects) else effects
            _contrast(axes, result, found, own)
        panels[-1].set_xlabel("paired difference" + _left_out(len(result.contrasts) - len(shown)), fontsize=10)
        figure.legend(handles=_legend(), loc="outside lower left", ncols=4, fontsize=10)
    about = f"Paired differences of claim {result.id}; dots are worlds, grey where undecided."
    return style.finish(result.id, finding, about, figure)


def _left_out(many: int) -> str:
    if not many:
        return ""
    return f"; {many} further comparison{'s' if many > 1 else ''} beside the verdict in the table of the claim's page"


def _legend() -> list[Line2D]:
    marks = (("worlds with the claimed sign", 1), ("with the opposite sign", -1), ("undecided", 0))
    dots = [Line2D([], [], color=style.WORLD[sign], marker=".", linestyle="", label=text) for text, sign in marks]
    return [Line2D([], [], color="black", marker="o", label="at the defaults, 95 % interval"), *dots]


def _contrast(axes: Axes, result: Result, found: Found, effects: pd.DataFrame) -> None:
    what = describe(found.outcome)
    scale = 100.0 if what.unit in ("share", "points") else 1.0
    for kind, middle in ROWS.items():
        if len(effects):
            _dots(axes, effects[effects["worlds"] == kind], scale, middle)
    if found.mean is not None and found.low is not None and found.high is not None:
        axes.plot([scale * found.low, scale * found.high], [AT_DEFAULTS] * 2, color="black", linewidth=2.2)
        axes.plot([scale * found.mean], [AT_DEFAULTS], "o", color="black", markersize=6)
    axes.axvline(0, color="black", linewidth=1)
    axes.set_ylim(-0.75, 0.65)
    axes.set_yticks([AT_DEFAULTS, *ROWS.values()], ["at the defaults", "worlds that fit", "plausible worlds"])
    axes.tick_params(axis="y", length=0, labelsize=9)
    axes.tick_params(axis="x", labelsize=10)
    axes.spines["left"].set_visible(False)
    axes.grid(False, axis="y")
    axes.margins(x=0.06)
    unit = "points" if scale > 1 else what.unit
    title = f"{against(result, found)}: {what.label.lower()} ({unit})"
    titles = textwrap.wrap(f"{found.says}: {title}" if found.says else title, TITLE)
    axes.set_title("\n".join(titles), fontsize=10, loc="left", pad=3)
    heavy, said = ("bold", found.verdict) if found.needed else ("normal", f"{found.verdict} (beside the verdict)")
    axes.text(1.01, 1.0, said, transform=axes.transAxes, va="top", fontsize=10, fontweight=heavy)
    axes.text(1.01, 0.78, _beside(found), transform=axes.transAxes, va="top", fontsize=9, color="#222222")


def _beside(found: Found) -> str:
    """Return what stands beside a panel: the difference, the shares of worlds, and what decides."""
    what = describe(found.outcome)
    claimed = "below" if what.better == "lower" else "above"
    lines = [span(found.mean, found.low, found.high, found.outcome)]
    lines.append(f"{claimed} 0 as claimed: {_of_decided(found.plausible)}")
    lines.append(f"in worlds that fit: {_of_decided(found.fitted)}")
    for over, kind in ((found.plausible, "plausible worlds"), (found.fitted, "worlds that fit")):
        if over is not None and over.sides:
            where = " and ".join(f"{side.parameter.partition('.')[2]} is {side.side}" for side in over.sides)
            return "\n".join([*lines, *textwrap.wrap(f"as claimed where {where} ({kind})", 40)[:3]])
    return "\n".join(lines)


def _of_decided(over: OverWorlds | None) -> str:
    if over is None or over.share is None:
        return "cannot be told"
    return f"{words.percent(over.share)} of {over.decided} decided"


def _dots(axes: Axes, effects: pd.DataFrame, scale: float, middle: float) -> None:
    """Draw worlds as dots, spread by their rank so that they do not hide each other; height says nothing more."""
    difference = effects["difference"].to_numpy()
    order = np.argsort(difference)
    height = np.empty(len(order))
    height[order] = middle - 0.13 + 0.26 * ((np.arange(len(order)) * 0.618) % 1.0)
    for sign, colour in style.WORLD.items():
        rows = (effects["sign"] == sign).to_numpy()
        axes.plot(scale * difference[rows], height[rows], ".", color=colour, markersize=3.5, alpha=0.75)

