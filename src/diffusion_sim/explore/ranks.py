"""Which parameters tell worlds of one sign from worlds of the other: a rank test of each, no surrogate needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

#: Worlds of either sign from which ranks say anything.
LEAST = 5
#: Columns of what is found.
COLUMNS = ("parameter", "side", "chance", "p")


def sides(effects: pd.DataFrame, parameters: Sequence[str], level: float = 0.95, most: int = 2) -> pd.DataFrame:
    """Return the parameters that tell the decided worlds apart, the clearest first.

    Mann-Whitney's test of every parameter, worlds in which the arm is ahead against worlds in which it is behind, with
    Bonferroni's correction for the number of parameters. It finds what shifts the sign up or down alone, not what works
    only together with something else, and says nothing of how much. Worlds are independent points of the design, so
    that the test holds even though all of them met the same few districts.

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
        ahead has the larger value), ``p`` (corrected); without rows where nothing is clear, or with fewer than
        :data:`LEAST` worlds of either sign.

    References
    ----------
    Mann, H. B., Whitney, D. R. (1947). On a test of whether one of two random variables is stochastically larger than
    the other. Annals of Mathematical Statistics 18, 50-60.
    """
    names = [name for name in parameters if effects[name].nunique() > 1] if len(effects) else []
    ahead, behind = (effects.loc[effects["sign"] == s, names].to_numpy(dtype=np.float64) for s in (1, -1))
    if min(len(ahead), len(behind)) < LEAST or not names:
        return pd.DataFrame({name: [] for name in COLUMNS})
    from scipy.stats import mannwhitneyu

    test = mannwhitneyu(ahead, behind, axis=0)
    chance = np.asarray(test.statistic) / (len(ahead) * len(behind))
    p = np.minimum(np.asarray(test.pvalue) * len(names), 1.0)
    found = pd.DataFrame({
        "parameter": names, "side": np.where(chance > 0.5, "high", "low"), "chance": chance, "p": p,
    })  # fmt: skip
    clear = found[found["p"] < 1.0 - level]
    return clear.sort_values(["p", "parameter"]).head(most).reset_index(drop=True)
