"""What a reader of a comparison must know, and which arms were not at the same cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.typed import typed
from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.replicates import DISTRICTS
from diffusion_sim.settings.registry import options

#: An arm that spends less than this share of its budget is not a fair comparison and is flagged.
FAIR_SPENDING = 0.95
#: The outcome that is told where the horizon ends before the week of the headline.
INSTEAD = "deep_use_end"
#: The command that varies the assumptions names as many arms as this; it runs hundreds of worlds for each.
MOST_NAMED = 3
#: With fewer districts than this (or replicates of a fixed one) an interval may be wider than all that is possible.
ENOUGH = 5
#: What differs between drawings of one district that was read from a table.
DRAWN = "what its table does not hold is drawn: people, ties, readiness, climate"
#: Arms that are meant to spend nothing.
FREE_ARMS: tuple[str, ...] = ("laissez_faire",)


def underspent(arms: pd.DataFrame) -> tuple[str, ...]:
    """Return the arms whose mean share of the budget spent is below :data:`FAIR_SPENDING`."""
    spent = arms[(arms["outcome"] == "budget_spent") & (arms["mean"] < FAIR_SPENDING)]
    return tuple(a for a in spent["arm"] if a not in FREE_ARMS)


def readable(table: pd.DataFrame, headline: str) -> str:
    """Return the outcome that the sentences tell: the headline, or deep use at a horizon that ends before its week.

    Parameters
    ----------
    table : DataFrame
        The differences.
    headline : str
        The outcome fixed beforehand.
    """
    defined = table[table["replicates"] > 0].groupby("outcome").size()
    if headline == HEADLINE and headline not in defined.index and INSTEAD in defined.index:
        return INSTEAD
    return headline


def notes(
    index: pd.MultiIndex | pd.Index,
    fixed: bool,
    flagged: tuple[str, ...],
    table: pd.DataFrame,
    spent: pd.Series,
    headline: str,
    own: bool = False,
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
        Name of the outcome fixed beforehand.
    own : bool
        Whether the districts are drawings of the reader's own.
    """
    districts = index.get_level_values("district").nunique()
    drawn = f" ({DRAWN})" if own else ""
    shown = readable(table, headline)
    said = [] if shown == headline else [_instead(headline, shown)]
    said.append(
        f"{len(index)} paired replicates in {words.places(districts, own)}{drawn}; every strategy meets the same luck."
    )
    if own:
        over = "one such drawing alone, over its luck" if fixed else "such drawings of your district, and over luck"
        said.append(f"Intervals are over {over}, not over assumptions.")
    elif fixed:
        said.append("Intervals hold for the simulated district alone, over its luck; others may differ.")
    else:
        said.append("Intervals are over districts like the simulated ones, not over assumptions.")
    said += _few(index, fixed, own)
    for arm in flagged:
        name = words.upper_first(words.arm_words(arm))
        said.append(
            f"{name} spent only {words.percent(spent[arm])} of the budget, "
            f"under {words.percent(FAIR_SPENDING)}: not a comparison at the same cost."
        )
    for row in words.rows(table[(table["outcome"] == shown) & (table["undefined"] > 0)]):
        said.append(
            f"The headline outcome is undefined in {row.undefined} of {len(index)} pairs of "
            f"{words.arm_words(row.arm)} and {words.arm_words(row.reference)}."
        )
    said.append(
        f"The outcome fixed beforehand is '{REGISTRY[headline].label}'; the others describe, and of twenty "
        "such intervals about one misses."
    )
    return tuple(said)


def _few(index: pd.MultiIndex | pd.Index, fixed: bool, own: bool) -> list[str]:
    """Say that there are too few districts, or of a fixed one too few replicates, for intervals to mean much."""
    district, luck = (index.get_level_values(key) for key in ("district", "luck"))
    districts = district.nunique()
    count = len(set(zip(district, luck, strict=True))) - districts + 1 if fixed else districts
    if count >= ENOUGH:
        return []
    found = f"{count} replicate{'' if count == 1 else 's'}" if fixed else words.places(count, own)
    more = "run.replicates=20" if fixed else f"run.districts={DISTRICTS} run.replicates={10 * DISTRICTS}"
    return [
        f"{found} {'is' if count == 1 else 'are'} too few for the intervals to mean much, and some may run beyond what "
        f"is possible (under 0 %, over 100 %); {more} or more narrows them."
    ]


def _instead(headline: str, shown: str) -> str:
    """Say that another outcome is told than the one fixed beforehand, and which key makes that one defined."""
    return (
        f"Told is '{REGISTRY[shown].label}': '{REGISTRY[headline].label}' lies beyond the horizon; for it, "
        "run.horizon_years must be run.support_years + 3 or more."
    )


def on_assumptions(names: tuple[str, ...], manifest: Mapping[str, Any] | None = None) -> str:
    """Say that doubt about assumptions is not in the intervals, and the command that computes it.

    Parameters
    ----------
    names : tuple of str
        The arms, the reference first. The command is exact for shipped strategies; of many arms it takes two.
    manifest : mapping, optional
        Of the batch: the command then has all its settings, so that it answers for the same district.
    """
    start = "How far this depends on the assumptions is not computed here"
    few = names if len(names) <= MOST_NAMED else names[:2]
    whole = typed(manifest, few) if manifest else None
    if whole is not None:
        return f"{start}. This computes it:\n  diffusion-sim robust {' '.join(whole)}"
    if (manifest and manifest.get("settings")) or not set(names) <= set(options("strategy")):
        return f"{start}; diffusion-sim robust does that, with the settings of this plan."
    command = f"diffusion-sim robust strategies=[{','.join(few)}]"
    return f"{start}. This computes it, with the other settings of this plan added:\n  {command}"
