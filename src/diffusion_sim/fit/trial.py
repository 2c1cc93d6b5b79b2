"""One arm run with the state of every person kept at chosen moments, for measures that need more than the tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines import columns
from diffusion_sim.engines.layout import Layout
from diffusion_sim.replicates import blocks, design_keys, district_key, luck_keys
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import YEAR, laid_out
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.widen import rules_of

F8 = NDArray[np.float64]


@dataclass
class Trial:
    """A block of replicates of one district, watched.

    Attributes
    ----------
    states : mapping of moment to float64 (replicates, columns, staff)
        The moment is the number of weeks completed; half a week later is after that year's end.
    members : bool (replicates, staff)
        Who has taken part in the strategy so far.
    trained : float (replicates, staff)
        Hours of training received.
    colleagues : mapping of moment to float64 (summaries, staff), last replicate of the block
    """

    rules: RuleSet
    layout: Layout
    ledger: Ledger
    members: NDArray[np.bool_]
    trained: F8
    states: dict[float, F8] = field(default_factory=dict)
    adopted: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))

    def column(self, name: str, moment: float) -> F8:
        """Return a state column at a moment, shape (replicates, staff)."""
        return self.states[moment][:, self.rules.state.index(name)]


def run_trials(settings: Settings, weeks: int, moments: Iterable[float], curve: bool = False) -> list[Trial]:
    """Run the first arm of ``settings`` for some weeks and keep the state at ``moments``; one trial per block.

    Parameters
    ----------
    curve : bool
        Keep adoptions as well (``adopted``: week in which the post was first in use, the number of weeks if never).
    """
    arm, keep = settings.arms[0], set(moments)
    rules = rules_of(arm, settings.behaviour)
    P = columns.parameter_vector(rules, settings.practice, settings.behaviour, settings.district)
    out = []
    for reps in blocks(settings, laid_out(settings, 0).n):
        place = laid_out(settings, reps[0].district)
        key, lucks = district_key(settings, reps[0].district), luck_keys(settings, reps)
        block = columns.start(rules, place, P, settings.behaviour, key, lucks)
        conduct = Conduct(block, arm, settings, key, [int(k) for k in lucks], design_keys(settings, reps))
        trial = Trial(rules, place, conduct.ledger, np.zeros(block.cohort.shape, bool), np.zeros(block.cohort.shape))
        _walk(trial, block, conduct, weeks, keep, curve)
        out.append(trial)
    return out


def _walk(
    trial: Trial, block: columns.Block, conduct: Conduct, weeks: int, keep: set[float], curve: bool
) -> None:
    stops = sorted({int(m) for m in keep} | {weeks})
    if 0.0 in keep:
        trial.states[0.0] = block.S.copy()
    while block.week < weeks:
        span = conduct.prepare()
        end = block.week + span
        trial.members |= conduct.members
        trial.trained += block.support[:, trial_row("training")] * span
        while block.week < min(end, weeks):
            stop = next(s for s in stops if s > block.week)
            columns.run_weeks(block, min(end, stop) - block.week, record=curve)
            if float(block.week) in keep:
                trial.states[float(block.week)] = block.S.copy()
        if block.week % YEAR == 0:
            columns.end_year(block)
            if block.week + 0.5 in keep:
                trial.states[block.week + 0.5] = block.S.copy()
    if curve:
        trial.adopted = first_use(block, weeks)


def first_use(block: columns.Block, weeks: int) -> NDArray[np.int64]:
    """Return the week of each post's first spell of use, ``weeks`` where there is none; shape (replicates, staff)."""
    first = np.full(block.cohort.shape, weeks, dtype=np.int64)
    for r in range(block.replicates):
        spells = block.spells[r, : block.used[r]]
        np.minimum.at(first[r], spells[:, 0], spells[:, 2])
    return first


def trial_row(name: str) -> int:
    """Return the row of a support column."""
    from diffusion_sim.schedule import SUPPORT

    return SUPPORT.index(name)
