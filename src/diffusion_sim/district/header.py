"""Which column of a file holds what: the one the user names, else the one of the documented format."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping

from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.settings.columns import Columns

#: Keys that may share a column: the id of a school stands in for a name that is not there anyway.
SAME = {"school", "school_name"}


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


def _plain(name: str) -> str:
    """Return a header without its case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]+", "", name.casefold())


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
    """Refuse a column that is written otherwise than the format says and not read for anything else."""
    alike = {_plain(name): name for name in usual}
    for name in sheet.header:
        if _plain(name) in alike and name not in read:
            own = f"district.columns.{key.rstrip('_')}={name}"
            own = f'"{own}"' if " " in name else own
            raise BadInput(
                f"column {name!r} of {sheet.path} is not read; did you mean {alike[_plain(name)]}? "
                f"allowed: that header, or {own}."
            )


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
