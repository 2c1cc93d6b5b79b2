"""From the table ``weeks`` to curves with two bands: spread of replicates, doubt about the mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from diffusion_sim.tables import LEVELS, YEAR

F8 = NDArray[np.float64]


def shares(weeks: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Return shares of posts per run and week.

    Parameters
    ----------
    weeks : DataFrame
        The table ``weeks``.
    by : {"role", "need_group"}, optional
        Split by this column; without it the group is ``"all"``.

    Returns
    -------
    DataFrame
        arm, district, luck, run, group, week, use, deep: shares of the posts of the group; of a long run
        every third week.
    """
    weeks = weeks[_drawn(weeks["week"])]
    use = weeks[list(LEVELS[3:])].sum(axis=1)
    frame = weeks[["arm", "district", "luck", "run", "week", "n", "n_deep"]].assign(
        use=use, group="all" if by is None else weeks[by]
    )
    keys = ["arm", "district", "luck", "run", "group", "week"]
    total = frame.groupby(keys, sort=False, observed=True)[["n", "use", "n_deep"]].sum().reset_index()
    total = total[total["n"] > 0]
    return total.assign(use=total["use"] / total["n"], deep=total["n_deep"] / total["n"])


def _drawn(week: pd.Series) -> pd.Series:
    """Choose the weeks to draw: all of a short run; of a long one every third, with the ends of the years."""
    last = week.max()
    return (week % 3 == 2) | (week == 0) | (week == last) | (last < 3 * YEAR)


def mean_interval(values: F8, district: NDArray[np.int64], level: float, fixed: bool) -> tuple[F8, F8, F8]:
    """Return mean and interval per column, as :func:`diffusion_sim.compare.nested.estimate` does for one.

    Parameters
    ----------
    values : float64 (R, W)
        One row per run.
    district : int64 (R,)
    level : float
    fixed : bool
        Hold districts fixed.

    Returns
    -------
    tuple
        Mean, low, high, each (W,); the ends are NaN with too few units.
    """
    place = np.unique(district, return_inverse=True)[1].ravel()
    size = np.bincount(place).astype(float)
    means = np.zeros((len(size), values.shape[1]))
    np.add.at(means, place, values)
    means /= size[:, None]
    i, n = len(size), len(values)
    if fixed or i == 1:
        df = n - i
        within = ((values - means[place]) ** 2).sum(axis=0) / max(df, 1)
        variance = within * (1.0 / size).sum() / i**2
    else:
        df, variance = i - 1, means.var(axis=0, ddof=1) / i
    half = (stdtrit(df, 0.5 + level / 2) if df > 0 else np.nan) * np.sqrt(variance)
    mean = means.mean(axis=0)
    return mean, mean - half, mean + half


def curves(
    frame: pd.DataFrame, what: str, arms: Sequence[str], level: float = 0.95, fixed: bool = False
) -> pd.DataFrame:
    """Return one row per arm, group and week: mean, low, high (of the mean), p10, p90 (of the replicates).

    Parameters
    ----------
    frame : DataFrame
        From :func:`shares`.
    what : {"use", "deep"}
    arms : sequence of str
    level, fixed
        Of the interval of the mean.
    """
    out = []
    for arm in arms:
        for group, rows in frame[frame["arm"] == arm].groupby("group", sort=False, observed=True):
            wide = rows.pivot(index=["district", "luck", "run"], columns="week", values=what)
            values = wide.to_numpy(dtype=float)
            district = wide.index.get_level_values("district").to_numpy(dtype=np.int64)
            mean, low, high = mean_interval(values, district, level, fixed)
            p10, p90 = np.quantile(values, [0.1, 0.9], axis=0)
            out.append(
                pd.DataFrame(
                    {
                        "arm": arm,
                        "group": group,
                        "week": wide.columns.to_numpy(),
                        "mean": mean,
                        "low": np.clip(low, 0, 1),
                        "high": np.clip(high, 0, 1),
                        "p10": p10,
                        "p90": p90,
                    }
                )
            )
    return pd.concat(out, ignore_index=True)


def levels(weeks: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Return the mean share of posts at each Level of Use, weeks x eight levels, over all runs of an arm."""
    rows = weeks[(weeks["arm"] == arm) & _drawn(weeks["week"])]
    per_run = rows.groupby(["run", "week"], sort=False)[["n", *LEVELS]].sum()
    share = per_run[list(LEVELS)].div(per_run["n"], axis=0)
    return share.groupby(level="week").mean().sort_index()
