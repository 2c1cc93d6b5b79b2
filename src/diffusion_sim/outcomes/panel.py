"""The tables as dense arrays, one row per run: built once, read by every family of outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.tables import KEYS, LEVELS, NEEDS, ROLES, YEAR, HasTables

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]


@dataclass(frozen=True)
class Panel:
    """Counts of R runs over W weeks, with the other tables and the run number of each of their rows.

    Attributes
    ----------
    keys : DataFrame
        R rows: run, arm, district, luck, design.
    support, horizon : int64 (R,)
        Teaching weeks of support; teaching weeks simulated.
    n, use, routine, deep, compliance, overloaded : float64 (R, W, 3, 3)
        Posts in all, in use (level III up), in routine use (IVA up), in deep use, using by compliance,
        overloaded; by week, role (teacher, principal, coach) and need group (low, middle, high).
    posts : float64 (R,)
        Staff posts.
    people, schools, ledger : DataFrame
        As in the tables, with the run number as the column ``code``.
    budget : float64 (R,)
        Money available over the whole run; NaN where none was given.
    """

    keys: pd.DataFrame
    support: I8
    horizon: I8
    n: F8
    use: F8
    routine: F8
    deep: F8
    compliance: F8
    overloaded: F8
    posts: F8
    people: pd.DataFrame
    schools: pd.DataFrame
    ledger: pd.DataFrame
    budget: F8

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def end(self) -> I8:
        """Last simulated week of each run, (R,)."""
        return self.horizon - 1

    def years_after(self, years: int) -> I8:
        """Last week of the year that ends ``years`` years after support ends, (R,)."""
        return self.support - 1 + YEAR * years

    def at(self, counts: F8, week: I8) -> F8:
        """Return counts at one week per run, (R, 3, 3); NaN where the run does not reach that week."""
        known = (week >= 0) & (week < self.horizon)
        rows = counts[np.arange(len(self)), np.where(known, week, 0)]
        return np.where(known[:, None, None], rows, np.nan)

    def total(self, counts: F8, week: I8) -> F8:
        """Return counts at one week per run over all staff, (R,)."""
        return np.asarray(self.at(counts, week).sum(axis=(1, 2)))

    def inside(self) -> NDArray[np.bool_]:
        """Return which weeks are simulated, (R, W)."""
        return np.arange(self.n.shape[1])[None, :] < self.horizon[:, None]


def share(part: F8, whole: F8) -> F8:
    """Return ``part / whole``, NaN where ``whole`` is 0 or undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0, part / whole, np.nan))


def sum_by(code: I8, weights: F8, runs: int) -> F8:
    """Return the sum of ``weights`` per run number, (runs,)."""
    return np.bincount(code, weights=weights, minlength=runs).astype(np.float64)


def _per_arm(what: str, value: float | Mapping[str, float], arms: pd.Series) -> F8:
    """Spread one number, or one number per arm, over the runs."""
    if not isinstance(value, Mapping):
        return np.full(len(arms), float(value))
    missing = sorted(set(arms) - set(value))
    if missing:
        raise BadInput(
            f"{what} is given per arm but not for {missing[0]!r}; allowed: a number for every arm."
        )
    return np.array([float(value[arm]) for arm in arms])


def coded(name: str, frame: pd.DataFrame, runs: pd.Index) -> pd.DataFrame:
    """Return a table with the number of each row's run as the column ``code``."""
    code = runs.get_indexer(pd.Index(frame["run"]))
    if (code < 0).any():
        lost = frame["run"].iloc[int((code < 0).argmax())]
        raise BadInput(f"table {name}: run {str(lost)!r} is not in the table weeks.")
    return frame.assign(code=code.astype(np.int64))


def build(
    tables: HasTables,
    support_weeks: int | Mapping[str, int],
    horizon_weeks: int | None,
    budget: float | Mapping[str, float] | None,
) -> Panel:
    """Build the panel; see :func:`diffusion_sim.outcomes.outcomes` for the arguments."""
    weeks = tables.weeks
    if weeks.empty:
        raise BadInput("table weeks: no row; allowed: at least one simulated week.")
    code, names = pd.factorize(weeks["run"])
    week = weeks["week"].to_numpy(dtype=np.int64)
    first = np.unique(code, return_index=True)[1]
    keys = weeks.iloc[first][list(KEYS)].reset_index(drop=True)
    runs, width = len(keys), int(week.max()) + 1
    horizon = np.zeros(runs, dtype=np.int64)
    np.maximum.at(horizon, code, week + 1)
    if horizon_weeks is not None:
        _check_horizon(horizon, horizon_weeks, keys)
        horizon = np.minimum(horizon, horizon_weeks)
    role = pd.Index(ROLES).get_indexer(pd.Index(weeks["role"]))
    need = pd.Index(NEEDS).get_indexer(pd.Index(weeks["need_group"]))
    cell = ((code.astype(np.int64) * width + week) * 3 + role) * 3 + need

    def dense(values: NDArray[np.generic]) -> F8:
        flat = np.bincount(cell, weights=values.astype(float), minlength=runs * width * 9)
        return np.asarray(flat, dtype=np.float64).reshape(runs, width, 3, 3)

    levels = [weeks[level].to_numpy(dtype=np.int64) for level in LEVELS]
    n = dense(weeks["n"].to_numpy())
    _check_weeks(n, horizon, keys)
    support = _per_arm("support_weeks", support_weeks, keys["arm"]).astype(np.int64)
    money = np.full(runs, np.nan) if budget is None else _per_arm("budget", budget, keys["arm"])
    index = pd.Index(names)
    return Panel(
        keys=keys,
        support=support,
        horizon=horizon,
        n=n,
        use=dense(sum(levels[3:], np.zeros_like(levels[0]))),
        routine=dense(sum(levels[4:], np.zeros_like(levels[0]))),
        deep=dense(weeks["n_deep"].to_numpy()),
        compliance=dense(weeks["n_compliance"].to_numpy()),
        overloaded=dense(weeks["n_overloaded"].to_numpy()),
        posts=n[:, 0].sum(axis=(1, 2)),
        people=coded("people", tables.people, index),
        schools=coded("schools", tables.schools, index),
        ledger=coded("ledger", tables.ledger, index),
        budget=money,
    )


def _check_horizon(horizon: I8, wanted: int, keys: pd.DataFrame) -> None:
    short = horizon < wanted
    if short.any():
        run = keys["run"].iloc[int(short.argmax())]
        raise BadInput(
            f"table weeks: run {str(run)!r} ends after {horizon[short][0]} weeks; "
            f"allowed: horizon_weeks={wanted} or more."
        )


def _check_weeks(n: F8, horizon: I8, keys: pd.DataFrame) -> None:
    gap = (n.sum(axis=(2, 3)) == 0) & (np.arange(n.shape[1])[None, :] < horizon[:, None])
    if gap.any():
        run, week = (int(x[0]) for x in np.nonzero(gap))
        raise BadInput(
            f"table weeks: run {str(keys['run'].iloc[run])!r} has no row for week {week}; allowed: no gaps."
        )
