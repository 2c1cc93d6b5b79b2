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
from diffusion_sim.explain.history import History
from diffusion_sim.explain.removal import Removal
from diffusion_sim.explain.replay import World
from diffusion_sim.rules.colleagues import Summary
from diffusion_sim.schedule import DISTRICT, PLACE, Line, Rule

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
class Swap:
    """A colleague's example taken from another history, in the weeks ``first`` to ``last``."""

    past: History
    first: int = 0
    last: int = 10**9


class Ears:
    """Whom one person hears: advisers with their ties, mates in team and school, the principal."""

    def __init__(self, world: World, row: int) -> None:
        self.world, self.row = world, row
        self._met: dict[int, NDArray[np.bool_]] = {}
        self._mates: dict[str, slice] = {}

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
        return tie_weights(district, self.world.settings.behaviour)[self.ties]

    def met(self, week: int) -> NDArray[np.bool_]:
        """Return which ties were active in a week."""
        if week not in self._met:
            purpose = draws.PURPOSES[4 * passes.CONTACT_BLOCK + week % 4]
            keys = self.world.layout.district.ties.key[self.ties]
            u = draws.draws(self.world.luck_key, purpose, keys, week // 4)
            self._met[week] = np.asarray(u < self.world.settings.behaviour.contact_chance)
        return self._met[week]

    def mates(self, over: str) -> slice:
        """Return the rows of one's team or school."""
        if over not in self._mates:
            staff = self.world.layout.district.staff
            number = staff.team if over == "team" else staff.school
            low, high = np.searchsorted(number, [number[self.row], number[self.row] + 1])
            self._mates[over] = slice(int(low), int(high))
        return self._mates[over]

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
            if groups == 0 or cohort[self.row] == -1:
                return 0.0
            if cohort[self.row] <= -2:
                return float(shown[passes.hosted_by(cohort[self.row])])
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


def live(past: History, row: int) -> Life:
    """Return one post's weeks exactly as ``past`` holds them."""
    return Player(past.world, row).live(past)


def _before(state: Numbers) -> Numbers:
    return {f"{name}_before": value for name, value in state.items()}


class Player:
    """Walks the lists for one post; draws and contacts are worked out once, however often the post is played."""

    def __init__(self, place: World, row: int) -> None:
        self.world, self.row, self.ears = place, row, Ears(place, row)
        self.settings = dict(zip(parameter_order(place.rules), place.P.tolist(), strict=True))
        self.place = dict(zip(PLACE, place.layout.place[:, row].tolist(), strict=True))
        self.post = int(place.layout.post[row])
        self.summaries = summaries_read(place.rules)
        self.lists = {"week": _prepared(place.rules.week), "year_end": _prepared(place.rules.year_end)}
        self._drawn: dict[tuple[str, int, int], float] = {}

    def live(
        self,
        past: History,
        swaps: Mapping[int, Swap] | None = None,
        removal: Removal | None = None,
        until: int | None = None,
        since: tuple[Life, int] | None = None,
    ) -> Life:
        """Go through the post's weeks.

        Parameters
        ----------
        past : History
            What everybody showed, and what was given.
        swaps : mapping, optional
            Row of a colleague -> where that colleague's example is taken from instead.
        removal : Removal, optional
            What is not given, to this post and to its meeting group; default is what ``past`` removes.
        until : int, optional
            Last week to be played; the horizon if left out.
        since : (Life, int), optional
            A life that holds up to this week; only later weeks are played.
        """
        taken, last = removal or past.removal, self.world.horizon - 1 if until is None else until
        weeks: list[Numbers] = []
        years: list[Numbers] = []
        first, state = 0, dict(zip(self.world.rules.state, past.start[:, self.row].tolist(), strict=True))
        if since is not None:
            life, first = since
            weeks, years = life.weeks[:first], [y for y in life.years if y["week"] <= first]
            state = {name: life.weeks[first][f"{name}_before"] for name in state}
        for span in past.spans:
            end = span.week + span.weeks
            if end <= first:
                continue
            if span.week > last:
                break
            support, cohort = taken.apply(span)
            gift = dict(zip(span.columns, support[:, self.row].tolist(), strict=True))
            for week in range(max(span.week, first), min(end, last + 1)):
                heard = self.heard(past, week, cohort, span.groups, swaps or {})
                values = self.walk("week", week, {**state, **gift, **heard})
                weeks.append({**values, "week": week, "cohort_group": float(cohort[self.row]), **_before(state)})
                state = {name: values[name] for name in state}
            if end % YEAR == 0 and end <= last:
                found = dict(zip(DISTRICT, past.district[end // YEAR - 1].tolist(), strict=True))
                values = self.walk("year_end", end, {**state, **found})
                years.append({**values, "week": end, **_before(state)})
                state = {name: values.get(name, state[name]) for name in state}
        return Life(self.row, weeks, years)

    def heard(
        self, past: History, week: int, cohort: NDArray[np.int32], groups: int, swaps: Mapping[int, Swap]
    ) -> Numbers:
        """Return this week's colleague summaries."""
        columns = {name: past.shown[week, k] for k, name in enumerate(past.columns)}
        now = {who: swap.past for who, swap in swaps.items() if swap.first <= week <= swap.last}
        if now:
            columns = {name: column.copy() for name, column in columns.items()}
            for k, name in enumerate(past.columns):
                for who, other in now.items():
                    columns[name][who] = other.shown[week, k, who]
        return {s.name: self.ears.hear(s, columns[s.column], week, cohort, groups) for s in self.summaries}

    def walk(self, title: str, week: int, given: Numbers) -> Numbers:
        """Return every name after the lines of a list."""
        values = {**self.settings, **self.place, **given}
        occupant = int(values["occupant"])
        names, lines = self.lists[title]
        for name in names:
            values[name] = self.draw(name, week, occupant)
        for name, rule, reads in lines:
            values[name] = float(rule(*[values[read] for read in reads]))
        return values

    def draw(self, name: str, week: int, occupant: int) -> float:
        """Return one of the post's draws."""
        key = (name, week, occupant)
        if key not in self._drawn:
            purpose = name.removeprefix("u_")
            arriving = draws.purpose_number(purpose) // 4 in ARRIVAL_BLOCKS
            self._drawn[key] = draws.draw(self.world.luck_key, purpose, self.post, week, occupant + arriving)
        return self._drawn[key]


def _prepared(lines: tuple[Line, ...]) -> tuple[tuple[str, ...], list[tuple[str, Rule, tuple[str, ...]]]]:
    """Return the names of the draws that a list reads, and its lines as (name, rule, reads)."""
    drawn = dict.fromkeys(n for line in lines for n in line.reads if n.startswith("u_"))
    return tuple(drawn), [(line.name, line.rule, line.reads) for line in lines]
