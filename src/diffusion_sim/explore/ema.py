"""Connector to the EMA workbench: the simulator as a model with uncertainties, levers and outcomes.

Uncertainties are axes (the ledger's ranges), levers are what a leader chooses: parts of a strategy and dials.
Every evaluation runs the same replicates, so that two policies, or two scenarios, meet the same luck.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.explore.axes import Axis
from diffusion_sim.explore.design import POINT, Design
from diffusion_sim.explore.points import Worlds
from diffusion_sim.explore.study import with_districts
from diffusion_sim.outcomes import describe
from diffusion_sim.replicates import blocks, replicates
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out, outcomes_block

#: Stands for the dot of a key in names of the workbench, which must be Python names.
DOT, SLASH = "__", "___"


@dataclass(frozen=True)
class Simulator:
    """The simulator as a function of keys; can be sent to other processes.

    Attributes
    ----------
    worlds : Worlds
        Its first arm is run; with ``against`` the outcomes are paired differences.
    outcomes : tuple of str
    against : str or None
        Name of the arm that is subtracted.
    """

    worlds: Worlds
    outcomes: tuple[str, ...]
    against: str | None = None

    def __call__(self, **values: Any) -> dict[str, float]:
        """Return the mean of every outcome over the replicates, districts weighing the same."""
        found = self.each(**values)
        return {name: float(found[:, k].mean()) for k, name in enumerate(self.outcomes)}

    def each(self, **values: Any) -> np.ndarray:
        """Return the outcomes of every district, (districts, outcomes)."""
        settings = with_districts(self.worlds.at({key_of(name): value for name, value in values.items()}))
        arms = {arm.name: arm for arm in settings.arms}
        if self.against is not None and self.against not in arms:
            raise unknown("arm", self.against, arms)
        rows: dict[int, list[np.ndarray]] = {}
        for reps in blocks(settings, _posts(settings), replicates(settings)):
            got = outcomes_block(settings, settings.arms[0], reps, self.outcomes)
            if self.against is not None:
                got = got - outcomes_block(settings, arms[self.against], reps, self.outcomes)
            rows.setdefault(reps[0].district, []).append(got)
        return np.vstack([np.vstack(r).mean(axis=0) for r in rows.values()])


@lru_cache(maxsize=8)
def _posts(settings: Settings) -> int:
    return laid_out(settings, 0).n


def name_of(key: str) -> str:
    """Return the workbench's name of a key."""
    return key.replace("/", SLASH).replace(".", DOT)


def key_of(name: str) -> str:
    """Return the key of a workbench's name."""
    return name.replace(SLASH, "/").replace(DOT, ".")


def to_model(
    worlds: Worlds,
    outcomes: Sequence[str],
    axes: Sequence[Axis] = (),
    levers: Mapping[str, Sequence[Any]] | None = None,
    against: str | None = None,
    function: Callable[..., Mapping[str, float]] | None = None,
) -> Any:
    """Return the simulator as an ``ema_workbench.Model``.

    Parameters
    ----------
    worlds : Worlds
        The plan; its ``run.replicates`` are run at every evaluation.
    outcomes : sequence of str
        Directions are the registry's.
    axes : sequence of Axis
        Uncertainties, such as :func:`diffusion_sim.explore.axes.ledger_axes`.
    levers : mapping of key to choices
        A pair of numbers is a dial, ``(low, high)``; a list of texts is a choice, such as
        ``{"strategy/selection": ["random", "most_connected"], "strategy.selection.size": (10, 200)}``.
    against : str, optional
        Outcomes become paired differences of the first arm from this one.
    function : callable, optional
        Stands in for the simulator: keys (dots written ``__``) to outcomes, such as a known function in a test.

    Raises
    ------
    BadInput
        For an unknown outcome, a lever without two choices, or if the workbench is not installed.
    """
    kinds = {name: {"higher": 1, "lower": -1, "neither": 0}[describe(name).better] for name in outcomes}
    ema = workbench()
    from scipy import stats

    model = ema.Model("diffusion", function=function or Simulator(worlds, tuple(outcomes), against))
    found = []
    for axis in axes:
        name = name_of(axis.key)
        if axis.log:
            found.append(ema.RealParameter.from_dist(name, stats.loguniform(axis.low, axis.high)))
        else:
            found.append(ema.RealParameter(name, axis.low, axis.high))
    model.uncertainties = found
    model.levers = [_lever(ema, key, choices) for key, choices in (levers or {}).items()]
    model.outcomes = [ema.ScalarOutcome(name, kind=kind) for name, kind in kinds.items()]
    return model


def experiments(model: Any, design: Design, policies: Any = None) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Run the points of a design as scenarios through the workbench; return its experiments and outcomes.

    Parameters
    ----------
    model : ema_workbench.Model
        Of :func:`to_model`.
    design : Design
        Over the model's uncertainties.
    policies : optional
        As the workbench takes them; none by default.
    """
    ema = workbench()
    rows = design.points.set_index(POINT).to_dict("index")
    scenarios = [ema.Scenario(f"{k}", **{name_of(str(c)): v for c, v in row.items()}) for k, row in rows.items()]
    with ema.SequentialEvaluator(model) as evaluator:
        table, values = evaluator.perform_experiments(scenarios, policies or 0, log_progress=True)
    return pd.DataFrame(table), dict(values)


def workbench() -> Any:
    """Return the module ``ema_workbench``, quiet.

    Raises
    ------
    BadInput
        If it is not installed.
    """
    import logging
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = import_module("ema_workbench")
    except ImportError:
        raise BadInput(
            "The connector needs the EMA workbench; allowed: pip install 'diffusion-sim[explore]'."
        ) from None
    logging.getLogger("EMA").setLevel(logging.ERROR)
    return found


def is_dial(choices: Sequence[Any]) -> bool:
    """Return whether a lever is a range: a tuple of two numbers."""
    numbers = [c for c in choices if isinstance(c, (int, float)) and not isinstance(c, bool)]
    return isinstance(choices, tuple) and len(choices) == 2 and len(numbers) == 2


def check_lever(key: str, choices: Sequence[Any]) -> None:
    """Refuse a lever that leaves no choice.

    Raises
    ------
    BadInput
    """
    if is_dial(choices):
        if not choices[0] < choices[1]:
            raise BadInput(f"The lever {key} runs from {choices[0]!r} to {choices[1]!r}; allowed: low below high.")
    elif len(choices) < 2:
        raise BadInput(f"The lever {key} has {len(choices)} choices; allowed: two or more, or a pair (low, high).")


def _lever(ema: Any, key: str, choices: Sequence[Any]) -> Any:
    check_lever(key, choices)
    if not is_dial(choices):
        return ema.CategoricalParameter(name_of(key), list(choices))
    low, high = choices
    if isinstance(low, int) and isinstance(high, int):
        return ema.IntegerParameter(name_of(key), low, high)
    return ema.RealParameter(name_of(key), float(low), float(high))
