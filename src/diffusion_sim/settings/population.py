"""Who works in the district, and where the practice stands in week 0: what no file says, with ranges.

The first part of :class:`diffusion_sim.settings.district.DistrictSettings`. Rules read these by name
(:mod:`diffusion_sim.rules.traits`, :mod:`diffusion_sim.rules.start`), for the first occupants and for all later ones.
"""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.settings.parameter import parameter

NO_SOURCE = "no source found"


# made as a part of the whole only, so methods of its own would never be used
@dataclass(frozen=True, init=False, repr=False, eq=False)
class Population:
    """Traits of people, and use of the practice before any strategy."""

    threshold_zero: float = parameter(
        0.25, 0.1, 0.4, "share of staff", "derived", "EVIDENCE s.5: 25 % adopt before any colleague (adopters only)",
        "Staff whose threshold is 0: they need no colleague in use.",
    )  # fmt: skip
    threshold_slope: float = parameter(
        1.2, 0.94, 1.88, "ratio", "derived", "EVIDENCE s.5: mean threshold .45, SD .35; the range gives means .35-.55",
        "How fast the other thresholds rise with rank, up to 1.",
    )  # fmt: skip
    leaders_share: float = parameter(
        0.3, 0.1, 0.5, "share of staff", "assumption", NO_SOURCE, "Staff who hold a leadership post or several."
    )
    initial_mechanical: float = parameter(
        0.3, 0.0, 0.5, "share of users", "assumption", NO_SOURCE, "Users of week 0 at mechanical use (III)."
    )
    initial_refined: float = parameter(
        0.15, 0.0, 0.5, "share of users", "assumption", NO_SOURCE, "Users of week 0 at refinement (IVB)."
    )
    initial_prepared: float = parameter(
        0.5, 0.0, 1.0, "ratio to initial use", "assumption", NO_SOURCE, "Others who prepare in week 0 (Level II)."
    )
    initial_aware: float = parameter(
        2.0, 1.0, 4.0, "ratio to initial use", "assumption", NO_SOURCE, "Others who have heard of it at least (I)."
    )
    initial_conviction: float = parameter(
        0.55, 0.5, 0.7, "belief", "assumption", NO_SOURCE,
        "Least belief of users of week 0; the most convinced hold .3 more.",
    )  # fmt: skip
    initial_skill_step: float = parameter(
        0.15, 0.05, 0.2, "skill per level", "assumption", NO_SOURCE, "Skill of users of week 0, per Level of Use."
    )
