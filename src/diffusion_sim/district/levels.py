"""The level of a school: as a table says it, or as it follows from the grades that the school has."""

from __future__ import annotations

import re

from diffusion_sim.district import csvfile
from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.errors import BadInput, nearest

LEVELS = {
    "elementary": "E",
    "middle": "M",
    "high": "H",
    "elementary and middle": "I",
    "middle and high": "T",
    "all": "A",
}
#: Grades before the first, and the last that there is (13: a year of college in the school).
EARLY = ("PK", "PREK", "TK", "KG", "K")
LAST_GRADE = 13
#: Spans of schools without grades.
UNGRADED = ("UN-GR", "UG", "UNGRADED")


def level_of_span(span: str) -> str | None:
    """Return the level of a grade span such as ``PK-5`` or ``9-12``.

    Parameters
    ----------
    span : str
        One grade or two with a dash between them; empty or ungraded gives ``A``.

    Returns
    -------
    str or None
        None for a text that is no grade span.
    """
    text = re.sub(r"\s*[\u2010-\u2015-]\s*", "-", span.strip().upper())
    if text in ("", *UNGRADED):
        return "A"
    ends = [_grade(part) for part in text.split("-")]
    low, high = ends[0], ends[-1]
    if len(ends) > 2 or low is None or high is None or low > high:
        return None
    if high <= 5 or (low < 3 and high == 6):
        return "E"
    if low >= 9:
        return "H"
    if high <= 9 and low >= 4:
        return "M"
    if high <= 9:
        return "I"
    return "T" if low >= 5 else "A"


def _grade(text: str) -> int | None:
    """Return a grade as a number, None for what is no grade."""
    if text in EARLY:
        return 0
    return int(text) if re.fullmatch(r"0?\d|1[0-3]", text) else None


def levels(sheet: Sheet, level: str | None, span: str | None) -> list[str]:
    """Return the level of each school; an empty one follows from the grade span.

    Raises
    ------
    BadInput
        For a level that there is not, or a span that is needed and is none.
    """
    given = sheet.texts(level) if level else [""] * len(sheet)
    spans = sheet.texts(span) if span else [""] * len(sheet)
    out = []
    for i, value in enumerate(given):
        short = LEVELS.get(value.lower(), value.upper())
        if short and short not in LEVELS.values():
            raise BadInput(
                f"{sheet.where(i)}: {level} {value!r} is no level; allowed: E, M, H, "
                f"I (elementary and middle), T (middle and high), A (all) or empty."
                f"{nearest(value.lower(), LEVELS)}"
            )
        found = short or level_of_span(spans[i])
        if found is None:
            raise _no_span(sheet.where(i), span or "", spans[i])
        out.append(found)
    return out


def _no_span(where: str, column: str, value: str) -> BadInput:
    """Build the sentence for a text that is no grade span; a date is what a spreadsheet makes of one."""
    date = csvfile.DATE.match(value) is not None
    why = "looks like a grade span changed to a date by a spreadsheet" if date else "is no grade span"
    more = " (keep the column as text)" if date else ""
    meant = _span_of_date(value) if date else None
    hint = f" Did you mean {meant!r}?" if meant else ""
    return BadInput(
        f"{where}: {column} {value!r} {why}; allowed: grades from PK and K to {LAST_GRADE}, such as PK-5 or 9-12, "
        f"UN-GR (ungraded) or empty{more}.{hint}"
    )


def _span_of_date(value: str) -> str | None:
    """Return the grade span that a spreadsheet turned into day and month, where the two give one."""
    months = csvfile.MONTHS.split("|")
    month = next((i + 1 for i, name in enumerate(months) if name in value.lower()), None)
    day = re.search(r"\d+", value)
    if month is None or day is None:
        return None
    low, high = sorted((month, int(day.group())))
    return f"{low}-{high}" if high <= LAST_GRADE else None
