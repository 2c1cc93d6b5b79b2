"""One sentence for bad input: where it stands, what was found, what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class BadInput(ValueError):
    """Input that cannot be run; its text is the one sentence shown to the user (exit code 2)."""


def nearest(name: object, allowed: Iterable[object]) -> str:
    """Return ``" Did you mean X?"`` for the allowed name closest to ``name``, or an empty text."""
    names = [str(a) for a in allowed]
    found = get_close_matches(str(name), names, n=1, cutoff=0.55)
    return f" Did you mean {found[0]!r}?" if found else ""


def unknown(what: str, name: object, allowed: Iterable[object]) -> BadInput:
    """Build the sentence for a name that does not exist.

    Parameters
    ----------
    what : str
        What the name should have been, with the place, e.g. ``"strategy part selection="``.
    name : object
        What was found.
    allowed : iterable
        The names that exist.
    """
    names = sorted(str(a) for a in allowed)
    return BadInput(f"{what} {str(name)!r} does not exist; allowed: {', '.join(names)}.{nearest(name, names)}")
