"""What is read off a virtual experiment: one function per kind of target, each a list of readings."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from diffusion_sim.errors import unknown
from diffusion_sim.fit.measures import advice, cost, curve, ladder, regression, skill, staffing, use
from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.target import Target
from diffusion_sim.settings.settings import Settings

Measure = Callable[[Target, Mapping[str, Settings]], list[Reading]]

MEASURES: dict[str, Measure] = {
    "advice_networks": advice.advice_networks,
    "remaining_staff": staffing.remaining_staff,
    "share_in_use": use.share_in_use,
    "rise_in_use": use.rise_in_use,
    "effect_on_coached": use.effect_on_coached,
    "effect_ratio": use.effect_ratio,
    "gain_left": skill.gain_left,
    "deep_among_users": ladder.deep_among_users,
    "level_mix": ladder.level_mix,
    "bass_curve": curve.bass_curve,
    "price_of_support": cost.price_of_support,
    "stage_dependence": regression.stage_dependence,
    "peer_odds": regression.peer_odds,
    "backing_by_coaching": use.backing_by_coaching,
}


def readings(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return what the model gives for a target.

    Parameters
    ----------
    target : Target
    arms : mapping of arm to Settings
        As from ``target.settings()``, perhaps with other coefficients.
    """
    if target.measure not in MEASURES:
        raise unknown(f"conf/target/{target.id}.yaml: target.measure", target.measure, MEASURES)
    return MEASURES[target.measure](target, arms)
