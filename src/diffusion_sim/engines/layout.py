"""The district in the order in which sweeps read it: ties by runs of equal degree, groups as row ranges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.district import PRINCIPAL, ROLES, District
from diffusion_sim.engines.memory import zeros
from diffusion_sim.rules.colleagues import likeness
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.practice import Practice

F8 = NDArray[np.float64]
T = TypeVar("T", bound=np.generic)
U4 = NDArray[np.uint32]
#: to, weight, key of the ties; perm, degree, length of the runs.
Runs = tuple[U4, F8, NDArray[np.uint64], U4, U4, NDArray[np.int64]]
#: People are gathered in blocks of this many rows, so that what colleagues show stays in the fastest cache.
BLOCK = 512
NEED_GROUPS = ("low", "middle", "high")
#: Coefficients of likeness, in the order in which the rule takes them.
LIKENESS = ("same_role_weight", "same_grade_weight", "same_school_weight")


@dataclass(frozen=True)
class Layout:
    """What every replicate of a district shares.

    Attributes
    ----------
    place : float64 (6, staff)
        Rows in the order of :data:`diffusion_sim.schedule.PLACE`.
    traits : float64 (6, staff)
        Rows in the order of :data:`diffusion_sim.schedule.TRAITS`.
    ties : tuple of columns
        to, weight (with likeness), key, and the degree runs: perm, degree, length.
    people : tuple of columns
        Row ranges and 1 / (size - 1) of teams and schools, the principal's row per school, and the tally
        group (role x need group) of each person.
    """

    district: District
    post: NDArray[np.uint64]
    place: F8
    traits: F8
    ties: Runs
    people: tuple[NDArray[np.int64], F8, NDArray[np.int64], F8, NDArray[np.int64], NDArray[np.int32]]
    need_group: NDArray[np.int32]

    @property
    def n(self) -> int:
        """Number of staff."""
        return self.post.shape[0]

    @property
    def school_start(self) -> NDArray[np.int64]:
        """First row of each school, and the number of staff at the end."""
        return self.people[2]


def layout(district: District, practice: Practice, behaviour: Behaviour) -> Layout:
    """Return the layout of a district for a practice (its fit per school) and a behaviour (likeness)."""
    staff, schools = district.staff, district.schools
    fit = np.clip(practice.compatibility + practice.compatibility_sd * schools.fit, 0.0, 1.0)
    columns = (fit, schools.need, schools.readiness, schools.climate, schools.turnover)
    place = np.vstack([staff.role.astype(float), *(c[staff.school] for c in columns)])
    traits = np.vstack(
        [staff.openness, staff.availability, staff.standing, staff.leadership, staff.threshold, staff.years]
    ).astype(float)
    school_start = _ranges(staff.school, len(schools))
    team_start = _ranges(staff.team, int(staff.team[-1]) + 1)
    need_group = need_groups(schools.need)
    people = (
        team_start, _inverse(team_start), school_start, _inverse(school_start),
        np.flatnonzero(staff.role == PRINCIPAL).astype(np.int64),
        (staff.role * len(NEED_GROUPS) + need_group[staff.school]).astype(np.int32),
    )  # fmt: skip
    return Layout(
        district, np.ascontiguousarray(staff.post), _large(place), _large(traits),
        degree_runs(district, tie_weights(district, behaviour)), people, need_group,
    )  # fmt: skip


def need_groups(need: F8) -> NDArray[np.int32]:
    """Return 0, 1 or 2 for the low, middle and high third of schools by need (ties by order)."""
    rank = np.argsort(np.argsort(need, kind="stable"), kind="stable")
    return (rank * len(NEED_GROUPS) // max(1, len(need))).astype(np.int32)


def groups() -> list[tuple[str, str]]:
    """Return (role, need group) of each tally group, in order."""
    return [(role, need) for role in ROLES for need in NEED_GROUPS]


def tie_weights(district: District, behaviour: Behaviour) -> F8:
    """Return tie weights times likeness, in the district's tie order."""
    staff, ties = district.staff, district.ties
    seeker = np.repeat(np.arange(district.n), np.diff(ties.start))
    # role, grade, school: eight kinds of pairs, so that the rule itself is asked once for each
    same = [(c[seeker] == c[ties.to]).astype(np.int64) for c in (staff.role, staff.team, staff.school)]
    weights = [getattr(behaviour, name) for name in LIKENESS]
    kinds = np.array([likeness(float(k & 1), float(k >> 1 & 1), float(k >> 2), *weights) for k in range(8)])
    return ties.weight * kinds[same[0] + 2 * same[1] + 4 * same[2]]


def degree_runs(district: District, weight: F8) -> Runs:
    """Return ties in the order of people sorted by degree within blocks, with the runs of equal degree."""
    ties, n = district.ties, district.n
    degree = np.diff(ties.start)
    block = np.arange(n) // BLOCK
    perm = np.lexsort((np.arange(n), degree, block))
    sorted_degree = degree[perm]
    cut = np.flatnonzero(np.diff(sorted_degree) != 0) + 1
    first = np.concatenate(([0], cut))
    length = np.diff(np.concatenate((first, [n])))
    offset = np.repeat(ties.start[:-1][perm] - (np.cumsum(sorted_degree) - sorted_degree), sorted_degree)
    take = offset + np.arange(len(ties.to))
    return (
        _large(ties.to[take].astype(np.uint32)), _large(weight[take]), _large(ties.key[take]), perm.astype(np.uint32),
        sorted_degree[first].astype(np.uint32), length.astype(np.int64),
    )  # fmt: skip


def _large(values: NDArray[T]) -> NDArray[T]:
    out = zeros(values.shape, values.dtype)
    out[:] = values
    return out


def _ranges(group: NDArray[np.int32], count: int) -> NDArray[np.int64]:
    return np.searchsorted(group, np.arange(count + 1)).astype(np.int64)


def _inverse(start: NDArray[np.int64]) -> F8:
    size = np.diff(start)
    return np.where(size > 1, 1.0 / np.maximum(size - 1, 1), 0.0)
