"""One replay week by week, with all that colleagues could see of each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import columns
from diffusion_sim.engines.columns import F8
from diffusion_sim.engines.weave import summaries_read
from diffusion_sim.explain.removal import Removal, Span
from diffusion_sim.explain.replay import World, end_year, lay_down
from diffusion_sim.ruleset import RuleSet


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
        if end_year(block, place.horizon):
            district.append(block.D[0].copy())
            occupant.append(block.column("occupant")[0].astype(np.int32))
    return History(
        world=place, spans=spans, removal=removal, start=start, shown=shown, level=level, deep=deep,
        district=np.array(district).reshape(len(district), block.D.shape[1]), occupant=np.array(occupant),
        spells=block.spells[0, : block.used[0]].copy(), end=block.S[0].copy(),
    )  # fmt: skip
