"""Target 1: statistics of generated advice networks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from diffusion_sim.district.build import build_district
from diffusion_sim.district.statistics import grade_odds, school_networks
from diffusion_sim.draws import stream_key
from diffusion_sim.fit.reading import Reading, mean_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.settings.settings import Settings


def advice_networks(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return means over generated schools of the size that the options name (``low`` to ``high`` staff)."""
    settings = next(iter(arms.values()))
    frames: list[pd.DataFrame] = []
    index = 0
    while sum(map(len, frames)) < target.options["schools"]:
        district = build_district(settings.district, stream_key("district", settings.run.seed, index))
        networks = school_networks(district)
        size = networks["n"]
        frames.append(networks[(size >= target.options["low"]) & (size <= target.options["high"])])
        index += 1
    schools = pd.concat(frames, ignore_index=True)
    named = [mean_reading(k, schools[k]) for k in target.bands if k != "grade_odds"]
    odds = grade_odds(schools)
    parts = [grade_odds(f) for f in frames if len(f)]
    around = mean_reading("grade_odds", np.array(parts))
    below, above = around.value - around.low, around.high - around.value
    return [*named, Reading("grade_odds", odds, odds - below, odds + above)]
