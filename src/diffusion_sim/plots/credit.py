"""The credit tree: who passed it on to whom, by the week in which use began; and members by what hangs on them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from diffusion_sim.compare.words import rows as each
from diffusion_sim.plots import style
from diffusion_sim.tables import YEAR

if TYPE_CHECKING:
    import pandas as pd

    from diffusion_sim.explain import Ranking, Twins

COLOURS = {"would not have adopted": "#D55E00", "would have adopted later": "#E69F00", "": "#777777"}
LABELS = {
    "would not have adopted": "would not have adopted",
    "would have adopted later": "would have adopted later",
    "": "adopted all the same, showed less",
}
#: Members that the ranking draws.
MOST = 25
Key = tuple[int, int]


def credit(twins: Twins) -> style.Picture:
    """Draw the credit tree of a pair of twins, each person with the weeks in use in both worlds."""
    lost, later = len(twins.of("would not have adopted")), len(twins.of("would have adopted later"))
    finding = f"Without {twins.removed}: {lost} would not have adopted, {later} only later"
    rows = order(twins.credit)
    with style.look():
        figure = style.sheet(12, max(3.4, 2.4 + 0.36 * len(rows)), finding)
        axes = figure.subplots()
        _draw(axes, twins, rows)
        _legend(figure, twins.credit)
    about = "Directed tree from what was removed to those whose adoption hung on it, by the week in which use began."
    return style.finish("credit", finding, about, figure)


def order(frame: pd.DataFrame) -> dict[Key, int]:
    """Return the line on which each node stands: every source above those it moved, the root first."""
    children: dict[Key, list[Key]] = {}
    for row in each(frame):
        children.setdefault(source_of(row), []).append((int(row.row), int(row.occupant)))
    out: dict[Key, int] = {}
    waiting = sorted(key for key in children if key[0] < 0)
    while waiting:
        node = waiting.pop()
        out[node] = len(out)
        waiting += reversed(children.get(node, []))
    return out


def source_of(row: Any) -> Key:
    """Return the node from which an edge comes; what was removed has no occupant."""
    return int(row.source_row), int(row.source_occupant) if row.source_row >= 0 else 0


def _draw(axes: Axes, twins: Twins, rows: dict[Key, int]) -> None:
    frame = twins.credit
    axes.set_xlabel("school years since the start")
    axes.set_axisbelow(True)
    axes.grid(axis="y", visible=False)
    if frame.empty:
        axes.set_yticks([])
        axes.annotate("nobody's adoption hung on it", (0.5, 0.5), xycoords="axes fraction", ha="center", fontsize=13)
        return
    labels = dict.fromkeys(rows, "")
    x = dict.fromkeys(rows, 0.0)
    for row in each(frame):
        node = (int(row.row), int(row.occupant))
        labels[node] = f"{row.person}{f' (successor {row.occupant})' if row.occupant else ''}"
        x[node] = max(0.0, (row.week + 1) / YEAR)
        if source_of(row)[0] < 0:
            labels[source_of(row)] = "\n".join(textwrap.wrap(str(row.source) or "who left and was hired", 24))
    for row in each(frame):
        _person(axes, row, x, rows, twins.spells)
    for node, place in rows.items():
        if node[0] < 0:
            axes.scatter([0.0], [place], marker="s", s=90, color="#000000", zorder=5)
    axes.set_yticks(list(rows.values()), [labels[node] for node in rows], fontsize=10)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(left=-0.05)


def _person(axes: Axes, row: Any, x: dict[Key, float], rows: dict[Key, int], spells: pd.DataFrame) -> None:
    """Draw one edge as an elbow, and the person's weeks in use with (above) and without (below)."""
    node, source = (int(row.row), int(row.occupant)), source_of(row)
    dash = "--" if row.how == "together" else "-"
    y, above, here, there = rows[node], rows[source], x[node], x[source]
    axes.plot([there, there], [above, y], color="#333333", linewidth=1.1, linestyle=dash, zorder=3)
    arrow = {"arrowstyle": "-|>", "color": "#333333", "linestyle": dash, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 4}
    axes.annotate("", (here, y), (there, y), zorder=3, arrowprops=arrow)
    mine = spells[(spells["person"] == row.person) & (spells["occupant"] == row.occupant)]
    for spell in each(mine):
        with_ = spell.world == "with"
        axes.plot(
            [spell.start_week / YEAR, (spell.end_week + 1) / YEAR], [y - 0.13 if with_ else y + 0.2] * 2, linewidth=5,
            solid_capstyle="butt", color=COLOURS[row.effect] if with_ else "#BDBDBD", zorder=2,
            alpha=0.55 if with_ else 1.0,
        )  # fmt: skip
    axes.scatter([here], [y], s=70, color=COLOURS[row.effect], zorder=5)


def _legend(figure: Figure, frame: pd.DataFrame) -> None:
    used = [effect for effect in COLOURS if (frame["effect"] == effect).any()]
    handles = [Line2D([], [], marker="o", linestyle="", markersize=9, color=COLOURS[e], label=LABELS[e]) for e in used]
    handles.append(Line2D([], [], color="#D55E00", alpha=0.55, linewidth=5, label="weeks in use as it was"))
    handles.append(Line2D([], [], color="#BDBDBD", linewidth=5, label="weeks in use without"))
    handles.append(Line2D([], [], color="#333333", label="passed on; this example alone decided"))
    if (frame["how"] == "together").any():
        handles.append(Line2D([], [], color="#333333", linestyle="--", label="no single one decided: the strongest"))
    figure.legend(handles=handles, loc="outside lower left", ncols=3)


def ranked(ranking: Ranking) -> style.Picture:
    """Draw the members on whom most hangs, with their intervals and the values drawn towards the mean of all."""
    people = ranking.people.head(MOST).iloc[::-1].reset_index(drop=True)
    sure = ranking.signal == ranking.signal and ranking.signal >= 0.5
    said = "members differ by more than luck" if sure else "the order of members is mostly luck"
    finding = f"On one place hang {ranking.mean:.2f} lasting deep users on average; {said}"
    with style.look():
        figure = style.sheet(12, 2.4 + 0.27 * len(people), finding)
        axes = figure.subplots()
        y = range(len(people))
        if people["shrunk_low"].notna().any():
            reach = (people["shrunk"] - people["shrunk_low"], people["shrunk_high"] - people["shrunk"])
            axes.errorbar(people["shrunk"], y, xerr=reach, fmt="none", ecolor="#0072B2", elinewidth=2.4, alpha=0.5)
        best = "best guess: the mean drawn towards that of all as far as it is luck, 95 % interval"
        axes.scatter(people["shrunk"], y, color="#0072B2", s=44, zorder=4, label=best)
        axes.scatter(
            people["lost_deep"], y, facecolors="none", edgecolors="#D55E00", s=44, zorder=3,
            label="plain mean over lucks",
        )  # fmt: skip
        axes.axvline(ranking.mean, color="#555555", linestyle=(0, (2, 2)), linewidth=1)
        axes.axvline(0.0, color="#000000", linewidth=1)
        axes.set_yticks(list(y), [f"{p.person} ({p.lucks})" for p in each(people)])
        axes.set_xlabel("lasting deep users lost when this place stays empty (lucks in which it took part in brackets)")
        axes.grid(axis="y", visible=False)
        figure.legend(loc="outside lower left", ncols=2)
    return style.finish("ranking", finding, "Members by the lasting deep users that hang on their place.", figure)
