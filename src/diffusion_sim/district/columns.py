"""Columns of draws as the makers need them: normals, compiled traits, hashes of schools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from diffusion_sim.draws import draws, post_id
from diffusion_sim.rules import traits
from diffusion_sim.settings.district import DistrictSettings

F8 = NDArray[np.float64]
U8 = NDArray[np.uint64]


def school_keys(ids: NDArray[np.object_]) -> U8:
    """Return the stable 64-bit key of each school."""
    return np.array([post_id(i, "") for i in ids], dtype=np.uint64)


def normals(key: int, purpose: str, ids: U8, week: int = 0) -> F8:
    """Return standard normal numbers with the address (key, purpose, id, week)."""
    return np.asarray(ndtri(draws(key, purpose, ids, week)), dtype=np.float64)


def each(rule: Callable[[float], float], column: F8) -> F8:
    """Apply a scalar rule to every number of a column, with the scalar function's own bits."""
    return np.fromiter(map(rule, column.tolist()), dtype=np.float64, count=len(column))


@dataclass(frozen=True)
class Traits:
    """The fixed traits of everybody, one column each (see :class:`diffusion_sim.district.district.Staff`)."""

    openness: F8
    availability: F8
    standing: F8
    threshold: F8
    leadership: F8


def draw_traits(settings: DistrictSettings, key: int, posts: U8, esteem: F8 | None = None) -> Traits:
    """Draw the traits of the first occupants.

    Parameters
    ----------
    settings : DistrictSettings
        Correlations of openness with standing and availability, thresholds and leadership posts.
    key : int
        District stream key.
    posts : uint64
        Ids of the posts.
    esteem : float64 in (0, 1), optional
        Percentiles seen in data (how often a person is asked) in place of the draw for standing.
    """
    u_open = draws(key, "openness", posts)
    u_standing = draws(key, "standing", posts) if esteem is None else esteem
    return Traits(
        openness=np.asarray(traits.openness(u_open)),  # type: ignore[arg-type]
        availability=np.asarray(
            traits.availability(draws(key, "availability", posts), u_open, settings.openness_availability)  # type: ignore[arg-type]
        ),
        standing=np.asarray(traits.standing(u_standing, u_open, settings.openness_standing)),  # type: ignore[arg-type]
        threshold=each(
            lambda u: traits.threshold(u, settings.threshold_zero, settings.threshold_slope),
            draws(key, "threshold", posts),
        ),
        leadership=each(
            lambda u: traits.leadership(u, settings.leaders_share), draws(key, "leadership", posts)
        ),
    )
