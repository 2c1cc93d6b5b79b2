"""Which column of a file holds what: the one the user names, else the one of the documented format."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.settings.columns import Columns

#: Keys that may share a column: the id of a school stands in for a name that is not there anyway.
SAME = {"school", "school_name"}
#: What people call a column, beside its key and the documented name; as :func:`_core` leaves it.
CALLED: dict[str, tuple[str, ...]] = {
    "district": ("districtname", "lea", "leaname"),
    "school": ("schoolid", "schoolnumber"),
    "school_name": ("name", "nameofschool"),
    "level": ("schoollevel",),
    "grade_span": ("grades", "graderange"),
    "teachers": ("fte", "teacherfte", "numberofteachers", "numteachers", "nteachers"),
    "turnover": ("teacherturnover", "attrition", "teacherattrition"),
    "novice": ("novices", "noviceteachers", "beginningteachers"),
    "veteran": ("veterans", "veteranteachers", "experiencedteachers"),
    "years": ("experience", "yearsexperience", "yearsofexperience", "teachingexperience", "yearsteaching",
              "yearsofteaching"),
    "team": ("grade", "gradelevel", "gradeteam", "department"),
    "need": (
        "poverty", "povertyrate", "studentpoverty", "pupilpoverty", "frl", "frpl", "freelunch", "freereducedlunch",
        "freeandreducedlunch", "freeorreducedlunch", "freeandreducedpricelunch", "freeorreducedpricelunch",
        "freereducedpricelunch", "econdisadvantaged", "economicallydisadvantaged", "lowincome",
    ),
}  # fmt: skip
#: Keys that are numbers: of a name, words that say how a number is expressed make another one.
NUMERIC = {"teachers", "turnover", "novice", "middle", "veteran", "need", "years"}
#: Keys whose bare name may as well be a kind of school or of person.
BARE = {"novice", "middle", "veteran"}
#: Words of a header that say how a number is expressed, not what of.
FILLERS = {"pct", "percent", "percentage", "per", "cent", "rate", "share", "yearly", "annual", "1yr"}
#: Names of columns in a note before the others are counted.
MOST_NAMED = 8


def find_columns(
    sheet: Sheet, given: Columns, usual: Mapping[str, tuple[str, ...]], needed: Container[str]
) -> dict[str, str | None]:
    """Return the column of each key: the one given by the user, else the first usual one there is, else None.

    Parameters
    ----------
    sheet : Sheet
    given : Columns
        Names that the user gave (``district.columns``).
    usual : mapping of str to tuple of str
        Names of the documented format, by key of ``district.columns``.
    needed : container of str
        Keys that must have a column.

    Raises
    ------
    BadInput
        If a given or needed column is not there, with the nearest name, if two keys name the same one, and if one is
        there but written otherwise: a column that is left out without a word would be generated, and a guess would pass
        for what the user said.
    """
    out = {key: _found(sheet, key, getattr(given, key), names) for key, names in usual.items()}
    _refuse_shared(sheet, out)
    for key, name in out.items():
        if name is None:
            if not (key == "grade_span" and out.get("level")):  # a level says all that a range of grades would
                _refuse_alike(sheet, key, usual[key], set(out.values()))
            if key in needed:
                raise _absent(sheet, key, usual[key][0])
    return out


def _found(sheet: Sheet, key: str, given: str | None, usual: tuple[str, ...]) -> str | None:
    if given is None:
        return next((name for name in usual if name in sheet.header), None)
    if given not in sheet.header:
        raise _absent(sheet, key, given)
    return given


def unread(sheet: Sheet, columns: Mapping[str, str | None]) -> tuple[str, ...]:
    """Name the columns that nothing is read from, in a note; no note where there is none.

    Parameters
    ----------
    sheet : Sheet
    columns : mapping of str to str or None
        What :func:`find_columns` found.
    """
    left = [name for name in sheet.header if name and name not in columns.values()]
    if not left:
        return ()
    more = f" and {len(left) - MOST_NAMED} more" if len(left) > MOST_NAMED else ""
    return (f"Columns not read: {', '.join(left[:MOST_NAMED])}{more}.",)


def _plain(name: str) -> str:
    """Return a header without its case, blanks, marks and underscores."""
    return re.sub(r"[\W_]+", "", name.casefold())


def _core(name: str) -> str:
    """Return the plain header without words such as per cent and rate."""
    words = re.split(r"[\W_]+", name.casefold())
    return "".join(word for word in words if word not in FILLERS)


def _refuse_shared(sheet: Sheet, columns: Mapping[str, str | None]) -> None:
    """Refuse two keys with the same column: every tie would be to oneself, or a fact pass for another one."""
    read: dict[str, str] = {}
    for key, name in columns.items():
        if name is None:
            continue
        first = read.setdefault(name, key)
        if first != key and {first, key} != SAME:
            one, other = (k.rstrip("_") for k in (first, key))
            raise BadInput(
                f"{sheet.path}: column {name!r} is read both as {one} and as {other}; allowed: a column of its own "
                f"for each (district.columns.{one}, district.columns.{other})."
            )


def _refuse_alike(sheet: Sheet, key: str, usual: tuple[str, ...], read: Container[str | None]) -> None:
    """Refuse a column not read for anything that is written otherwise than the format says, or plainly means the key.

    Left out without a word, it would be generated, and the note that no school has it would be false.
    """
    alike = {_plain(name): name for name in usual}
    own = key.rstrip("_")
    called = {*(() if own in BARE else (_plain(own),)), *CALLED.get(own, ())}
    for name in sheet.header:
        if name in read:
            continue
        if _plain(name) in alike:
            raise BadInput(
                f"column {name!r} of {sheet.path} is not read; did you mean {alike[_plain(name)]}? "
                f"allowed: that header, or {_mapped(own, name)}."
            )
        if _plain(name) in called or (own in NUMERIC and _core(name) in called):
            raise BadInput(
                f"column {name!r} of {sheet.path} is not read; did you mean it for {own}? allowed: "
                f"{_mapped(own, name)}, or the header {usual[0]}; if it is something else, a header that says so."
            )


def _mapped(key: str, name: str) -> str:
    """Return what to type so that a column is read, in quotation marks where a terminal would take it apart."""
    typed = f"district.columns.{key}={name}"
    return typed if re.fullmatch(r"[\w.=-]+", typed) else f'"{typed}"'


def _absent(sheet: Sheet, key: str, name: str) -> BadInput:
    if sum(map(bool, sheet.header)) <= 1 < len(sheet.header):
        # A title above the table, as spreadsheets have it.
        return BadInput(
            f"{sheet.path}: its first row names no columns ({sheet.header[0]!r}); allowed: the names of the columns in "
            "the first row (take out what stands above them)."
        )
    return BadInput(
        f"{sheet.path} has no column {name!r} (district.columns.{key.rstrip('_')}); its columns are "
        f"{', '.join(sheet.header)}.{nearest(name, sheet.header)}"
    )
