"""The fast engine: whole columns, many replicates, compiled sweeps; same rules and bits as ``agents``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import passes
from diffusion_sim.engines.hearing import looked_at
from diffusion_sim.engines.layout import Layout, groups
from diffusion_sim.engines.memory import zeros
from diffusion_sim.engines.sweep import parameter_order, summaries_read
from diffusion_sim.engines.weave import weave
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import DISTRICT, DISTRICT_SETTINGS, TRAITS
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.practice import Practice

F8 = NDArray[np.float64]
YEAR = 36


def parameter_vector(rules: RuleSet, practice: Practice, behaviour: Behaviour, district: Any) -> F8:
    """Return the settings in the order that the rules read them.

    Parameters
    ----------
    district : object with the fields named in :data:`diffusion_sim.schedule.DISTRICT_SETTINGS`
    """
    values: dict[str, float] = {}
    for settings in (practice, behaviour):
        values |= {f.name: float(getattr(settings, f.name)) for f in fields(settings) if "unit" in f.metadata}
    values |= {name: float(getattr(district, name)) for name in DISTRICT_SETTINGS}
    values |= {name: float(v) for name, v in rules.extra.items()}
    return np.array([values[name] for name in parameter_order(rules)])


@dataclass
class Block:
    """The state of several replicates of one district under one strategy.

    Attributes
    ----------
    S : float64 (replicates, state columns, staff)
        Rows in the order of ``rules.state``.
    support : float64 (replicates, columns of support, staff)
        This span's support, rows in the order of ``rules.support``.
    cohort : int32 (replicates, staff)
        Cohort group of each person, -1 for none, -2 less the host's row for a guest;
        ``groups`` holds the number of groups per replicate.
    D : float64 (replicates, 3)
        District summaries that the year end reads.
    counts, hours : int32 (replicates, weeks, groups, 11), float64 (replicates, weeks, groups)
        Tally and hours of support of the weeks of the last call of :func:`run_weeks`.
    spells, used, opened
        Spells so far (fields: :data:`passes.SPELL`), how many, and each person's open spell (-1 for none).
    heard : float64 (summaries, staff of the largest tile)
        Room for this week's colleague summaries of one tile.
    near : float64 (columns that are looked at x places of the largest tile)
        Room for what those show whom people of one tile ask.
    shown : float64 (2, columns that are looked at x people asked from other tiles)
        What those show who are asked from other tiles: last week and this week, in turn.
    met : uint8 (ties)
        In which of four weeks the two ends of a tie met: 1, 2, 4 and 8, added.
    four : int
        Which four weeks ``met`` holds (week // 4), -1 if it is not known.
    """

    rules: RuleSet
    layout: Layout
    P: F8
    keys: NDArray[np.uint64]
    S: F8
    support: F8
    cohort: NDArray[np.int32]
    groups: NDArray[np.int64]
    D: F8
    counts: NDArray[np.int32]
    hours: F8
    spells: NDArray[np.int32]
    used: NDArray[np.int64]
    opened: NDArray[np.int32]
    heard: F8
    near: F8
    shown: F8
    met: NDArray[np.uint8]
    contact: float
    compiled: ModuleType
    week: int = 0
    four: int = -1

    @property
    def replicates(self) -> int:
        """Number of replicates in the block."""
        return self.S.shape[0]

    def column(self, name: str) -> F8:
        """Return a view of a state column, shape (replicates, staff)."""
        return self.S[:, self.rules.state.index(name)]

    def given(self, name: str) -> F8:
        """Return a view of a column of support, shape (replicates, staff)."""
        return self.support[:, self.rules.support.index(name)]


def start(
    rules: RuleSet, layout: Layout, P: F8, behaviour: Behaviour, district_key: int,
    luck_keys: NDArray[np.uint64],
) -> Block:  # fmt: skip
    """Return a block at week 0: people of the district, state of practice by the start rules."""
    n, r = layout.n, len(luck_keys)
    S = zeros((r, len(rules.state), n))
    S[:, : len(TRAITS)] = layout.traits
    block = Block(
        rules=rules, layout=layout, P=P, keys=np.asarray(luck_keys, dtype=np.uint64), S=S,
        support=zeros((r, len(rules.support), n)), cohort=np.full((r, n), -1, dtype=np.int32),
        groups=np.zeros(r, dtype=np.int64), D=np.zeros((r, len(DISTRICT))),
        counts=np.zeros((r, 0, len(groups()), passes.TALLY), dtype=np.int32),
        hours=np.zeros((r, 0, len(groups()))),
        spells=np.zeros((r, 2 * n + 64, passes.SPELL), dtype=np.int32), used=np.zeros(r, dtype=np.int64),
        opened=np.full((r, n), -1, dtype=np.int32),
        heard=zeros((max(1, len(summaries_read(rules))), layout.widest)),
        near=zeros((len(looked_at(rules)) * layout.widest,)),
        shown=zeros((2, len(looked_at(rules)) * len(layout.ties[7]))),
        met=zeros((len(layout.ties[0]),), np.uint8),
        contact=behaviour.contact_chance, compiled=weave(rules),
    )  # fmt: skip
    keys = np.full(r, district_key, dtype=np.uint64)
    block.compiled.run_start(S, layout.place, P, block.D, keys, layout.post)
    return block


def run_weeks(block: Block, weeks: int, *, record: bool = True) -> None:
    """Advance a block by some weeks of one year under its present support; ``counts`` and ``hours`` tell."""
    shape = (block.replicates, weeks, len(groups()))
    block.counts = np.zeros((*shape, passes.TALLY), dtype=np.int32)
    block.hours = np.zeros(shape)
    _reserve(block, weeks)
    lay = block.layout
    busy = any(block.given(name).any() for name in ("coaching", "cohort", "training"))
    block.compiled.run_weeks(
        block.S, lay.place, block.support, block.cohort, block.groups, block.P, block.D, block.keys, lay.post,
        lay.ties, lay.people, lay.tiles, block.heard, block.near, block.shown, block.met, block.contact,
        block.four, block.week, block.week + weeks, record, busy, block.counts, block.hours, block.spells, block.used,
        block.opened,
    )  # fmt: skip
    block.week += weeks
    block.four = (block.week - 1) // 4 if block.replicates == 1 and weeks > 0 else -1


def end_year(block: Block) -> None:
    """Let skill decay over the break, people leave and successors arrive."""
    using = block.column("using")
    users = np.maximum(using.sum(axis=1), 1.0)
    block.D[:, DISTRICT.index("district_using")] = using.sum(axis=1) / block.layout.n
    block.D[:, DISTRICT.index("district_skill")] = (block.column("skill") * using).sum(axis=1) / users
    block.D[:, DISTRICT.index("district_belief")] = (block.column("belief") * using).sum(axis=1) / users
    block.compiled.run_year_end(
        block.S, block.layout.place, block.P, block.D, block.keys, block.layout.post, block.week,
        block.spells, block.opened,
    )  # fmt: skip


def _reserve(block: Block, weeks: int) -> None:
    """Make room for every spell that the coming weeks can open: one per person and three weeks, and more."""
    need = int(block.used.max(initial=0)) + block.layout.n * (weeks // 3 + 2)
    have = block.spells.shape[1]
    if need > have:
        grown = np.zeros((block.replicates, max(need, 2 * have), passes.SPELL), dtype=np.int32)
        grown[:, :have] = block.spells
        block.spells = grown
