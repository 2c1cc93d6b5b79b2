"""With which parameters a paired difference goes up and down over worlds: partial rank correlations, always two."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri, stdtr

F8 = NDArray[np.float64]
#: Fewest worlds from which a rank correlation is told.
LEAST = 20
#: Correlations below this are rounding: nothing is left to be told.
NOTHING = 1e-9
#: Columns of what is found.
COLUMNS = ("parameter", "correlation", "low", "high", "p")


def moves(effects: pd.DataFrame, parameters: Sequence[str], level: float = 0.95, most: int = 2) -> pd.DataFrame:
    """Return the parameters with which the paired difference moves most, the strongest first.

    Spearman's rank correlation over all worlds, decided or not. The second parameter has the strongest partial one,
    given the first. The strongest of many is large by chance too: ``p`` is Bonferroni's for the number of parameters,
    and where it is not small the pair is the best guess and no finding. A correlation sees what moves the difference
    one way; what works only together with something else it does not see.

    Parameters
    ----------
    effects : DataFrame
        One row per world: the parameters and ``difference``.
    parameters : sequence of str
    level : float
        Of the interval of each correlation by itself (Fisher's z with Bonett and Wright's standard error).
    most : int
        Parameters returned at most.

    Returns
    -------
    DataFrame
        ``parameter``, ``correlation``, ``low``, ``high`` (-1 to 1), ``p`` (0-1); without rows for fewer than
        :data:`LEAST` worlds or a difference that is the same in all.

    References
    ----------
    Bonett, D. G., Wright, T. A. (2000). Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations. Psychometrika 65, 23-28.
    """
    names = [name for name in parameters if effects[name].nunique() > 1] if len(effects) else []
    if len(effects) < LEAST or not names or effects["difference"].nunique() < 2:
        return pd.DataFrame({name: [] for name in COLUMNS})
    left = _centred(effects[[*names, "difference"]].rank().to_numpy(dtype=np.float64))
    rows: list[tuple[str, float, float, float, float]] = []
    while len(rows) < min(most, len(names)):
        found = _correlations(left)
        best = int(np.argmax(np.abs(found)))
        if abs(found[best]) < NOTHING:
            break
        rows.append((names[best], *_interval(float(found[best]), len(effects), len(rows), level, len(names))))
        left = _without(left, best)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _centred(columns: F8) -> F8:
    return columns - columns.mean(axis=0)


def _correlations(left: F8) -> F8:
    """Return the correlation of the last column with every other; 0 where one of them has nothing left."""
    size = np.sqrt((left**2).sum(axis=0))
    scale = size[:-1] * size[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(scale > 0.0, left[:, :-1].T @ left[:, -1] / scale, 0.0)


def _without(left: F8, column: int) -> F8:
    """Return all columns less what goes with one of them in a straight line."""
    one = left[:, column]
    out = left - np.outer(one, one @ left / (one @ one)) if one @ one > 0.0 else left
    # What is nothing but rounding has no order.
    return np.where(np.abs(out).max(axis=0) > 1e-9 * len(left), out, 0.0)


def _interval(r: float, worlds: int, given: int, level: float, tests: int) -> tuple[float, float, float, float]:
    """Return a correlation, the ends of its interval, and the corrected chance of one as large where there is none."""
    degrees = worlds - given - 2
    z, se = np.arctanh(np.clip(r, -0.999999, 0.999999)), np.sqrt((1.0 + r**2 / 2.0) / (worlds - given - 3))
    low, high = np.tanh(z + np.array([-1.0, 1.0]) * ndtri(0.5 + level / 2.0) * se)
    t = abs(r) * np.sqrt(degrees / max(1.0 - r**2, 1e-12))
    return r, float(low), float(high), min(1.0, float(2.0 * stdtr(degrees, -t)) * tests)
