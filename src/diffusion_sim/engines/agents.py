"""The readable engine: people as Mesa agents, who go through the printed lists one by one, rule by rule.

It walks the same schedule as the columns engine and gives the same bits. ``start``, ``run_weeks`` and
``end_year`` have the signatures of :mod:`diffusion_sim.engines.columns`; :class:`DistrictModel` is a Mesa
model for a notebook::

    model = DistrictModel.from_settings(load(overrides=["strategy=trailblazer"]))
    for _ in range(36):
        model.step()
    model.datacollector.get_model_vars_dataframe().plot(x="week")
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import columns, passes
from diffusion_sim.engines.columns import F8, Block
from diffusion_sim.engines.layout import Layout, groups
from diffusion_sim.engines.model import DistrictModel
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import DISTRICT
from diffusion_sim.settings.behaviour import Behaviour

__all__ = ["AgentsBlock", "DistrictModel", "end_year", "run_weeks", "start"]

RECORDED = ("level", "compliance", "load", "occupant", "top_level", "cause")
HOURS = ("coaching", "cohort", "training")


@dataclass
class AgentsBlock(Block):
    """A block whose state lives in people, a model per replicate; ``S`` is written back when weeks have been run."""

    models: list[DistrictModel] = field(default_factory=list)

    def write_back(self) -> None:
        """Copy everybody's state into ``S``."""
        for r, model in enumerate(self.models):
            self.S[r] = model.columns()

    def write_back_recorded(self) -> None:
        """Copy into ``S`` no more than what is written down about a week."""
        rows = [self.rules.state.index(name) for name in RECORDED]
        for r, model in enumerate(self.models):
            self.S[r, rows] = model.columns(RECORDED)


def start(
    rules: RuleSet,
    layout: Layout,
    P: F8,
    behaviour: Behaviour,
    district_key: int,
    luck_keys: NDArray[np.uint64],
) -> AgentsBlock:
    """Return a block at week 0; see :func:`diffusion_sim.engines.columns.start`."""
    n, r = layout.n, len(luck_keys)
    models = [DistrictModel(rules, layout, P, behaviour, district_key, int(key)) for key in luck_keys]
    block = AgentsBlock(
        rules=rules,
        layout=layout,
        P=P,
        keys=np.asarray(luck_keys, dtype=np.uint64),
        S=np.zeros((r, len(rules.state), n)),
        support=np.zeros((r, len(rules.support), n)),
        cohort=np.full((r, n), -1, dtype=np.int32),
        groups=np.zeros(r, dtype=np.int64),
        D=np.zeros((r, len(DISTRICT))),
        counts=np.zeros((r, 0, len(groups()), passes.TALLY), dtype=np.int32),
        hours=np.zeros((r, 0, len(groups()))),
        spells=np.zeros((r, 2 * n + 64, passes.SPELL), dtype=np.int32),
        used=np.zeros(r, dtype=np.int64),
        opened=np.full((r, n), -1, dtype=np.int32),
        heard=np.zeros((0, 0)),
        near=np.zeros(0),
        shown=np.zeros((2, 0)),
        met=np.zeros(0, dtype=np.uint8),
        contact=behaviour.contact_chance,
        compiled=passes,
        models=models,
    )
    block.write_back()
    return block


def run_weeks(block: AgentsBlock, weeks: int, *, record: bool = True) -> None:
    """Advance a block by some weeks of one year; see :func:`diffusion_sim.engines.columns.run_weeks`."""
    block.counts = np.zeros((block.replicates, weeks, len(groups()), passes.TALLY), dtype=np.int32)
    block.hours = np.zeros((block.replicates, weeks, len(groups())))
    columns._reserve(block, weeks)
    for r, model in enumerate(block.models):
        model.support(block.support[r], block.cohort[r], int(block.groups[r]))
    for k in range(weeks):
        for model in block.models:
            model.live_week()
        if k == weeks - 1:
            block.write_back()
        elif record:
            block.write_back_recorded()
        if record:
            _record(block, k)
        block.week += 1


def end_year(block: AgentsBlock) -> None:
    """Let skill decay over the break, people leave and successors arrive."""
    using, skill, belief = (block.column(name) for name in ("using", "skill", "belief"))
    users = np.maximum(using.sum(axis=1), 1.0)
    share = using.sum(axis=1) / block.layout.n
    block.D[:] = np.column_stack((share, (skill * using).sum(axis=1) / users, (belief * using).sum(axis=1) / users))
    for r, model in enumerate(block.models):
        for name, value in zip(DISTRICT, block.D[r].tolist(), strict=True):
            setattr(model, name, value)
        model.end_year()
    block.write_back()
    for r in range(block.replicates):
        passes.close_leavers(block.column("leaving")[r], block.opened[r], block.spells[r])


def _record(block: AgentsBlock, k: int) -> None:
    """Write down the week that has just passed, with the very passes of the columns engine."""
    group = block.layout.people[5]
    cells = np.zeros(2 * len(groups()) * passes.CELLS, dtype=np.int32)
    for r in range(block.replicates):
        level, compliance, load, occupant, top, cause = (block.column(name)[r] for name in RECORDED)
        passes.count_cells(0, len(group), group, level, compliance, load, cells)
        passes.tally_cells(cells, block.counts[r, k])
        coaching, cohort, training = (block.given(name)[r] for name in HOURS)
        passes.sum_hours(0, len(group), group, coaching, cohort, training, block.hours[r, k])
        book = (block.opened[r], block.spells[r], block.used[r])
        block.used[r] = passes.write_spells(0, len(group), block.week, level, occupant, top, compliance, cause, *book)
