"""Who wins a cell of ``crossover.py``, and what a title may say of all cells together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.compare import estimate
from diffusion_sim.compare.words import upper_first
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.plots import style

F8 = NDArray[np.float64]
NOBODY = "no clear winner"
#: A colour and a letter per strategy: the letter is enough in black and white.
LOOK: dict[str, tuple[str, str, str]] = {
    "trailblazer": ("T", style.PALETTE[0], "trailblazer cohort"),
    "training_mandate": ("M", style.PALETTE[1], "training under a mandate"),
    "rolling_by_grade": ("R", style.PALETTE[4], "rolling start by grade"),
    "hybrid": ("H", style.PALETTE[3], "hybrid: cohort, then required"),
    "laissez_faire": ("0", style.PALETTE[2], "doing nothing"),
}
SHOWN = (
    (HEADLINE, "three years after each one's support ends"),
    ("deep_use_end", "in the same last week for all"),
    ("deep_use_support_end", "when each one's support ends"),
)
#: The strategies that begin with a coached cohort.
COHORTS = ("trailblazer", "hybrid")
#: The one whose distance from the best of all others is drawn.
FOLLOWED = "trailblazer"


@dataclass(frozen=True)
class Verdict:
    """Who wins a cell.

    Attributes
    ----------
    winner : str
        The strategy whose paired interval against every other one excludes 0, or :data:`NOBODY`.
    best, runner_up : str
        The two with the highest means.
    lead, low, high : float
        Paired difference of the two, with its 95 % interval.
    tied : tuple of str
        The best and all from whom it cannot be told; the best alone where there is a winner.
    """

    winner: str
    best: str
    runner_up: str
    lead: float
    low: float
    high: float
    tied: tuple[str, ...]


def judge(value: Mapping[str, F8], district: NDArray[np.int64], level: float = 0.95) -> Verdict:
    """Say who wins: the best by mean, if it is ahead of each other one by the paired interval.

    Parameters
    ----------
    value : mapping of str to float64 (replicates,)
        One value per arm and replicate, higher is better; the same replicates in the same order.
    district : int64 (replicates,)
    level : float
        Of every paired interval. To be named, a strategy must pass all of them, so their number does not have to be
        corrected for.
    """
    means = {arm: estimate(v, district, level).mean for arm, v in value.items()}
    best, second = sorted(means, key=lambda arm: -means[arm])[:2]
    gaps = {arm: estimate(value[best] - v, district, level) for arm, v in value.items() if arm != best}
    tied = (best, *(arm for arm, gap in gaps.items() if not (gap.low > 0.0 or (gap.se == 0.0 and gap.mean > 0.0))))
    lead = gaps[second]
    return Verdict(best if len(tied) == 1 else NOBODY, best, second, lead.mean, lead.low, lead.high, tied)


def tables(table: pd.DataFrame, arms: Sequence[str], reads: Mapping[str, str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per complete cell and outcome shown, and the mean of every arm and outcome per cell.

    ``reads`` is the deciding outcome by map; a map decided by another than the headline has rows of that alone.
    """
    index = ["district", "luck", "design"]
    full = len(table[index].drop_duplicates()) * len(arms) * table["outcome"].nunique()
    rows, means = [], []
    for (name, x, y), cell in table.groupby(["map", "x", "y"], sort=False):
        if len(cell) < full:
            continue
        wide = cell.pivot(index=index, columns=["outcome", "arm"], values="value").sort_index()
        place = {"map": name, "x": x, "y": y}
        district = wide.index.get_level_values("district").to_numpy(dtype=np.int64)
        for outcome, arm in wide.columns:
            means.append({**place, "outcome": outcome, "arm": arm, "mean": wide[outcome, arm].mean()})
        for outcome, _ in SHOWN:
            if reads[str(name)] not in (HEADLINE, outcome):
                continue
            value = {arm: wide[outcome, arm].to_numpy(dtype=float) for arm in arms}
            if any(np.isnan(v).any() for v in value.values()):
                continue
            v = judge(value, district)
            own, other = (max(side, key=lambda a: value[a].mean()) for side in _sides(arms))
            gap = estimate(value[own] - value[other], district)
            rival = max((a for a in arms if a != FOLLOWED), key=lambda a: value[a].mean())
            behind = estimate(value[FOLLOWED] - value[rival], district)
            rows.append({
                **place, "outcome": outcome, "winner": v.winner, "best": v.best, "runner_up": v.runner_up,
                "lead": v.lead, "low": v.low, "high": v.high, "tied": " ".join(v.tied),
                "cohort": own, "other": other, "gap": gap.mean, "gap_low": gap.low, "gap_high": gap.high,
                "rival": rival, "behind": behind.mean, "behind_low": behind.low, "behind_high": behind.high,
                "support": cell["support"].iloc[0], "longest": cell["longest"].iloc[0],
                "replicates": len(wide), "districts": len(np.unique(district)),
            })  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame(means)


def _sides(arms: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the strategies that begin with a coached cohort, and the others."""
    return [a for a in arms if a in COHORTS], [a for a in arms if a not in COHORTS]


def listed(names: Sequence[str]) -> str:
    """Join names as in a sentence."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def counts(cells: pd.DataFrame) -> dict[str, int]:
    """Return in how many cells each one wins, the most frequent first; nobody last."""
    found = cells["winner"].value_counts()
    named = {str(arm): int(n) for arm, n in found.items() if arm != NOBODY}
    return {**named, NOBODY: int(found.get(NOBODY, 0))}


def finding(cells: pd.DataFrame) -> str:
    """Return the title: who wins in how many worlds, and, in so many words, who wins in none."""
    n, total = counts(cells), len(cells)
    won = [f"{LOOK[arm][2].split(':')[0]} in {k}" for arm, k in n.items() if arm != NOBODY]
    label = describe(str(cells["outcome"].iloc[0])).label.lower().removeprefix("staff in ")
    first = f"Most {label}: {', '.join(won)} of {total} worlds" if won else f"Most {label}: of {total} worlds"
    text = f"{first}; no clear winner in {n[NOBODY]}." if n[NOBODY] or not won else f"{first}."
    losers = [LOOK[arm][2].split(":")[0] for arm in LOOK if arm not in n and arm != "laissez_faire"]
    return f"{text} {upper_first(listed(losers))}: in none." if losers else text
