"""Shift in ownership: which channel the steps into use came from, and who gives the hours.

The cause of a step is the channel whose removal under the same draw would have stopped it; several share it
equally. That a channel was the cause is no merit or fault of a strategy, so no share of a cause has a better side: a
strategy that presses has steps owed to pressure by what it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import CHANNELS

#: Lines of the ledger whose hours a provider from outside the district gives.
OUTSIDE = ("outside coaches", "workshop", "training for all", "intensive summer", "sessions")
_WORDS: tuple[tuple[str, str], ...] = (
    ("peer", "colleagues"),
    ("coach", "a coach"),
    ("training", "training"),
    ("pressure", "pressure"),
    ("own", "own conviction"),
    ("joint", "several things of which none alone decided"),
)
OUTCOMES: tuple[Outcome, ...] = (
    *(
        Outcome(
            f"ownership_{name}",
            "share",
            f"Steps into use owed to {words}",
            "neither",
            f"steps into use owed to {words} (joint causes split equally) / all steps into use "
            "after the start; "
            "undefined without a step",
            "ownership",
        )
        for name, words in _WORDS
    ),
    Outcome(
        "ownership_peer_after",
        "share",
        "Steps into use owed to colleagues after support ended",
        "neither",
        "steps into use owed to colleagues (joint causes split equally) / all steps into use, of steps later than the "
        "last week of support; undefined without one",
        "ownership",
    ),
    Outcome(
        "ownership_hours",
        "share",
        "Hours of support given by the district's own staff",
        "higher",
        f"hours on all lines of the ledger but those that a provider gives ({', '.join(OUTSIDE)}) / hours on all "
        "lines; undefined without hours",
        "ownership",
    ),
)


def split(cause: str) -> F8:
    """Return the weights of a cause over the five channels and ``joint``, (6,); zeros for ``initial``."""
    names = (*CHANNELS, "joint")
    weights = np.zeros(len(names))
    if cause != "initial":
        parts = cause.split("+")
        for part in parts:
            weights[names.index(part)] = 1.0 / len(parts)
    return weights


def shares(panel: Panel, rows: np.ndarray) -> F8:
    """Return the shares of causes among the chosen spells, (R, 6)."""
    people = panel.people[rows]
    number, names = pd.factorize(people["cause"])
    table = np.array([split(str(c)) for c in names]).reshape(-1, len(CHANNELS) + 1)
    weights, code = table[number], people["code"].to_numpy()
    sums = np.column_stack([sum_by(code, weights[:, k], len(panel)) for k in range(len(CHANNELS) + 1)])
    return share(sums, np.repeat(sums.sum(axis=1, keepdims=True), sums.shape[1], axis=1))


def own_hours(panel: Panel) -> F8:
    """Return the share of the ledger's hours that the district's own staff give, (R,)."""
    code = panel.ledger["code"].to_numpy()
    inside = panel.ledger["week"].to_numpy() < panel.horizon[code]
    hours = panel.ledger["hours"].to_numpy(dtype=float) * inside
    own = ~panel.ledger["line"].isin(OUTSIDE).to_numpy()
    return share(sum_by(code, hours * own, len(panel)), sum_by(code, hours, len(panel)))


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    people = panel.people
    code, start = people["code"].to_numpy(), people["start_week"].to_numpy()
    seen = start < panel.horizon[code]
    everything = shares(panel, seen)
    out = {f"ownership_{name}": everything[:, k] for k, name in enumerate((*CHANNELS, "joint"))}
    out["ownership_hours"] = own_hours(panel)
    out["ownership_peer_after"] = shares(panel, seen & (start >= panel.support[code]))[:, 0]
    return pd.DataFrame(out)
