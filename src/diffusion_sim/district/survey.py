"""Reading an advice survey: a roster of people and an edge list of who asks whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district import csvfile
from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.district.district import PRINCIPAL, ROLES
from diffusion_sim.district.header import find_columns, unread
from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.settings.district import DistrictSettings

F8 = NDArray[np.float64]

ROSTER: dict[str, tuple[str, ...]] = {
    "school": ("school",),
    "person": ("teacher", "person"),
    "role": ("role",),
    "team": ("grade_group", "team"),
    "years": ("years_teaching", "years"),
    "nonrespondent": ("likely_nonrespondent", "nonrespondent"),
}
EDGES: dict[str, tuple[str, ...]] = {"school": ("school",), "from_": ("from",), "to": ("to",)}
NEEDED = ("school", "person", "from_", "to")
MOST_YEARS = 70


@dataclass(frozen=True)
class Roster:
    """The people of a survey in file order; optional columns are None where the file has none.

    ``unread`` is a note on columns that nothing is read from.
    """

    sheet: Sheet
    school: list[str]
    person: list[str]
    role: NDArray[np.int8]
    team: list[str] | None
    years: F8 | None
    silent: NDArray[np.bool_] | None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edges:
    """Ties of a survey as rows of the roster, and how many were left out, by reason."""

    seeker: NDArray[np.int64]
    adviser: NDArray[np.int64]
    outside: int
    to_self: int
    twice: int


def _roles(sheet: Sheet, column: str | None) -> NDArray[np.int8]:
    out = np.zeros(len(sheet), dtype=np.int8)
    for i, value in enumerate(sheet.texts(column) if column else []):
        word = value.lower() or "teacher"
        if word not in ROLES:
            raise BadInput(
                f"{sheet.where(i)}: {column} {value!r} is no role; allowed: {', '.join(ROLES)} or empty."
                f"{nearest(word, ROLES)}"
            )
        out[i] = ROLES.index(word)
    return out


def read_roster(settings: DistrictSettings) -> Roster:
    """Read the roster; one row per person, unique within the school.

    Raises
    ------
    BadInput
        For anything wrong with the file, a person twice, or two principals in a school.
    """
    sheet = csvfile.read_sheet(settings.roster or "", "district.roster")
    names = find_columns(sheet, settings.columns, ROSTER, NEEDED)
    school, person = csvfile.ids(sheet, names["school"] or ""), csvfile.ids(sheet, names["person"] or "")
    csvfile.refuse_twice(sheet, list(zip(school, person, strict=True)), "person")
    role = _roles(sheet, names["role"])
    heads: dict[str, int] = {}
    for i in np.flatnonzero(role == PRINCIPAL):
        if school[i] in heads:
            raise BadInput(
                f"{sheet.where(int(i))}: school {school[i]!r} has a second principal (first in row "
                f"{sheet.numbers[heads[school[i]]]}); allowed: one."
            )
        heads[school[i]] = int(i)
    years = csvfile.numbers(sheet, names["years"], 0, MOST_YEARS, "years") if names["years"] else None
    silent = None
    if names["nonrespondent"]:
        silent = csvfile.flags(sheet, names["nonrespondent"])
    elif settings.nonrespondents == "impute":
        raise BadInput(
            f"district.nonrespondents=impute: {sheet.path} has no column {ROSTER['nonrespondent'][0]!r} "
            "that marks them (district.columns.nonrespondent)."
        )
    team = sheet.texts(names["team"]) if names["team"] else None
    return Roster(sheet, school, person, role, team, years, silent, unread(sheet, names))


def _meant(value: str, known: list[str]) -> str:
    """Return the hint to an id; first to one that differs by the zeros in front, which spreadsheets take away."""
    same = [k for k in known if k.lstrip("0") == value.lstrip("0")]
    return f" Did you mean {same[0]!r}?" if same else nearest(value, known)


def _outsider(
    sheet: Sheet, i: int, column: str, value: str, school: str, people: dict[tuple[str, str], int]
) -> BadInput:
    own = [p for s, p in people if s == school]
    if not own:
        schools = sorted({s for s, _ in people})
        return BadInput(
            f"{sheet.where(i)}: school {school!r} is empty, nobody in the roster works there."
            f"{_meant(school, schools)}"
        )
    return BadInput(
        f"{sheet.where(i)}: {column} {value!r} is nobody in the roster of school {school!r}; add the person, "
        f"or leave out such ties with district.outsiders=drop.{_meant(value, own)}"
    )


def read_edges(settings: DistrictSettings, roster: Roster) -> Edges:
    """Read the edge list: ``from`` asks ``to`` for advice.

    Raises
    ------
    BadInput
        For anything wrong with the file, and for a tie with somebody who is not in the roster unless
        ``outsiders="drop"``. Ties to oneself and repeated ties are left out and counted.
    """
    sheet = csvfile.read_sheet(settings.edges or "", "district.edges")
    names = find_columns(sheet, settings.columns, EDGES, NEEDED)
    schools = csvfile.ids(sheet, names["school"] or "")
    ends = [(names[k] or "", csvfile.ids(sheet, names[k] or "")) for k in ("from_", "to")]
    people = {who: i for i, who in enumerate(zip(roster.school, roster.person, strict=True))}
    pairs: dict[tuple[int, int], None] = {}
    outside = to_self = twice = 0
    for i, school in enumerate(schools):
        rows = [people.get((school, values[i])) for _, values in ends]
        if None in rows:
            if settings.outsiders == "refuse":
                column, values = ends[rows.index(None)]
                raise _outsider(sheet, i, column, values[i], school, people)
            outside += 1
        elif rows[0] == rows[1]:
            to_self += 1
        elif (rows[0], rows[1]) in pairs:
            twice += 1
        else:
            pairs[(int(rows[0] or 0), int(rows[1] or 0))] = None
    both = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    return Edges(both[:, 0], both[:, 1], outside, to_self, twice)
