"""Load: what support and new practice cost in time, against the slack a person has (initiative fatigue).

ODD: each week the hours that support takes and the extra work of use are compared with the person's slack; felt load
follows slowly. Load above 1 means more is asked than there is room for. Room to experiment is what load leaves.
Source: RAND RR2217 and EdWeek Research Center 2017 for the direction; sizes are assumptions of the ledger.
"""

from __future__ import annotations


def demand(
    coaching: float, cohort: float, training: float, level: float, complexity: float, use_hours: float
) -> float:
    """Return hours per week that support and use ask for; mechanical use costs most (CBAM level III)."""
    effort = 0.0 if level < 3.0 else (1.0 if level < 4.0 else 0.4)
    return coaching + cohort + training + effort * complexity * use_hours


def load(
    load: float,
    demand: float,
    availability: float,
    leadership: float,
    other_load: float,
    post_load: float,
    support_hours_slack: float,
    load_speed: float,
) -> float:
    """Return felt load (1 = all slack used); it follows what is asked with a lag."""
    slack = support_hours_slack * (0.5 + availability)
    asked = other_load + post_load * leadership + demand / slack
    return load + load_speed * (asked - load)


def room(load: float) -> float:
    """Return room to experiment, 1 without load and one half at load 1."""
    return 1.0 / (1.0 + load)
