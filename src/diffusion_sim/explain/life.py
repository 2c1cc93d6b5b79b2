"""One person's weeks: every line of the schedule for one post, from what could be seen; the engines' bits.

The lines that an engine forgets after the week (drives, odds, what colleagues said) are all kept here. Because only
one person is played, the rest of the district can be held as it was while one colleague's example is exchanged for
that of another history: the re-run behind the credit tree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.engines import passes
from diffusion_sim.engines.columns import F8, YEAR
from diffusion_sim.engines.layout import tie_weights
from diffusion_sim.engines.weave import ARRIVAL_BLOCKS, parameter_order, summaries_read
from diffusion_sim.explain.replay import History, Removal, World
from diffusion_sim.rules.colleagues import Summary
from diffusion_sim.schedule import DISTRICT, PLACE, Line

Numbers = dict[str, float]


@dataclass(frozen=True)
class Life:
    """What one post's weeks and year ends were.

    Attributes
    ----------
    row : int
    weeks : list of dict
        Every name that a week reads or writes; ``level_before`` and the like hold last week's state.
    years : list of dict
        The same for year ends.
    """

    row: int
    weeks: list[Numbers]
    years: list[Numbers]

    def column(self, name: str) -> F8:
        """Return a name over the weeks."""
        return np.array([week[name] for week in self.weeks])


@dataclass(frozen=True)
class Ears:
    """Whom one person hears: advisers with their ties, mates in team and school, the principal."""

    world: World
    row: int

    @cached_property
    def ties(self) -> slice:
        """Places of one's ties in the district's list."""
        start = self.world.layout.district.ties.start
        return slice(int(start[self.row]), int(start[self.row + 1]))

    @cached_property
    def advisers(self) -> NDArray[np.int64]:
        """Rows of those one asks, in stored order."""
        return self.world.layout.district.ties.to[self.ties].astype(np.int64)

    @cached_property
    def weights(self) -> F8:
        """Weight of each tie with likeness."""
        district = self.world.layout.district
        return tie_weights(district, self.world.settings.behaviour.same_role_weight)[self.ties]

    def met(self, week: int) -> NDArray[np.bool_]:
        """Return which ties were active in a week."""
        purpose = draws.PURPOSES[4 * passes.CONTACT_BLOCK + week % 4]
        keys = self.world.layout.district.ties.key[self.ties]
        u = draws.draws(self.world.luck_key, purpose, keys, week // 4)
        return np.asarray(u < self.world.settings.behaviour.contact_chance)

    def mates(self, over: str) -> slice:
        """Return the rows of one's team or school."""
        staff = self.world.layout.district.staff
        number = staff.team if over == "team" else staff.school
        low, high = np.searchsorted(number, [number[self.row], number[self.row] + 1])
        return slice(int(low), int(high))

    @cached_property
    def principal(self) -> int:
        """Row of the school's principal."""
        return int(self.world.layout.people[4][self.world.layout.district.staff.school[self.row]])

    def hear(self, summary: Summary, shown: F8, week: int, cohort: NDArray[np.int32], groups: int) -> float:
        """Return one summary of what colleagues showed; sums run in the engines' order."""
        if summary.over == "principal":
            return float(shown[self.principal])
        if summary.over == "advice":
            return self._advice(summary.how, shown, week)
        if summary.over == "cohort":
            if groups == 0 or cohort[self.row] < 0:
                return 0.0
            mates = np.flatnonzero(cohort == cohort[self.row])
            total = _sum(shown[mates].tolist())
            return (total - float(shown[self.row])) / (len(mates) - 1.0) if len(mates) > 1 else 0.0
        rows = self.mates(summary.over)
        others = rows.stop - rows.start - 1
        total = _sum(shown[rows].tolist())
        return (total - float(shown[self.row])) * (1.0 / others if others > 0 else 0.0)

    def _advice(self, how: str, shown: F8, week: int) -> float:
        seen = shown[self.advisers].tolist()
        if how != "active_sum":
            return _sum(seen) * ((1.0 / len(seen) if seen else 0.0) if how == "share" else 1.0)
        weights = np.where(self.met(week), self.weights, 0.0).tolist()
        return _sum([w * x for w, x in zip(weights, seen, strict=True)])


def _sum(values: Sequence[float]) -> float:
    # not sum(): from Python 3.12 on it rounds differently from a plain loop
    total = 0.0
    for value in values:
        total += value
    return total


def live(
    past: History,
    row: int,
    swaps: Mapping[int, History] | None = None,
    removal: Removal | None = None,
    until: int | None = None,
) -> Life:
    """Go through one post's weeks.

    Parameters
    ----------
    past : History
        What everybody showed, and what was given.
    row : int
        The post.
    swaps : mapping, optional
        Row of a colleague -> history from which that colleague's example is taken instead.
    removal : Removal, optional
        What is not given, to this post and to its meeting group; default is what ``past`` removes.
    until : int, optional
        Last week to be played; the horizon if left out.

    Returns
    -------
    Life
        Without swaps and with the default removal exactly what ``past`` holds of the post.
    """
    place, player = past.world, _Player(past.world, row)
    taken = removal or past.removal
    last = place.horizon - 1 if until is None else until
    state = dict(zip(place.rules.state, past.start[:, row].tolist(), strict=True))
    weeks: list[Numbers] = []
    years: list[Numbers] = []
    for span in past.spans:
        support, cohort = taken.apply(span)
        gift = dict(zip(place.rules.support, support[:, row].tolist(), strict=True))
        for week in range(span.week, min(span.week + span.weeks, last + 1)):
            heard = player.heard(past, week, cohort, span.groups, swaps or {})
            values = player.walk(place.rules.week, week, {**state, **gift, **heard})
            weeks.append({**values, "week": week, "cohort_group": float(cohort[row]), **_before(state)})
            state = {name: values[name] for name in state}
        end = span.week + span.weeks
        if end > last:
            break
        if end % YEAR == 0 and end < place.horizon:
            found = dict(zip(DISTRICT, past.district[end // YEAR - 1].tolist(), strict=True))
            values = player.walk(place.rules.year_end, end, {**state, **found})
            years.append({**values, "week": end, **_before(state)})
            state = {name: values.get(name, state[name]) for name in state}
    return Life(row, weeks, years)


def _before(state: Numbers) -> Numbers:
    return {f"{name}_before": value for name, value in state.items()}


class _Player:
    """Walks the lists for one post."""

    def __init__(self, place: World, row: int) -> None:
        self.world, self.row, self.ears = place, row, Ears(place, row)
        self.settings = dict(zip(parameter_order(place.rules), place.P.tolist(), strict=True))
        self.place = dict(zip(PLACE, place.layout.place[:, row].tolist(), strict=True))
        self.post = int(place.layout.post[row])
        self.summaries = summaries_read(place.rules)

    def heard(
        self, past: History, week: int, cohort: NDArray[np.int32], groups: int, swaps: Mapping[int, History]
    ) -> Numbers:
        """Return this week's colleague summaries."""
        out: Numbers = {}
        columns = {name: past.shown[week, k] for k, name in enumerate(past.columns)}
        if swaps:
            columns = {name: column.copy() for name, column in columns.items()}
            for k, name in enumerate(past.columns):
                for who, other in swaps.items():
                    columns[name][who] = other.shown[week, k, who]
        for summary in self.summaries:
            out[summary.name] = self.ears.hear(summary, columns[summary.column], week, cohort, groups)
        return out

    def walk(self, lines: tuple[Line, ...], week: int, given: Numbers) -> Numbers:
        """Return every name after the lines of a list."""
        values = {**self.settings, **self.place, **given}
        occupant = int(values["occupant"])
        for name in {n for line in lines for n in line.reads if n.startswith("u_")}:
            purpose = name.removeprefix("u_")
            arriving = draws.purpose_number(purpose) // 4 in ARRIVAL_BLOCKS
            values[name] = draws.draw(self.world.luck_key, purpose, self.post, week, occupant + arriving)
        for line in lines:
            values[line.name] = line.rule(*[values[name] for name in line.reads])
        return {name: float(value) for name, value in values.items()}
