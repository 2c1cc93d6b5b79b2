"""Settings of the district: which column of a file holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from diffusion_sim.errors import BadInput, unknown

#: What is read of each kind of file, by key of ``district.columns``.
TABLE = ("school", "district", "school_name", "level", "grade_span", "teachers", "turnover", "novice", "middle",
         "veteran", "need")  # fmt: skip
SURVEY = ("school", "person", "from", "to", "role", "team", "years", "nonrespondent")


@dataclass(frozen=True)
class Columns:
    """Names of the columns in the input files; None means the name of the documented format.

    In configuration files the column of the seeker is called ``from`` (:meth:`from_mapping`).

    Attributes
    ----------
    school, person, from_, to, role, team, years, nonrespondent : str or None
        Survey: school and person (roster), seeker and adviser (edges), then optional roster columns.
    district, school_name, level, grade_span, teachers, turnover, novice, middle, veteran, need : str or None
        School table: district and school (``school``) ids, then the facts of a school. ``novice``, ``middle`` and
        ``veteran`` are the shares of teachers with 0-3, 4-10 and 11 or more years of experience.
    """

    school: str | None = None
    person: str | None = None
    from_: str | None = None
    to: str | None = None
    role: str | None = None
    team: str | None = None
    years: str | None = None
    nonrespondent: str | None = None
    district: str | None = None
    school_name: str | None = None
    level: str | None = None
    grade_span: str | None = None
    teachers: str | None = None
    turnover: str | None = None
    novice: str | None = None
    middle: str | None = None
    veteran: str | None = None
    need: str | None = None

    def __post_init__(self) -> None:
        for f in fields(self):
            name = getattr(self, f.name)
            if isinstance(name, str) and not name.strip():
                raise BadInput(f"district.columns.{f.name.rstrip('_')} is empty; allowed: the name of a column.")

    @classmethod
    def from_mapping(cls, names: Mapping[Any, Any]) -> Columns:
        """Build from a mapping with the key ``from`` (or ``from_``).

        Raises
        ------
        BadInput
            For a key that does not exist or a column name that is not a text.
        """
        keys = [f.name for f in fields(cls)]
        values = {}
        for key, name in names.items():
            own = "from_" if key == "from" else str(key)
            if own not in keys:
                raise unknown("key district.columns.", key, [k.rstrip("_") for k in keys])
            if name is not None and not isinstance(name, str):
                raise BadInput(f"district.columns.{key}={name!r} is no column name; allowed: a text.")
            values[own] = name
        return cls(**values)
