"""Maker of advice ties between schools: few, and mostly those of coaches and people with leadership posts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.advice import MOST_NAMED, Pairs, attraction
from diffusion_sim.district.columns import F8
from diffusion_sim.district.district import COACH, PRINCIPAL, Schools, Staff
from diffusion_sim.district.growth import poisson_quantile
from diffusion_sim.draws import draws
from diffusion_sim.settings.district import DistrictSettings


def reach(settings: DistrictSettings, staff: Staff) -> F8:
    """Return how much each person works across schools (1 for a teacher without a leadership post)."""
    others = np.where(staff.role == PRINCIPAL, settings.reach_principal, 1.0)
    role = np.where(staff.role == COACH, settings.reach_coach, others)
    return np.asarray(role + settings.reach_post * staff.leadership, dtype=np.float64)


def _grouped(group: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the schools sorted by group, the start of each group there and its size."""
    order = np.argsort(group, kind="stable")
    size = np.bincount(group)
    return order, np.cumsum(size) - size, size


def _other_school(group: NDArray[np.int64], own: NDArray[np.int64], u: F8) -> NDArray[np.int64]:
    """Pick another school of the own group evenly; -1 where the group has no other."""
    order, start, size = _grouped(group)
    place = np.empty(len(group), dtype=np.int64)
    place[order] = np.arange(len(group)) - start[group[order]]
    g = group[own]
    others = size[g] - 1
    k = np.minimum((u * others).astype(np.int64), np.maximum(others - 1, 0))
    k = k + (k >= place[own])
    return np.where(others > 0, order[np.minimum(start[g] + k, len(group) - 1)], -1)


def _target_school(
    settings: DistrictSettings, schools: Schools, own: NDArray[np.int64], u: tuple[F8, F8, F8]
) -> NDArray[np.int64]:
    """Pick the adviser's school: own feeder pattern, else the same level, else anywhere."""
    _, level = np.unique(schools.level.astype(str), return_inverse=True)
    anywhere = _other_school(np.zeros(len(schools), dtype=np.int64), own, u[2])
    in_level = _other_school(level.astype(np.int64), own, u[2])
    in_feeder = _other_school(schools.feeder.astype(np.int64), own, u[2])
    picked = np.where((u[0] < settings.cross_feeder) & (in_feeder >= 0), in_feeder, -1)
    picked = np.where((picked < 0) & (u[1] < settings.cross_level) & (in_level >= 0), in_level, picked)
    return np.where(picked < 0, anywhere, picked)


def cross_ties(settings: DistrictSettings, key: int, schools: Schools, staff: Staff, inside: int) -> Pairs:
    """Draw the ties between schools.

    Their expected number makes them ``cross_share`` of all ties; each is one seeker's, picked by
    :func:`reach`.

    Parameters
    ----------
    inside : int
        Number of ties inside schools.

    Returns
    -------
    Pairs
        Sorted by seeker; no tie twice. Empty for one school.
    """
    none = np.zeros(0, dtype=np.int64)
    if len(schools) < 2 or settings.cross_share == 0 or inside == 0:
        return Pairs(none, none)
    worth = reach(settings, staff)
    total = inside * settings.cross_share / (1 - settings.cross_share)
    number = poisson_quantile(draws(key, "cross_tie", staff.post), total * worth / worth.sum(), MOST_NAMED)
    seeker = np.repeat(np.arange(len(staff)), number)
    nth = np.arange(len(seeker)) - np.repeat(np.cumsum(number) - number, number)
    u = [draws(key, "cross_target", staff.post[seeker], week, nth) for week in range(4)]
    target = _target_school(settings, schools, staff.school[seeker].astype(np.int64), (u[0], u[1], u[2]))
    weight = np.concatenate([[0.0], np.cumsum(worth * attraction(settings, staff))])
    first = np.searchsorted(staff.school, np.arange(len(schools) + 1))
    low, high = weight[first[target]], weight[first[target + 1]]
    adviser = np.searchsorted(weight, low + u[3] * (high - low), side="right") - 1
    adviser = np.clip(adviser, first[target], first[target + 1] - 1)
    pairs = np.unique(seeker * len(staff) + adviser)
    return Pairs(pairs // len(staff), pairs % len(staff))
