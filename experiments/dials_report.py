"""Tables of the dials: best positions with their intervals, pathways that nothing betters; what is drawn of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from dials_draw import About, sweeps
from dials_front import fronts
from dials_outcomes import BUDGET, CUBE, DEPTH, FRONT, LASTING, OUTCOMES, PLACED, speaks
from dials_page import summary

from diffusion_sim.compare.nested import Estimate, estimate, unless_few_agree
from diffusion_sim.explore.pareto import undominated
from diffusion_sim.outcomes import describe
from diffusion_sim.tables import whole_file

RESAMPLES, SEED = 2000, 1
TABLES = ("positions", "best", "pathways")
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
            if 3.0 not in table or outcome not in outcomes or not speaks(str(outcome), dial):
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
            if table.shape[1] < 2 or table.empty or outcome not in outcomes or not speaks(str(outcome), dial):
                continue
            places = np.asarray(table.columns, dtype=float)
            means = better(str(outcome)) * resampled(table)
            low, high = np.quantile(places[means.argmax(axis=1)], (0.025, 0.975))
            inner = means[:, 1:-1].max(axis=1, initial=-np.inf) > np.maximum(means[:, 0], means[:, -1])
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


def pathways_table(found: pd.DataFrame, dials: Sequence[str]) -> pd.DataFrame:
    """Return each pathway of the hypercube with its means in every world, and whether no other betters it.

    That is in depth, equity and cost at once. Sweeps of one dial are left out: all have one budget, so that their cost
    says what found no use. ``front_share`` is the share of resamples of districts in which no other betters it: luck
    alone puts many on the front.
    """
    found = found[found["arm"].str.startswith(CUBE)]
    sign = np.array([better(o) for o in FRONT])
    out = []
    for (world, practice), rows in found.groupby(WORLD, sort=False):
        arms = rows.drop_duplicates("arm").set_index("arm")[[*dials, BUDGET]]
        tables = [by_district(rows[rows["outcome"] == o], "arm").reindex(columns=arms.index) for o in FRONT]
        common = sorted(set.intersection(*(set(t.index) for t in tables)))
        tables = [t.loc[common] for t in tables]
        if not common:
            continue
        means = np.stack([t.mean().to_numpy() for t in tables], axis=1) * sign
        again = np.stack([resampled(t)[:200] for t in tables], axis=2) * sign
        share = np.mean([undominated(one) for one in again], axis=0)
        shown = pd.DataFrame(means * sign, columns=list(FRONT), index=arms.index)
        out.append(arms.join(shown).assign(world=world, practice=practice, front=undominated(means), front_share=share))
    return pd.concat(out).reset_index() if out else pd.DataFrame(columns=["arm", *dials, BUDGET])


def write(found: pd.DataFrame, folder: Path, dials: Sequence[str], about: About) -> list[Path]:
    """Write three tables, and what is drawn and told of them; return their paths."""
    made = (positions_table(found, OUTCOMES, dials), best_table(found, PLACED, dials), pathways_table(found, dials))
    tables = dict(zip(TABLES, made, strict=True))
    for name, table in tables.items():
        with whole_file(folder / f"{name}.csv") as part:
            kept = table.assign(replicates=about.replicates, sources=about.sources)
            kept.to_csv(part, index=False, float_format="%.6g")
    return [*(folder / f"{name}.csv" for name in TABLES), *show(tables, folder, dials, about)]


def show(tables: Mapping[str, pd.DataFrame], folder: Path, dials: Sequence[str], about: About) -> list[Path]:
    """Draw three pictures (depth on one day, by each pathway's own clock, and the front), and write the page.

    The front is drawn and told where the table of pathways has their budgets, as it has from this version on.
    """
    places, paths = tables["positions"], tables["pathways"]
    if BUDGET not in paths:
        paths = pd.DataFrame()
    figures = {
        "dials": sweeps(places, DEPTH, dials, about),
        "dials_own_clock": sweeps(places, LASTING, dials, about),
    }
    if not paths.empty:  # where every world leaves an outcome undefined there is nothing to choose among
        figures["pareto"] = fronts(places, paths, dials, about)
    for name, figure in figures.items():
        with whole_file(folder / f"{name}.png") as part:
            figure.savefig(part, format="png")
    with whole_file(folder / "summary.md") as part:
        part.write_text(summary(places, tables["best"], paths, about, dials), encoding="utf-8")
    return [*(folder / f"{name}.png" for name in figures), folder / "summary.md"]
