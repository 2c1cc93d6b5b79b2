"""Target 13: the S-curve of an untouched district, as a Bass curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.fit.reading import Reading, mean_reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import run_trials
from diffusion_sim.outcomes.bass import fit
from diffusion_sim.settings.settings import Settings

F8 = NDArray[np.float64]
#: q/p is cut here: a fitted p near 0 says "far more by imitation", not how much more.
MOST = 1000.0


def bass_curve(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return per arm years to 50 % adopters (censored at ``years``), R2 and q/p of a Bass curve per district.

    Bass (1969) is about first adoptions: the curve is the share of posts in which somebody has ever used the practice.
    """
    weeks = round(36 * target.options["years"])
    out = []
    for name, settings in arms.items():
        adopted = [t.adopted.ravel() for t in run_trials(settings, weeks, [], curve=True)]
        mean = [np.cumsum(np.bincount(a, minlength=weeks + 1)[:weeks]) / len(a) for a in adopted]
        out.append(mean_reading(f"{name}_years_to_50", [_first(c) for c in mean]))
        fits = [_fitted(c) for c in mean]
        out.append(mean_reading(f"{name}_r2", [r2 for _, _, r2 in fits]))
        out.append(mean_reading(f"{name}_q_over_p", [min(q / max(p, 1e-9), MOST) for p, q, _ in fits]))
    return out


def _first(curve: F8) -> float:
    above = np.flatnonzero(curve >= 0.5)
    return float(above[0] + 1) / 36.0 if above.size else len(curve) / 36.0


def _fitted(curve: F8) -> tuple[float, float, float]:
    every = np.arange(8, len(curve), 9)
    p, q, _, r2 = fit((every + 1) / 36.0, curve[every], float(curve[0]))
    return p, q, r2
