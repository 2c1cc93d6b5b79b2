"""One replicate again, with what the strategy gave written down, so that it can be played with one thing less.

``given`` runs the strategy once and keeps, span by span, what every person was given. ``finish`` plays it back for many
removals at once, each in a replicate of its own with the same luck; :mod:`diffusion_sim.explain.history` plays it back
for one, week by week, and keeps what colleagues could see. The strategy does not act again in a replay: all others keep
their places, groups and coaching cycles, and money that a removal sets free is not spent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import F8, YEAR, Block
from diffusion_sim.engines.layout import Layout
from diffusion_sim.errors import unknown
from diffusion_sim.explain.removal import Removal, Span
from diffusion_sim.replicates import Replicate, design_keys, district_key, luck_keys
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.window import horizon_weeks
from diffusion_sim.widen import rules_of

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
        end_year(block, place.horizon)
    return tuple(spans)


def end_year(block: Block, horizon: int) -> bool:
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
        end_year(block, place.horizon)
    deep = (block.column("level") >= 5.0) & (block.column("compliance") == 0.0)
    used = np.zeros(deep.shape, dtype=bool)
    for r in range(len(removals)):
        spells = block.spells[r, : block.used[r]]
        used[r, spells[spells[:, 6] < 32, 0]] = True
    return Finish(deep, used)
