"""Makers of schools: levels, feeder patterns, need, readiness, climate, fit and long-run turnover."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.columns import F8, U8, normals, school_keys
from diffusion_sim.district.district import Schools
from diffusion_sim.district.sizes import school_sizes
from diffusion_sim.settings.district import DistrictSettings

#: Medians and log spreads of classroom teachers by level (236 North Carolina schools, 2016-17; high schools
#: without the small early colleges). The spread is the log SD.
SIZE = {"E": (35.0, 0.27), "M": (46.0, 0.35), "H": (68.0, 0.55)}
WORDS = {"E": "Elementary", "M": "Middle", "H": "High"}
#: Shares of middle and high schools (same table: 41 and 50 of 219 with one of the three levels).
MIDDLE, HIGH = 0.2, 0.2


def levels(n: int) -> NDArray[np.object_]:
    """Return ``n`` levels: about 60 % elementary, 20 % middle, 20 % high."""
    high, middle = round(HIGH * n), round(MIDDLE * n)
    return np.array(["E"] * (n - high - middle) + ["M"] * middle + ["H"] * high, dtype=object)


def ranks(x: F8) -> F8:
    """Return mid-ranks in (0, 1); ties in stored order."""
    out = np.empty(len(x))
    out[np.argsort(x, kind="stable")] = (np.arange(len(x)) + 0.5) / len(x)
    return out


def feeders(
    settings: DistrictSettings, level: NDArray[np.object_], need: F8, key: int, ids: U8
) -> NDArray[np.int32]:
    """Number the feeder patterns: one high school each, with the middle and elementary schools nearest to it.

    Nearness is a latent place in the district that follows need and a draw, so that patterns differ in need.
    """
    patterns = max(1, int((level == "H").sum()))
    place = settings.feeder_need * ranks(need) + (1 - settings.feeder_need) * ranks(normals(key, "school_need", ids, 1))
    out = np.zeros(len(level), dtype=np.int32)
    for one in sorted(set(level)):
        rows = np.flatnonzero(level == one)
        out[rows] = np.minimum(patterns - 1, np.floor(ranks(place[rows]) * patterns)).astype(np.int32)
    return out


def standard_need(need: F8) -> F8:
    """Return need as a standard score over the schools (0 where all are alike)."""
    sd = need.std()
    return (need - need.mean()) / sd if sd > 0 else np.zeros(len(need))


def readiness(settings: DistrictSettings, key: int, ids: U8) -> F8:
    """Draw the schools' readiness around 0.5."""
    return np.clip(0.5 + settings.readiness_sd * normals(key, "school_readiness", ids), 0.02, 0.98)


def climate(settings: DistrictSettings, key: int, ids: U8, z_need: F8) -> F8:
    """Draw the schools' climate around 0.5, a little lower where need is high."""
    rho = settings.climate_need
    own = np.sqrt(1 - rho**2) * normals(key, "school_climate", ids)
    return np.clip(0.5 + settings.climate_sd * (rho * z_need + own), 0.02, 0.98)


def fit(key: int, ids: U8) -> F8:
    """Draw the fit of the practice, scaled to mean 0 and SD 1 over the schools (0 for one school)."""
    z = normals(key, "school_fit", ids)
    return (z - z.mean()) / z.std() if len(z) > 1 else np.zeros(1)


def turnover(settings: DistrictSettings, key: int, ids: U8, z_need: F8) -> F8:
    """Draw long-run turnover: higher where need is high."""
    rho = settings.turnover_need
    z = rho * z_need + np.sqrt(1 - rho**2) * normals(key, "school_turnover", ids)
    return np.clip(settings.turnover_mean + settings.turnover_sd * z, 0.02, 0.6)


def experience_shares(settings: DistrictSettings, key: int, ids: U8, z_need: F8) -> F8:
    """Return each school's shares of staff with 0-3, 4-10 and 11+ years; shape (schools, 3)."""
    rho = settings.novice_need
    z = rho * z_need + np.sqrt(1 - rho**2) * normals(key, "school_years", ids)
    novice = np.clip(settings.novice_share + settings.novice_sd * z, 0.0, 0.9)
    rest = 1 - settings.novice_share
    middle = (1 - novice) * (settings.middle_share / rest if rest > 0 else 0.0)
    return np.column_stack([novice, middle, 1 - novice - middle])


def generate_schools(
    settings: DistrictSettings, key: int, sizes: NDArray[np.int64] | None = None
) -> tuple[Schools, NDArray[np.int64], F8]:
    """Make the schools of a synthetic district.

    Parameters
    ----------
    settings : DistrictSettings
    key : int
        District stream key.
    sizes : int64, optional
        Staff of each school, in place of ``settings.schools`` drawn sizes that add up to ``settings.staff``.

    Returns
    -------
    schools : Schools
    sizes : int64
        Staff of each school; the sum is ``settings.staff``.
    shares : float64, shape (schools, 3)
        Shares of staff by experience.
    """
    n = settings.schools if sizes is None else len(sizes)
    level = levels(n)
    ids = np.array([f"S{i + 1:04d}" for i in range(n)], dtype=object)
    keys = school_keys(ids)
    need = np.clip(settings.need_mean + settings.need_sd * normals(key, "school_need", keys), 0.02, 0.98)
    z_need = standard_need(need)
    if sizes is None:
        median = np.array([SIZE[one][0] for one in level])
        spread = np.array([SIZE[one][1] for one in level])
        sizes = school_sizes(median * np.exp(spread * normals(key, "school_size", keys)), settings.staff)
    count = {one: iter(range(1, n + 1)) for one in WORDS}
    names = np.array([f"{WORDS[one]} {next(count[one])}" for one in level], dtype=object)
    schools = Schools(
        id=ids, name=names, key=keys, level=level, need=need,
        readiness=readiness(settings, key, keys), climate=climate(settings, key, keys, z_need), fit=fit(key, keys),
        turnover=turnover(settings, key, keys, z_need), feeder=feeders(settings, level, need, key, keys),
    )  # fmt: skip
    return schools, sizes, experience_shares(settings, key, keys, z_need)
