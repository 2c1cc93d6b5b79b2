"""Target 2: how many of the first staff are still in their post."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from diffusion_sim.district.district import PRINCIPAL, TEACHER
from diffusion_sim.fit.reading import Reading, mean_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import run_trials
from diffusion_sim.settings.settings import Settings


def remaining_staff(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the share of first occupants still in post after ``years``: teachers per arm, principals of the first."""
    weeks = round(36 * target.options["years"])
    out = []
    for k, (name, settings) in enumerate(arms.items()):
        trials = run_trials(settings, weeks, [weeks + 0.5])
        role = [t.layout.district.staff.role for t in trials]
        stayed = [t.column("occupant", weeks + 0.5) == 0.0 for t in trials]
        out.append(mean_reading(name, [np.mean(s[:, r == TEACHER]) for s, r in zip(stayed, role, strict=True)]))
        if k == 0:
            kept = [np.mean(s[:, r == PRINCIPAL]) for s, r in zip(stayed, role, strict=True)]
            out.append(mean_reading("principals", kept))
    return out
