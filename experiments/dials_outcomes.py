"""What ``dials.py`` reads of its runs: fixed beforehand, and which outcome speaks for which dial."""

from __future__ import annotations

import pandas as pd

from diffusion_sim.outcomes import HEADLINE

#: Depth on one day for all, equity then, money, and depth by each pathway's own clock.
DEPTH, EQUITY, COST, LASTING = "deep_use_end", "deep_gap_size_end", "money_per_post", HEADLINE
#: Deep use of half of the components counts as half. The dial that leaves components out is read by these.
BY_PARTS = {DEPTH: "deep_components_end", LASTING: "deep_components_3y_after"}
PARTS_DIAL = "comprehensiveness"
OUTCOMES = (DEPTH, EQUITY, COST, LASTING, *BY_PARTS.values())
#: Of these some position is best. Not of cost: where all have one budget it differs by what found no use.
PLACED = (DEPTH, EQUITY, LASTING, *BY_PARTS.values())
#: Depth, equity and cost of the pathways over all dials and budgets; these leave out components, so depth is by parts.
FRONT = (BY_PARTS[DEPTH], EQUITY, COST)
#: Budgets of those pathways, as multiples of the usual one.
BUDGET, BUDGETS = "budget", (0.5, 2.0)
#: How their arms are named.
CUBE = "cube_"


def speaks(outcome: str, dial: str) -> bool:
    """Tell whether an outcome is read for a dial: those by components for the dial that leaves components out alone."""
    return outcome not in BY_PARTS.values() or dial == PARTS_DIAL


def shown(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the rows of an outcome; of the dial that leaves components out those by components, if they are there."""
    plain, parts = table[table["outcome"] == outcome], table[table["outcome"] == BY_PARTS.get(outcome, outcome)]
    parts = parts[parts["dial"] == PARTS_DIAL]
    return plain if parts.empty else pd.concat([plain[plain["dial"] != PARTS_DIAL], parts])


def counted(table: pd.DataFrame, dial: str) -> str:
    """Say how a dial of a table of :func:`shown` is counted, where that is another way."""
    own = table.loc[table["dial"] == dial, "outcome"]
    return " by components" if own.isin(list(BY_PARTS.values())).any() else ""
