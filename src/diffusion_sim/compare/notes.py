"""What a reader of a comparison must know, and which arms were not at the same cost."""

from __future__ import annotations

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.outcomes import REGISTRY

#: An arm that spends less than this share of its budget is not a fair comparison and is flagged.
FAIR_SPENDING = 0.95
#: Arms that are meant to spend nothing.
FREE_ARMS: tuple[str, ...] = ("laissez_faire",)


def underspent(arms: pd.DataFrame) -> tuple[str, ...]:
    """Return the arms whose mean share of the budget spent is below :data:`FAIR_SPENDING`."""
    spent = arms[(arms["outcome"] == "budget_spent") & (arms["mean"] < FAIR_SPENDING)]
    return tuple(a for a in spent["arm"] if a not in FREE_ARMS)


def notes(
    index: pd.MultiIndex | pd.Index,
    fixed: bool,
    flagged: tuple[str, ...],
    table: pd.DataFrame,
    spent: pd.Series,
    headline: str,
) -> tuple[str, ...]:
    """Return what a reader must know, one sentence each.

    Parameters
    ----------
    index : MultiIndex
        The replicates (district, luck, design).
    fixed : bool
        Whether the districts are held fixed.
    flagged : tuple of str
        Arms that spent too little.
    table : DataFrame
        The differences.
    spent : Series
        Share of the budget spent, by arm.
    headline : str
        Name of the headline outcome.
    """
    districts = index.get_level_values("district").nunique()
    many = "" if districts == 1 else "s"
    said = [
        f"{len(index)} paired replicates in {districts} district{many}; every strategy meets the same luck."
    ]
    if fixed:
        said.append("Intervals hold for the simulated district alone, over its luck; others may differ.")
    else:
        said.append("Intervals are over districts like the simulated ones, not over assumptions.")
    for arm in flagged:
        name = words.upper_first(words.arm_words(arm))
        said.append(
            f"{name} spent only {words.percent(spent[arm])} of the budget, "
            f"under {words.percent(FAIR_SPENDING)}: not a comparison at the same cost."
        )
    for row in words.rows(table[(table["outcome"] == headline) & (table["undefined"] > 0)]):
        said.append(
            f"The headline outcome is undefined in {row.undefined} of {len(index)} pairs of "
            f"{words.arm_words(row.arm)} and {words.arm_words(row.reference)}."
        )
    said.append(
        f"The outcome fixed beforehand is '{REGISTRY[headline].label}'; the others describe, and of twenty "
        "such intervals about one misses."
    )
    return tuple(said)
