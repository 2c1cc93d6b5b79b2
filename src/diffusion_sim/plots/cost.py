"""Cost and depth: what was spent against what lasted, and the price of a lasting deep user."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from diffusion_sim.compare import additional, words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.plots import findings, style

_SPENT, _PRICE = "money_per_post", "money_per_lasting_deep_user"


def cost_and_depth(runs: pd.DataFrame, comparison: Comparison) -> style.Picture:
    """Draw money per post against lasting deep use (one dot a replicate), and money per lasting deep user."""
    finding = findings.price(comparison)
    depth = findings.lasting(comparison)
    with style.look():
        figure = style.sheet(12, 6.2, finding)
        left, right = figure.subplots(1, 2, width_ratios=(3, 2))
        _scatter(left, runs, comparison, depth)
        _prices(right, comparison)
    about = (
        "Left: money per post against deep use that lasts. Right: all money over all lasting deep users, also those "
        "who would be there without the strategy."
    )
    if comparison.additional:
        about += f" {additional.footnote(comparison.additional)} {_more(comparison)}"
    return style.finish("cost_and_depth", finding, about, figure)


def _more(comparison: Comparison) -> str:
    """Say the price of an additional lasting deep user with each arm of which it is told."""
    told = [
        f"{words.number(p.money, 'money')} ({words.number(p.low, 'money')} to {words.number(p.high, 'money')}) with "
        f"{words.arm_words(arm)}"
        for arm, p in comparison.additional.items()
        if p.told
    ]
    return f"That is {words.listed(told)}, in dollars." if told else ""


def _column(runs: pd.DataFrame, arm: str, outcome: str) -> pd.Series:
    rows = runs[(runs["arm"] == arm) & (runs["outcome"] == outcome)]
    return rows.set_index("run")["value"]


def _row(comparison: Comparison, arm: str, outcome: str) -> pd.Series:
    arms = comparison.arms
    return arms[(arms["arm"] == arm) & (arms["outcome"] == outcome)].iloc[0]


def _scatter(axes: Axes, runs: pd.DataFrame, comparison: Comparison, depth: str) -> None:
    tint = style.colours(comparison.names)
    for k, arm in enumerate(comparison.names):
        y = _column(runs, arm, depth)
        x = _column(runs, arm, _SPENT).loc[y.index]
        axes.scatter(x, y, s=22, color=tint[arm], alpha=0.35, linewidths=0)
        spent, row = float(_row(comparison, arm, _SPENT)["mean"]), _row(comparison, arm, depth)
        if not np.isfinite(row["mean"]):
            continue
        if np.isfinite(row["low"]):
            axes.plot(
                [spent] * 2, [max(row["low"], 0.0), row["high"]], color=tint[arm], linewidth=2.4, alpha=0.8
            )
        axes.plot(
            [spent],
            [row["mean"]],
            "o",
            color=tint[arm],
            markersize=10,
            markeredgecolor="white",
            label=words.arm_words(arm),
            zorder=5 + k,
        )
    axes.set_title("dots: replicates; bar: " + words.percent(comparison.level) + " interval of the mean")
    axes.set_xlabel("dollars spent per staff post, whole run")
    axes.set_ylabel(
        words.lower_first(str(_row(comparison, comparison.reference, depth)["label"])), fontsize=11
    )
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6))
    axes.margins(x=0.12)
    style.percent_axis(axes)
    axes.legend(loc="best")


def _prices(axes: Axes, comparison: Comparison) -> None:
    tint = style.colours(comparison.names)
    prices = [_row(comparison, a, _PRICE) for a in comparison.names]
    high = np.nanmax([0.0, *(p["mean"] for p in prices), *(p["high"] / 1.2 for p in prices)])
    for k, arm in enumerate(comparison.names):
        row = _row(comparison, arm, _PRICE)
        if not np.isfinite(row["mean"]) or row["mean"] == 0.0:
            axes.text(
                0.02,
                k,
                "spends nothing" if row["mean"] == 0.0 else "undefined (no lasting deep user)",
                transform=axes.get_yaxis_transform(),
                va="center",
                fontsize=10.5,
                color="#555555",
            )
            continue
        if np.isfinite(row["low"]):
            axes.plot([max(row["low"], 0.0), row["high"]], [k, k], color=tint[arm], linewidth=3)
        axes.plot([row["mean"]], [k], "o", color=tint[arm], markersize=10, markeredgecolor="white", clip_on=False)
        if row["undefined"]:
            total = row["undefined"] + row["replicates"]
            axes.annotate(
                f"undefined in {row['undefined']} of {total}",
                (row["mean"], k),
                xytext=(0, -16),
                textcoords="offset points",
                ha="center",
                fontsize=10,
                color="#555555",
            )
    axes.set_yticks(range(len(comparison.names)), [words.arm_words(a) for a in comparison.names])
    axes.set_ylim(len(comparison.names) - 0.4, -0.6)
    axes.set_xlim(0, 1.35 * high if high > 0 else 1)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    axes.set_title("price of one lasting deep user")
    axes.set_xlabel("dollars per lasting deep user")
