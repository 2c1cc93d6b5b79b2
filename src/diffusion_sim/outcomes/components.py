"""How much of the practice is in deep use: deep users counted by the share of its components that they take up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, I8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome

_WHAT = "posts in deep use, each counted by the share of the practice's components taken up (1 but for a la carte)"
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "deep_components_3y_after",
        "share",
        "The practice's components in deep use three years after support ends",
        "higher",
        f"{_WHAT} / all posts, in the last week of the third year after support; undefined if the horizon is shorter "
        "or that is no year's end",
        "components",
    ),
    Outcome(
        "deep_components_end",
        "share",
        "The practice's components in deep use at the horizon",
        "higher",
        f"{_WHAT} / all posts, last simulated week",
        "components",
    ),
    Outcome(
        "deep_components_among_users_end",
        "share",
        "The practice's components in deep use among users at the horizon",
        "higher",
        f"{_WHAT} / posts in use, last simulated week; undefined without users",
        "components",
    ),
)


def _sums(panel: Panel, week: I8) -> tuple[F8, F8, F8]:
    """Return components in deep use, users and posts of the snapshot at just that week, (R,); NaN without one."""
    schools = panel.schools
    code = schools["code"].to_numpy()
    here = (schools["week"].to_numpy() == week[code]) & (week[code] < panel.horizon[code])
    parts, use, posts = (
        sum_by(code[here], schools[name].to_numpy(dtype=float)[here], len(panel))
        for name in ("deep_components", "n_use", "n")
    )
    found = np.where(posts > 0.0, 1.0, np.nan)
    return parts * found, use * found, posts * found


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    later, _, later_posts = _sums(panel, panel.years_after(3))
    parts, use, posts = _sums(panel, panel.end)
    out = {
        "deep_components_3y_after": share(later, later_posts),
        "deep_components_end": share(parts, posts),
        "deep_components_among_users_end": share(parts, use),
    }
    return pd.DataFrame(out)
