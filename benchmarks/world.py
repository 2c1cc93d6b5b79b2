"""The district, support and luck that all versions of a race share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from diffusion_sim import draws
from diffusion_sim.district.build import build_district
from diffusion_sim.engines.columns import Block, parameter_vector
from diffusion_sim.engines.layout import Layout, layout
from diffusion_sim.ruleset import RuleSet, rule_set
from diffusion_sim.schedule import SUPPORT
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice

SEED = 20240
STAFF_PER_SCHOOL = 45
#: Most that a person gets in a week, by kind of support; a tenth of staff gets some.
MOST = {
    "coaching": 1.0,
    "coach_quality": 1.0,
    "cohort": 1.5,
    "training": 3.0,
    "pressure": 1.0,
    "message": 1.0,
}


@dataclass(frozen=True)
class World:
    """A generated district of ``staff`` people with the model's rules.

    Parameters
    ----------
    staff : int
    initial_use : float
        Share of users at week 0; some, so that every rule has work to do.
    """

    staff: int
    initial_use: float = 0.1

    @cached_property
    def settings(self) -> DistrictSettings:
        schools = max(1, self.staff // STAFF_PER_SCHOOL)
        return DistrictSettings(schools=schools, staff=self.staff, initial_use=self.initial_use)

    @cached_property
    def rules(self) -> RuleSet:
        return rule_set(Behaviour())

    @cached_property
    def layout(self) -> Layout:
        return layout(build_district(self.settings, self.key), Practice(), Behaviour())

    @property
    def key(self) -> int:
        return draws.stream_key("district", SEED)

    def start(self, engine: Any, replicates: int = 1, *, support: bool = True, first: int = 0) -> Block:
        """Return a block at week 0 of an engine, with the same support whoever asks."""
        P = parameter_vector(self.rules, Practice(), Behaviour(), self.settings)
        lucks = [draws.stream_key("luck", SEED, first + k) for k in range(replicates)]
        keys = np.array(lucks, dtype=np.uint64)
        block: Block = engine.start(self.rules, self.layout, P, Behaviour(), self.key, keys)
        if support:
            self._give(block)
        return block

    def _give(self, block: Block) -> None:
        purposes = ("pick", "order", "candidate", "accept", "coach_quality", "design_3")
        columns = [draws.draws(SEED, p, self.layout.post) for p in purposes]
        for name, u in zip(SUPPORT, columns, strict=True):
            block.support[:, SUPPORT.index(name)] = np.where(u < 0.1, 10.0 * u * MOST[name], 0.0)
        block.groups[:] = max(1, block.layout.n // 60)
        block.cohort[:] = np.where(columns[2] < 0.1, np.arange(block.layout.n) % block.groups[0], -1)


def same(a: Block, b: Block) -> bool:
    """Return whether two blocks agree to the last bit in state, tally, hours and spells of the last weeks."""
    used = np.array_equal(a.used, b.used)
    spells = used and all(np.array_equal(a.spells[r, :u], b.spells[r, :u]) for r, u in enumerate(a.used.tolist()))
    state = np.array_equal(a.S.view(np.int64), b.S.view(np.int64))
    return bool(state and spells and np.array_equal(a.counts, b.counts) and np.array_equal(a.hours, b.hours))
