"""Timing: years until 16, 50 and 84 % of staff use the practice (Rogers's marks).

A mark that is never reached is censored at the horizon. The value is then the horizon itself, so that the
mean over replicates is the restricted mean; ``reached_NN`` says how often the mark was reached.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, Panel, share
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import YEAR

MARKS: tuple[int, ...] = (16, 50, 84)
OUTCOMES: tuple[Outcome, ...] = (
    *(
        Outcome(
            f"years_to_{m}",
            "years",
            f"Years until {m} % use it",
            "lower",
            f"school years (36 teaching weeks) to the end of the first week with {m} % of posts in "
            f"use; a mark "
            "never reached counts as the horizon (restricted mean)",
            "timing",
        )
        for m in MARKS
    ),
    *(
        Outcome(
            f"reached_{m}",
            "share",
            f"Chance that {m} % ever use it",
            "higher",
            f"1 if {m} % of posts are in use in some week by the horizon, else 0",
            "timing",
        )
        for m in MARKS
    ),
)


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    inside = panel.inside()
    curve = np.where(inside, np.nan_to_num(share(panel.use.sum(axis=(2, 3)), panel.n.sum(axis=(2, 3)))), -1.0)
    out: dict[str, F8] = {}
    for mark in MARKS:
        # The small slack keeps 0.16 reached by 16 of 100 posts whatever the rounding.
        past = curve >= mark / 100 - 1e-12
        reached = past.any(axis=1)
        out[f"years_to_{mark}"] = np.where(reached, past.argmax(axis=1) + 1, panel.horizon) / YEAR
        out[f"reached_{mark}"] = reached.astype(float)
    return pd.DataFrame(out)
