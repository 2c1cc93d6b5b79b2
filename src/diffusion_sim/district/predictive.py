"""Posterior predictive check: generated schools against the real ones, size by size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.district.district import District
from diffusion_sim.district.generator import generate
from diffusion_sim.district.statistics import school_networks
from diffusion_sim.draws import stream_key
from diffusion_sim.settings.district import DistrictSettings

CHECKED = (
    "out_degree", "reciprocity", "clustering", "transitivity", "in_dispersion", "max_in", "component",
    "names_nobody", "named_by_nobody",
)  # fmt: skip
LOW, HIGH = 0.05, 0.95


def generated_like(sizes: list[int], settings: DistrictSettings, seed: int, copies: int) -> pd.DataFrame:
    """Return the statistics of ``copies`` generated schools for each size in ``sizes``."""
    all_sizes = np.tile(np.array(sizes, dtype=np.int64), copies)
    return school_networks(generate(settings, stream_key("district", seed), all_sizes))


def predictive_check(
    real: District, settings: DistrictSettings, seed: int = 1, copies: int = 100
) -> pd.DataFrame:
    """Compare each real school with generated schools of exactly its size.

    Parameters
    ----------
    real : District
        From a survey; only people and ties seen there count.
    settings : DistrictSettings
        The generator's parameters.
    seed : int
        Seed of the generated schools.
    copies : int
        Generated schools per real school.

    Returns
    -------
    DataFrame
        One row per school and statistic: school, n, statistic, real, generated (mean), low and high (5 and
        95 %),
        percentile of the real school among the generated ones (ties count half), inside (within 5 and 95 %).
    """
    seen = school_networks(real)
    made = generated_like(seen["n"].tolist(), settings, seed, copies)
    rows = []
    for k, school in seen.iterrows():
        own = made.iloc[int(str(k)) :: len(seen)]
        for statistic in CHECKED:
            x = own[statistic].dropna()
            value = float(school[statistic])
            low, high = float(x.quantile(LOW)), float(x.quantile(HIGH))
            rows.append({
                "school": school["school"], "n": school["n"], "statistic": statistic, "real": value,
                "generated": float(x.mean()), "low": low, "high": high,
                "percentile": float((x < value).mean() + 0.5 * (x == value).mean()),
                "inside": low <= value <= high,
            })  # fmt: skip
    return pd.DataFrame(rows)


def predictive_summary(check: pd.DataFrame) -> pd.DataFrame:
    """Return, by statistic, means over real and generated schools and the share of real ones inside."""
    grouped = check.groupby("statistic", sort=False)
    return grouped.agg(
        schools=("school", "size"), real=("real", "mean"), generated=("generated", "mean"),
        inside=("inside", "mean"),
        percentile=("percentile", "mean"),
    ).reset_index()  # fmt: skip
