"""What every district must be, whichever way it came."""

from __future__ import annotations

import numpy as np

from diffusion_sim.district.district import PRINCIPAL, District
from diffusion_sim.errors import BadInput


def _fail(district: District, what: str) -> None:
    raise BadInput(f"district {district.name!r} cannot be used: {what}.")


def check(district: District) -> District:
    """Return the district if it keeps the promises of its columns.

    Raises
    ------
    BadInput
        Naming the first promise that is broken.
    """
    _check_people(district)
    _check_ties(district)
    return district


def _check_people(district: District) -> None:
    schools, staff = district.schools, district.staff
    n = len(staff)
    if n == 0 or not np.array_equal(np.unique(staff.school), np.arange(len(schools))):
        _fail(district, "a school has no staff")
    if np.any(np.diff(staff.school) < 0):
        _fail(district, "rows are not sorted by school")
    new = np.diff(staff.team)
    if staff.team[0] != 0 or np.any((new != 0) & (new != 1)):
        _fail(district, "teams are not contiguous rows numbered from 0")
    if np.any((np.diff(staff.school) != 0) & (new == 0)):
        _fail(district, "a team spans two schools")
    same = new == 0
    if np.any(same & ~(staff.person[1:] > staff.person[:-1])):
        _fail(district, "people are not sorted by id within their team, or one is there twice")
    if len(np.unique(staff.post)) != n:
        _fail(district, "two posts have the same id")
    principals = np.bincount(staff.school[staff.role == PRINCIPAL], minlength=len(schools))
    if np.any(principals != 1):
        row = int(np.flatnonzero(principals != 1)[0])
        _fail(district, f"school {schools.id[row]} has {principals[row]} principals, allowed: one")


def _check_ties(district: District) -> None:
    staff, ties = district.staff, district.ties
    n = len(staff)
    if (
        len(ties.start) != n + 1
        or ties.start[0] != 0
        or ties.start[-1] != len(ties)
        or np.any(np.diff(ties.start) < 0)
    ):
        _fail(district, "the rows of the ties do not add up")
    if len(ties) == 0:
        return
    if int(ties.to.max()) >= n:
        _fail(district, "a tie leads to nobody")
    seeker = np.repeat(np.arange(n), np.diff(ties.start))
    if np.any(seeker == ties.to):
        _fail(district, "somebody asks him- or herself")
    if np.any(ties.weight <= 0):
        _fail(district, "a tie has no weight")
    adviser = staff.post[ties.to]
    if np.any((seeker[1:] == seeker[:-1]) & (adviser[1:] <= adviser[:-1])):
        _fail(district, "a tie is there twice, or ties are not sorted by the adviser's post id")
