"""Bass (1969): innovation p and imitation q of the adoption curve, and the adopter categories that follow.

The curve is the share of posts in which somebody has ever used the practice. It grows as
``dx/dt = (p + q x / m) (m - x)`` from the share ``x0`` at the start, with ``m`` the share that will ever
adopt; in closed form ``x(t) = m (1 - A e) / (1 + (q/p) A e)`` with ``e = exp(-(p + q) t)`` and
``A = (1 - x0/m) / (1 + (q/p) x0/m)``.
Categories: Mahajan, Muller & Srivastava 1990 (inflection points of the density), time in years.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.least_squares import least_squares
from diffusion_sim.outcomes.panel import F8, Panel, share
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import YEAR

_FIT = (
    "least squares on the share of posts that ever used it, each ninth week; undefined with under "
    "5 new posts or 4 quarters"
)
#: Where the search for p and q (per year) starts; the next is tried where the fit is not yet good.
_GUESSES = ((0.05, 0.8), (1.5, 0.8), (0.005, 3.0))
_CATEGORIES = ("innovators", "early_adopters", "early_majority", "late_majority", "laggards")
OUTCOMES: tuple[Outcome, ...] = (
    Outcome("bass_p", "per year", "Adoption from outside (Bass p)", "neither", _FIT, "bass"),
    Outcome("bass_q", "per year", "Adoption through imitation (Bass q)", "neither", _FIT, "bass"),
    Outcome("bass_m", "share", "Share that the curve heads for (Bass m)", "neither", _FIT, "bass"),
    Outcome(
        "bass_q_over_p",
        "ratio",
        "Imitation against adoption from outside (Bass q/p)",
        "neither",
        f"q / p; undefined where p is under 0.00001 a year, too small to tell from 0; {_FIT}",
        "bass",
    ),
    Outcome(
        "bass_r2", "share", "How well the Bass curve fits (R2)", "neither", f"1 - SSE/SST; {_FIT}", "bass"
    ),
    *(
        Outcome(
            f"category_{c}",
            "share",
            f"Adopters who are {c.replace('_', ' ')} (from the Bass fit)",
            "neither",
            "share of eventual adopters, from p and q (Mahajan et al. 1990); undefined unless the "
            "curve has an "
            "S-shape (q > p and a positive share of early adopters)",
            "bass",
        )
        for c in _CATEGORIES
    ),
)


def curve(t: F8, p: float, q: float, m: float, start: float) -> F8:
    """Return the Bass share at times ``t`` (years), from the share ``start`` at time 0 (``start <= m``)."""
    first = min(start / m, 1.0)
    a = (1.0 - first) / (1.0 + q / p * first)
    decay = a * np.exp(-(p + q) * t)
    return np.asarray(m * (1.0 - decay) / (1.0 + q / p * decay))


def fit(t: F8, x: F8, start: float) -> tuple[float, float, float, float]:
    """Fit the curve to shares ``x`` at times ``t``; return p, q (per year), m, R2; NaN if it fails."""
    top = float(x.max())

    def unbounded(t: F8, a: float, b: float, c: float) -> F8:
        # m between the highest share seen and 1: what has happened cannot be above what will happen.
        m = top + (1.0 - top) / (1.0 + np.exp(-np.clip(c, -30, 30)))
        return curve(t, float(np.exp(np.clip(a, -25, 5))), float(np.exp(np.clip(b, -25, 5))), m, start)

    spread = float(((x - x.mean()) ** 2).sum())
    found, best = None, np.inf
    for guess in _GUESSES:
        values = least_squares(lambda v: unbounded(t, *v) - x, np.array((*np.log(guess), -3.0)), 300)
        if values is None:
            continue
        error = float(((x - unbounded(t, *values)) ** 2).sum())
        if error < best:
            found, best = values, error
        if best < 0.03 * spread:
            break
    if found is None or not spread > 0:
        return np.nan, np.nan, np.nan, np.nan
    p, q = np.exp(np.clip(found[:2], -25, 5))
    m = top + (1.0 - top) / (1.0 + np.exp(-np.clip(found[2], -30, 30)))
    return float(p), float(q), float(m), 1.0 - best / spread


def categories(p: F8, q: F8) -> F8:
    """Return the shares of adopters from innovators to laggards, (R, 5); NaN where there is no S-shape."""
    ratio = share(p, q)
    middle = (1.0 + ratio) / np.sqrt(12.0)
    early = 0.5 * (1.0 - ratio) - p - middle
    shares = np.column_stack([p, early, middle, middle, 0.5 * (1.0 + ratio) - middle])
    return np.where((early > 0)[:, None], shares, np.nan)


def ever(panel: Panel) -> F8:
    """Return the share of posts in which somebody has ever used the practice by each week, (R, W)."""
    people = panel.people[panel.people["start_week"] < panel.n.shape[1]]
    first = people.groupby(["code", "post"], sort=False)["start_week"].min()
    code = first.index.get_level_values(0).to_numpy()
    weeks = panel.n.shape[1]
    new = np.bincount(code * weeks + first.to_numpy(), minlength=len(panel) * weeks)
    return np.asarray(np.cumsum(new.reshape(len(panel), weeks), axis=1) / panel.posts[:, None])


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    curves = ever(panel)
    # Newcomers who bring the practice along are "initial" too, but they are adopters of their week.
    first = panel.people[(panel.people["cause"] == "initial") & (panel.people["start_week"] == 0)]
    start = np.bincount(first["code"].to_numpy(), minlength=len(panel)) / panel.posts
    found = np.full((len(panel), 4), np.nan)
    for i in range(len(panel)):
        weeks = np.arange(8, panel.horizon[i], 9)
        x = curves[i, weeks]
        if len(weeks) > 3 and (x[-1] - start[i]) * panel.posts[i] >= 5:
            found[i] = fit((weeks + 1) / YEAR, x, float(start[i]))
    p, q = found[:, 0], found[:, 1]
    ratio = share(q, np.where(p > 1e-5, p, np.nan))
    out = {"bass_p": p, "bass_q": q, "bass_m": found[:, 2], "bass_q_over_p": ratio, "bass_r2": found[:, 3]}
    kinds = categories(p, q)
    return pd.DataFrame({**out, **{f"category_{c}": kinds[:, k] for k, c in enumerate(_CATEGORIES)}})
