"""The district in the order in which sweeps read it: ties by runs of equal degree, groups as row ranges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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
#: to, weight, key of the ties; perm, degree, length of the runs; far, asked.
Runs = tuple[U4, F8, NDArray[np.uint64], U4, U4, NDArray[np.int64], U4, U4]
#: A week goes through the district in tiles of whole schools of about this many people, whose columns stay in the
#: processor's own cache from what they hear to what is written down.
TILE = 2048
#: Within a tile, people are sorted by tie count in blocks of this many rows, so that what they look up stays nearest.
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
        to, weight (with likeness), key, the degree runs: perm, degree, length, and across tiles: far, asked. ``to``
        counts from the first row of the tile; after the tile's people come its ties to other tiles, which ``far``
        leads to their places among the rows ``asked`` from elsewhere.
    people : tuple of columns
        Row ranges and 1 / (size - 1) of teams and schools, the principal's row per school, and the tally
        group (role x need group) of each person.
    tiles : int64 (tiles + 1, 7)
        First row, team, school, degree run, tie, tie to another tile and person asked from another tile of each tile,
        and their numbers at the end.
    """

    district: District
    post: NDArray[np.uint64]
    place: F8
    traits: F8
    ties: Runs
    people: tuple[NDArray[np.int64], F8, NDArray[np.int64], F8, NDArray[np.int64], NDArray[np.int32]]
    tiles: NDArray[np.int64]
    need_group: NDArray[np.int32]

    @property
    def n(self) -> int:
        """Number of staff."""
        return self.post.shape[0]

    @property
    def widest(self) -> int:
        """Number of people of the largest tile and of its ties to other tiles."""
        return int((np.diff(self.tiles[:, 0]) + np.diff(self.tiles[:, 5])).max())

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
    need_group = need_groups(schools.need, schools.key)
    people = (
        team_start, _inverse(team_start), school_start, _inverse(school_start),
        np.flatnonzero(staff.role == PRINCIPAL).astype(np.int64),
        (staff.role * len(NEED_GROUPS) + need_group[staff.school]).astype(np.int32),
    )  # fmt: skip
    rows = tile_rows(school_start)
    ties = degree_runs(district, tie_weights(district, behaviour), rows)
    return Layout(
        district, np.ascontiguousarray(staff.post), _large(place), _large(traits), ties, people,
        _tiles(rows, team_start, school_start, ties), need_group,
    )  # fmt: skip


def need_groups(need: F8, ids: NDArray[np.uint64]) -> NDArray[np.int32]:
    """Return 0, 1 or 2 for the low, middle and high third of schools by need, among equals by their ids."""
    rank = np.argsort(np.lexsort((ids, need)), kind="stable")
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


def tile_rows(school_start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the first row of each tile, and the number of staff at the end: whole schools, cut at :data:`TILE`."""
    first = [0]
    for begin, end in pairwise(school_start.tolist()):
        if begin > first[-1] and end - first[-1] > TILE:
            first.append(begin)
    return np.array([*first, school_start[-1]], dtype=np.int64)


def _tiles(
    rows: NDArray[np.int64], team_start: NDArray[np.int64], school_start: NDArray[np.int64], ties: Runs
) -> NDArray[np.int64]:
    to, degree, length, asked = ties[0], ties[4], ties[5], ties[7]
    run = np.searchsorted(np.concatenate(([0], np.cumsum(length))), rows)
    tie = np.concatenate(([0], np.cumsum(degree * length)))[run]
    far = np.concatenate(([0], np.cumsum(to >= np.repeat(np.diff(rows), np.diff(tie)))))[tie]
    teams, schools, others = (np.searchsorted(start, rows) for start in (team_start, school_start, asked))
    return np.column_stack((rows, teams, schools, run, tie, far, others)).astype(np.int64)


def _across(to: U4, rows: NDArray[np.int64], ties: NDArray[np.int64]) -> tuple[U4, U4, U4]:
    """Return ``to`` counted within tiles, ``far`` and ``asked``; ``ties`` is the first tie of each tile."""
    first, last = (np.repeat(border, np.diff(ties)) for border in (rows[:-1], rows[1:]))
    away = (to < first) | (to >= last)
    asked, far = np.unique(to[away], return_inverse=True)
    before = np.concatenate(([0], np.cumsum(away)))
    place = last - first + before[:-1] - np.repeat(before[ties[:-1]], np.diff(ties))
    return np.where(away, place, to - first).astype(np.uint32), far.astype(np.uint32), asked.astype(np.uint32)


def degree_runs(district: District, weight: F8, rows: NDArray[np.int64]) -> Runs:
    """Return ties in the order of people sorted by degree within blocks of tiles, with the runs of equal degree."""
    ties, n = district.ties, district.n
    degree = np.diff(ties.start)
    tile = np.repeat(np.arange(len(rows) - 1), np.diff(rows))
    block = (np.arange(n) - np.repeat(rows[:-1], np.diff(rows))) // BLOCK
    perm = np.lexsort((np.arange(n), degree, block, tile))
    sorted_degree = degree[perm]
    cut = np.flatnonzero((np.diff(sorted_degree) != 0) | (np.diff(tile) != 0)) + 1
    first = np.concatenate(([0], cut))
    length = np.diff(np.concatenate((first, [n])))
    offset = np.repeat(ties.start[:-1][perm] - (np.cumsum(sorted_degree) - sorted_degree), sorted_degree)
    take = offset + np.arange(len(ties.to))
    to, far, asked = _across(ties.to[take], rows, ties.start[rows])
    return (
        _large(to), _large(weight[take]), _large(ties.key[take]), perm.astype(np.uint32),
        sorted_degree[first].astype(np.uint32), length.astype(np.int64), far, asked,
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
