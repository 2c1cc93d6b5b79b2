"""The district as plain columns: schools, staff and ties. Built once, then only read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

TEACHER, PRINCIPAL, COACH = 0, 1, 2
ROLES: tuple[str, ...] = ("teacher", "principal", "coach")
LAYERS: tuple[str, ...] = ("school", "cross_school")

F8 = NDArray[np.float64]


@dataclass(frozen=True)
class Schools:
    """One row per school.

    Attributes
    ----------
    id, name : object arrays of str
    key : uint64
        Stable 64-bit id (hash of the school id), the address of the school's draws.
    level : object array of str
        ``E`` elementary, ``M`` middle, ``H`` high, ``I`` elementary and middle, ``T`` middle and high, ``A``
        all.
    need : float64 in [0, 1]
        Share of pupils in poverty.
    readiness : float64 in [0, 1]
        Infrastructure, skill and will to take up something new; 0.5 is the district's middle.
    climate : float64 in [0, 1]
        How helpful staff find working together; 0.5 is the district's middle.
    fit : float64
        Standard score of the practice's fit in this school (mean 0, SD 1 over schools).
    turnover : float64 in [0, 1]
        Long-run yearly share of teachers who leave the school.
    feeder : int32
        Number of the feeder pattern.
    """

    id: NDArray[Any]
    name: NDArray[Any]
    key: NDArray[np.uint64]
    level: NDArray[Any]
    need: F8
    readiness: F8
    climate: F8
    fit: F8
    turnover: F8
    feeder: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Staff:
    """One row per post, sorted by school, then team, then person id.

    Attributes
    ----------
    post : uint64
        Stable id of the post (:func:`diffusion_sim.draws.post_id`), the address of its draws.
    person : object array of str
        Roster id, unique within its school.
    school, team : int32
        Row of the school; number of the team (grade or subject group), unique in the district, contiguous
        rows.
    role : int8
        0 teacher, 1 principal, 2 coach. Every school has one principal.
    grade : int16
        Grade or subject group within the school (the team's own number there).
    years : float64
        Years of experience.
    openness, availability, standing : float64 in (0, 1)
        Percentiles among staff: innovativeness, slack time, esteem among peers.
    leadership : float64
        Number of leadership posts held.
    threshold : float64 in [0, 1]
        Share of colleagues that must use the practice before their example fully counts.
    synthetic : bool
        Added by the program (a missing principal or coach), not in the input.
    """

    post: NDArray[np.uint64]
    person: NDArray[Any]
    school: NDArray[np.int32]
    role: NDArray[np.int8]
    team: NDArray[np.int32]
    grade: NDArray[np.int16]
    years: F8
    openness: F8
    availability: F8
    standing: F8
    leadership: F8
    threshold: F8
    synthetic: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.post)


@dataclass(frozen=True)
class Ties:
    """Advice ties in compressed rows: person i asks ``to[start[i]:start[i+1]]``; influence runs back to i.

    Attributes
    ----------
    start : int64, length staff + 1
    to : uint32
        Row of the adviser; within a person sorted by the adviser's post id (so the order survives
        renumbering).
    weight : float64 > 0
        Strength of the tie before likeness.
    key : uint64
        Stable id of the tie (:func:`diffusion_sim.draws.pair_id` of seeker and adviser).
    layer : int8
        0 inside the school, 1 across schools.
    """

    start: NDArray[np.int64]
    to: NDArray[np.uint32]
    weight: F8
    key: NDArray[np.uint64]
    layer: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.to)


@dataclass(frozen=True)
class District:
    """Schools, staff and ties of one district, and how they came about."""

    name: str
    schools: Schools
    staff: Staff
    ties: Ties
    source: str = "generator"
    notes: tuple[str, ...] = field(default=())

    @property
    def n(self) -> int:
        """Number of staff posts."""
        return len(self.staff)
