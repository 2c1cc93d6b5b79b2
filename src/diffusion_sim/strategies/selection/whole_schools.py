"""Whole schools: all staff of a school are asked, then all of the next school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.errors import BadInput
from diffusion_sim.strategies.choose import check_order, place_of_schools
from diffusion_sim.strategies.part import F8, Selection
from diffusion_sim.strategies.view import View


@dataclass(frozen=True)
class WholeSchools(Selection):
    """Ask everybody of the poorest, the readiest or a drawn school, then of the next, as far as the money goes.

    Principal and coach are asked as well. The last school of a year is begun by lot and finished in the next year.
    ``schools`` limits how many schools ever take part. A choice of people only: no effect is typed in; a school in
    which most take part is one in which many colleagues are in use at once. Source: Look Both Ways (Chicago's
    whole-school models, Henry County's redesign schools).
    """

    roles: ClassVar[tuple[int, ...]] = (0, 1, 2)
    order: str = "need"
    schools: int | None = None
    size: int | None = None
    spread: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        check_order("strategy.selection.order", self.order)
        if self.schools is not None and self.schools < 1:
            raise BadInput(
                f"strategy.selection.schools={self.schools} is out of range; "
                "allowed: a whole number from 1 (schools that ever take part), or null for no limit."
            )

    def score(self, view: View) -> F8:
        """Return the turn of one's school, then the lot; ``-inf`` beyond the last school."""
        schools = len(view.school_need)
        place = place_of_schools(view, self.order)[:, view.school].astype(float)
        last = schools if self.schools is None else self.schools
        return np.where(place < last, (schools - place - 1.0 + view.chance("pick")) / schools, -np.inf)
