"""How schools differ, and who works across them: what no file says, with ranges.

The second part of :class:`diffusion_sim.settings.district.DistrictSettings`.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter
from diffusion_sim.settings.population import NO_SOURCE, Population

REACH = "direction: Spillane, Hopkins & Sweet 2015 (leadership posts predict ties between schools); size assumed"


# made as a part of the whole only, so methods of its own would never be used
@dataclass(frozen=True, init=False, repr=False, eq=False)
class Geography(Population):
    """Readiness and climate of schools, feeder patterns, and ties between schools."""

    readiness_sd: float = parameter(
        0.15, 0.0, 0.3, "0-1", "assumption", NO_SOURCE, "Spread of readiness over schools, around .5."
    )
    climate_sd: float = parameter(
        0.15, 0.0, 0.3, "0-1", "assumption", NO_SOURCE, "Spread of climate over schools, around .5."
    )
    climate_need: float = parameter(
        -0.3, -0.6, 0.0, "correlation", "assumption",
        "direction: Johnston & Tsai 2018 (working together helps less at high poverty); size assumed",
        "Correlation over schools of climate with need.",
    )  # fmt: skip
    feeder_need: float = parameter(
        0.7, 0.0, 1.0, "share", "assumption", "poverty is clustered by area; size assumed",
        "How much a school's place in the map of feeder patterns follows its need.",
    )  # fmt: skip
    reach_coach: float = parameter(
        8.0, 1.0, 16.0, "ratio", "assumption", REACH, "How much a coach works across schools, against a teacher."
    )
    reach_principal: float = parameter(
        3.0, 1.0, 8.0, "ratio", "assumption", REACH, "How much a principal works across schools, against a teacher."
    )
    reach_post: float = parameter(
        2.0, 0.0, 4.0, "ratio", "assumption", REACH, "What each leadership post adds to reach across schools."
    )
    cross_feeder: float = parameter(
        0.5, 0.0, 1.0, "share", "assumption", NO_SOURCE, "Ties between schools that stay in the feeder pattern."
    )
    cross_level: float = parameter(
        0.6, 0.0, 1.0, "share", "assumption", NO_SOURCE, "Of the others, those that stay among schools of one level."
    )
