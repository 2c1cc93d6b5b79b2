"""Morris's screening measures, the noise of few replicates taken out.

An elementary effect is what one step of one input does to the response, by the length of the step (Morris 1991,
Technometrics 33). Over the paths of a design their mean is ``mu``, their standard deviation ``sigma``, and the mean
of their absolute values ``mu*`` (Campolongo, Cariboni & Saltelli 2007, Environ. Modell. Softw. 22).

A response that is the mean of a few replicates makes every step look like an effect: noise of standard deviation s
alone gives a mu* of .8 s. The correction is this project's own. With ``v`` the variance of an effect between units
(districts, or lucks) over their number, averaged over paths, and ``v0`` the same of ``mu``::

    mu0^2    = max(mu^2 - v0, 0)
    sigma0^2 = max(sigma^2 - (v - v0), 0)
    mu*      = mean |effect| * F(mu0, sigma0) / F(mu, sigma)

``F(m, s)`` is the mean absolute value of a normal variable: exact where effects are normal, where they are all alike,
and where there is no noise. ``mean effect^2 - v``, which has no bias, decides whether an input does anything: it is
resampled over paths and over units, and the larger of the two spreads makes the interval (together they would count
the noise twice). Its ends, as far as they are above 0, scale mu*.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtr

from diffusion_sim.explore.resampling import F8, quantile, resample

#: Effects smaller than the largest by this factor are 0.
ROUNDING = 1e-9


def effects(x: F8, y: F8) -> F8:
    """Return elementary effects, (paths, inputs, units), from a design of paths and its responses by unit.

    Parameters
    ----------
    x : float64 (paths * (inputs + 1), inputs)
        Places in [0, 1]; along a path every input makes one step.
    y : float64 (paths * (inputs + 1), units)
    """
    d = x.shape[1]
    places, seen = x.reshape(-1, d + 1, d), y.reshape(-1, d + 1, y.shape[1])
    moves = np.diff(places, axis=1)
    which = np.abs(moves).argmax(axis=2)
    step = np.take_along_axis(moves, which[:, :, None], axis=2)
    found = np.diff(seen, axis=1) / step
    return np.asarray(np.take_along_axis(found, np.argsort(which, axis=1)[:, :, None], axis=1), dtype=np.float64)


def measures(
    names: list[str], x: F8, y: F8, level: float, resamples: int, key: int
) -> tuple[pd.DataFrame, list[F8]]:
    """Return the table of measures, and the size of every input in each resample.

    Parameters
    ----------
    names : list of str
    x, y : float64
        As in :func:`effects`; with one unit the noise is unknown and stays in.
    level : float
        Of the intervals.
    resamples : int
    key : int
        Stream of the resampling.

    Returns
    -------
    DataFrame
        ``parameter``, ``mu_star``, ``low``, ``high``, ``sigma`` (all without noise), ``mu``.
    list of float64 (inputs,)
        Mean squares of the effects without noise.
    """
    e = effects(x, y)
    # What is left of 0 by rounding is no effect.
    e[np.abs(e) < ROUNDING * np.abs(e).max(initial=0.0)] = 0.0
    noise = _noise(e)
    mean = e.mean(axis=2)
    square = (mean**2).mean(axis=0) - noise.mean(axis=0)
    by_path, by_unit = [], []
    for k in range(resamples):
        rows, units = resample(key, k, *e.shape[::2])
        by_path.append((mean[rows] ** 2 - noise[rows]).mean(axis=0))
        by_unit.append((e[:, :, units].mean(axis=2) ** 2 - noise).mean(axis=0))
    size, sigma = _clean(e, mean, noise)
    size = np.where(square > 0, size, 0.0)
    # From a root mean square to a mean absolute value; where nothing is left, as in the raw effects.
    raw = _over(np.abs(mean).mean(axis=0), np.sqrt((mean**2).mean(axis=0)))
    scale = np.where(square > 0, _over(size, np.sqrt(np.maximum(square, 0.0))), raw)
    half = np.full(len(names), np.nan)
    if resamples > 1:
        half = quantile(level) * np.maximum(np.std(by_path, axis=0, ddof=1), np.std(by_unit, axis=0, ddof=1))
    low, high = (scale * np.sqrt(np.maximum(end, 0.0)) for end in (square - half, square + half))
    table = pd.DataFrame({
        "parameter": names, "mu_star": size, "low": low, "high": high, "sigma": sigma, "mu": mean.mean(axis=0),
    })  # fmt: skip
    return table, [*by_path, *by_unit]


def _noise(e: F8) -> F8:
    """Return the variance of the noise of every effect, (paths, inputs)."""
    units = e.shape[2]
    return np.asarray(e.var(axis=2, ddof=1) / units if units > 1 else np.zeros(e.shape[:2]), dtype=np.float64)


def _clean(e: F8, mean: F8, noise: F8) -> tuple[F8, F8]:
    """Return mu* and sigma without noise."""
    paths = len(mean)
    mu, spread = mean.mean(axis=0), mean.var(axis=0)
    shared = _noise(e.mean(axis=0, keepdims=True))[0]
    own = noise.mean(axis=0) - shared
    mu0, sigma0 = np.sqrt(np.maximum(mu**2 - shared, 0.0)), np.sqrt(np.maximum(spread - own, 0.0))
    share = _over(_folded(mu0, sigma0), _folded(mu, np.sqrt(spread)))
    unbiased = np.sqrt(paths / max(paths - 1, 1))
    return np.abs(mean).mean(axis=0) * share, sigma0 * unbiased


def _folded(mean: F8, spread: F8) -> F8:
    """Return the mean absolute value of normal variables (Leone, Nelson & Nottingham 1961)."""
    z = _over(mean, spread)
    normal = spread * np.sqrt(2 / np.pi) * np.exp(-(z**2) / 2) + mean * (1 - 2 * ndtr(-z))
    return np.where(spread > 0, normal, np.abs(mean))


def _over(above: F8, below: F8) -> F8:
    """Return a quotient, 0 where it is divided by 0."""
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
