"""What all estimators of indices share: resamples, intervals from them, and which parameters lead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim import draws

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]
#: Least total-order index of a parameter that is said to decide; smaller ones come out of a surrogate too small.
LEAST = 0.03
#: How many parameters are said to decide, at most.
TWO = 2


def resample(key: int, k: int, points: int, units: int) -> tuple[I8, I8]:
    """Return the rows and the units of resample ``k``, drawn with replacement."""

    def pick(purpose: str, count: int) -> I8:
        return (draws.draws(key, purpose, np.arange(count, dtype=np.uint64), k) * count).astype(np.int64)

    return pick("order", points), pick("candidate", units)


def quantile(level: float) -> float:
    """Return the half-width of a normal interval in standard deviations."""
    return float(ndtri(0.5 + level / 2))


def interval(found: F8, drawn: Sequence[F8], level: float) -> tuple[F8, F8]:
    """Return low and high ends of shares: the estimate with the spread of the resamples, kept within 0 and 1."""
    if len(drawn) < 2:
        return np.full_like(found, np.nan), np.full_like(found, np.nan)
    half = quantile(level) * np.nanstd(np.array(drawn), axis=0, ddof=1)
    return np.clip(found - half, 0.0, 1.0), np.clip(found + half, 0.0, 1.0)


def ranked(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of indices, the largest of its second column first."""
    return table.sort_values(table.columns[1], ascending=False, kind="stable", ignore_index=True)


def leaders(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows, at most two, of a ranked table that are told from nothing: name, index, ``low``, ``high``."""
    measure = str(table.columns[1])
    told = table["low"] > 0
    if measure == "total_order":
        told &= table[measure] >= LEAST
    return pd.DataFrame(table.loc[told, ["parameter", measure, "low", "high"]]).head(TWO).reset_index(drop=True)


def together(table: pd.DataFrame, names: Sequence[str], drawn: Sequence[F8]) -> float:
    """Return the share of resamples in which the same two parameters lead; NaN where fewer than two do.

    Parameters
    ----------
    table : DataFrame
        Ranked indices.
    names : sequence of str
        Parameters in the order of the resamples.
    drawn : sequence of float64
        Per resample the measure of every parameter, or rows of measures of which the first counts.
    """
    lead = {list(names).index(name) for name in leaders(table)["parameter"]}
    if len(lead) < TWO or not len(drawn):
        return float("nan")
    size = np.array([np.atleast_2d(np.nan_to_num(d))[0] for d in drawn])
    first = np.argsort(-size, axis=1, kind="stable")[:, :TWO]
    alike = [set(two) == lead and bool((row[two] > 0).all()) for two, row in zip(first, size, strict=True)]
    return float(np.mean(alike))
