"""Whether schools of low need can be set against schools of high need at all."""

from __future__ import annotations

import pandas as pd

from diffusion_sim.outcomes.equity import same_need


def why_no_gap(schools: pd.DataFrame) -> str:
    """Say why no run has schools of low and of high need, or nothing where one has.

    Parameters
    ----------
    schools : DataFrame
        The table ``schools``.
    """
    code, runs = pd.factorize(schools["run"])
    if not len(runs) or not same_need(code, schools["need"].to_numpy(dtype=float), len(runs)).all():
        return ""
    one = schools.groupby(code)["school"].nunique().max() == 1
    return "there is one school" if one else "all schools have the same need"
