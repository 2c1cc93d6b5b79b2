"""What a study says at every point: an arm, or the paired difference of two, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from diffusion_sim.compare.nested import estimate
from diffusion_sim.explore.study import Study, Values


def values(study: Study, outcome: str, arm: str | None = None, against: str | None = None) -> Values:
    """Return one outcome of an arm (default: the first), or its paired difference from another arm."""
    found = study.values(outcome, arm)
    return found if against is None else found - study.values(outcome, against)


def by_point(
    study: Study, outcomes: Sequence[str], arm: str | None = None, against: str | None = None, level: float = 0.95
) -> pd.DataFrame:
    """Return one row per point, arm and outcome with mean and interval over districts, then every key of the point.

    Parameters
    ----------
    study : Study
    outcomes : sequence of str
    arm : str, optional
        This arm alone; every arm if left out.
    against : str, optional
        Paired differences from this arm instead; ``arm`` then reads ``a - b``.

    Returns
    -------
    DataFrame
        ``point``, ``arm``, ``outcome``, ``mean``, ``low``, ``high``, ``replicates``, and the columns of the design.
    """
    arms = [arm] if arm is not None else [a for a in study.arms if a != against]
    parts = []
    for outcome in outcomes:
        for name in arms:
            found = values(study, outcome, name, against)
            title = name if against is None else f"{name} - {against}"
            parts.append(_rows(found, title, outcome, level))
    return pd.concat(parts, ignore_index=True).merge(study.design.points, on="point", how="left")


def _rows(found: Values, arm: str, outcome: str, level: float) -> pd.DataFrame:
    rows = []
    for point, value in zip(found.point, found.value, strict=True):
        ok = ~np.isnan(value)
        one = estimate(value[ok], found.district[ok], level)
        rows.append((int(point), arm, outcome, one.mean, one.low, one.high, int(ok.sum())))
    return pd.DataFrame(rows, columns=["point", "arm", "outcome", "mean", "low", "high", "replicates"])
