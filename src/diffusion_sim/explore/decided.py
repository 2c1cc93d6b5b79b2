"""Which worlds are decided: those whose interval of the paired difference over districts excludes 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.compare.nested import estimate
from diffusion_sim.errors import BadInput
from diffusion_sim.explore.study import Values

F8 = NDArray[np.float64]
#: Fewest decided worlds from which anything is said.
FEWEST = 20


@dataclass(frozen=True)
class Decided:
    """Means of the decided worlds.

    Attributes
    ----------
    response : float64 (points,)
        NaN where a world is undecided or has no value.
    undecided, missing : int
        Worlds whose interval holds 0, and worlds without a value.
    """

    response: F8
    undecided: int
    missing: int

    @property
    def count(self) -> int:
        """Decided worlds."""
        return int((~np.isnan(self.response)).sum())

    def words(self) -> str:
        """Say how many worlds are left out."""
        count = len(self.response)
        said = f"{self.undecided} of {count} worlds are left out: their interval holds 0."
        return said if not self.missing else f"{said} {self.missing} more have no value."


def decided(found: Values, level: float = 0.95) -> Decided:
    """Return the means of the worlds whose interval excludes 0; an exact tie is undecided.

    Raises
    ------
    BadInput
        If fewer than 20 are decided.
    """
    response = np.full(len(found.value), np.nan)
    missing = 0
    for k, value in enumerate(found.value):
        if np.isnan(value).any():
            missing += 1
            continue
        one = estimate(value, found.district, level)
        if one.told_apart:
            response[k] = one.mean
    known = int((~np.isnan(response)).sum())
    if known < FEWEST:
        raise BadInput(
            f"{known} of {len(response)} worlds are decided (their interval excludes 0); allowed: {FEWEST} or more, "
            "such as by more --replicates or --points."
        )
    return Decided(response, len(response) - known - missing, missing)
