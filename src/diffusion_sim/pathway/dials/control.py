"""Locus of control: a district-wide frame and meetings, or schools that work out their own way.

The same hours of released time, at the same price, are spent in meetings across the district or in design sessions
for one's own school. The frame's words and goals bind all, or users may fit the practice to their school.
"""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial
from diffusion_sim.strategies.plan import YEAR
from diffusion_sim.strategies.support.cohort_meetings import CohortMeetings
from diffusion_sim.strategies.support.design_sessions import DesignSessions


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return hours of meetings and design sessions, and how tight and how loose the guard rails are."""
    split = DesignSessions().hours
    return {
        "strategy.support.cohort_meetings.hours": CohortMeetings().hours + (1.0 - right) * split / YEAR,
        "strategy.support.design_sessions.hours": right * split,
        "strategy.stance.tight": 0.5 * (1.0 - right),
        "strategy.stance.loose": right,
    }


DIAL = Dial(
    "Q1",
    "Locus of control",
    ("centralised", "decentralised"),
    ("alignment, clarity, less reinventing, measurement", "agency, ownership, fit, diversity of ideas"),
    setting,
)
