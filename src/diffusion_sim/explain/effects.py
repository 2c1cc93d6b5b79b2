"""Two histories side by side: whose use of the practice differs, person by person, with their spells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.district.district import ROLES
from diffusion_sim.engines.columns import YEAR
from diffusion_sim.explain.history import History
from diffusion_sim.explain.who import address
from diffusion_sim.record import INITIAL, cause_names

#: What a removal does to a person, the most telling first.
EFFECTS = (
    "would not have adopted",
    "would have adopted later",
    "would have adopted earlier",
    "would have adopted only without",
    "other course",
    "there only with",
    "there only without",
)
REASONS = ("horizon", "discontinued", "left")
MODES = ("conviction", "compliance")


@dataclass(frozen=True, order=True)
class Person:
    """Somebody: a post, its occupant's number and the year in which he or she came (which decides who it is)."""

    row: int
    occupant: int
    year: int


@dataclass(frozen=True)
class Course:
    """One person's use in one history.

    Attributes
    ----------
    start : int or None
        Week in which use first began, 0 for those in use from the start.
    spells : tuple of tuples
        (start, end, top level, compliance, cause, reason) of each.
    weeks : int
        Weeks in use.
    deep_end : bool
        Deep use in the last week.
    """

    start: int | None
    spells: tuple[tuple[int, ...], ...]
    weeks: int
    deep_end: bool

    def told(self) -> str:
        """Return the spells as weeks from 1, e.g. ``12-40, 51-``; the last is open when use lasts."""
        ends = [f"{a + 1}-" if reason == 0 else f"{a + 1}-{b + 1}" for a, b, *_, reason in self.spells]
        return ", ".join(ends) or "none"


def courses(past: History) -> dict[Person, Course]:
    """Return everybody who ever held a post, with his or her use."""
    years = past.occupant.shape[0]
    people: dict[tuple[int, int], Person] = {}
    for year in range(years):
        new = range(past.world.n) if year == 0 else np.flatnonzero(past.occupant[year] != past.occupant[year - 1])
        for row in new:
            key = (int(row), int(past.occupant[year, row]))
            people[key] = Person(*key, year)
    spells: dict[tuple[int, int], list[tuple[int, ...]]] = {}
    for row, occupant, *rest in past.spells.tolist():
        spells.setdefault((row, occupant), []).append(tuple(rest))
    last = past.occupant[-1]
    out = {}
    for key, person in people.items():
        mine = tuple(spells.get(key, ()))
        deep = bool(past.deep[-1, person.row] and last[person.row] == person.occupant)
        out[person] = Course(mine[0][0] if mine else None, mine, sum(b - a + 1 for a, b, *_ in mine), deep)
    return out


def effect(with_: Course | None, without: Course | None) -> str | None:
    """Return what the removal does to a person, or nothing."""
    if with_ is None or without is None:
        used = (with_ or without or Course(None, (), 0, False)).start is not None
        return (EFFECTS[5] if without is None else EFFECTS[6]) if used else None
    if with_.start is not None and without.start is None:
        return EFFECTS[0]
    if with_.start is None and without.start is not None:
        return EFFECTS[3]
    if with_.start is not None and without.start is not None and with_.start != without.start:
        return EFFECTS[1] if without.start > with_.start else EFFECTS[2]
    return None if with_ == without else EFFECTS[4]


def people_table(fact: History, twin: History) -> pd.DataFrame:
    """Return one row per person whose use differs; see :class:`diffusion_sim.explain.twin.Twins`."""
    a, b = courses(fact), courses(twin)
    rows = []
    for person in sorted({*a, *b}):
        kind = effect(a.get(person), b.get(person))
        if kind is not None:
            rows.append(_row(fact, person, kind, a.get(person), b.get(person)))
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame["effect"] = pd.Categorical(frame["effect"], EFFECTS, ordered=True)
    frame = frame.sort_values(["effect", "start_with", "start_without", "row", "occupant"], kind="stable")
    return frame.reset_index(drop=True).astype({"start_with": "Int64", "start_without": "Int64"})


_COLUMNS = (
    "person", "occupant", "role", "school", "post", "row", "arrived", "effect", "start_with", "start_without",
    "weeks_with", "weeks_without", "deep_end_with", "deep_end_without", "spells_with", "spells_without",
)  # fmt: skip


def _row(fact: History, person: Person, kind: str, a: Course | None, b: Course | None) -> dict[str, Any]:
    district = fact.world.layout.district
    empty = Course(None, (), 0, False)
    x, y = a or empty, b or empty
    return {
        "person": address(district, person.row), "occupant": person.occupant,
        "role": ROLES[int(district.staff.role[person.row])],
        "school": str(district.schools.id[district.staff.school[person.row]]),
        "post": int(district.staff.post[person.row]), "row": person.row, "arrived": person.year * YEAR,
        "effect": kind, "start_with": x.start, "start_without": y.start, "weeks_with": x.weeks,
        "weeks_without": y.weeks, "deep_end_with": x.deep_end, "deep_end_without": y.deep_end,
        "spells_with": x.told() if a else "not there", "spells_without": y.told() if b else "not there",
    }  # fmt: skip


def spells_table(fact: History, twin: History) -> pd.DataFrame:
    """Return the spells of those whose use differs, one row per spell and world (``with`` or ``without``)."""
    a, b = courses(fact), courses(twin)
    rows = []
    for person in sorted({*a, *b}):
        if effect(a.get(person), b.get(person)) is None:
            continue
        for world, course in (("with", a.get(person)), ("without", b.get(person))):
            for start, end, top, compliance, cause, reason in course.spells if course else ():
                rows.append({
                    "world": world, "person": address(fact.world.layout.district, person.row),
                    "occupant": person.occupant, "post": int(fact.world.layout.post[person.row]), "start_week": start,
                    "end_week": end, "ongoing": reason == 0, "end_reason": REASONS[reason], "top_level": top,
                    "mode": MODES[compliance], "cause": str(cause_names()[cause]) if cause < INITIAL else "initial",
                })  # fmt: skip
    columns = ["world", "person", "occupant", "post", "start_week", "end_week", "ongoing", "end_reason", "top_level"]
    return pd.DataFrame(rows, columns=[*columns, "mode", "cause"])
