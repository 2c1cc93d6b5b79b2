"""Targets about the share in use (Level III or higher): how many, how much more, and among whom."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.fit.reading import Reading, mean_reading, ratio_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import Trial, run_trials
from diffusion_sim.settings.settings import Settings

F8 = NDArray[np.float64]


def share_in_use(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the share of staff in use after ``week`` weeks, per arm."""
    week = round(target.options["week"])
    return [
        mean_reading(name, [t.column("using", week).mean() for t in run_trials(settings, week, [week])])
        for name, settings in arms.items()
    ]


def rise_in_use(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the rise in the share in use from week 0 to ``week`` per arm, and the first arm's over the second's."""
    week = round(target.options["week"])
    rises = {}
    for name, settings in arms.items():
        trials = run_trials(settings, week, [0, week])
        rises[name] = np.array([(t.column("using", week) - t.column("using", 0)).mean() for t in trials])
    out = [mean_reading(name, values) for name, values in rises.items()]
    first, second = list(rises.values())[:2]
    return [*out, mean_reading("over_twin", first - second)]


def coached_effect(treated: Settings, twin: Settings, week: int) -> tuple[F8, F8]:
    """Return per district the effect on use among the coached against the same people uncoached, and their baseline."""
    effect, baseline = [], []
    for a, b in zip(run_trials(treated, week, [0, week]), run_trials(twin, week, [0, week]), strict=True):
        who = a.members
        effect.append((a.column("using", week) - b.column("using", week))[who].mean())
        baseline.append(a.column("using", 0)[who].mean())
    return np.array(effect), np.array(baseline)


def effect_on_coached(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the effect of coaching on use after ``week`` weeks among the coached, and their share in use before."""
    effect, baseline = coached_effect(arms["coached"], arms["twin"], round(target.options["week"]))
    return [mean_reading("effect", effect), mean_reading("baseline", baseline)]


def effect_ratio(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the effect of the large programme over that of the small one, and both effects."""
    week = round(target.options["week"])
    small, _ = coached_effect(arms["small"], arms["twin"], week)
    large, _ = coached_effect(arms["large"], arms["twin"], week)
    return [ratio_reading("ratio", large, small), mean_reading("small", small), mean_reading("large", large)]


def backing_by_coaching(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the interaction of backing and coaching in the skill of use: (both - backing) - (coach - none)."""
    week = round(target.options["week"])
    level = {name: _skilful_use(run_trials(settings, week, [week]), week) for name, settings in arms.items()}
    high = level["backed_coached"] - level["backed"]
    low = level["opposed_coached"] - level["opposed"]
    beside = [mean_reading("effect_backed", high), mean_reading("effect_opposed", low)]
    return [mean_reading("interaction", high - low), *beside]


def _skilful_use(trials: list[Trial], week: float) -> F8:
    return np.array([t.column("knowhow", week).mean() for t in trials])
