"""A pilot: a few schools, matched and drawn by lot, start at once; the others never do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.part import F8, Sequence
from diffusion_sim.strategies.view import View

SITES = ("first", "second")


@dataclass(frozen=True)
class Pilot(Sequence):
    """Schools of like need form as many groups as there are pilot schools; the lot takes one school of each group.

    ``sites: second`` takes the second school of every group, so that two pilots of one district never share a school.
    """

    holds_back: ClassVar[bool] = True
    schools: float = parameter(1.0, 1.0, 200.0, "schools", "assumption", "the smallest pilot", "Pilot schools.")
    sites: str = "first"

    def __post_init__(self) -> None:
        check_ranges("strategy.sequence", self)
        if self.sites not in SITES:
            raise BadInput(f"strategy.sequence.sites={self.sites!r} is unknown; allowed: {', '.join(SITES)}.")

    def first_quarter(self, view: View) -> F8:
        """Return 0 in pilot schools, ``inf`` elsewhere."""
        chosen = pilot_schools(view.school_need, view.school_id, view.school_chance("order"), int(self.schools))
        return np.where(chosen[SITES.index(self.sites)][:, view.school], 0.0, np.inf)


def pilot_schools(
    need: F8, ids: NDArray[np.uint64], lot: F8, schools: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which schools are drawn first and second from every group of like need.

    Parameters
    ----------
    need : float (schools,)
        Share of pupils in poverty, the public figure that schools are matched by.
    ids : uint64 (schools,)
        Of the schools; they decide where needs are equal.
    lot : float (replicates, schools)
        A number by chance per school; the smallest of a group is drawn first.
    schools : int
        Number of groups.

    Returns
    -------
    tuple of bool (replicates, schools)

    Raises
    ------
    BadInput
        If there are not two schools for every group.
    """
    count = len(need)
    if 2 * schools > count:
        raise BadInput(
            f"strategy.sequence.schools={schools} is too many for a district of {count} schools; "
            f"allowed: at most {count // 2}, so that every pilot school has a like one beside it."
        )
    rank = np.argsort(np.lexsort((ids, need)), kind="stable")
    group = rank * schools // count
    order = np.lexsort((lot, np.broadcast_to(group, lot.shape)), axis=1)
    start = np.searchsorted(np.sort(group), np.arange(schools))
    drawn = np.zeros((2, *lot.shape), dtype=bool)
    for place in range(2):
        np.put_along_axis(drawn[place], order[:, start + place], True, axis=1)
    return drawn[0], drawn[1]
