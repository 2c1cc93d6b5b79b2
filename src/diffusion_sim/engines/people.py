"""Teachers, principals and coaches: people who listen to colleagues, go through a week, and may leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar
from weakref import WeakKeyDictionary

import mesa

from diffusion_sim import schedule
from diffusion_sim.rules.contagion import CONTAGION

if TYPE_CHECKING:
    from diffusion_sim.district.district import District
    from diffusion_sim.engines.model import DistrictModel

Deed = Callable[["Person"], None]
#: Attributes that a person has for other reasons than the lists; what is said and done, then who is near.
_DOES = ("listen", "start", "live_week", "end_year", "uses", "uses_deeply")
_KNOWS = ("row", "team", "staff", "head", "meeting", "advisers", "contact")
_TAKEN = frozenset({*dir(mesa.Agent), "model", "unique_id", *_DOES, *_KNOWS})


def attribute(name: str) -> str:
    """Return the attribute for a name of the lists: the name, or ``name_`` where it is taken (``step_``)."""
    return f"{name}_" if name in _TAKEN else name


def _held() -> tuple[str, ...]:
    """Return the attributes for all that the shipped lists read of a person, or write."""
    lists = [*schedule.START, *schedule.YEAR_END, *(ln for c in CONTAGION for ln in schedule.week_lines(c))]
    names = {*schedule.SUPPORT, *schedule.FURTHER, *schedule.SUMMARY_NAMES, *(ln.name for ln in lists)}
    names |= {name for ln in lists for name in ln.reads}
    return tuple(sorted(attribute(n) for n in names - {*schedule.setting_names(), *schedule.DISTRICT}))


class Counters(WeakKeyDictionary[Any, Any]):
    """Counters of agent ids per model; Mesa 3.3's own keep every model alive for ever, these let it go."""

    def __getitem__(self, model: Any) -> Any:
        if model not in self:
            self[model] = count(1)
        return super().__getitem__(model)


class Group:
    """People who work together. Members stand in the order of the roster."""

    def __init__(self, members: Iterable[Person]) -> None:
        self.members = list(members)
        others = len(self.members) - 1
        self.inverse = 1.0 / others if others > 0 else 0.0
        self.totals: dict[str, float] = {}

    def gather(self, columns: Iterable[str]) -> None:
        """Add up what the members showed last week, once for all who will ask."""
        for column in columns:
            # not sum(): from Python 3.12 on it rounds differently from a plain loop
            total = 0.0
            for member in self.members:
                total += getattr(member, column)
            self.totals[column] = total

    def mean_of_others(self, person: Person, column: str) -> float:
        """Return the mean of the other members, 0 for somebody alone."""
        return (self.totals[column] - getattr(person, column)) * self.inverse


class Team(Group):
    """A grade or subject team inside a school."""


class Staff(Group):
    """Everybody who works in a school."""


class Meeting(Group):
    """A group of a cohort that meets; it lasts as long as the strategy keeps it."""

    def mean_of_others(self, person: Person, column: str) -> float:
        """Return the mean of the other members, 0 for somebody alone."""
        others = len(self.members) - 1
        return (self.totals[column] - getattr(person, column)) / float(others) if others > 0 else 0.0


class Visit:
    """What a guest of one person hears: the host, and nobody else."""

    def __init__(self, host: Person) -> None:
        self.host = host

    def mean_of_others(self, person: Person, column: str) -> float:
        """Return the host's value."""
        return float(getattr(self.host, column))


class Person(mesa.Agent):
    """The occupant of a post: listens to colleagues, then goes through the rules of the week one by one.

    Every name of the printed lists is a plain attribute: ``person.belief``, ``person.peer_word``.
    Names that Mesa uses itself have an underscore (``person.step_``).

    Attributes
    ----------
    row : int
        Place in the roster.
    team, staff : Group
        The team, and everybody in the school.
    meeting : Group, Visit or None
        The cohort group in which this person meets others at present, or the host whom he or she visits.
    head : Person
        The principal of the school.
    advisers : list of Person
        Those whom this person asks, in the stored order of ties.
    contact : list of float
        How much each of them counts this week, 0 where the two did not meet.
    """

    _ids: ClassVar[Counters] = Counters()
    # places of their own are read and written a third faster than entries of a dict; names of own rules go to the dict
    __slots__ = (*_KNOWS, *_held())

    model: DistrictModel
    level: float
    compliance: float

    def __init__(self, model: DistrictModel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.team: Group
        self.staff: Group
        self.head: Person
        self.meeting: Group | Visit | None = None
        self.advisers: list[Person] = []
        self.contact: list[float] = []

    def listen(self) -> None:
        """Take in what colleagues showed last week; nobody changes here, so the order cannot matter."""
        self.model.ears(self)

    def start(self) -> None:
        """Take one's state at week 0."""
        self.model.at_start(self)

    def live_week(self) -> None:
        """Go through the lines of the week in order."""
        self.model.in_a_week(self)

    def end_year(self) -> None:
        """Go through the lines of the year's end: skill fades, some people leave, and successors arrive."""
        self.model.at_year_end(self)

    @property
    def uses(self) -> bool:
        """Whether this person uses the practice (Level of Use III or higher)."""
        return self.level >= 3.0

    @property
    def uses_deeply(self) -> bool:
        """Whether use is deep: Level of Use IVB or higher, and by conviction."""
        return self.level >= 5.0 and self.compliance == 0.0

    def __repr__(self) -> str:
        return told(self, self.model.district)


def told(person: Any, district: District) -> str:
    """Return who a person is: role, roster id, school and Level of Use."""
    school = district.schools.id[district.staff.school[person.row]]
    who = district.staff.person[person.row]
    return f"{type(person).__name__}({who!r} of {school!r}, level {person.level:g})"


class Teacher(Person):
    """A teacher: asks colleagues for advice and is asked by others."""


class Principal(Person):
    """A principal: adopts like everybody else, and by believing or not backs or holds up the whole school."""


class Coach(Person):
    """A coach on the staff: adopts like everybody else; the hours of support come from the strategy."""


#: In the order of the role numbers of :mod:`diffusion_sim.district.district`.
KINDS: tuple[type[Person], ...] = (Teacher, Principal, Coach)
