"""Target 6: what is left of a gain in skill, against an untreated twin with the same draws."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from diffusion_sim.fit.reading import Reading, ratio_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import run_trials
from diffusion_sim.settings.settings import Settings


def gain_left(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return per arm the gain at its second moment over the gain at its first, among those still in the school.

    The options ``<arm>_first`` and ``<arm>_second`` are weeks completed (half a week later: after the year's end).
    """
    out = []
    for name in (n for n in arms if n != "twin"):
        first, second = target.options[f"{name}_first"], target.options[f"{name}_second"]
        weeks = int(second)
        gains: dict[float, list[float]] = {first: [], second: []}
        treated = run_trials(arms[name], weeks, [first, second])
        for a, b in zip(treated, run_trials(arms["twin"], weeks, [first, second]), strict=True):
            stayed = (a.column("occupant", second) == 0.0) & (b.column("occupant", second) == 0.0)
            who = stayed & a.members
            for moment in (first, second):
                gains[moment].append(float((a.column("skill", moment) - b.column("skill", moment))[who].mean()))
        out.append(ratio_reading(name, np.array(gains[second]), np.array(gains[first])))
    return out
