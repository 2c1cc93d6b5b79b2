"""Political patience: whether support lasts as long as it was planned.

ODD: new leaders need not go on with what their predecessors began. At the start of every year of support but the first,
the leaders of the district change at a given chance. Those who are new keep what they see in use: support goes on with
a chance equal to the share of staff who use the practice (Level III and higher, however observable it is), and
otherwise ends that day, with its money, hours, meetings, pressure and messages. What has been learnt, fitted and taken
up stays, the people of a pipeline go on unpaid, and what was not spent is not spent. By default no leaders change, as
the support window belongs to the comparison. Outcomes are read by the planned window all the same, so that all
strategies are read in the same weeks. Source: Grissom & Andersen 2012 for how often leaders change; that visible use
buys patience is an assumption.
"""

from __future__ import annotations


def support_ends_chance(leaders_change: float, share_using: float) -> float:
    """Return the chance that support ends at the start of a year."""
    return leaders_change * (1.0 - share_using)
