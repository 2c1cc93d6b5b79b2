"""Year end: who leaves, and who arrives.

ODD: at the end of a teaching year a person may leave the post; the chance is the school's long-run turnover, scaled by
experience (NCES TFS 2021-22) and by overload. The successor is a new occupant of the same post with traits of his or
her own. A quarter of arrivals come from another school of the district and bring its use with them.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import positive


def experience_ratio(
    years: float,
    experience_turnover: float,
    leaving_novice: float,
    leaving_early: float,
    leaving_middle: float,
    leaving_veteran: float,
) -> float:
    """Return leaving by experience against the mean of all: below 4, 10 and 15 years, and from 15 on."""
    later = leaving_middle if years < 15.0 else leaving_veteran
    ratio = leaving_novice if years < 4.0 else (leaving_early if years < 10.0 else later)
    return 1.0 + experience_turnover * (ratio - 1.0)


def leaving(
    role: float,
    turnover: float,
    years: float,
    load: float,
    u_leave: float,
    principal_turnover: float,
    experience_turnover: float,
    leaving_novice: float,
    leaving_early: float,
    leaving_middle: float,
    leaving_veteran: float,
    burnout_turnover: float,
) -> float:
    """Return 1 if the occupant leaves the post at this year's end."""
    strain = 1.0 + burnout_turnover * positive(load - 1.0)
    ratio = experience_ratio(
        years, experience_turnover, leaving_novice, leaving_early, leaving_middle, leaving_veteran
    )
    staff = turnover * ratio
    chance = (principal_turnover if role == 1.0 else staff) * strain
    return 1.0 if u_leave < chance else 0.0


def arrives_using(
    leaving: float, u_origin: float, district_using: float, within_district: float, hire_uses: float
) -> float:
    """Return 1 if the successor already uses the practice."""
    chance = within_district * district_using + (1.0 - within_district) * hire_uses
    return leaving if u_origin < chance else 0.0


def years_next(years: float, leaving: float, u_years: float, hire_years: float) -> float:
    """Return years of experience next year; arrivals are young: the square puts half of them below a quarter."""
    return hire_years * u_years * u_years if leaving > 0.0 else years + 1.0


def occupant_next(occupant: float, leaving: float) -> float:
    """Return the number of the post's occupant."""
    return occupant + leaving


def or_arrival(kept: float, arrival: float, leaving: float) -> float:
    """Return the stayer's value, or the arrival's where somebody left."""
    return arrival if leaving > 0.0 else kept


def arrival_level(arrives_using: float) -> float:
    """Return the successor's Level of Use: mechanical in a new place, or nonuse."""
    return 3.0 if arrives_using > 0.0 else 0.0


def arrival_belief(prior_belief: float, arrives_using: float, district_belief: float) -> float:
    """Return the successor's belief: that of the district's users, or the prior."""
    return district_belief if (arrives_using > 0.0 and prior_belief < district_belief) else prior_belief


def arrival_skill(arrives_using: float, district_skill: float) -> float:
    """Return the successor's skill: that of the district's users, or none."""
    return arrives_using * district_skill
