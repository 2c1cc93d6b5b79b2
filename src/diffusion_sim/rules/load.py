"""Load: what support and new practice cost in time, against the slack a person has (initiative fatigue).

ODD: each week the hours that support takes and the extra work of use are compared with the person's slack; felt load
follows slowly. Part of coaching comes on top of the working week; workshops and meetings are released time (substitutes
are paid), as far as ``meetings_unreleased`` does not say otherwise. Load above 1 means that more is asked
than there is room for. Room to experiment is the slack that load leaves.
Source: RAND RR2217 and EdWeek Research Center 2017 for the direction; sizes are assumptions of the ledger.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import positive


def demand(
    coaching: float,
    cohort: float,
    training: float,
    level: float,
    complexity: float,
    use_hours: float,
    routine_effort: float,
    unreleased: float,
    meetings_unreleased: float,
) -> float:
    """Return hours per week that support and use ask of one's slack; mechanical use costs most (CBAM level III)."""
    effort = 0.0 if level < 3.0 else (1.0 if level < 4.0 else routine_effort)
    support = unreleased * coaching + meetings_unreleased * (cohort + training)
    return support + effort * complexity * use_hours


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
    """Return room to experiment: the share of slack that load leaves, 0 from load 1 on."""
    return positive(1.0 - load)
