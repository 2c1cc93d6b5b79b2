"""The district as a Mesa model: who is there, who knows whom, what a week and a year's end are for all."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.district.district import PRINCIPAL, District
from diffusion_sim.engines import passes
from diffusion_sim.engines.columns import F8
from diffusion_sim.engines.deeds import columns_over, deed, drawn, ears, snapshot
from diffusion_sim.engines.layout import Layout, tie_weights
from diffusion_sim.engines.people import KINDS, Group, Meeting, Person, Staff, Team, Visit, attribute
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.engines.weave import ARRIVAL_BLOCKS, parameter_order, summaries_read
from diffusion_sim.replicates import Replicate
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import DISTRICT, PLACE, TRAITS
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.settings import Settings


class DistrictModel(mesa.Model):
    """A school district as a Mesa model of teachers, principals and coaches.

    Attributes
    ----------
    week : int
        Teaching weeks that have passed, 36 a year.
    people : list of Person
        Everybody in the order of the roster; ``agents`` and ``agents_by_type`` are Mesa's.
    district_using, district_skill, district_belief : float
        What the last year's end found in the district.
    datacollector : mesa.DataCollector
        Collects ``week``, ``spread`` and ``depth`` at the start and after every step.
    """

    def __init__(
        self, rules: RuleSet, place: Layout, P: F8, behaviour: Behaviour, district_key: int, luck_key: int
    ) -> None:
        # Mesa wants a generator of its own; nothing here ever asks it
        super().__init__(rng=int(luck_key))
        self.rules, self.layout, self.luck_key = rules, place, int(luck_key)
        self.contact_chance = behaviour.contact_chance
        self.week = 0
        self.groups: list[Group] = []
        self.district_using = self.district_skill = self.district_belief = 0.0
        self.rollout: Rollout | None = None
        self._learn_lists(dict(zip(parameter_order(rules), P.tolist(), strict=True)))
        self._move_in()
        self._introduce(behaviour)
        self._draw(self._drawn[0], int(district_key), np.zeros(place.n, dtype=np.int64))
        self.agents.do("start")
        self.datacollector = mesa.DataCollector(
            model_reporters={"week": "week", "spread": lambda m: m.spread, "depth": lambda m: m.depth}
        )

    @classmethod
    def from_settings(
        cls,
        settings: Settings,
        arm: str | None = None,
        replicate: Replicate = FIRST,
        rules: RuleSet | None = None,
    ) -> DistrictModel:
        """Return a model to be stepped, with the strategy's support applied.

        Parameters
        ----------
        settings : Settings
            From :func:`diffusion_sim.load`.
        arm : str, optional
            Name of one of the settings' strategies; the first if left out.
        replicate : Replicate
            Which district, luck and design; the numbers are those of this replicate in a batch.
        rules : RuleSet, optional
            Own rules.

        Raises
        ------
        BadInput
            For an arm that the settings do not have, or a strategy that cannot be paid.
        """
        from diffusion_sim.engines import agents

        rollout = Rollout(agents, settings, arm, replicate, rules)
        model: DistrictModel = rollout.block.models[0]  # type: ignore[attr-defined]
        model.rollout = rollout
        model.datacollector.collect(model)
        return model

    def step(self) -> None:
        """Run one teaching week under the strategy (or, without one, under whatever support people have)."""
        if self.rollout is not None:
            self.rollout.step()
            self.running = not self.rollout.over
        else:
            self.live_week()
        self.datacollector.collect(self)

    def live_week(self) -> None:
        """First everybody listens, then everybody goes through the week."""
        self._meet()
        for group in self.groups:
            group.gather(self._overheard[type(group)])
        self.agents.do("listen")
        self._draw(self._drawn[1], self.luck_key, self._occupants())
        self.agents.do("live_week")
        self.week += 1

    def end_year(self) -> None:
        """Let the break pass: people leave and successors arrive. ``district_...`` must be up to date."""
        self._draw(self._drawn[2], self.luck_key, self._occupants())
        self.agents.do("end_year")

    @property
    def district(self) -> District:
        """The district: schools, staff and ties."""
        return self.layout.district

    @property
    def spread(self) -> float:
        """Share of staff who use the practice."""
        return sum(person.uses for person in self.people) / len(self.people)

    @property
    def depth(self) -> float:
        """Share of staff in deep use (Level of Use IVB or higher, by conviction)."""
        return sum(person.uses_deeply for person in self.people) / len(self.people)

    def columns(self, names: tuple[str, ...] | None = None) -> F8:
        """Return everybody's state, or some columns of it, shape (columns, staff)."""
        names = names or tuple(self.rules.state)
        if names not in self._snapshots:
            self._snapshots[names] = snapshot(names)
        width, n = len(names), len(self.people)
        flat = np.fromiter(chain.from_iterable(map(self._snapshots[names], self.people)), float, width * n)
        return flat.reshape(n, width).T

    def support(self, given: F8, cohort: NDArray[np.int32], meetings: int) -> None:
        """Hand out a span's support.

        Parameters
        ----------
        given : float (columns of support, staff)
            Rows in the order of ``rules.support``.
        cohort : int (staff,)
            Number of each person's cohort group, -1 for none, -2 less the host's row for a guest.
        meetings : int
            Number of cohort groups.
        """
        for name, column in zip(self.rules.support, given.tolist(), strict=True):
            self._tell(attribute(name), column)
        number = cohort.tolist()
        members: list[list[Person]] = [[] for _ in range(meetings)]
        for person in self.people:
            if meetings > 0 and number[person.row] >= 0:
                members[number[person.row]].append(person)
        together = [Meeting(m) for m in members]
        self._tell("meeting", [self._company(g, together) if meetings > 0 else None for g in number])
        self.groups = [*self._teams, *self._staffs, *together]

    def _company(self, number: int, together: list[Meeting]) -> Meeting | Visit | None:
        """Return those whom a person meets: a cohort group, a host, or nobody."""
        if number <= -2:
            return Visit(self.people[-2 - number])
        return together[number] if number >= 0 else None

    def _learn_lists(self, settings: dict[str, float]) -> None:
        rules = self.rules
        self.at_start = deed("start", rules.start, settings, DISTRICT)
        self.in_a_week = deed("week", rules.week, settings, DISTRICT)
        self.at_year_end = deed("year end", rules.year_end, settings, DISTRICT)
        self._drawn = tuple(drawn(lines) for lines in (rules.start, rules.week, rules.year_end))
        needed = summaries_read(rules)
        self.ears = ears(needed)
        self._meets = any(s.how == "active_sum" for s in needed)
        kinds = {Team: "team", Staff: "school", Meeting: "cohort"}
        self._overheard = {kind: columns_over(needed, over) for kind, over in kinds.items()}
        self._snapshots: dict[tuple[str, ...], Callable[[Person], tuple[float, ...]]] = {}

    def _move_in(self) -> None:
        role = self.district.staff.role
        for number, kind in enumerate(KINDS):
            rows = np.flatnonzero(role == number).tolist()
            if rows:
                kind.create_agents(self, len(rows), rows)
        self.people: list[Person] = sorted(self.agents, key=lambda person: person.row)
        for names, values in ((TRAITS, self.layout.traits), (PLACE, self.layout.place)):
            for name, column in zip(names, values.tolist(), strict=True):
                self._tell(attribute(name), column)
        for name in self.rules.support:
            self._tell(attribute(name), [0.0] * len(self.people))

    def _introduce(self, behaviour: Behaviour) -> None:
        """Make everybody known to those who ask them, to their team and to the staff of the school."""
        ties, staff = self.district.ties, self.district.staff
        advisers = [self.people[j] for j in ties.to.tolist()]
        self._weights = tie_weights(self.district, behaviour)
        self._first = ties.start.tolist()
        for person in self.people:
            person.advisers = advisers[slice(*self._first[person.row : person.row + 2])]
        self._teams = [Team(m) for m in self._by(staff.team)]
        self._staffs = [Staff(m) for m in self._by(staff.school)]
        for team in self._teams:
            for person in team.members:
                person.team = team
        for school in self._staffs:
            head = next(p for p in school.members if staff.role[p.row] == PRINCIPAL)
            for person in school.members:
                person.staff, person.head = school, head
        self.groups = [*self._teams, *self._staffs]

    def _by(self, number: NDArray[Any]) -> list[list[Person]]:
        members: dict[int, list[Person]] = {}
        for person, k in zip(self.people, number.tolist(), strict=True):
            members.setdefault(k, []).append(person)
        return list(members.values())

    def _meet(self) -> None:
        """Let each tie be active or not, by its draw of this week (four weeks share the block of a tie)."""
        if not self._meets:
            return
        purpose = draws.PURPOSES[4 * passes.CONTACT_BLOCK + self.week % 4]
        contacts = draws.draws(self.luck_key, purpose, self.district.ties.key, self.week // 4)
        weights = np.where(contacts < self.contact_chance, self._weights, 0.0).tolist()
        for person, first, last in zip(self.people, self._first, self._first[1:], strict=False):
            person.contact = weights[first:last]

    def _draw(self, purposes: tuple[str, ...], key: int, occupant: NDArray[np.int64]) -> None:
        """Give everybody this week's draws; those of an arrival belong to the next occupant of the post."""
        for purpose in purposes:
            who = occupant + 1 if draws.purpose_number(purpose) // 4 in ARRIVAL_BLOCKS else occupant
            self._tell(f"u_{purpose}", draws.draws(key, purpose, self.layout.post, self.week, who).tolist())

    def _occupants(self) -> NDArray[np.int64]:
        return np.fromiter((p.occupant for p in self.people), np.int64, len(self.people))

    def _tell(self, name: str, values: list[Any]) -> None:
        for person, value in zip(self.people, values, strict=True):
            setattr(person, name, value)
