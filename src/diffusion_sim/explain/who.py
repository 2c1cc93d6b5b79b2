"""Who is meant: a person by roster id, post id or SCHOOL:PERSON; and how a person is called in a sentence."""

from __future__ import annotations

import numpy as np

from diffusion_sim.district.district import ROLES, District
from diffusion_sim.errors import BadInput, nearest

#: How many of several possible names a sentence lists.
SHOWN = 3


def address(district: District, row: int) -> str:
    """Return ``SCHOOL:PERSON``, which is unique in the district."""
    staff = district.staff
    return f"{district.schools.id[staff.school[row]]}:{staff.person[row]}"


def called(district: District, row: int, occupant: int = 0) -> str:
    """Return role and address, and for later occupants of the post that they are a successor."""
    role = ROLES[int(district.staff.role[row])]
    later = "" if occupant == 0 else f" (successor {occupant})"
    return f"{role} {address(district, row)}{later}"


def find_person(district: District, wanted: str) -> int:
    """Return the row of a person.

    Parameters
    ----------
    district : District
    wanted : str
        Roster id where it is unique in the district, ``SCHOOL:PERSON``, or the post's 64-bit id as in the table
        people.

    Raises
    ------
    BadInput
        For a name that nobody or that several people have.
    """
    text = str(wanted).strip()
    staff = district.staff
    names = [address(district, row) for row in range(district.n)]
    same = [row for row in range(district.n) if str(staff.person[row]) == text]
    if text in names:
        return names.index(text)
    if len(same) == 1:
        return same[0]
    if same:
        some = ", ".join(names[row] for row in same[:SHOWN])
        more = ", ..." if len(same) > SHOWN else ""
        raise BadInput(f"Person {text!r} exists in {len(same)} schools; allowed: SCHOOL:PERSON, such as {some}{more}.")
    if text.isdecimal():
        found = np.flatnonzero(staff.post == np.uint64(int(text))) if int(text) < 2**64 else np.zeros(0, dtype=int)
        if found.size:
            return int(found[0])
    guess = nearest(text, names) or nearest(text, staff.person)
    raise BadInput(
        f"Person {text!r} does not exist in {district.name!r}; allowed: a roster id, SCHOOL:PERSON such as "
        f"{names[0]!r}, or a post id of the table people.{guess}"
    )


def find_school(district: District, wanted: str) -> int:
    """Return the row of a school, given its id or its name.

    Raises
    ------
    BadInput
        For a school that does not exist, or a name that several schools have.
    """
    text = str(wanted).strip()
    ids, names = [str(x) for x in district.schools.id], [str(x) for x in district.schools.name]
    if text in ids:
        return ids.index(text)
    if names.count(text) == 1:
        return names.index(text)
    if names.count(text) > 1:
        some = ", ".join(i for i, n in zip(ids, names, strict=True) if n == text)
        raise BadInput(f"School {text!r} is the name of several schools; allowed: an id, here {some}.")
    guess = nearest(text, ids) or nearest(text, names)
    raise BadInput(
        f"School {text!r} does not exist in {district.name!r}; allowed: the id or name of one of its {len(ids)} "
        f"schools, such as {ids[0]!r}.{guess}"
    )
