"""Targets about Levels of Use: how deep use goes, and where users stand after a year."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from diffusion_sim.fit.reading import Reading, mean_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import run_trials
from diffusion_sim.settings.settings import Settings


def deep_among_users(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return deep users (IVB or higher, by conviction) over all in use, per arm and week (``week_1``, ``week_2``)."""
    weeks = [round(target.options[k]) for k in ("week_1", "week_2")]
    out = []
    for name, settings in arms.items():
        trials = run_trials(settings, weeks[-1], weeks)
        for week in weeks:
            shares = []
            for t in trials:
                deep = (t.column("level", week) >= 5.0) & (t.column("compliance", week) == 0.0)
                shares.append(deep.sum() / max(t.column("using", week).sum(), 1.0))
            out.append(mean_reading(f"{name}_week_{week}", shares))
    return out


def level_mix(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the share of users at the mechanical level and of non-users among staff after ``week`` weeks."""
    week = round(target.options["week"])
    settings = next(iter(arms.values()))
    trials = run_trials(settings, week, [week])
    mechanical = [
        np.sum(t.column("level", week) == 3.0) / max(t.column("using", week).sum(), 1.0) for t in trials
    ]
    nonuse = [1.0 - t.column("using", week).mean() for t in trials]
    return [mean_reading("mechanical_among_users", mechanical), mean_reading("nonuse", nonuse)]
