"""Worlds that fit the evidence: coefficients as calibration left them, everything else over its whole range."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.explore.axes import Axis
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.samplers import sample
from diffusion_sim.settings.places import conf_dir

F8 = NDArray[np.float64]
#: The place, beside those of the parameters, that says which point of the posterior sample a world takes.
PLACE = Axis("posterior", 0.0, 1.0, about="which point of the posterior sample")
FILE = Path("behaviour") / "posterior.csv"


@dataclass(frozen=True)
class Posterior:
    """The points of the last calibration that come closest to its targets, each as likely as the others.

    What the targets settle together is taken together: a world takes all its coefficients from one point
    (Beaumont et al. 2009, without weights; the sample of ``experiments/calibrate.py``).

    Attributes
    ----------
    points : DataFrame
        One row per point, one column per key, such as ``behaviour.peer_belief``.
    """

    points: pd.DataFrame

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that calibration moved."""
        return tuple(str(c) for c in self.points.columns)

    def at(self, place: F8, keys: Iterable[str]) -> dict[str, F8]:
        """Return the values of some keys at places in [0, 1) of the sample; all of a place are of one point."""
        row = np.minimum((np.asarray(place) * len(self.points)).astype(np.int64), len(self.points) - 1)
        return {key: self.points[key].to_numpy(dtype=np.float64)[row] for key in keys if key in self.points}


@cache
def posterior() -> Posterior:
    """Return the posterior sample that is in use.

    Raises
    ------
    BadInput
        If its file cannot be read.
    """
    path = conf_dir() / FILE
    try:
        return Posterior(pd.read_csv(path))
    except (OSError, ValueError) as error:
        allowed = "the table that experiments/calibrate.py writes"
        raise BadInput(f"conf/{FILE.as_posix()} cannot be read ({error}); allowed: {allowed}.") from None


def fitted(axes: tuple[Axis, ...], points: int, seed: int = 1) -> Design:
    """Return independent points whose calibrated coefficients are of the posterior sample.

    The design's axes are the other parameters: what still decides once the targets have spoken.

    Parameters
    ----------
    axes : tuple of Axis
    points : int
    seed : int

    Raises
    ------
    BadInput
        If calibration moved every one of the axes, or none.
    """
    held = posterior()
    free = tuple(a for a in axes if a.key not in held.keys)
    moved = [a.key for a in axes if a.key in held.keys]
    if not free or not moved:
        which = "every one" if not free else "none"
        raise BadInput(f"Calibration moved {which} of the parameters that vary; allowed for worlds that fit the "
                       "evidence: some that it moved and some that it did not, as without --only.")  # fmt: skip
    both = sample((*free, PLACE), points, seed=seed)
    values = held.at(both.points[PLACE.key].to_numpy(dtype=np.float64), moved)
    table = both.points.drop(columns=PLACE.key).assign(**values)
    return replace(both, points=table, axes=free)
