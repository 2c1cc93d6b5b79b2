"""One replicate again, with what the strategy gave written down, so that it can be played with one thing less.

``given`` runs the strategy once and keeps, span by span, what every person was given. ``History`` plays this back week
by week and keeps what colleagues could see; ``finish`` plays it back for many removals at once, each in a replicate of
its own with the same luck. The strategy does not act again in a replay: all others keep their places, groups and
coaching cycles, and money that a removal sets free is not spent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import F8, YEAR, Block
from diffusion_sim.engines.layout import Layout
from diffusion_sim.engines.weave import summaries_read
from diffusion_sim.errors import unknown
from diffusion_sim.replicates import Replicate, design_keys, district_key, luck_keys
from diffusion_sim.schedule import RuleSet
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.conduct import Conduct, horizon_weeks
from diffusion_sim.widen import rules_of

#: What a place in the cohort brings; the stance, the spotlight and the like reach everybody, with or without a place.
OWN = ("coaching", "coach_quality", "cohort", "training", "release")
COACHING = ("coaching", "coach_quality")
#: Removals that are played at once.
ABREAST = 64


@dataclass(frozen=True)
class World:
    """All that a replicate of one arm hangs on, but what the strategy gives."""

    settings: Settings
    arm: Arm
    replicate: Replicate
    rules: RuleSet
    layout: Layout
    P: F8
    district_key: int
    luck_key: int
    horizon: int

    @property
    def n(self) -> int:
        """Number of posts."""
        return self.layout.n

    def start(self, count: int = 1) -> Block:
        """Return a block at week 0 in which every replicate has the same luck."""
        keys = np.full(count, self.luck_key, dtype=np.uint64)
        behaviour = self.settings.behaviour
        return columns.start(self.rules, self.layout, self.P, behaviour, self.district_key, keys)


@dataclass(frozen=True)
class Span:
    """What everybody was given over some weeks.

    Attributes
    ----------
    support : float64 (support columns, staff)
    cohort : int32 (staff,)
        Meeting group of each person, -1 for none.
    groups : int
    members : bool (staff,)
        Who took part.
    columns : tuple of str
        Names of the support columns.
    """

    week: int
    weeks: int
    columns: tuple[str, ...]
    support: F8
    cohort: NDArray[np.int32]
    groups: int
    members: NDArray[np.bool_]


@dataclass(frozen=True)
class Removal:
    """What is taken away; empty masks take nothing.

    Attributes
    ----------
    title : str
        In words.
    places : bool (staff,)
        Posts whose place in the cohort stays empty: no coaching, meetings or training while they would have taken part.
    uncoached : bool (staff,)
        Posts that get no coaching; whatever else they get stays.
    """

    title: str
    places: NDArray[np.bool_]
    uncoached: NDArray[np.bool_]

    @classmethod
    def nothing(cls, n: int) -> Removal:
        """Return the removal that takes nothing away."""
        return cls("nothing", np.zeros(n, dtype=bool), np.zeros(n, dtype=bool))

    def apply(self, span: Span) -> tuple[F8, NDArray[np.int32]]:
        """Return a span's support and meeting groups without what is removed."""
        support, out = span.support.copy(), self.places & span.members
        for k, name in enumerate(span.columns):
            if name in OWN:
                support[k, out] = 0.0
            if name in COACHING:
                support[k, self.uncoached] = 0.0
        return support, np.where(out, np.int32(-1), span.cohort)

    def touched(self, spans: Sequence[Span]) -> NDArray[np.bool_]:
        """Return who gets less than was given, bool (staff,)."""
        less = np.zeros(len(self.places), dtype=bool)
        for span in spans:
            support, cohort = self.apply(span)
            less |= (support != span.support).any(axis=0) | ((cohort != span.cohort) & (span.groups > 0))
        return less


def world(settings: Settings, replicate: Replicate, arm: str | None = None, rules: RuleSet | None = None) -> World:
    """Return the world of a replicate.

    Raises
    ------
    BadInput
        For an arm that the settings do not have.
    """
    by_name = {a.name: a for a in settings.arms}
    if arm is not None and arm not in by_name:
        raise unknown("arm", arm, by_name)
    chosen = settings.arms[0] if arm is None else by_name[arm]
    rules = rules_of(chosen, settings.behaviour, rules)
    P = columns.parameter_vector(rules, settings.practice, settings.behaviour, settings.district)
    return World(
        settings=settings, arm=chosen, replicate=replicate, rules=rules,
        layout=laid_out(settings, replicate.district), P=P,
        district_key=district_key(settings, replicate.district),
        luck_key=int(luck_keys(settings, [replicate])[0]), horizon=horizon_weeks(settings),
    )  # fmt: skip


def given(place: World) -> tuple[Span, ...]:
    """Run the strategy once and return what it gave."""
    block = place.start()
    designs = design_keys(place.settings, [place.replicate])
    conduct = Conduct(block, place.arm, place.settings, place.district_key, [place.luck_key], designs)
    spans: list[Span] = []
    while block.week < place.horizon:
        weeks = min(conduct.prepare(), place.horizon - block.week)
        # places are kept from the last year of support on; nobody takes part once support has ended
        members = conduct.members[0] & (block.week < conduct.weeks)
        given_now = (block.support[0].copy(), block.cohort[0].copy(), int(block.groups[0]))
        spans.append(Span(block.week, weeks, place.rules.support, *given_now, members))
        columns.run_weeks(block, weeks, record=False)
        _break(block, place.horizon)
    return tuple(spans)


def _break(block: Block, horizon: int) -> bool:
    """End the year where one ends; return whether it did."""
    ends = block.week % YEAR == 0 and block.week < horizon
    if ends:
        columns.end_year(block)
    return ends


def lay_down(block: Block, span: Span, removals: Sequence[Removal]) -> None:
    """Give every replicate of a block what its removal leaves of a span."""
    for r, removal in enumerate(removals):
        block.support[r], block.cohort[r] = removal.apply(span)
    block.groups[:] = span.groups


@dataclass(frozen=True)
class Finish:
    """How many replays ended, one row per removal.

    Attributes
    ----------
    deep : bool (removals, staff)
        Deep use (IVB or higher, by conviction) in the last week.
    used : bool (removals, staff)
        Whether any occupant of the post began to use the practice (users at week 0 and arrivals in use left out).
    """

    deep: NDArray[np.bool_]
    used: NDArray[np.bool_]


def finish(place: World, spans: Sequence[Span], removals: Sequence[Removal]) -> Finish:
    """Play many removals to the horizon and return how each ended."""
    parts = [_finish(place, spans, removals[k : k + ABREAST]) for k in range(0, len(removals), ABREAST)]
    return Finish(np.concatenate([p.deep for p in parts]), np.concatenate([p.used for p in parts]))


def _finish(place: World, spans: Sequence[Span], removals: Sequence[Removal]) -> Finish:
    block = place.start(len(removals))
    for span in spans:
        lay_down(block, span, removals)
        columns.run_weeks(block, span.weeks)
        _break(block, place.horizon)
    deep = (block.column("level") >= 5.0) & (block.column("compliance") == 0.0)
    used = np.zeros(deep.shape, dtype=bool)
    for r in range(len(removals)):
        spells = block.spells[r, : block.used[r]]
        used[r, spells[spells[:, 6] < 32, 0]] = True
    return Finish(deep, used)


@dataclass(frozen=True)
class History:
    """One replay with all that colleagues could see.

    Attributes
    ----------
    start : float64 (state columns, staff)
        State at week 0.
    shown : float64 (weeks, columns, staff)
        What colleagues read in a week (columns: :attr:`columns`), as it stood before the week.
    level, deep : (weeks, staff)
        Level of Use after each week, and whether use was deep.
    district : float64 (years, 3)
        What each year's end read of the district.
    arrivals : int32 (years + 1, staff)
        Occupant of each post in each year.
    spells : int32 (spells, 8)
        As in :data:`diffusion_sim.engines.passes.SPELL`.
    end : float64 (state columns, staff)
    """

    world: World
    spans: tuple[Span, ...]
    removal: Removal
    start: F8
    shown: F8
    level: NDArray[np.int8]
    deep: NDArray[np.bool_]
    district: F8
    occupant: NDArray[np.int32]
    spells: NDArray[np.int32]
    end: F8

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """State columns that colleagues read, in the order of ``shown``."""
        return shown_columns(self.world.rules)


def shown_columns(rules: RuleSet) -> tuple[str, ...]:
    """Return the state columns that some colleague summary reads."""
    return tuple(dict.fromkeys(s.column for s in summaries_read(rules)))


def history(place: World, spans: tuple[Span, ...], removal: Removal | None = None) -> History:
    """Play one removal back (nothing, if left out) week by week and keep what could be seen."""
    removal = removal or Removal.nothing(place.n)
    block = place.start()
    read = [place.rules.state.index(name) for name in shown_columns(place.rules)]
    start = block.S[0].copy()
    shown = np.zeros((place.horizon, len(read), place.n))
    level = np.zeros((place.horizon, place.n), dtype=np.int8)
    deep = np.zeros((place.horizon, place.n), dtype=bool)
    district, occupant = [], [block.column("occupant")[0].astype(np.int32)]
    for span in spans:
        lay_down(block, span, [removal])
        for week in range(span.week, span.week + span.weeks):
            shown[week] = block.S[0, read]
            columns.run_weeks(block, 1)
            level[week] = block.column("level")[0]
            deep[week] = (block.column("level")[0] >= 5.0) & (block.column("compliance")[0] == 0.0)
        if _break(block, place.horizon):
            district.append(block.D[0].copy())
            occupant.append(block.column("occupant")[0].astype(np.int32))
    return History(
        world=place, spans=spans, removal=removal, start=start, shown=shown, level=level, deep=deep,
        district=np.array(district).reshape(len(district), block.D.shape[1]), occupant=np.array(occupant),
        spells=block.spells[0, : block.used[0]].copy(), end=block.S[0].copy(),
    )  # fmt: skip
