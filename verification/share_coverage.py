"""How often the intervals of ``robust`` miss: the share of worlds in favour, and the mean over worlds.

    python verification/share_coverage.py            the committed table (some minutes on one core)
    python verification/share_coverage.py --small    20 experiments a row, printed only

Worlds are points of a unit cube with a known difference at each: a sum over inputs, shifted so that a known share of
worlds is in favour. A replicate adds what its district does to every world alike, what it does in this world, and
luck. Every experiment goes through ``judge``, the very code of ``robust``; randomness is NumPy's, seeded.

Where nothing differs in any world (``share_null.csv``), about one world in twenty is decided by chance, and their share
says nothing: what is counted is how often ``robust`` tells a share all the same, and one whose interval excludes .5.

The share that is asked for is that of the decided worlds that are in favour, were there any number of worlds and
districts: the mean of both counts over many experiments. ``true_share`` is the share of all worlds in favour.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
from scipy.special import ndtri

from diffusion_sim.explore import Design, Values
from diffusion_sim.explore.robustness import judge
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
POINTS, INPUTS, DISTRICTS, LUCKS, LEVEL = 128, 6, 4, 2, 0.95


@dataclass(frozen=True)
class Case:
    """How worlds and replicates differ, in SDs of the true difference over worlds.

    Attributes
    ----------
    share : float
        Of all worlds in favour.
    common : float
        SD between districts of what they add to every world alike.
    own : float
        SD between districts of what they add in one world.
    luck : float
    districts : int
    """

    share: float
    common: float
    own: float
    luck: float
    districts: int = DISTRICTS


#: SDs of what is common, own, luck; districts.
NOISE = ((0.0, 0.2, 0.4, 4), (0.2, 0.2, 0.4, 4), (0.5, 0.2, 0.4, 4), (0.5, 0.2, 0.4, 10))
CASES = tuple(Case(share, *noise) for share in (0.5, 0.9, 0.99) for noise in NOISE)

#: SDs of what is common and own, districts, whether noise is skewed, where nothing differs.
NULL = (
    (0.0, 0.5, 4, False), (0.25, 0.5, 4, False), (0.5, 0.5, 4, False), (1.0, 0.3, 4, False), (0.25, 0.5, 10, False),
    (0.0, 0.5, 4, True), (0.25, 0.5, 4, True),
)  # fmt: skip


def study(case: Case, seed: int) -> Any:
    """Return what ``judge`` reads of a study, with values of known means."""
    rng = np.random.default_rng(seed)
    x = rng.random((POINTS, INPUTS))
    true = (x - 0.5).sum(axis=1) / np.sqrt(INPUTS / 12) + ndtri(case.share)
    district = np.arange(case.districts * LUCKS) % case.districts
    common = case.common * rng.normal(size=case.districts)
    own = case.own * rng.normal(size=(POINTS, case.districts))
    luck = case.luck * rng.normal(size=(POINTS, len(district)))
    gap = true[:, None] + (common + own)[:, district] + luck
    design = Design.of({f"x.{k}": x[:, k] for k in range(INPUTS)}, (), "lhs", seed)
    values = {"a": Values(np.arange(POINTS), gap, district), "b": Values(np.arange(POINTS), 0 * gap, district)}
    return SimpleNamespace(design=design, values=lambda outcome, arm: values[arm], folder=Path("none"))


def experiment(case: Case, seed: int, resamples: int) -> dict[str, float]:
    """Return what ``robust`` says."""
    found = judge(cast(Any, study(case, seed)), "deep_use_end", "a", "b", LEVEL, seed, resamples)
    sign = found.effects["sign"]
    return {
        "favour": float((sign > 0).sum()), "decided": float((sign != 0).sum()), "share": found.share,
        "low": found.share_low, "high": found.share_high, "undecided": found.undecided,
        "mean_low": found.mean_low, "mean_high": found.mean_high,
    }  # fmt: skip


def table(experiments: int, resamples: int) -> pd.DataFrame:
    """Return one row per case."""
    rows = []
    for case in CASES:
        every = pd.DataFrame(experiment(case, seed, resamples) for seed in range(experiments))
        asked = float(every["favour"].sum() / every["decided"].sum())
        held = (every["low"] <= asked) & (asked <= every["high"])
        real = (every["low"] <= case.share) & (case.share <= every["high"])
        mean = float(ndtri(case.share))
        rows.append(
            {
                "true_share": case.share, "common": case.common, "own": case.own, "luck": case.luck,
                "districts": case.districts, "experiments": experiments, "undecided": every["undecided"].mean(),
                "share_of_decided": asked, "sd": every["share"].std(),
                "width": (every["high"] - every["low"]).mean(), "covered": held.mean(), "true_covered": real.mean(),
                "mean_covered": ((every["mean_low"] <= mean) & (mean <= every["mean_high"])).mean(),
            }
        )  # fmt: skip
        print(pd.DataFrame(rows[-1:]).to_string(index=False, float_format="%.3f"), flush=True)
    return pd.DataFrame(rows)


def null_gap(case: Case, skewed: bool, seed: int) -> Any:
    """Return what ``judge`` reads of a study in which both arms are alike in every world."""
    rng = np.random.default_rng(seed)
    noise = _skewed if skewed else np.random.Generator.normal
    x, district = rng.random((POINTS, INPUTS)), np.arange(case.districts * LUCKS) % case.districts
    common, own = (by * noise(rng, size=(rows, case.districts)) for by, rows in ((case.common, 1), (case.own, POINTS)))
    gap = (common + own)[:, district] + case.luck * noise(rng, size=(POINTS, len(district)))
    design = Design.of({f"x.{k}": x[:, k] for k in range(INPUTS)}, (), "lhs", seed)
    values = {"a": Values(np.arange(POINTS), gap, district), "b": Values(np.arange(POINTS), 0 * gap, district)}
    return SimpleNamespace(design=design, values=lambda outcome, arm: values[arm], folder=Path("none"))


def _skewed(rng: np.random.Generator, size: tuple[int, int]) -> Any:
    """Return lognormal noise of mean 0 and SD 1."""
    return (np.exp(rng.normal(size=size)) - np.exp(0.5)) / np.sqrt((np.e - 1.0) * np.e)


def null_table(experiments: int) -> pd.DataFrame:
    """Return one row per case in which nothing differs."""
    rows = []
    for common, own, districts, skewed in NULL:
        case = Case(0.5, common, own, 0.5, districts)
        every = [
            judge(cast(Any, null_gap(case, skewed, seed)), "deep_use_end", "a", "b", LEVEL, seed, 0)
            for seed in range(experiments)
        ]  # fmt: skip
        told = [r.beyond_chance for r in every]
        wrong = [r.beyond_chance and not r.share_low <= 0.5 <= r.share_high for r in every]
        rows.append({
            "common": common, "own": own, "luck": case.luck, "districts": districts, "skewed": skewed,
            "experiments": experiments, "decided": np.mean([1.0 - r.undecided for r in every]),
            "told": np.mean(told), "told_wrongly": np.mean(wrong),
        })  # fmt: skip
        print(pd.DataFrame(rows[-1:]).to_string(index=False, float_format="%.3f"), flush=True)
    return pd.DataFrame(rows)


def main() -> None:
    """Write ``share_coverage.csv`` and ``share_null.csv``; with ``--null`` the second alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=300)
    parser.add_argument("--resamples", type=int, default=100)
    parser.add_argument("--small", action="store_true", help="20 experiments a row, printed only")
    parser.add_argument("--null", action="store_true", help="only the worlds in which nothing differs")
    args = parser.parse_args()
    alike = null_table(20 if args.small else args.experiments)
    if not args.small:
        with whole_file(HERE / "share_null.csv") as part:
            alike.to_csv(part, index=False, float_format="%.4g")
    if args.null:
        return
    found = table(20, 20) if args.small else table(args.experiments, args.resamples)
    if not args.small:
        with whole_file(HERE / "share_coverage.csv") as part:
            found.to_csv(part, index=False, float_format="%.4g")


if __name__ == "__main__":
    main()
