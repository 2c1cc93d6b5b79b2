"""One person's weeks: the ladder with its steps and near misses, belief and skill, and the support received."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from diffusion_sim.plots import style
from diffusion_sim.tables import LEVEL_NAMES, YEAR

if TYPE_CHECKING:
    from diffusion_sim.explain import Story

#: Kind of event -> marker, colour and name in the legend.
MARKS = {
    "up": ("^", "#009E73", "step up"),
    "use begins": ("^", "#0072B2", "use begins"),
    "use ends": ("v", "#D55E00", "use ends"),
    "near miss": ("o", "#777777", "near miss"),
}
#: Neither the colours of events nor those of support.
MIND = {"belief": "#000000", "skill": "#8C6D31"}
SUPPORT = {"coaching": "#56B4E9", "cohort": "#E69F00", "training": "#CC79A7"}
NAMES = {"coaching": "coaching", "cohort": "cohort meeting", "training": "training"}


def life(story: Story) -> style.Picture:
    """Draw a story."""
    weeks = story.weeks
    finding = f"{story.role.capitalize()} {story.who} under {story.arm.replace('_', ' ')}: {_finding(story)}"
    with style.look():
        figure = style.sheet(12, 8.4, finding)
        ladder, mind, help_ = figure.subplots(3, 1, sharex=True, height_ratios=(3.2, 2, 1.2))
        horizon = len(weeks)
        _ladder(ladder, story)
        x = style.years(weeks["week"].to_numpy())
        for k, (_, own) in enumerate(weeks.groupby("occupant_before")):
            when = style.years(own["week"].to_numpy())
            mind.plot(when, own["belief"], color=MIND["belief"], linewidth=2, label="belief" if k == 0 else None)
            mind.plot(when, own["skill"], color=MIND["skill"], linewidth=2, ls="--", label="skill" if k == 0 else None)
        mind.axhline(0.5, color="#555555", linewidth=1, linestyle=":")
        where = {"xycoords": ("axes fraction", "data"), "fontsize": 10, "color": "#333333"}
        mind.annotate("convinced above .5", (0.004, 0.52), **where)
        mind.set_ylim(0, 1)
        mind.legend(loc="best", ncols=2, frameon=True, framealpha=0.85, edgecolor="none")
        bottom = np.zeros(horizon)
        help_.set_axisbelow(True)
        for name, colour in SUPPORT.items():
            hours = weeks[name].to_numpy(dtype=float)
            if hours.any():
                help_.bar(
                    x, hours, width=-1 / YEAR, align="edge", bottom=bottom, color=colour, label=NAMES[name],
                    linewidth=0.3, edgecolor=colour,
                )  # fmt: skip
                bottom = bottom + hours
        help_.set_ylabel("hours\na week", fontsize=11)
        help_.set_ylim(0, max(1.0, 1.15 * float(bottom.max())))
        if bottom.any():
            help_.legend(loc="upper right", ncols=3)
        else:
            help_.annotate("no support received", (0.5, 0.5), xycoords="axes fraction", ha="center", color="#333333")
        style.year_axis(help_, horizon)
        _successors((ladder, mind, help_), story)
    return style.finish("life", finding, "One person's Level of Use, belief, skill and support by week.", figure)


def _finding(story: Story) -> str:
    begins = story.events[story.events["kind"] == "use begins"]
    users = int((story.weeks["level"] >= 3).sum())
    if not users:
        return f"never in use, up to level {LEVEL_NAMES[int(story.weeks['level'].max())]}"
    if begins.empty or story.weeks["level_before"].iloc[0] >= 3:
        return f"in use from the start, {users} of {len(story.weeks)} weeks"
    week = int(begins["week"].iloc[0])
    return f"use begins in year {week // YEAR + 1}, week {week % YEAR + 1}; {users} of {len(story.weeks)} weeks in use"


def _ladder(axes: Axes, story: Story) -> None:
    weeks = story.weeks
    x = np.concatenate(([0.0], style.years(weeks["week"].to_numpy())))
    level = np.concatenate(([weeks["level_before"].iloc[0]], weeks["level"].to_numpy()))
    for k, colour in enumerate(style.LEVEL_COLOURS):
        axes.axhspan(k - 0.5, k + 0.5, color=colour, alpha=0.35, linewidth=0)
    axes.step(x, level, where="post", color="#000000", linewidth=1.8)
    for kind, (marker, colour, name) in MARKS.items():
        mine = story.events[story.events["kind"] == kind]
        if len(mine):
            face = "none" if kind == "near miss" else colour
            axes.scatter(
                style.years(mine["week"].to_numpy()), mine["level"], marker=marker, s=62, zorder=5, label=name,
                facecolors=face, edgecolors=colour, linewidths=1.5,
            )  # fmt: skip
    axes.set_yticks(range(len(LEVEL_NAMES)), LEVEL_NAMES)
    axes.set_ylim(-0.5, 7.5)
    axes.grid(False)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="upper left", ncols=4, frameon=True, framealpha=0.85, edgecolor="none")


def _successors(panels: tuple[Axes, ...], story: Story) -> None:
    gone = story.events[story.events["kind"] == "year end"]
    for week in gone["week"]:
        for k, axes in enumerate(panels):
            axes.axvline(style.years(week), color="#555555", linewidth=1, linestyle=(0, (2, 2)))
            if k == 0:
                axes.annotate(
                    "successor", (float(style.years(week)), 0.94), xycoords=("data", "axes fraction"),
                    xytext=(4, 0), textcoords="offset points", fontsize=10, color="#333333",
                )  # fmt: skip
