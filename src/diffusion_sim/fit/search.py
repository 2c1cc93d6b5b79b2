"""Calibration by waves: points spread over the ranges, then more points where the targets are nearly met.

A population Monte Carlo search (Beaumont et al. 2009, without weights): each wave draws around the best points so far
with their own spread. What is kept is not one point but all points that come close, the posterior sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from diffusion_sim import draws
from diffusion_sim.fit.free import Free, free_parameters, from_unit, to_unit, with_values
from diffusion_sim.fit.measures import readings
from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.target import Target, read_target, target_names
from diffusion_sim.settings.settings import Settings

F8 = NDArray[np.float64]
#: A reading counts at most this many band widths, so that one hopeless target does not rule the search.
MOST = 2.0


@dataclass(frozen=True)
class Trialled:
    """One point: coefficients by name, their loss, and each target's part of it."""

    values: Mapping[str, float]
    loss: float
    parts: Mapping[str, float]


class Judge:
    """Holds the calibration targets with their composed settings and scores points.

    Parameters
    ----------
    replicates, districts : int, optional
        Size at which the targets are run during the search; both left out: the size that each target's file names.
    """

    def __init__(self, replicates: int | None = 8, districts: int | None = 4) -> None:
        self.free = free_parameters()
        self.targets: list[tuple[Target, dict[str, Settings]]] = []
        for name in target_names():
            target = read_target(name)
            if target.calibrates and self._moves(target):
                self.targets.append((target, self._sized(target.settings(), replicates, districts)))

    @staticmethod
    def _moves(target: Target) -> bool:
        """Return whether a free coefficient can change the target (networks, turnover and prices have their own)."""
        return target.measure not in ("advice_networks", "remaining_staff", "price_of_support")

    @staticmethod
    def _sized(arms: Mapping[str, Settings], replicates: int | None, districts: int | None) -> dict[str, Settings]:
        if replicates is None:
            return dict(arms)
        return {k: replace(s, run=replace(s.run, replicates=replicates, districts=districts)) for k, s in arms.items()}

    def score(self, values: Mapping[str, float]) -> Trialled:
        """Return the loss: the squared distance of every reading from its band, in band widths."""
        parts = {}
        for target, arms in self.targets:
            found = readings(target, with_values(target, arms, values, self.free))
            parts[target.id] = sum(min(r.distance(target.bands), MOST) ** 2 for r in found)
        return Trialled(dict(values), sum(parts.values()), parts)

    def readings(self, values: Mapping[str, float]) -> list[tuple[Target, Reading]]:
        """Return every reading at a point."""
        return [(t, r) for t, arms in self.targets for r in readings(t, with_values(t, arms, values, self.free))]


def first_wave(free: tuple[Free, ...], count: int) -> list[dict[str, float]]:
    """Return the defaults and a Sobol sequence over the ranges."""
    cube = qmc.Sobol(len(free), scramble=False).random(count)[1:]
    points = [np.array([f.default for f in free]), *(from_unit(u, free) for u in cube)]
    return [_named(p, free) for p in points]


def next_wave(
    best: Sequence[Trialled], free: tuple[Free, ...], count: int, wave: int, seed: int
) -> list[dict[str, float]]:
    """Return points around the best so far, drawn with their spread (at least 3 % of each range)."""
    cube = np.array([to_unit(np.array([t.values[f.name] for f in free]), free) for t in best])
    spread = np.maximum(cube.std(axis=0), 0.03)
    key = draws.stream_key("design", seed, wave)
    out = []
    for k in range(count):
        ids = draws.pair_id(np.full(len(free), k), np.arange(len(free)))
        parent = cube[int(draws.draw(key, "pick", k) * len(best))]
        step = ndtri(draws.draws(key, "candidate", ids)) * spread * 0.6
        moved = draws.draws(key, "order", ids) < 0.5
        out.append(_named(from_unit(np.clip(parent + step * moved, 0.0, 1.0), free), free))
    return out


def search(
    score: Callable[[list[dict[str, float]]], list[Trialled]],
    free: tuple[Free, ...], waves: int, first: int, later: int, keep: int, seed: int,
    tell: Callable[[int, list[Trialled]], None], known: Sequence[Mapping[str, float]] = (),
) -> list[Trialled]:
    """Run all waves and return every point tried, best first; ``known`` points join the first wave."""
    tried = score([*first_wave(free, first), *({f.name: float(k[f.name]) for f in free} for k in known)])
    tell(0, tried)
    for wave in range(1, waves):
        best = sorted(tried, key=lambda t: t.loss)[:keep]
        tried += score(next_wave(best, free, later, wave, seed))
        tell(wave, tried)
    return sorted(tried, key=lambda t: t.loss)


def _named(values: F8, free: tuple[Free, ...]) -> dict[str, float]:
    return {f.name: float(v) for f, v in zip(free, values, strict=True)}
