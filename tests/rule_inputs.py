"""Inputs of rules by parameter name: every setting in its ledger range, every column in its own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from diffusion_sim.schedule import DISTRICT_SETTINGS
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice

Numbers = st.SearchStrategy[float]
Rule = Callable[..., float]
#: How many examples a property of a rule is tried on.
QUICK = settings(max_examples=60, deadline=None)
TINY = 1e-9


def number(low: float, high: float) -> Numbers:
    return st.floats(low, high, allow_subnormal=False)


def one_of(*values: float) -> Numbers:
    return st.sampled_from([float(v) for v in values])


UNIT = number(0.0, 1.0)
SIGNED = number(-1.0, 1.0)
RANGES: dict[str, Numbers] = {
    "role": one_of(0, 1, 2), "years": number(0.0, 40.0), "leadership": one_of(0, 1, 2, 3),
    "turnover": number(0.0, 0.6), "level": one_of(*range(8)), "top_level": one_of(0, 3, 4, 5, 6, 7),
    "weeks_at_level": one_of(0, 1, 3, 8, 20, 100), "compliance": one_of(0, 1), "using": one_of(0, 1),
    "occupant": one_of(0, 1, 5), "success": SIGNED, "result": SIGNED, "load": number(0.0, 4.0),
    "demand": number(0.0, 20.0), "room": UNIT, "skill": number(0.0, 0.999), "learned": number(0.0, 0.5),
    "coaching": number(0.0, 8.0), "coach_quality": number(0.0, 2.0), "cohort": number(0.0, 4.0),
    "training": number(0.0, 12.0), "peer_word": number(-20.0, 20.0), "peer_knowhow": number(0.0, 20.0),
    "peers_credible": one_of(*range(8)), "team_word": number(-1.5, 1.5), "cohort_word": number(-1.5, 1.5),
    "trust": number(0.5, 1.5), "gate": UNIT, "peer_example": number(-1.5, 1.5), "peer_help": number(0.0, 1.5),
    "backing": number(0.4, 2.5), "slowness": number(0.25, 1.0), "knowhow_offered": number(0.0, 2.5),
    "own_drive": number(0.0, 2.0), "peer_drive": number(0.0, 3.5), "coach_drive": number(0.0, 10.0),
    "workshop_drive": number(0.0, 10.0), "mandate_drive": number(0.0, 20.0), "ease": number(0.0, 2.0),
    "climb_odds": number(0.0, 1.0), "up_odds": number(0.0, 20.0), "down_odds": number(0.0, 1.0),
    "draw_odds": number(1e-9, 1e9), "step": one_of(-1, 0, 1), "starts": one_of(0, 1),
    "cause": one_of(0, 1, 2, 16, 17, 31, 32), "leaving": one_of(0, 1), "arrives_using": one_of(0, 1),
    "starts_using": one_of(0, 1), "drive": number(0.0, 20.0), "x": number(-50.0, 50.0),
}  # fmt: skip
for _cls in (Practice, Behaviour):
    RANGES |= {f.name: number(f.metadata["low"], f.metadata["high"]) for f in fields(_cls) if "unit" in f.metadata}
RANGES |= {
    f.name: number(f.metadata["low"], f.metadata["high"])
    for f in fields(DistrictSettings)
    if f.name in DISTRICT_SETTINGS
}


def range_of(name: str) -> Numbers:
    """Return the values that a name can take; draws lie strictly inside (0, 1), anything else is a share."""
    return number(2.0**-33, 1.0 - 2.0**-33) if name.startswith("u_") or name == "u" else RANGES.get(name, UNIT)


def inputs(rule: Callable[..., float], **fixed: float) -> st.SearchStrategy[dict[str, float]]:
    """Draw a value for every parameter of a rule, except those that are fixed."""
    names = inspect.signature(rule).parameters
    drawn: dict[str, Any] = {n: st.just(float(fixed[n])) if n in fixed else range_of(n) for n in names}
    return st.fixed_dictionaries(drawn)


def inputs_of(rule: Callable[..., Any]) -> list[str]:
    """Return the parameter names of a rule."""
    return list(inspect.signature(rule).parameters)
