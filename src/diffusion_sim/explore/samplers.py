"""Samplers: random points, Latin hypercube, Sobol, and the designs that Saltelli's and Morris's estimators need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.explore.axes import Axis
from diffusion_sim.explore.design import Design

F8 = NDArray[np.float64]
#: Levels of Morris's grid, SALib's default.
LEVELS = 4


def sample(axes: Sequence[Axis], points: int, method: str = "random", seed: int = 1) -> Design:
    """Sample a design over axes.

    Parameters
    ----------
    axes : sequence of Axis
    points : int
        Number of points. For ``saltelli`` and ``morris`` the base number: they make
        ``points * (axes + 2)`` and ``points * (axes + 1)`` rows.
    method : {"random", "lhs", "sobol", "saltelli", "morris"}
        ``random``: independent points; more of them continue the fewer, and a parameter has the same values whatever
        others stand beside it. ``lhs``: Latin hypercube (McKay, Beckman &
        Conover 1979), each parameter spread more evenly. ``sobol``: Sobol's sequence, shifted by the seed
        (Cranley & Patterson 1976); for some ten parameters. Of hundreds, pairs of its columns move together at any
        usual number of points (of 206 at 512 points, pairs at a correlation of .7), so that what one parameter does
        is put down to another. ``saltelli``: Saltelli's design for first and total order without second order.
        ``morris``: trajectories on a grid of four levels. The last three are SALib's.
    seed : int

    Raises
    ------
    BadInput
        For an unknown method, no axis, or fewer than two points.
    """
    if method not in METHODS:
        raise unknown("Sampling method", method, METHODS)
    if not axes:
        raise BadInput("A design needs at least one parameter to vary; allowed: keys of the ledger.")
    if points < 2:
        raise BadInput(f"points={points} is not allowed; allowed: a whole number from 2.")
    unit = _random(axes, points, seed) if method == RANDOM else _OTHERS[method](len(axes), points, stream(seed))
    columns = {axis.key: axis.value(unit[:, k]) for k, axis in enumerate(axes)}
    return Design.of(columns, tuple(axes), method, seed)


def stream(seed: int) -> int:
    """Return the key of the chance in sampling and resampling."""
    return draws.stream_key("explore", seed)


def problem(count: int, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return SALib's description of ``count`` inputs in [0, 1]."""
    names = list(names) if names is not None else [str(k) for k in range(count)]
    return {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count}


def _random(axes: Sequence[Axis], points: int, seed: int) -> F8:
    """Return independent points; each axis has a stream of its own, by its key."""
    ids = np.arange(points, dtype=np.uint64)
    keys = (draws.stream_key(f"explore {axis.key}", seed) for axis in axes)
    return np.stack([draws.draws(key, "pick", ids) for key in keys], axis=1)


def _sobol(count: int, points: int, key: int) -> F8:
    import warnings

    from scipy.stats import qmc

    with warnings.catch_warnings():
        # A number of points that is no power of two is balanced a little worse, which does no harm here.
        warnings.simplefilter("ignore", UserWarning)
        grid = qmc.Sobol(count, scramble=False).random(points)
    shift = draws.draws(key, "pick", np.arange(count, dtype=np.uint64))
    return np.asarray((grid + shift) % 1.0, dtype=np.float64)


def _lhs(count: int, points: int, key: int) -> F8:
    from SALib.sample import latin

    return np.asarray(latin.sample(problem(count), points, seed=key % 2**32))


def _saltelli(count: int, points: int, key: int) -> F8:
    from SALib.sample import sobol

    if points & (points - 1):
        raise BadInput(f"points={points} is not allowed for saltelli; allowed: a power of two, such as 256.")
    return np.asarray(sobol.sample(problem(count), points, calc_second_order=False, seed=key % 2**32))


def _morris(count: int, points: int, key: int) -> F8:
    from SALib.sample import morris

    return np.asarray(morris.sample(problem(count), points, num_levels=LEVELS, seed=key % 2**32))


#: Method of the default: independent points.
RANDOM = "random"
#: Every other method -> function of the number of axes, the points and the stream key.
_OTHERS: Mapping[str, Callable[[int, int, int], F8]] = {
    "lhs": _lhs,
    "sobol": _sobol,
    "saltelli": _saltelli,
    "morris": _morris,
}
METHODS = (RANDOM, *_OTHERS)
