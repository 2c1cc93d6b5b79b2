"""Invitations: who says yes.

ODD: a person who is invited accepts with a chance that rises with openness. Under a mandate nobody is asked. In an open
call everybody is invited at once and signs up at a constant rate of his or her own while the call is out, the rate that
leads to that same chance by its end; so the eager sign up sooner, and whoever comes first is served first. A place that
stays free is offered anew in every quarter, also to those who declined, each time with that chance: where money buys
more places than there are takers, even the least open join in time.
Source: ALP "Invitation to Trailblaze" for the form; the size is an assumption of the ledger.
"""

from __future__ import annotations


def accept_chance(openness: float, accept_floor: float) -> float:
    """Return the chance that an invitation is accepted."""
    return accept_floor + (1.0 - accept_floor) * openness
