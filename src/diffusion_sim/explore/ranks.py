"""Which parameters tell worlds of one sign from worlds of the other: a rank test of each, no surrogate needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

F8 = NDArray[np.float64]

#: Worlds of either sign from which ranks say anything.
LEAST = 5
#: Columns of what is found.
COLUMNS = ("parameter", "side", "chance", "p")


def sides(effects: pd.DataFrame, parameters: Sequence[str], level: float = 0.95, most: int = 2) -> pd.DataFrame:
    """Return the parameters that tell the decided worlds apart, the clearest first.

    Mann-Whitney's test of every parameter, worlds in which the arm is ahead against worlds in which it is behind, with
    Bonferroni's correction for the number of parameters. Of each further parameter what is left of its ranks once those
    already named are taken out of them (linearly) is tested: what merely moves with a named one is not named. The test
    finds what shifts the sign up or down alone, not what works only together with something else, and says nothing of
    how much. It holds where worlds are independent points, even though all of them met the same districts.

    Parameters
    ----------
    effects : DataFrame
        One row per world: the parameters and ``sign`` (+1 ahead, -1 behind, 0 undecided, not read).
    parameters : sequence of str
    level : float
        One less the chance that any parameter is named where none matters.
    most : int
        Parameters returned at most.

    Returns
    -------
    DataFrame
        ``parameter``, ``side`` (high or low: where the arm is ahead), ``chance`` (0-1, that a world in which it is
        ahead has the larger value, given the parameters named before), ``p`` (corrected); without rows where nothing
        is clear, or with fewer than :data:`LEAST` worlds of either sign.

    References
    ----------
    Mann, H. B., Whitney, D. R. (1947). On a test of whether one of two random variables is stochastically larger than
    the other. Annals of Mathematical Statistics 18, 50-60.
    """
    names = [name for name in parameters if effects[name].nunique() > 1] if len(effects) else []
    decided = effects[effects["sign"] != 0] if len(effects) else effects
    ahead = decided["sign"].to_numpy() > 0 if len(effects) else np.empty(0, dtype=bool)
    if min(ahead.sum(), (~ahead).sum()) < LEAST or not names:
        return pd.DataFrame({name: [] for name in COLUMNS})
    ranks = decided[names].rank().to_numpy(dtype=np.float64)
    rows: list[tuple[str, str, float, float]] = []
    while len(rows) < most:
        chance, p = _apart(ranks, ahead)
        best = int(np.argmin(p))
        if not p[best] * len(names) < 1.0 - level:
            break
        corrected = min(float(p[best]) * len(names), 1.0)
        rows.append((names[best], "high" if chance[best] > 0.5 else "low", float(chance[best]), corrected))
        ranks = _without(ranks, best)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _apart(ranks: F8, ahead: NDArray[np.bool_]) -> tuple[F8, F8]:
    """Return the chance that a world ahead has the larger value, and the test's p, of every column."""
    from scipy.stats import mannwhitneyu

    test = mannwhitneyu(ranks[ahead], ranks[~ahead], axis=0)
    chance = np.asarray(test.statistic) / (ahead.sum() * (~ahead).sum())
    return chance, np.where(np.isnan(test.pvalue), 1.0, test.pvalue)


def _without(ranks: F8, column: int) -> F8:
    """Return the columns less what goes with one of them in a straight line; that one and its like become 0."""
    centred = ranks - ranks.mean(axis=0)
    one = centred[:, column]
    left = centred - np.outer(one, one @ centred / (one @ one))
    # What is nothing but rounding has no order.
    return np.where(np.abs(left).max(axis=0) > 1e-9 * len(ranks), left, 0.0)
