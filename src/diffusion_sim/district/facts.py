"""Reading a school table: what the file says of the schools of one district."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district import csvfile
from diffusion_sim.district.columns import F8
from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.district.header import find_columns, unread
from diffusion_sim.district.levels import levels
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.district import DistrictSettings

#: Largest number of teachers that is believed (the largest US high schools have about 350).
MOST_TEACHERS = 2000
#: How far the shares of experience may be from 1 in sum, because they are rounded.
ROUNDED = 0.02

#: A row that is called so and has as many teachers as all others together is no school.
TOTAL = re.compile(r"\b(totals?|sum|summe|gesamt|insgesamt|all|overall|district)\b", re.IGNORECASE)
#: From how many other schools on a row is taken for their sum, and how far rounding may put it off.
FEWEST_ADDED, ROUNDED_TEACHERS = 3, 0.5

#: Column names of the documented format, by key of ``district.columns``.
USUAL: dict[str, tuple[str, ...]] = {
    "district": ("district",),
    "school": ("school_code", "school"),
    "school_name": ("school_name",),
    "level": ("level",),
    "grade_span": ("grade_span",),
    "teachers": ("classroom_teachers",),
    "turnover": ("teacher_turnover_1yr",),
    "novice": ("teachers_exp_0_3",),
    "middle": ("teachers_exp_4_10",),
    "veteran": ("teachers_exp_11plus",),
    "need": ("pct_econ_disadvantaged",),
}
NEEDED = ("school", "teachers")


@dataclass(frozen=True)
class Facts:
    """What the table says of the schools of one district; NaN where a cell is empty.

    ``alike`` counts rows left out whose district is the same name in another spelling, ``rounded`` the schools whose
    number of teachers is no whole one in the table; ``unread`` is a note on columns that nothing is read from.
    """

    name: str
    id: list[str]
    school_name: list[str]
    level: list[str]
    teachers: F8
    turnover: F8
    shares: F8
    need: F8
    alike: int = 0
    rounded: int = 0
    unread: tuple[str, ...] = ()


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


def _one_district(sheet: Sheet, column: str | None, name: str | None) -> tuple[Sheet, str, int]:
    """Keep the rows of the district that is asked for; also its name, and how many rows spell it otherwise."""
    if column is None:
        return sheet, name or "table", 0
    names = sheet.texts(column)
    known = sorted(set(names))
    if known == [""] and name is None:
        return sheet, "table", 0
    if "" in known:
        raise BadInput(f"{sheet.where(names.index(''))}: {column} is empty; allowed: a name.")
    if name is None:
        if len(known) > 1:
            raise BadInput(
                f"{sheet.path} holds {len(known)} districts; choose one with district.name=: "
                f"{', '.join(known)}."
            )
        return sheet, known[0], 0
    chosen = _chosen(sheet.path, name, known)
    keep = [i for i, one in enumerate(names) if one == chosen]
    rows, numbers = [sheet.rows[i] for i in keep], [sheet.numbers[i] for i in keep]
    alike = sum(_plain(one) == _plain(chosen) for one in names) - len(keep)
    return Sheet(sheet.path, sheet.header, rows, numbers), chosen, alike


def _chosen(path: str, name: str, known: list[str]) -> str:
    """Return the district of that name; one that is written a little differently will do if it is the only one."""
    if name in known:
        return name
    match = [k for k in known if _plain(k) == _plain(name)]
    if not match:
        raise unknown(f"{path}: district.name=", name, known)
    if len(match) > 1:
        raise BadInput(
            f"{path}: district.name={name!r} may be any of {', '.join(map(repr, match))}; "
            "allowed: one of these as it is written, or one spelling in the file."
        )
    return match[0]


def _sorted(sheet: Sheet, column: str) -> Sheet:
    """Sort the rows by the id of the school: the order of the file decides nothing."""
    ids = sheet.texts(column)
    order = sorted(range(len(ids)), key=lambda i: csvfile.by_id(ids[i]))
    return Sheet(sheet.path, sheet.header, [sheet.rows[i] for i in order], [sheet.numbers[i] for i in order])


def _shares(sheet: Sheet, columns: dict[str, str | None]) -> F8:
    """Return shares of teachers by experience, shape (schools, 3); NaN rows where the table says nothing."""
    out = np.full((len(sheet), 3), np.nan)
    for k, key in enumerate(("novice", "middle", "veteran")):
        column = columns[key]
        if column is not None:
            out[:, k] = csvfile.numbers(sheet, column, 0, 1, "share")
    known = ~np.isnan(out[:, :2]).any(axis=1)
    total = np.round(out[:, 0] + out[:, 1] + np.nan_to_num(out[:, 2]), 6)
    _refuse_sums(sheet, total, ~np.isnan(out[:, 2]))
    out[:, 2] = 1 - out[:, 0] - out[:, 1]
    out[~known] = np.nan
    return np.clip(out, 0, 1)


def _refuse_sums(sheet: Sheet, total: F8, complete: NDArray[np.bool_]) -> None:
    """Refuse shares that cannot be those of all teachers; without the third one, only a sum that is too large."""
    for i in np.flatnonzero(total > 1 + ROUNDED):
        raise BadInput(
            f"{sheet.where(int(i))}: the shares of experience add up to {total[i]:g}; allowed: at most 1."
        )
    for i in np.flatnonzero(complete & (total < 1 - ROUNDED)):
        raise BadInput(
            f"{sheet.where(int(i))}: the three shares of experience add up to {total[i]:g}; allowed: 1 "
            f"(from {1 - ROUNDED:g}, if they are rounded), or the third one empty."
        )


def _need(sheet: Sheet, column: str | None) -> F8:
    if column is None:
        return np.full(len(sheet), np.nan)
    percent = csvfile.numbers(sheet, column, 0, 100, "percent of pupils")
    if len(sheet) > 1 and np.nanmax(np.append(percent, 0)) <= 1 and np.nansum(percent) > 0:
        raise BadInput(
            f"{sheet.path}: {column} never exceeds 1; allowed: percent of pupils, 0 to 100, not shares."
        )
    return percent / 100


def _refuse_total(sheet: Sheet, names: list[str], called: list[str], count: F8) -> None:
    """Refuse the row of a total: read as a school, it would double the district."""
    for i in np.flatnonzero(np.abs(2 * count - count.sum()) <= ROUNDED_TEACHERS):
        word = next((n for n in (names[i], called[i]) if TOTAL.search(n.replace("_", " "))), None)
        if word is not None and len(count) > FEWEST_ADDED:
            raise BadInput(
                f"{sheet.where(int(i))}: {word!r} has as many teachers as all other schools together ({count[i]:g}); "
                "allowed: one row for each school, none for their total."
            )


def read_facts(settings: DistrictSettings) -> Facts:
    """Read the school table of ``settings.table``.

    Raises
    ------
    BadInput
        For anything that is wrong with the file; empty level, enrolment, turnover, need or experience are
        allowed.
    """
    whole = csvfile.read_sheet(settings.table or "", "district.table")
    columns = find_columns(whole, settings.columns, USUAL, NEEDED)
    sheet, name, alike = _one_district(whole, columns["district"], settings.name)
    school, teachers = columns["school"] or "", columns["teachers"] or ""
    sheet = _sorted(sheet, school)
    ids = csvfile.ids(sheet, school)
    csvfile.refuse_twice(sheet, [(i,) for i in ids], "school")
    count = csvfile.numbers(sheet, teachers, 0, MOST_TEACHERS, "teachers", blank=False)
    csvfile.refuse_thousands_points(sheet, teachers)
    for i in np.flatnonzero(count == 0):
        raise BadInput(
            f"{sheet.where(int(i))}: school {ids[i]!r} is empty ({teachers} 0); allowed: one teacher or more."
        )
    called = sheet.texts(columns["school_name"]) if columns["school_name"] else ids
    _refuse_total(sheet, ids, called, count)
    turnover = columns["turnover"]
    return Facts(
        name=name, id=ids,
        school_name=called,
        level=levels(sheet, columns["level"], columns["grade_span"]),
        teachers=np.maximum(1, np.rint(count)),
        turnover=csvfile.numbers(sheet, turnover, 0, 1, "share") if turnover else np.full(len(sheet), np.nan),
        shares=_shares(sheet, columns), need=_need(sheet, columns["need"]), alike=alike,
        rounded=int((count != np.rint(count)).sum()), unread=unread(whole, columns),
    )  # fmt: skip
