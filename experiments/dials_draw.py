"""The pictures of ``dials.py``: every dial against its middle."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from dials_outcomes import BUDGETS, counted, shown
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from diffusion_sim.compare.words import arm_words
from diffusion_sim.outcomes import describe
from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.plots.style import LINES, PALETTE, look, sheet

#: What the columns of a sweep count.
COUNTED = ("dial", "district", "practice")
#: Positions at the ends and in the middle.
MARKED = (1, 3, 5)


@dataclass(frozen=True)
class About:
    """What a reader of a picture must know of the runs behind it.

    ``budget`` is money per post for all years of support, in dollars of ``year``; ``sources`` the version of the
    program, empty where the tables do not hold it.
    """

    replicates: int
    districts: int
    budget: float
    year: int
    sources: str = ""

    @property
    def words(self) -> str:
        """Say how much was run."""
        return f"{self.replicates} paired replicates in {self.districts} drawings of each district"

    @property
    def money(self) -> str:
        """Say what budget one dial at a time is moved at."""
        return f"One dial at a time: all have the usual budget, {self.budget:,.0f} dollars of {self.year} a post."

    @property
    def budgets(self) -> str:
        """Say between what budgets the pathways over all dials lie, and what cost is."""
        low, high = (f"{scale * self.budget:,.0f}" for scale in BUDGETS)
        return (
            f"All dials at once: budgets from half to twice the usual, {low} to {high} dollars of {self.year} a post; "
            "cost is what is spent of it."
        )

    @property
    def version(self) -> str:
        """Say which version of the program ran."""
        return f"Program version {self.sources}." if self.sources else "The tables do not hold the program's version."


def sweeps(places: pd.DataFrame, outcome: str, dials: Sequence[str], about: About) -> Figure:
    """Draw the difference from the middle along every dial, a column per practice, a line per district."""
    places = shown(places, outcome)
    practices, names = list(places["practice"].unique()), list(places["world"].unique())
    with look():
        figure = sheet(11.0, 2.1 * len(dials) + 1.5, sweeps_finding(places, outcome))
        axes = figure.subplots(len(dials), len(practices), squeeze=False)
        for (row, dial), (column, practice) in itertools.product(enumerate(dials), enumerate(practices)):
            ax = axes[row, column]
            for k, world in enumerate(names):
                own = (places["dial"] == dial) & (places["practice"] == practice) & (places["world"] == world)
                one = places[own].sort_values("position")
                ax.plot(one["position"], 100 * one["from_middle"], color=PALETTE[k], marker="o",
                        linestyle=LINES[k % len(LINES)], label=arm_words(world))  # fmt: skip
                ax.fill_between(one["position"], 100 * one["low"], 100 * one["high"], color=PALETTE[k], alpha=0.15)
            ax.axhline(0.0, color="#777777", linewidth=0.8)
            _ends(ax, dial)
            ax.set_title(f"{DIALS[dial].name}{counted(places, dial)}, {arm_words(practice)}", fontsize=10.5)
        figure.supylabel("points of all staff in deep use, against position 3", fontsize=12)
        title = (
            "district; bands are 95 % intervals, each for one position alone, the count in the title holds all "
            f"positions of a dial at once\n{about.words}"
        )
        figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower left", ncols=len(names),
                      title=title, title_fontsize=10.5, alignment="left")  # fmt: skip
    return figure


def sweeps_finding(places: pd.DataFrame, outcome: str) -> str:
    """Say in how many districts and practices dials matter, and which position lies furthest from the middle."""
    told, each = places[places["told"]], ["dial", "world", "practice"]
    many, all_ = (len(t.drop_duplicates(each)) for t in (told, places))
    dials, worlds, practices = (_many(places[c].nunique(), w) for c, w in zip(each, COUNTED, strict=True))
    said = (
        f"{describe(outcome).label}: in {many} of {all_} ({dials} in {worlds} with {practices}) a position can be told "
        "from the middle"
    )
    if told.empty:
        return said
    most = told.loc[told["from_middle"].abs().idxmax()]
    where = (
        f"{DIALS[most['dial']].name.lower()}{counted(told, most['dial'])} {most['position']:g}, "
        f"{arm_words(most['world'])}, {arm_words(most['practice'])}"
    )
    return f"{said}; furthest: {where} ({100 * most['from_middle']:+.1f} points)"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _ends(axes: Axes, dial: str) -> None:
    left, right = DIALS[dial].ends
    axes.set_xticks(MARKED, [f"1 {left}", "3", f"5 {right}"], fontsize=9.5)
    axes.set_xlim(0.8, 5.2)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:+.3g}" if v else "0"))
