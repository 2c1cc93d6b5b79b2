"""Outcomes: table in, table out.

Each family is one short file with a tuple ``OUTCOMES`` and a function ``compute(panel)``. A new family is
a new file and its name in :data:`FAMILIES`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import ModuleType

import pandas as pd

from diffusion_sim.errors import unknown
from diffusion_sim.outcomes import (
    bass,
    burnout,
    components,
    cost,
    depth,
    equity,
    ownership,
    spread,
    sustainability,
    timing,
)
from diffusion_sim.outcomes.panel import Panel, build
from diffusion_sim.outcomes.registry import Better, Outcome
from diffusion_sim.tables import KEYS, SCHEMAS, HasTables

__all__ = [
    "FAMILIES",
    "HEADLINE",
    "READS",
    "REGISTRY",
    "Better",
    "Outcome",
    "chosen",
    "describe",
    "outcomes",
    "registry",
    "tables_read",
]

FAMILIES: tuple[ModuleType, ...] = (
    depth,
    components,
    spread,
    sustainability,
    ownership,
    equity,
    burnout,
    cost,
    timing,
    bass,
)
#: The tables beside weeks that a family reads.
READS: Mapping[str, tuple[str, ...]] = {
    "components": ("schools",),
    "spread": ("schools",),
    "sustainability": ("people",),
    "ownership": ("people", "ledger"),
    "burnout": ("schools",),
    "equity": ("people", "schools"),
    "cost": ("ledger",),
    "bass": ("people",),
}
#: Every outcome by name, the headline first.
REGISTRY: Mapping[str, Outcome] = {o.name: o for family in FAMILIES for o in family.OUTCOMES}
#: Fixed before anything is compared.
HEADLINE = "deep_use_3y_after"


def describe(name: str) -> Outcome:
    """Return the registry row of an outcome.

    Raises
    ------
    BadInput
        If there is no outcome of that name.
    """
    if name not in REGISTRY:
        raise unknown("outcome", name, REGISTRY)
    return REGISTRY[name]


def registry() -> pd.DataFrame:
    """Return the registry as a table: name, unit, label, better, definition, family."""
    return pd.DataFrame([asdict(o) for o in REGISTRY.values()])


def tables_read(names: Sequence[str]) -> frozenset[str]:
    """Return the tables beside weeks that these outcomes are computed from."""
    return frozenset(table for name in names for table in READS.get(describe(name).family, ()))


def chosen(panel: Panel, names: Sequence[str]) -> pd.DataFrame:
    """Return some outcomes of a panel, one row per run and one column per name; no other family is computed.

    Raises
    ------
    BadInput
        If there is no outcome of that name.
    """
    wanted = {describe(name).family for name in names}
    made = [family.compute(panel) for family in FAMILIES if family.__name__.rpartition(".")[2] in wanted]
    return pd.concat(made, axis=1)[list(names)]


def outcomes(
    tables: HasTables,
    support_weeks: int | Mapping[str, int] = 108,
    horizon_weeks: int | None = None,
    budget: float | Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Compute every outcome of every run.

    Parameters
    ----------
    tables : HasTables
        ``weeks``, ``people``, ``schools`` and ``ledger`` are read.
    support_weeks : int or mapping of arm to int
        Teaching weeks of support (36 a year); per arm where an arm has a window of its own.
    horizon_weeks : int, optional
        Weeks to look at; default: all that were simulated.
    budget : float or mapping of arm to float, optional
        Money available to an arm over the whole run.

    Returns
    -------
    DataFrame
        The table ``runs``: one row per run and outcome; ``value`` is NaN where the outcome is undefined.

    Raises
    ------
    BadInput
        If the tables have gaps, or a value per arm is missing.
    """
    panel = build(tables, support_weeks, horizon_weeks, budget)
    wide = pd.concat([family.compute(panel) for family in FAMILIES], axis=1)
    names = list(REGISTRY)
    frame = panel.keys.loc[panel.keys.index.repeat(len(names))].reset_index(drop=True)
    frame["outcome"] = names * len(panel)
    frame["value"] = wide[names].to_numpy(dtype=float).ravel()
    frame["unit"] = [REGISTRY[name].unit for name in names] * len(panel)
    return frame[[*KEYS, *SCHEMAS["runs"].names[len(KEYS) :]]]
