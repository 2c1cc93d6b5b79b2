"""Reading comma-separated files of texts, with one sentence for whatever is wrong with them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput, nearest

#: What a spreadsheet turns ids and numbers into: 7 -> 7.0, 100000 -> 1E+05, 3-5 -> 5-Mar or 2026-05-03.
ERROR = re.compile(r"^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!)$")
FLOATED = re.compile(r"^\d+\.0+$")
SCIENTIFIC = re.compile(r"^\d+([.,]\d+)?[eE]\+?\d+$")
#: 1,200 and 1,200.5, but not 0,125.
GROUPED = re.compile(r"^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$")
#: The line by which Excel is told the separator.
SEPARATOR = re.compile(r'^"?sep=.?"?[,;\s]*$', re.IGNORECASE)
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DATE = re.compile(
    rf"^(\d{{1,4}}[-. ]({MONTHS})[a-z]*|({MONTHS})[a-z]*[-. ]\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d( 00:00:00)?|\d{1,2}/\d{1,2}/\d{2,4})$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sheet:
    """A file as texts.

    Attributes
    ----------
    path : str
        As given by the user.
    header : tuple of str
    rows : list of list of str
        One list per row that is not blank, as long as the header, without surrounding blanks.
    numbers : list of int
        Row number of each in the file; the header is row 1.
    """

    path: str
    header: tuple[str, ...]
    rows: list[list[str]]
    numbers: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def where(self, i: int) -> str:
        """Return the place of the i-th row for a sentence."""
        return f"{self.path} row {self.numbers[i]}"

    def texts(self, column: str) -> list[str]:
        """Return a column that exists."""
        k = self.header.index(column)
        return [row[k] for row in self.rows]


def _text(path: str, key: str) -> str:
    try:
        file = Path(path).expanduser()
        if not file.exists():
            near = nearest(file.name, (p.name for p in file.parent.iterdir())) if file.parent.is_dir() else ""
            raise BadInput(f"{key}={path}: the file does not exist.{near}")
        if not file.is_file():
            raise BadInput(f"{key}={path}: is a folder; allowed: a CSV file.")
        raw = file.read_bytes()
    except (OSError, RuntimeError) as error:
        why = getattr(error, "strerror", None) or error
        raise BadInput(f"{key}={path}: cannot be read ({why}); allowed: the path of a CSV file.") from None
    if raw[:2] == b"PK":
        raise BadInput(f"{path} is an Excel workbook; save it as 'CSV UTF-8 (comma delimited)'.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise BadInput(
            f"{path} row {row}: byte 0x{raw[error.start]:02x} is not UTF-8; save the file as 'CSV UTF-8'."
        ) from None


def _lines(path: str, text: str) -> list[list[str]]:
    """Split into rows and cells; a quotation mark that is never closed would swallow the rest of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[list[str]] = []
    try:
        lines += reader
    except csv.Error as error:
        raise BadInput(
            f"{path} row {len(lines) + 1}: {error}; "
            "allowed: cells separated by commas, quotation marks in pairs."
        ) from None
    return lines


def read_sheet(path: str, key: str) -> Sheet:
    """Read a CSV file: comma, UTF-8 (with or without a byte order mark), one header row.

    Parameters
    ----------
    path : str
    key : str
        Setting that named the file, e.g. ``district.edges``.

    Raises
    ------
    BadInput
        For a missing or unreadable file, another encoding or separator, and ragged or absent rows.
    """
    text = _text(path, key)
    if "\0" in text:
        raise BadInput(f"{path} holds binary data; allowed: a CSV file in UTF-8.")
    if SEPARATOR.match(text.partition("\n")[0]):
        raise BadInput(f"{path} row 1 is Excel's 'sep=' line; delete it (row 1 must name the columns).")
    lines = _lines(path, text)
    if not lines or not any(cell.strip() for cell in lines[0]):
        raise BadInput(f"{path} row 1 is empty; it must name the columns.")
    first = lines[0]
    for mark, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(first) == 1 and mark in first[0]:
            raise BadInput(
                f"{path} is separated by {word}; allowed: commas (save as 'CSV UTF-8 (comma delimited)')."
            )
    header = [cell.strip() for cell in first]
    twice = [name for name in header if name and header.count(name) > 1]
    if twice:
        raise BadInput(f"{path} has the column {twice[0]!r} twice; every column needs its own name.")
    rows, numbers = [], []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        if not any(cells):
            continue
        if len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) != len(header):
            raise BadInput(
                f"{path} row {number} has {len(cells)} cells; allowed: {len(header)}, as many as columns."
            )
        rows.append(cells)
        numbers.append(number)
    if not rows:
        raise BadInput(f"{path} has no rows below the header.")
    return Sheet(path, tuple(header), rows, numbers)


def ids(sheet: Sheet, column: str) -> list[str]:
    """Return a column of ids.

    Raises
    ------
    BadInput
        For an empty id and for one that a spreadsheet has changed (7.0, 1E+05, a date).
    """
    out = sheet.texts(column)
    for i, value in enumerate(out):
        if not value:
            raise BadInput(f"{sheet.where(i)}: {column} is empty; allowed: an id.")
        if any(kind.match(value) for kind in (ERROR, FLOATED, SCIENTIFIC, DATE)):
            raise BadInput(
                f"{sheet.where(i)}: {column} {value!r} looks like an id changed by a spreadsheet; "
                "keep the column as text."
            )
    return out


def numbers(
    sheet: Sheet, column: str, low: float, high: float, unit: str, blank: bool = True
) -> NDArray[np.float64]:
    """Return a column of numbers; an empty cell is NaN where allowed.

    Raises
    ------
    BadInput
        For what is no number, is out of ``[low, high]`` or is empty where it must not be.
    """
    allowed = f"allowed: a number from {low:g} to {high:g} ({unit})"
    out = np.full(len(sheet), np.nan)
    for i, value in enumerate(sheet.texts(column)):
        if value == "":
            if not blank:
                raise BadInput(f"{sheet.where(i)}: {column} is empty; {allowed}.")
            continue
        try:
            out[i] = float(value.replace("_", "?"))  # Python alone reads 1_000 as a number
        except ValueError:
            raise BadInput(
                f"{sheet.where(i)}: {column} {value!r} is no number; {allowed}.{_instead(value, high)}"
            ) from None
        if not low <= out[i] <= high:
            raise BadInput(f"{sheet.where(i)}: {column} {value!r} is out of range; {allowed}.")
    return out


def refuse_thousands_points(sheet: Sheet, column: str) -> None:
    """Refuse 1.200 in a column of counts, which is twelve hundred or one and a fifth.

    Raises
    ------
    BadInput
    """
    for i, value in enumerate(sheet.texts(column)):
        if re.fullmatch(r"[1-9]\d{0,2}(\.\d{3})+", value):
            plain = value.replace(".", "")
            raise BadInput(
                f"{sheet.where(i)}: {column} {value!r} may be {plain} or {float('.'.join(value.split('.')[:2])):g}; "
                f"allowed: a number of teachers without a thousands separator, such as {plain}."
            )


def flags(sheet: Sheet, column: str) -> NDArray[np.bool_]:
    """Return a column of yes and no; an empty cell is no.

    Raises
    ------
    BadInput
        For anything but 0, 1, TRUE, FALSE, yes and no, in any case.
    """
    out = np.zeros(len(sheet), dtype=np.bool_)
    for i, value in enumerate(sheet.texts(column)):
        flag = _flag(value.lower())
        if flag is None:
            allowed = "allowed: 0 or 1, TRUE or FALSE, yes or no"
            raise BadInput(f"{sheet.where(i)}: {column} {value!r} is neither; {allowed}.")
        out[i] = flag
    return out


def _flag(word: str) -> bool | None:
    """Return what a word says; numbers may have decimals (1.0), as programs write a column with gaps."""
    if re.fullmatch(r"(|0|0\.0*|false|no)", word):
        return False
    return True if re.fullmatch(r"(1|1\.0*|true|yes)", word) else None


def _instead(value: str, high: float) -> str:
    """Say what to write instead of per cent or a comma, which separates thousands, or decimals, or may be either."""
    if high == 1 and re.fullmatch(r"\d+(\.\d+)?\s*%", value):
        return f" Write {float(Decimal(value.rstrip('% ')) / 100):g}."
    if GROUPED.match(value):
        plain = value.replace(",", "")
        if float(plain) <= high:
            return f" Leave the thousands separator out: {plain}."
        return " Leave thousands separators out, and write decimals with a point."
    return " Use a decimal point." if re.fullmatch(r"-?\d+,\d+", value) else ""


def by_id(value: str) -> tuple[int, str]:
    """Return the key that sorts ids (2 before 10), so that the order of a file's rows decides nothing."""
    return len(value), value


def refuse_twice(sheet: Sheet, keys: list[tuple[str, ...]], what: str) -> None:
    """Refuse a key that appears in two rows."""
    seen: dict[tuple[str, ...], int] = {}
    for i, key in enumerate(keys):
        if key in seen:
            name = " of school ".join(repr(k) for k in reversed(key))
            raise BadInput(
                f"{sheet.where(i)}: {what} {name} is there twice (first in row {sheet.numbers[seen[key]]}); "
                "allowed: one row each."
            )
        seen[key] = i
