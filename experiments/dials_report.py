"""Tables of the dials: best positions with their intervals, pathways that nothing betters; what is drawn of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from dials_draw import About, fronts, sweeps
from dials_page import summary

from diffusion_sim.compare.nested import Estimate, estimate, unless_few_agree
from diffusion_sim.explore.pareto import undominated
from diffusion_sim.outcomes import describe
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
    """Return the mean at every position, and its paired difference from the middle with a 95 % t interval.

    Districts are the units, and few: the quantiles of a bootstrap over eight of them are too narrow. ``told`` says that
    the difference is told from 0 by an interval that holds for all positions of the dial at once (Bonferroni).
    """
    out = []
    for (world, practice, outcome), rows in found.groupby([*WORLD, "outcome"], sort=False):
        for dial in dials:
            table = by_district(sweep(rows, dial), dial)
            if 3.0 not in table or outcome not in outcomes:
                continue
            gap = table.sub(table[3.0], axis=0)
            for p in table.columns:
                one, wide = (interval(gap[p], 0.05 / many) for many in (1, max(len(table.columns) - 1, 1)))
                out.append({"world": world, "practice": practice, "outcome": outcome, "dial": dial, "position": p,
                            "mean": table[p].mean(), "from_middle": gap[p].mean(), "low": one.low, "high": one.high,
                            "told": wide.low > 0 or wide.high < 0, "districts": len(table)})  # fmt: skip
    return pd.DataFrame(out)


def interval(gap: pd.Series, alpha: float) -> Estimate:
    """Return the mean over districts with its interval, none where few districts agree on one value by chance."""
    return unless_few_agree(estimate(gap.to_numpy(dtype=float), np.arange(len(gap)), 1.0 - alpha))


def best_table(found: pd.DataFrame, outcomes: Sequence[str], dials: Sequence[str]) -> pd.DataFrame:
    """Return the best position of every dial and outcome, and the middle 95 % of best positions over resamples.

    ``flat`` says that the interval spans the whole dial: its position cannot be told to matter at this size.
    ``better_than_ends``: share of resamples in which the best inner position beats both ends; as there are more inner
    positions than ends, that is the share ``by_chance`` where no position matters.
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
                        "better_than_ends": inner.mean(), "by_chance": 1.0 - 2.0 / len(places),
                        "districts": len(table)})  # fmt: skip
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


def write(
    found: pd.DataFrame, folder: Path, outcomes: Sequence[str], dials: Sequence[str], about: About
) -> list[Path]:
    """Write three tables, and what is drawn and told of them; return their paths."""
    tables = {
        "positions": positions_table(found, outcomes, dials),
        "best": best_table(found, outcomes, dials),
        "pathways": pathways_table(found, outcomes, dials),
    }
    for name, table in tables.items():
        with whole_file(folder / f"{name}.csv") as part:
            kept = table.assign(replicates=about.replicates, sources=about.sources)
            kept.to_csv(part, index=False, float_format="%.6g")
    made = [folder / f"{name}.csv" for name in tables]
    return [*made, *show(tables["positions"], tables["pathways"], folder, outcomes, dials, about)]


def show(
    places: pd.DataFrame, paths: pd.DataFrame, folder: Path, outcomes: Sequence[str], dials: Sequence[str], about: About
) -> list[Path]:
    """Draw three pictures (depth on one day, by each pathway's own clock, and the front), and write the page."""
    first, last = outcomes[0], outcomes[-1]
    figures = {
        "dials": sweeps(places, first, dials, about),
        "dials_own_clock": sweeps(places, last, dials, about),
    }
    if not paths.empty:  # where every world leaves an outcome undefined there is nothing to choose among
        figures["pareto"] = fronts(paths, outcomes[:THREE], dials, about)
    for name, figure in figures.items():
        with whole_file(folder / f"{name}.png") as part:
            figure.savefig(part, format="png")
    with whole_file(folder / "summary.md") as part:
        part.write_text(summary(places, paths, about, outcomes, dials), encoding="utf-8")
    return [*(folder / f"{name}.png" for name in figures), folder / "summary.md"]
