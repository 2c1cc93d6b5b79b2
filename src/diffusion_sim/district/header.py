"""Which column of a file holds what: the one the user names, else the one of the documented format."""

from __future__ import annotations

from collections.abc import Container, Mapping

from diffusion_sim.district.csvfile import Sheet
from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.settings.district import Columns


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
        If a given or needed column is not there, with the nearest name.
    """
    return {key: _found(sheet, key, getattr(given, key), names, key in needed) for key, names in usual.items()}


def _found(sheet: Sheet, key: str, given: str | None, usual: tuple[str, ...], needed: bool) -> str | None:
    names = usual if given is None else (given,)
    for name in names:
        if name in sheet.header:
            return name
    if given is None and not needed:
        return None
    raise BadInput(
        f"{sheet.path} has no column {names[0]!r} (district.columns.{key.rstrip('_')}); its columns are "
        f"{', '.join(sheet.header)}.{nearest(names[0], sheet.header)}"
    )
