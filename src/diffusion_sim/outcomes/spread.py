"""Spread: how many use the practice (Level of Use III or higher), by role and school."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, I8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import ROLES

_WHEN = (("support_end", "when support ends"), ("end", "at the horizon"))
OUTCOMES: tuple[Outcome, ...] = (
    *(
        Outcome(
            f"use_{when}",
            "share",
            f"Staff who use it {words}",
            "higher",
            f"posts at Level of Use III or higher / all posts, {words}",
            "spread",
        )
        for when, words in _WHEN
    ),
    *(
        Outcome(
            f"use_{when}_{role}",
            "share",
            f"{noun} who use it {words}",
            "higher",
            f"the same among posts of the role {role}; undefined without such posts",
            "spread",
        )
        for when, words in _WHEN
        for role, noun in zip(ROLES, ("Teachers", "Principals", "Coaches"), strict=True)
    ),
    *(
        Outcome(
            f"schools_past_half_{when}",
            "share",
            f"Schools where at least half use it {words}",
            "higher",
            "schools with 50 % or more of posts in use / schools, latest yearly snapshot by then",
            "spread",
        )
        for when, words in _WHEN
    ),
)


def snapshot(panel: Panel, week: I8) -> tuple[I8, F8, F8]:
    """Return run, users and posts of schools at the latest snapshot by one week per run; none beyond the horizon."""
    code, when = panel.schools["code"].to_numpy(), panel.schools["week"].to_numpy()
    ok = (when <= week[code]) & (week[code] < panel.horizon[code])
    last = np.full(len(panel), -1, dtype=np.int64)
    np.maximum.at(last, code[ok], when[ok])
    here = ok & (when == last[code])
    use, posts = (panel.schools[name].to_numpy(dtype=float)[here] for name in ("n_use", "n"))
    return code[here], use, posts


def past_half(panel: Panel, week: I8) -> F8:
    """Return the share of schools with at least half of their posts in use, (R,)."""
    code, use, posts = snapshot(panel, week)
    past = (2.0 * use >= posts).astype(float)
    return share(sum_by(code, past, len(panel)), sum_by(code, np.ones(len(past)), len(panel)))


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    out: dict[str, F8] = {}
    for when, week in (("support_end", panel.support - 1), ("end", panel.end)):
        use, n = panel.at(panel.use, week), panel.at(panel.n, week)
        out[f"use_{when}"] = share(use.sum(axis=(1, 2)), n.sum(axis=(1, 2)))
        for k, role in enumerate(ROLES):
            out[f"use_{when}_{role}"] = share(use[:, k].sum(axis=1), n[:, k].sum(axis=1))
        out[f"schools_past_half_{when}"] = past_half(panel, week)
    return pd.DataFrame(out)
