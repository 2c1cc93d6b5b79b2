"""Makers of people: one principal per school, coaches in some, teachers in teams; years of experience."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.columns import F8, draw_traits
from diffusion_sim.district.district import COACH, PRINCIPAL, TEACHER, Schools, Staff
from diffusion_sim.district.sizes import cut
from diffusion_sim.draws import draws, post_ids
from diffusion_sim.settings.district import DistrictSettings

#: A coach needs some teachers to coach: none is placed in a school with fewer staff (assumption).
COACH_FROM = 6
#: Longest career in years (assumption), and where the bands of experience begin.
CAREER = 35.0
BANDS = (0.0, 4.0, 11.0, CAREER)


def coach_counts(
    settings: DistrictSettings, key: int, schools: Schools, sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the number of coaches of each school; ``coach_schools`` of the schools have one or more."""
    present = (draws(key, "school_years", schools.key, 1) < settings.coach_schools) & (sizes >= COACH_FROM)
    return np.where(present, np.maximum(1, np.rint(sizes / settings.coach_staff)), 0).astype(np.int64)


def plan_school(
    size: int, coaches: int, team_size: float, u: float
) -> tuple[NDArray[np.int8], NDArray[np.int16]]:
    """Return roles and grades of one school: grade 0 is the leadership team, teachers follow in teams.

    Parameters
    ----------
    size, coaches : int
        Staff of the school, and coaches among them; one is the principal.
    team_size : float
        Mean size of a team.
    u : float in (0, 1)
        The school's draw: its teams are two thirds to four thirds of the mean.
    """
    role = np.full(size, TEACHER, dtype=np.int8)
    role[0] = PRINCIPAL
    role[1 : 1 + coaches] = COACH
    teachers = size - 1 - coaches
    grade = np.zeros(size, dtype=np.int16)
    if teachers > 0:
        parts = max(1, round(teachers / (team_size * (2 + 2 * u) / 3)))
        grade[1 + coaches :] = np.repeat(np.arange(1, parts + 1), cut(teachers, parts))
    return role, grade


def years_of_experience(u: F8, shares: F8) -> F8:
    """Turn draws into years: band by the shares, evenly within the band (longest careers thinned out).

    Parameters
    ----------
    u : float64 in (0, 1)
    shares : float64, shape (staff, 3)
        Shares of 0-3, 4-10 and 11+ years where each person works.
    """
    first, second = shares[:, 0], shares[:, 0] + shares[:, 1]
    band = (u >= first).astype(np.int64) + (u >= second)
    low = np.where(band == 0, 0.0, np.where(band == 1, first, second))
    width = np.where(band == 0, first, np.where(band == 1, second - first, 1 - second))
    within = np.clip((u - low) / np.where(width > 0, width, 1.0), 0.0, 1.0)
    within = np.where(band == 2, within**1.5, within)
    start, end = np.array(BANDS[:3])[band], np.array(BANDS[1:])[band]
    return np.minimum(start + (end - start) * within, np.nextafter(end, 0))


def team_numbers(school: NDArray[np.int32], grade: NDArray[np.int16]) -> NDArray[np.int32]:
    """Number the runs of equal (school, grade) from 0; rows are sorted by both."""
    new = np.ones(len(school), dtype=np.int64)
    new[1:] = (school[1:] != school[:-1]) | (grade[1:] != grade[:-1])
    return (np.cumsum(new) - 1).astype(np.int32)


def generate_staff(
    settings: DistrictSettings,
    key: int,
    schools: Schools,
    sizes: NDArray[np.int64],
    coaches: NDArray[np.int64],
    shares: F8,
) -> Staff:
    """Make all staff of generated schools, rows sorted by school, team and person.

    Parameters
    ----------
    sizes, coaches : int64
        Staff and coaches of each school.
    shares : float64, shape (schools, 3)
        Shares of staff by experience.
    """
    u_team = draws(key, "team", schools.key)
    plans = [
        plan_school(int(s), int(c), settings.team_size, float(u))
        for s, c, u in zip(sizes, coaches, u_team, strict=True)
    ]
    names = np.array([f"p{i + 1:04d}" for i in range(int(sizes.max()))], dtype=object)
    person = np.concatenate([names[:s] for s in sizes])
    school = np.repeat(np.arange(len(schools), dtype=np.int32), sizes)
    grade = np.concatenate([g for _, g in plans])
    post = post_ids(schools.id[school], person)
    traits = draw_traits(settings, key, post)
    return Staff(
        post=post, person=person, school=school, role=np.concatenate([r for r, _ in plans]),
        team=team_numbers(school, grade), grade=grade,
        years=years_of_experience(draws(key, "years", post), shares[school]),
        openness=traits.openness, availability=traits.availability, standing=traits.standing,
        leadership=traits.leadership, threshold=traits.threshold,
        synthetic=np.zeros(len(post), dtype=np.bool_),
    )  # fmt: skip
