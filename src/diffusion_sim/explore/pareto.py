"""Pareto search: which strategies cannot be bettered in one outcome without losing in another.

The optimiser is epsilon-NSGA-II of Platypus (Kollat & Reed 2006), the one that the EMA workbench uses too.
Every strategy meets the same replicates, so that the search follows strategies and not luck; what it keeps is
judged again on replicates it never saw.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.errors import BadInput
from diffusion_sim.explore.ema import Simulator, check_lever, is_dial
from diffusion_sim.explore.points import Worlds
from diffusion_sim.explore.samplers import stream
from diffusion_sim.outcomes import HEADLINE, describe

#: Outcome, cost and equity.
OUTCOMES = (HEADLINE, "money_per_post", "deep_gap_size_end")
#: Replicates that judge what was kept have seeds from here on.
FRESH = 1_000_003


@dataclass(frozen=True)
class Pareto:
    """What the search kept.

    Attributes
    ----------
    found : DataFrame
        One row per strategy: the levers, and every outcome as it was in the search.
    judged : DataFrame
        One row per strategy, in the same order: every outcome's mean on fresh replicates with ``NAME_low`` and
        ``NAME_high``, and ``kept``: whether it is still bettered by no other.
    evaluations : int
    """

    found: pd.DataFrame
    judged: pd.DataFrame
    evaluations: int


def pareto(
    worlds: Worlds,
    levers: Mapping[str, Sequence[Any]],
    outcomes: Sequence[str] = OUTCOMES,
    evaluations: int = 500,
    population: int = 40,
    epsilons: Sequence[float] | None = None,
    seed: int = 1,
) -> Pareto:
    """Search the levers for strategies that no other betters in every outcome.

    Parameters
    ----------
    worlds : Worlds
        The plan: its first arm carries the levers, ``run.replicates`` are run at every evaluation.
    levers : mapping of key to choices
        See :func:`diffusion_sim.explore.ema.to_model`.
    outcomes : sequence of str
        Two or more with a direction that is better.
    evaluations, population : int
        Strategies tried in all, and per generation.
    epsilons : sequence of float, optional
        Differences that do not matter, per outcome; default a fiftieth of
        what an outcome differs by between the two ends of all levers.
    seed : int
        Of the search.

    Raises
    ------
    BadInput
        For an outcome without a better direction, fewer than two, no lever, or no evaluation.
    """
    for name in outcomes:
        if describe(name).better == "neither":
            raise BadInput(f"outcome {name!r} has no better direction; allowed: one of which more or less is better.")
    if len(outcomes) < 2 or not levers or evaluations < population:
        raise BadInput(
            f"A Pareto search has {len(outcomes)} outcomes, {len(levers)} levers and {evaluations} evaluations; "
            f"allowed: two outcomes or more, one lever or more, and at least {population} evaluations."
        )
    for key, choices in levers.items():
        check_lever(key, choices)
    simulate = Simulator(worlds, tuple(outcomes))
    widths = list(epsilons) if epsilons is not None else _epsilons(levers, simulate)
    found = _search(simulate, levers, widths, evaluations, population, stream(seed))
    found = found.sort_values([outcomes[0], *levers], ascending=False, ignore_index=True)
    return Pareto(found, _judge(worlds, found, list(levers), outcomes), evaluations)


def _search(
    simulate: Simulator, levers: Mapping[str, Sequence[Any]], epsilons: list[float], evaluations: int,
    population: int, key: int,
) -> pd.DataFrame:  # fmt: skip
    """Return what epsilon-NSGA-II keeps: the levers and the outcomes."""
    optimiser = platypus()
    places = {}

    def evaluate(place: list[float]) -> list[float]:
        values = {lever: _at(choices, u) for (lever, choices), u in zip(levers.items(), place, strict=True)}
        found = simulate(**values)
        places[tuple(place)] = values | found
        return list(found.values())

    problem = optimiser.Problem(len(levers), len(simulate.outcomes), function=evaluate)
    problem.types[:] = [optimiser.Real(0.0, 1.0) for _ in levers]
    kinds = optimiser.Direction
    ways = {"higher": kinds.MAXIMIZE, "lower": kinds.MINIMIZE}
    problem.directions[:] = [ways[describe(name).better] for name in simulate.outcomes]
    search = optimiser.EpsNSGAII(problem, epsilons=epsilons, population_size=population)
    # Platypus draws from Python's own generator: seeded from the settings, and put back as it was afterwards.
    chance = import_module("platypus.operators").random
    before = chance.getstate()
    chance.seed(key)
    try:
        search.run(evaluations)
    finally:
        chance.setstate(before)
    rows = [places[tuple(solution.variables)] for solution in search.result]
    return pd.DataFrame(rows).drop_duplicates(list(levers), ignore_index=True)


def platypus() -> Any:
    """Return the module ``platypus``.

    Raises
    ------
    BadInput
        If it is not installed.
    """
    try:
        return import_module("platypus")
    except ImportError:
        raise BadInput("A Pareto search needs Platypus; allowed: pip install 'diffusion-sim[explore]'.") from None


def _at(choices: Sequence[Any], u: float) -> Any:
    """Return the value of a lever at the place ``u`` in [0, 1]: on a dial, or one of a list of choices."""
    if is_dial(choices):
        low, high = choices
        value = low + u * (high - low)
        return round(value) if isinstance(low, int) and isinstance(high, int) else float(value)
    return choices[min(int(u * len(choices)), len(choices) - 1)]


def _epsilons(levers: Mapping[str, Sequence[Any]], simulate: Simulator) -> list[float]:
    """Return a fiftieth of what each outcome differs by between the two ends of all levers."""
    tried = [{key: choices[end] for key, choices in levers.items()} for end in (0, -1)]
    values = np.array([list(simulate(**t).values()) for t in tried])
    spread = np.nan_to_num(np.ptp(values, axis=0))
    return [float(s) / 50 if s > 0 else 1e-3 for s in spread]


def _judge(worlds: Worlds, found: pd.DataFrame, levers: list[str], outcomes: Sequence[str]) -> pd.DataFrame:
    """Run what was kept on fresh replicates, with intervals over districts."""
    from scipy import stats

    base = worlds.base
    fresh = Worlds(
        replace(base, run=replace(base.run, seed=base.run.seed + FRESH)),
        None if worlds.overrides is None else (*worlds.overrides, f"run.seed={base.run.seed + FRESH}"),
        worlds.conf,
    )
    simulate = Simulator(fresh, tuple(outcomes))
    rows = []
    for row in found[levers].to_dict("records"):
        each = simulate.each(**{str(k): v for k, v in row.items()})
        mean, n = each.mean(axis=0), len(each)
        wide = each.std(axis=0, ddof=1) if n > 1 else np.full(len(mean), np.nan)
        half = stats.t.ppf(0.975, max(n - 1, 1)) * wide / np.sqrt(n)
        values = {name: mean[k] for k, name in enumerate(outcomes)}
        values |= {f"{name}_low": mean[k] - half[k] for k, name in enumerate(outcomes)}
        rows.append(values | {f"{name}_high": mean[k] + half[k] for k, name in enumerate(outcomes)})
    judged = pd.DataFrame(rows)
    sign = np.array([-1.0 if describe(name).better == "lower" else 1.0 for name in outcomes])
    judged["kept"] = undominated(judged[list(outcomes)].to_numpy(dtype=float) * sign)
    return judged


def undominated(value: np.ndarray) -> np.ndarray:
    """Return which rows no other row betters: as good in every column (higher is better) and better in one."""
    as_good: np.ndarray = np.all(value[None] >= value[:, None], axis=2)
    better: np.ndarray = np.any(value[None] > value[:, None], axis=2)
    return np.asarray(~np.any(as_good & better, axis=1))
