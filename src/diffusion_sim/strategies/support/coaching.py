"""One-to-one coaching in eight-week cycles: two cycles a year, limited by the coaches' hours, caseload and travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from diffusion_sim.errors import unknown
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.parameter import check_ranges, parameter
from diffusion_sim.strategies.matching import MATCHINGS, in_turn, match, within_caseload
from diffusion_sim.strategies.part import Support
from diffusion_sim.strategies.plan import QUARTER, YEAR, Plan
from diffusion_sim.strategies.route import cycles, route

#: A coached teacher-year is two 8-week cycles; with 9 teachers a cycle and four cycles a coach serves 18 (CONTRACT).
TEACHERS_PER_COACH = 18.0
CYCLE_WEEKS = 8


@dataclass(frozen=True)
class Coaching(Support):
    """Each participant is coached in two of the year's four cycles; the ninth week of a quarter is for planning.

    Who begins within the year is coached in every other cycle from then on. Coaches go round the schools in an order
    that is drawn by lot for the whole run, so that no school has the best coach for its name.
    ``matching`` says how coach and teacher come together (:mod:`diffusion_sim.strategies.matching`): ``assignment`` in
    turn, ``choice`` by the teacher, ``need`` by the coaches; ``none`` leaves out that pairs suit each other or do not.
    """

    uses_coaches: ClassVar[bool] = True
    coach_week: float = parameter(40.0, 35.0, 45.0, "hours", "assumption", "full-time week", "A coach's working week.")
    coach_time: float = parameter(
        0.40, 0.25, 0.60, "share", "derived", "EAB 40 %; Deussen et al. 2007 28 %", "Share of it spent coaching."
    )
    travel_hours: float = parameter(
        0.5, 0.0, 1.5, "hours per school and week", "assumption", "no source found",
        "Coaching time lost per school served."
    )
    matching: str = "none"
    match_sd: float = parameter(
        0.25, 0.0, 0.6, "mean effects", "assumption", "no source found (half the spread of coaches)",
        "Spread of how well coach and teacher suit each other; 0: all pairs alike."
    )
    choices: float = parameter(
        2.0, 1.0, 6.0, "coaches", "derived", "Trailblazer Elementary: two coaches", "Coaches to choose among."
    )

    def __post_init__(self) -> None:
        check_ranges("strategy.support.coaching", self)
        if self.matching not in MATCHINGS:
            raise unknown("strategy.support.coaching.matching", self.matching, MATCHINGS)

    def changes(self) -> tuple[int, ...]:
        """Return the weeks of the year in which what is given changes: cycles begin and end."""
        return tuple(q * QUARTER + CYCLE_WEEKS for q in range(YEAR // QUARTER))

    def price(self, costs: Costs) -> float:
        """Return a full-time coach's cost over 18 teachers."""
        return costs.coach_fte / TEACHERS_PER_COACH

    def give(self, plan: Plan) -> None:
        """Share the coaches' hours among this cycle's participants, school by school."""
        plan.pay_coaches(self.coach_week)
        if plan.week_of_year % QUARTER >= CYCLE_WEEKS:
            return
        now = cycles(plan) == plan.quarter % 2
        whole = np.maximum(np.ceil(plan.coaches), 1.0)
        if plan.caseload is not None:
            lot = plan.view.chance("pick", plan.week - plan.week % QUARTER)  # one for all spans of the quarter
            now = within_caseload(now, lot, plan.coaches * plan.caseload)
        coach = in_turn(now, plan.dose, whole, route(plan))
        for r in range(now.shape[0]):
            self._share(plan, r, np.flatnonzero(now[r]), coach[r])

    def _share(self, plan: Plan, r: int, rows: np.ndarray, coach: np.ndarray) -> None:
        if not rows.size or plan.coaches[r] <= 0.0:
            return
        mine, suits = coach[rows], np.zeros(rows.size)
        if self.matching != "none":
            many = int(np.ceil(plan.coaches[r]))
            mine, suits = match(plan.view, r, rows, mine, many, self.matching, round(self.choices), self.match_sd)
        school = plan.view.school[rows]
        slots = int(mine.max()) + 1
        load = np.bincount(mine, minlength=slots)
        many_schools = int(school.max()) + 1
        # one number per pair of coach and school: unique over rows of a table is ten times slower
        schools = np.bincount(np.unique(mine * many_schools + school) // many_schools, minlength=slots)
        part_time = plan.coaches[r] / np.ceil(plan.coaches[r])
        full = self.coach_week * self.coach_time * part_time * plan.coach_share
        hours = np.maximum(full - self.travel_hours * schools, 0.25 * full) / np.maximum(load, 1)
        even = hours[mine]
        if plan.dose is not None:
            weight = plan.dose[r, rows]
            even = even * weight * (load / np.maximum(np.bincount(mine, weight, slots), 1e-12))[mine]
        plan.column("coaching")[r, rows] = even
        plan.column("coach_quality")[r, rows] = np.maximum(plan.quality[r % plan.quality.shape[0]][mine] + suits, 0.0)
