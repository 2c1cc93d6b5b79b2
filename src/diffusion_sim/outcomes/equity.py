"""Equity: gaps between schools of low and high need, inequality between schools, and who is left out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.outcomes.panel import F8, Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.outcomes.spread import snapshot
from diffusion_sim.tables import NEEDS

_GAP = "third of schools with the lowest need minus third with the highest, last simulated week"
_SIZE = "in every run without the sign, so that it holds chance spread too"
_NONE = "undefined unless both groups have staff, and where all schools have the same need"
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "use_gap_end",
        "points",
        "Gap in use: low-need minus high-need schools",
        "neither",
        f"share of posts in use, {_GAP}; below 0 high-need schools are ahead; {_NONE}",
        "equity",
    ),
    Outcome(
        "use_gap_size_end",
        "points",
        "Size of the gap in use between low- and high-need schools",
        "lower",
        f"share of posts in use, {_GAP}, {_SIZE}; {_NONE}",
        "equity",
    ),
    Outcome(
        "deep_gap_end",
        "points",
        "Gap in deep use: low-need minus high-need schools",
        "neither",
        f"share of posts in deep use, {_GAP}; {_NONE}",
        "equity",
    ),
    Outcome(
        "deep_gap_size_end",
        "points",
        "Size of the gap in deep use between low- and high-need schools",
        "lower",
        f"share of posts in deep use, {_GAP}, {_SIZE}; {_NONE}",
        "equity",
    ),
    Outcome(
        "between_school_gini_end",
        "ratio",
        "Inequality of use between schools (Gini)",
        "lower",
        "Gini coefficient of the schools' shares in use, weighted by posts, last yearly "
        "snapshot; 0 = all alike; "
        "undefined with one school or without users",
        "equity",
    ),
    Outcome(
        "left_out_end",
        "share",
        "Staff posts never reached",
        "lower",
        "posts in which no occupant ever used the practice / all posts, by the horizon (taken "
        "as the plateau)",
        "equity",
    ),
    Outcome(
        "left_out_gap_end",
        "points",
        "Never reached: high-need minus low-need schools",
        "lower",
        f"left_out_end in the third with the highest need minus the lowest; {_NONE}",
        "equity",
    ),
)

#: Outcomes that set schools of low need against schools of high need.
GAPS: tuple[str, ...] = tuple(o.name for o in OUTCOMES if "_gap_" in o.name)
#: Those of them that are told without the sign.
SIZES: tuple[str, ...] = tuple(name for name in GAPS if "_size_" in name)


def gini(code: np.ndarray, value: F8, weight: F8, runs: int) -> F8:
    """Return the weighted Gini coefficient per run, (runs,): mean absolute difference over twice the mean.

    With rows sorted by value, ``sum_ij w_i w_j |x_i - x_j| = 2 sum_i w_i x_i (2 C_i - w_i - W)``, where
    ``C_i`` is the cumulative weight up to and with row i and ``W`` the total weight of the run.
    """
    order = np.lexsort((value, code))
    code, value, weight = code[order], value[order], weight[order]
    total = sum_by(code, weight, runs)
    before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
    reached = np.cumsum(weight) - before[code]
    spread = sum_by(code, weight * value * (2 * reached - weight - total[code]), runs)
    level = sum_by(code, weight * value, runs)
    many = np.bincount(code, minlength=runs) > 1
    return np.where(many, share(spread, level * total), np.nan)


def reached(panel: Panel) -> F8:
    """Return the number of posts ever in use by need group: low, middle, high, unknown; (R, 4)."""
    people, schools = panel.people, panel.schools
    code = people["code"].to_numpy()
    post, posts = pd.factorize(people["post"].to_numpy())
    inside = np.flatnonzero(people["start_week"].to_numpy() < panel.horizon[code])
    first = inside[np.unique(code[inside] * len(posts) + post[inside], return_index=True)[1]]
    names = pd.Index(schools["school"].unique())
    need = np.full((len(panel), len(names) + 1), 3)
    found = pd.Index(NEEDS).get_indexer(pd.Index(schools["need_group"]))
    need[schools["code"].to_numpy(), names.get_indexer(pd.Index(schools["school"]))] = np.where(found < 0, 3, found)
    # A school that the table schools does not have is in the last column, unknown.
    group = need[code[first], names.get_indexer(pd.Index(people["school"]))[first]]
    return np.bincount(code[first] * 4 + group, minlength=len(panel) * 4).reshape(-1, 4).astype(float)


def same_need(code: np.ndarray, need: F8, runs: int) -> NDArray[np.bool_]:
    """Return of which runs all schools have the same need, (runs,): their need groups would be the order of the rows.

    Parameters
    ----------
    code : int64 (N,)
        Run number of each row of the table ``schools``.
    need : float64 (N,)
        Need of the school of that row.
    runs : int
        A run without a row is not one of them: nothing is known of its schools.
    """
    low, high = np.full(runs, np.inf), np.full(runs, -np.inf)
    np.minimum.at(low, code, need)
    np.maximum.at(high, code, need)
    # What differs by the rounding of a mean that stands in for a blank does not differ.
    return np.asarray((low <= high) & (high <= low + 1e-9))


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    end = panel.end
    n = panel.at(panel.n, end).sum(axis=1)
    use, deep = (share(panel.at(c, end).sum(axis=1), n) for c in (panel.use, panel.deep))
    code, users, weight = snapshot(panel, end)
    in_use = share(users, weight)
    ever = reached(panel)
    never = 1.0 - share(ever[:, :3], panel.n[:, 0].sum(axis=1))
    out = {
        "use_gap_end": use[:, 0] - use[:, 2],
        "use_gap_size_end": np.abs(use[:, 0] - use[:, 2]),
        "deep_gap_end": deep[:, 0] - deep[:, 2],
        "deep_gap_size_end": np.abs(deep[:, 0] - deep[:, 2]),
        "between_school_gini_end": gini(code, np.nan_to_num(in_use), weight, len(panel)),
        "left_out_end": 1.0 - share(ever.sum(axis=1), panel.posts),
        "left_out_gap_end": never[:, 2] - never[:, 0],
    }
    schools = panel.schools
    alike = same_need(schools["code"].to_numpy(), schools["need"].to_numpy(dtype=float), len(panel))
    for name in GAPS:
        out[name] = np.where(alike, np.nan, out[name])
    return pd.DataFrame(out)
