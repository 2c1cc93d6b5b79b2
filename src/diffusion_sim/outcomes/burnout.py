"""Burnout and turnover: weeks in which more time is asked for than a person has, and who leaves between years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import YEAR

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
        "person-weeks with load above 1 / all person-weeks, within the support window",
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
    Outcome(
        "left_yearly",
        "share",
        "Staff who leave their post in an average year",
        "lower",
        "posts whose occupant leaves at the break between two school years / posts, over all breaks up to the horizon; "
        "undefined within one year",
        "burnout",
    ),
)


def _left(panel: Panel) -> F8:
    """Return leavers over posts, over all breaks; the table tells leavers with the year that follows."""
    schools = panel.schools
    code, week = schools["code"].to_numpy(), schools["week"].to_numpy()
    after_break = week - week % YEAR
    counts = ((after_break > 0) & (after_break < panel.horizon[code])).astype(float)
    left, posts = (sum_by(code, schools[name].to_numpy(dtype=float) * counts, len(panel)) for name in ("n_left", "n"))
    return share(left, posts)


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
        "left_yearly": _left(panel),
    }
    return pd.DataFrame(out)
