"""Burnout: weeks in which support and new practice ask for more time than a person has."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, Panel, share
from diffusion_sim.outcomes.registry import Outcome

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "overloaded_mean",
        "share",
        "Staff overloaded in an average week",
        "lower",
        "person-weeks with load above 1 / all person-weeks, from start to horizon",
        "burnout",
    ),
    Outcome(
        "overloaded_support",
        "share",
        "Staff overloaded in an average week of support",
        "lower",
        "the same within the support window",
        "burnout",
    ),
    Outcome(
        "overloaded_peak",
        "share",
        "Staff overloaded in the worst week",
        "lower",
        "largest weekly share of posts with load above 1",
        "burnout",
    ),
)


def _mean(part: F8, whole: F8, weeks: np.ndarray) -> F8:
    return share((part * weeks).sum(axis=1), (whole * weeks).sum(axis=1))


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    part, whole = panel.overloaded.sum(axis=(2, 3)), panel.n.sum(axis=(2, 3))
    inside = panel.inside()
    supported = inside & (np.arange(part.shape[1])[None, :] < panel.support[:, None])
    out = {
        "overloaded_mean": _mean(part, whole, inside),
        "overloaded_support": _mean(part, whole, supported),
        "overloaded_peak": np.where(inside, np.nan_to_num(share(part, whole)), 0.0).max(axis=1),
    }
    return pd.DataFrame(out)
