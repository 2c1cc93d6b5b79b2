"""The pathways that no other betters in depth, equity and cost: where they lie, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from dials_draw import About
from dials_outcomes import BUDGET, BUDGETS, FRONT
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from scipy.stats import hypergeom

from diffusion_sim.compare.words import arm_words
from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.plots.style import PALETTE, look, sheet

#: Share of resamples from which a pathway is on the front whatever districts it meets.
SURE = 0.9
THIRDS = ("left third", "middle third", "right third")
#: Ends of the budget as those of a dial.
MONEY = ("half", "twice the usual")


def name(dial: str) -> str:
    """Return the name of a dial, or of the budget, which is drawn as one."""
    return "Budget" if dial == BUDGET else DIALS[dial].name


def ends(dial: str) -> tuple[str, str]:
    """Return what the two ends of a dial are called."""
    return MONEY if dial == BUDGET else DIALS[dial].ends


def third(values: pd.Series, dial: str) -> pd.Series:
    """Return in which third of a dial (of the budget in the logarithm) values lie: 0, 1 or 2."""
    low, high = BUDGETS
    place = np.log(values / low) / np.log(high / low) if dial == BUDGET else (values - 1.0) / 4.0
    return np.floor(3.0 * place).clip(0, 2).astype(int)


def lies(rows: pd.DataFrame, dial: str) -> list[tuple[float, bool]]:
    """Return for each third of a dial what share of the front lies there, and whether by more than chance.

    Chance: as many pathways as are on the front, drawn from all that were tried; one in twenty draws is further out.
    """
    front, where = rows["front"].to_numpy(dtype=bool), third(rows[dial], dial)
    found = []
    for k in range(3):
        tried, here = int((where == k).sum()), int(((where == k) & front).sum())
        drawn = hypergeom(len(rows), tried, front.sum())
        rare = 2.0 * min(drawn.cdf(here), drawn.sf(here - 1)) < 0.05
        found.append((here / max(int(front.sum()), 1), bool(rare)))
    return found


def fronts(places: pd.DataFrame, paths: pd.DataFrame, dials: Sequence[str], about: About) -> Figure:
    """Draw depth against cost with the front marked, and where on every dial the front lies; a row per world."""
    groups = list(paths.groupby(["world", "practice"], sort=False))
    with look():
        figure = sheet(13.0, 4.2 * len(groups) + 1.3, fronts_finding(paths))
        axes = figure.subplots(len(groups), 2, squeeze=False, width_ratios=(1.25, 1.0))
        for row, ((world, practice), rows) in enumerate(groups):
            here = (places["world"] == world) & (places["practice"] == practice) & (places["position"] == 3.0)
            _cloud(axes[row, 0], rows, places[here])
            axes[row, 0].set_title(f"{arm_words(str(world))}, {arm_words(str(practice))}")
            _where(axes[row, 1], rows, (*dials, BUDGET))
        said = (
            "Ringed: bettered by no other pathway in depth, equity and cost at once. "
            "Star: all dials in the middle at the usual budget.\n"
            "Right: share of the ringed in each third of a dial; of all tried a third lies in each. "
            "Bold: further from that than in one of twenty draws by chance,\n"
            "which puts about one cell of a panel in bold. "
            f"{about.budgets}\n{about.words}."
        )
        figure.supxlabel(said, x=0.01, ha="left", fontsize=11)
    return figure


def _cloud(axes: Axes, rows: pd.DataFrame, middle: pd.DataFrame) -> None:
    depth, gap, cost = FRONT
    front = rows[rows["front"]]
    drawn = axes.scatter(rows[cost], 100 * rows[depth], c=100 * rows[gap], cmap="cividis_r", s=34)
    axes.scatter(front[cost], 100 * front[depth], facecolors="none", edgecolors="black", linewidths=1.3, s=110)
    star = [middle.loc[middle["outcome"] == o, "mean"].head(1) for o in (cost, depth)]
    if all(map(len, star)):
        x, y = (float(s.iloc[0]) for s in star)
        axes.plot(x, 100 * y, marker="*", color=PALETTE[1], markersize=15, markeredgecolor="white")
    figure = axes.figure
    figure.colorbar(drawn, ax=axes, label="gap in deep use, low- less\nhigh-need schools (points)")
    axes.set_xlabel("money spent per staff post ($)", fontsize=11)
    axes.set_ylabel("deep use by components,\nlast common day (% of staff)", fontsize=10.5)


def _where(axes: Axes, rows: pd.DataFrame, dials: Sequence[str]) -> None:
    found = [lies(rows, dial) for dial in dials]
    share = np.array([[one for one, _ in row] for row in found])
    colours = LinearSegmentedColormap.from_list("share", [PALETTE[7], "#FFFFFF", PALETTE[5]])
    axes.imshow(share, cmap=colours, norm=TwoSlopeNorm(1.0 / 3.0, -1.0 / 3.0, 1.0), aspect="auto")
    for j, row in enumerate(found):
        for k, (one, rare) in enumerate(row):
            axes.text(k, j, f"{100 * one:.0f} %", ha="center", va="center", fontsize=11,
                      fontweight="bold" if rare else "normal", color="#111111")  # fmt: skip
    axes.set_xticks(range(3), THIRDS, fontsize=10)
    axes.set_yticks(range(len(dials)), [f"{name(d)}\n{' - '.join(ends(d))}" for d in dials], fontsize=9)
    axes.set_title(f"Where the {int(rows['front'].sum())} ringed of {len(rows)} lie")
    axes.grid(False)


def fronts_finding(paths: pd.DataFrame) -> str:
    """Say how many pathways no other betters in all three at once."""
    share = paths.groupby(["world", "practice"])["front"].mean()
    low, high = (f"{100 * s:.0f}" for s in (share.min(), share.max()))
    span = f"{low} %" if low == high else f"{low} to {high} %"
    sure = int((paths["front_share"] >= SURE).sum())
    return (
        f"{span} of the pathways tried are bettered by no other in depth, equity and money spent at once; "
        f"{sure} of {len(paths)} are so in nine of ten resamples of districts"
    )
