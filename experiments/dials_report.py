"""Tables and pictures of the dials: best positions with their intervals, and pathways that nothing betters."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from diffusion_sim.explore.pareto import undominated
from diffusion_sim.outcomes import describe
from diffusion_sim.plots.style import PALETTE, look, sheet
from diffusion_sim.tables import whole_file

RESAMPLES, SEED = 2000, 1
#: Depth, equity and cost, in this order.
THREE = 3
WORLD = ["world", "practice"]


def better(outcome: str) -> float:
    """Return 1 where more is better, -1 where less is."""
    return -1.0 if describe(outcome).better == "lower" else 1.0


def sweep(found: pd.DataFrame, dial: str) -> pd.DataFrame:
    """Return the rows of a dial's sweep, the middle among them."""
    return found[(found["dial"] == dial) | (found["arm"] == "middle")]


def by_district(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the mean over the lucks of a district: one row per district, one column per position (or arm)."""
    return rows.pivot_table(index="district", columns=column, values="value", aggfunc="mean").dropna()


def positions_table(found: pd.DataFrame, outcomes: Sequence[str], dials: Sequence[str]) -> pd.DataFrame:
    """Return the mean at every position, and its paired difference from the middle with a 95 % bootstrap interval."""
    out = []
    for (world, practice, outcome), rows in found.groupby([*WORLD, "outcome"], sort=False):
        for dial in dials:
            table = by_district(sweep(rows, dial), dial)
            if 3.0 not in table or outcome not in outcomes:
                continue
            gap = table.sub(table[3.0], axis=0)
            low, high = np.quantile(resampled(gap), (0.025, 0.975), axis=0)
            for k, p in enumerate(table.columns):
                out.append({"world": world, "practice": practice, "outcome": outcome, "dial": dial, "position": p,
                            "mean": table[p].mean(), "from_middle": gap[p].mean(), "low": low[k], "high": high[k],
                            "districts": len(table)})  # fmt: skip
    return pd.DataFrame(out)


def best_table(found: pd.DataFrame, outcomes: Sequence[str], dials: Sequence[str]) -> pd.DataFrame:
    """Return the best position of every dial and outcome, and the middle 95 % of best positions over resamples.

    ``flat`` says that the interval spans the whole dial: its position cannot be told to matter at this size.
    ``better_than_ends``: share of resamples in which the best inner position beats both ends.
    """
    out = []
    for (world, practice, outcome), rows in found.groupby([*WORLD, "outcome"], sort=False):
        for dial in dials:
            table = by_district(sweep(rows, dial), dial)
            if table.empty or outcome not in outcomes:
                continue
            places = np.asarray(table.columns, dtype=float)
            means = better(str(outcome)) * resampled(table)
            low, high = np.quantile(places[means.argmax(axis=1)], (0.025, 0.975))
            inner = means[:, 1:-1].max(axis=1) > np.maximum(means[:, 0], means[:, -1])
            own = better(str(outcome)) * table.mean().to_numpy()
            out.append({"world": world, "practice": practice, "outcome": outcome, "dial": dial,
                        "best": places[own.argmax()], "low": low, "high": high,
                        "flat": bool(low == places[0] and high == places[-1]) or bool(np.ptp(own) == 0.0),
                        "better_than_ends": inner.mean(), "districts": len(table)})  # fmt: skip
    return pd.DataFrame(out)


def resampled(table: pd.DataFrame) -> np.ndarray:
    """Return means over districts drawn with replacement, (resamples, columns); the same draws for every column."""
    value = table.to_numpy(dtype=float)
    drawn = np.random.default_rng(SEED).integers(0, len(value), (RESAMPLES, len(value)))
    return value[drawn].mean(axis=1)


def pathways_table(found: pd.DataFrame, outcomes: Sequence[str], dials: Sequence[str]) -> pd.DataFrame:
    """Return each pathway's means in every world, and whether no other betters it in depth, equity and cost at once.

    ``front_share`` is the share of resamples of districts in which that is so: luck alone puts many on the front.
    """
    three = list(outcomes[:THREE])
    sign = np.array([better(o) for o in three])
    out = []
    for (world, practice), rows in found.groupby(WORLD, sort=False):
        arms = rows.drop_duplicates("arm").set_index("arm")[list(dials)]
        tables = [by_district(rows[rows["outcome"] == o], "arm").reindex(columns=arms.index) for o in three]
        common = sorted(set.intersection(*(set(t.index) for t in tables)))
        tables = [t.loc[common] for t in tables]
        if not common:
            continue
        means = np.stack([t.mean().to_numpy() for t in tables], axis=1) * sign
        again = np.stack([resampled(t)[:200] for t in tables], axis=2) * sign
        share = np.mean([undominated(one) for one in again], axis=0)
        shown = pd.DataFrame(means * sign, columns=three, index=arms.index)
        out.append(arms.join(shown).assign(world=world, practice=practice, front=undominated(means), front_share=share))
    return pd.concat(out).reset_index() if out else pd.DataFrame()


def write(found: pd.DataFrame, folder: Path, outcomes: Sequence[str], dials: Sequence[str]) -> list[Path]:
    """Write three tables and two pictures, and return their paths."""
    places, best = positions_table(found, outcomes, dials), best_table(found, outcomes, dials)
    paths = pathways_table(found, outcomes, dials)
    made = []
    for name, table in (("positions", places), ("best", best), ("pathways", paths)):
        with whole_file(folder / f"{name}.csv") as part:
            table.to_csv(part, index=False, float_format="%.6g")
        made.append(folder / f"{name}.csv")
    figures = {"dials": _sweeps(places, outcomes[0], dials)}
    if not paths.empty:  # where every world leaves an outcome undefined there is nothing to choose among
        figures["pareto"] = _fronts(paths, outcomes, dials)
    for name, figure in figures.items():
        with whole_file(folder / f"{name}.png") as part:
            figure.savefig(part, format="png")
        made.append(folder / f"{name}.png")
    return made


def _sweeps(places: pd.DataFrame, outcome: str, dials: Sequence[str]) -> Figure:
    """Draw the difference from the middle along every dial, a column per practice, a line per district."""
    practices, names = list(places["practice"].unique()), list(places["world"].unique())
    with look():
        title = f"{describe(outcome).label}: each dial against its middle (95 % interval)"
        figure = sheet(10.0, 2.0 * len(dials), title)
        axes = figure.subplots(len(dials), len(practices), sharex=True, squeeze=False)
        for (row, dial), (column, practice) in itertools.product(enumerate(dials), enumerate(practices)):
            ax = axes[row, column]
            for k, world in enumerate(names):
                one = places[(places["dial"] == dial) & (places["practice"] == practice) & (places["world"] == world)
                             & (places["outcome"] == outcome)]  # fmt: skip
                ax.plot(one["position"], one["from_middle"], color=PALETTE[k], marker="o", label=world)
                ax.fill_between(one["position"], one["low"], one["high"], color=PALETTE[k], alpha=0.15)
            ax.axhline(0.0, color="#777777", linewidth=0.8)
            ax.set_title(f"{dial}, {practice}", fontsize=10)
        figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=len(names))
    return figure


def _fronts(paths: pd.DataFrame, outcomes: Sequence[str], dials: Sequence[str]) -> Figure:
    """Draw where on every dial the pathways of the front stand, beside all; a panel per world."""
    groups = list(paths.groupby(WORLD, sort=False))
    depth, gap, cost = outcomes[:THREE]
    with look():
        figure = sheet(12.0, 3.6 * len(groups), "Pathways that no other betters in depth, equity and cost at once")
        axes = figure.subplots(len(groups), 2, squeeze=False)
        for row, ((world, practice), rows) in enumerate(groups):
            front = rows[rows["front"]]
            left, right = axes[row]
            shown = left.scatter(rows[depth], rows[gap], c=rows[cost], cmap="viridis", s=22)
            left.scatter(front[depth], front[gap], facecolors="none", edgecolors=PALETTE[1], s=80, label="front")
            figure.colorbar(shown, ax=left, label=describe(cost).unit)
            left.set(xlabel=describe(depth).label, ylabel="gap in deep use by need", title=f"{world}, {practice}")
            for _, one in rows[~rows["front"]].iterrows():
                right.plot(range(len(dials)), one[list(dials)], color="#DDDDDD", linewidth=0.6, zorder=1)
            for _, one in front.iterrows():
                right.plot(range(len(dials)), one[list(dials)], color=PALETTE[1], alpha=0.8, zorder=2)
            right.set(ylim=(0.9, 5.1), title=f"{len(front)} of {len(rows)} on the front")
            right.set_xticks(range(len(dials)), dials, rotation=30, ha="right", fontsize=9)
    return figure
