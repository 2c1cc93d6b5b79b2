"""Sustainability: how much of the use at the end of support is there one, two and three years later."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import F8, I8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome

_YEARS = ((1, "one year"), (2, "two years"), (3, "three years"))
OUTCOMES: tuple[Outcome, ...] = (
    *(
        Outcome(
            f"use_kept_{y}y",
            "ratio",
            f"Use kept {words} after support ends",
            "higher",
            "posts in use in that week / posts in use in the last week of support (newcomers "
            "count, so it can "
            "exceed 1); undefined without users then, or beyond the horizon",
            "sustainability",
        )
        for y, words in _YEARS
    ),
    Outcome(
        "deep_use_kept_3y",
        "ratio",
        "Deep use kept three years after support ends",
        "higher",
        "posts in deep use in that week / posts in deep use in the last week of support; "
        "undefined without deep use then, or beyond the horizon",
        "sustainability",
    ),
    *(
        Outcome(
            f"users_kept_{y}y",
            "share",
            f"Users at the end of support still using it {words} later",
            "higher",
            "the same persons in use in both weeks (a break between is allowed, one who left is "
            "lost) / persons "
            "in use in the last week of support; undefined without users then, or beyond the horizon",
            "sustainability",
        )
        for y, words in _YEARS
    ),
)


def _person(panel: Panel) -> I8:
    """Number the occupants: the same number means the same person in the same run."""
    people = panel.people
    post = pd.factorize(people["post"])[0].astype(np.int64)
    occupant = people["occupant"].to_numpy(dtype=np.int64)
    base = int(occupant.max(initial=0)) + 1
    return np.asarray((people["code"].to_numpy() * (post.max(initial=0) + 1) + post) * base + occupant)


def _in_use(panel: Panel, week: I8) -> np.ndarray:
    """Return which spells run in one week per run, one bool per row of ``people``."""
    code = panel.people["code"].to_numpy()
    start, stop = panel.people["start_week"].to_numpy(), panel.people["end_week"].to_numpy()
    return np.asarray((start <= week[code]) & (week[code] <= stop))


def users_kept(panel: Panel, years: int, person: np.ndarray) -> F8:
    """Return the share of users at the end of support who are in use ``years`` years later, (R,)."""
    code = panel.people["code"].to_numpy()
    then = _in_use(panel, panel.support - 1)
    later = np.isin(person, person[_in_use(panel, panel.years_after(years))])
    kept = share(
        sum_by(code, (then & later).astype(float), len(panel)), sum_by(code, then.astype(float), len(panel))
    )
    return np.where(panel.years_after(years) < panel.horizon, kept, np.nan)


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    stop, person = panel.support - 1, _person(panel)
    out: dict[str, F8] = {}
    for years, _ in _YEARS:
        out[f"use_kept_{years}y"] = share(
            panel.total(panel.use, panel.years_after(years)), panel.total(panel.use, stop)
        )
        out[f"users_kept_{years}y"] = users_kept(panel, years, person)
    out["deep_use_kept_3y"] = share(
        panel.total(panel.deep, panel.years_after(3)), panel.total(panel.deep, stop)
    )
    return pd.DataFrame(out)
