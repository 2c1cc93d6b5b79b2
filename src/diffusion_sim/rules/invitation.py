"""Invitations: who says yes.

ODD: a person who is invited accepts with a chance that rises with openness. Under a mandate nobody is asked.
Source: ALP "Invitation to Trailblaze" for the form; the size is an assumption of the ledger.
"""

from __future__ import annotations


def accept_chance(openness: float, accept_floor: float) -> float:
    """Return the chance that an invitation is accepted."""
    return accept_floor + (1.0 - accept_floor) * openness
