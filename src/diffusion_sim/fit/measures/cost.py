"""Target 25: what a coached teacher-year costs, and coaching against a workshop."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from diffusion_sim.fit.reading import Reading, mean_reading, ratio_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import run_trials
from diffusion_sim.settings.settings import Settings


def price_of_support(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return dollars of 2010 per coached teacher and year, and their ratio to a two-day workshop, from the ledgers."""
    per_person = {}
    for name, line in (("coached", "coaches"), ("workshop", "workshop")):
        trials = run_trials(arms[name], 36, [])
        spent = [sum(e.money.mean() for e in t.ledger.entries if e.line == line) for t in trials]
        people = [t.members.sum(axis=1).mean() for t in trials]
        per_person[name] = np.array(spent) / np.array(people)
    deflator = arms["coached"].costs.deflator_2010
    return [
        mean_reading("coached_2010", per_person["coached"] / deflator),
        ratio_reading("coaching_over_workshop", per_person["coached"], per_person["workshop"]),
    ]
