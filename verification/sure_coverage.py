"""How often the interval of "stop when sure" misses, on streams whose true difference is known.

    python verification/sure_coverage.py            the committed table (some minutes)
    python verification/sure_coverage.py --small    a quick look, written nowhere

Every experiment goes through the very code of ``until_sure`` (order, lucks per district, looks, rule): only the
simulator is replaced by numbers with a known mean. Randomness is NumPy's, seeded; it never touches the package.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import stdtrit

from diffusion_sim.sequential.follow import Followed, follow, unit_means
from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import OPEN, Rule
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
MOST, CONFIDENCE, HALF = 800, 0.95, 0.15
Draw = Callable[[np.random.Generator, int], np.ndarray]


def lognormal(rng: np.random.Generator, n: int) -> np.ndarray:
    """Mean 0, spread 1, skewness 6.2."""
    return (np.exp(rng.normal(size=n)) - np.exp(0.5)) / np.sqrt((np.e - 1) * np.e)


def rare(rng: np.random.Generator, n: int) -> np.ndarray:
    """One value in twenty is large, the others are alike; mean 0, spread 1."""
    return ((rng.random(n) < 0.05) - 0.05) / np.sqrt(0.05 * 0.95)


def heavy(rng: np.random.Generator, n: int) -> np.ndarray:
    """Student t with 3 degrees of freedom, spread 1."""
    return rng.standard_t(3, size=n) / np.sqrt(3.0)


def normal(rng: np.random.Generator, n: int) -> np.ndarray:
    """Spread 1."""
    return rng.normal(size=n)


@dataclass(frozen=True)
class Case:
    """A stream: share of the variance that lies between districts, and the shape of both parts."""

    name: str
    between: float
    district: Draw
    luck: Draw


CASES = (
    Case("normal, all from luck", 0.0, normal, normal),
    Case("normal, half from districts", 0.5, normal, normal),
    Case("normal, nearly all from districts", 0.95, normal, normal),
    Case("heavy tails (t, 3 df), from districts", 0.95, heavy, heavy),
    Case("skewed (lognormal, skewness 6), from luck", 0.0, lognormal, lognormal),
    Case("skewed (lognormal, skewness 6), from districts", 0.95, lognormal, lognormal),
    Case("one district in twenty differs", 0.95, rare, normal),
)
SHIFTS = (0.0, 0.2, -0.2)
#: The last stream as differences of shares (its large districts differ by half of the staff), for the interval that
#: assumes bounds alone: a unit of the streams above is this much of a share.
SHARE = 0.1


def stream(case: Case, seed: int) -> Callable[[list], dict[str, np.ndarray]]:
    """Return a source of differences with mean 0; district i and luck k always give the same value."""
    rng = np.random.default_rng(seed)
    place, chance = case.district(rng, MOST), case.luck(rng, MOST)
    whole = np.sqrt(case.between) * place, np.sqrt(1.0 - case.between) * chance

    def source(reps: list) -> dict[str, np.ndarray]:
        district = np.array([r.district for r in reps])
        return {"b": whole[0][district] + whole[1][: len(reps)]}

    return source


def t_interval_fails(source: Callable, found: Followed, shift: float) -> tuple[bool, bool]:
    """Tell whether ordinary t intervals at the same looks (1) ever miss, (2) ever leave out 0 on the wrong side."""
    value, unit = source(list(found.reps))["b"] + shift, found.order.unit(list(found.reps))
    missed = wrong = False
    for look in found.looks:
        units = unit_means(value[: look.replicates], unit[: look.replicates])
        half = stdtrit(len(units) - 1, 0.5 + CONFIDENCE / 2) * units.std(ddof=1) / np.sqrt(len(units))
        missed |= abs(units.mean() - shift) > half
        sign = int(units.mean() > half) - int(units.mean() < -half)
        wrong |= sign != 0 and sign != np.sign(shift)
    return missed, wrong


def experiment(case: Case, shift: float, settle: str, seed: int, method: str = "mixture") -> dict[str, float]:
    """Run one experiment with optional stopping and say what went wrong."""
    base, reach = stream(case, seed), 1.0 / SHARE if method == "bounded" else None
    rule = Rule(HALF, CONFIDENCE, settle, reach=reach, method=method)
    found = follow(lambda reps: {"b": base(reps)["b"] + shift}, Order(20, MOST), rule)
    held = [k.held for k in found.looks]
    t_missed, t_wrong = t_interval_fails(base, found, shift)
    return {
        "missed": any(not k.low <= shift <= k.high for k in held),
        "wrong_sign": any(k.sign != 0 and k.sign != np.sign(shift) for k in held),
        "settled": found.verdict("b") != OPEN,
        "replicates": len(found.reps),
        "lucks": found.order.lucks,
        "t_missed": t_missed,
        "t_wrong_sign": t_wrong,
    }


def table(experiments: int) -> pd.DataFrame:
    """Return one row per stream, true difference and rule."""
    rows = []
    for case, method in [*((c, "mixture") for c in CASES), (CASES[-1], "bounded")]:
        for shift in SHIFTS:
            for settle in ("sign", "either"):
                found = pd.DataFrame(experiment(case, shift, settle, seed, method) for seed in range(experiments))
                low, high = clopper(int(found["missed"].sum()), experiments)
                rows.append(
                    {
                        "stream": case.name, "interval": method, "true_difference": shift, "settle": settle,
                        "experiments": experiments, "missed": found["missed"].mean(),
                        "missed_low": low, "missed_high": high,
                        "wrong_sign": found["wrong_sign"].mean(), "settled": found["settled"].mean(),
                        "median_replicates": found["replicates"].median(), "median_lucks": found["lucks"].median(),
                        "t_missed": found["t_missed"].mean(), "t_wrong_sign": found["t_wrong_sign"].mean(),
                    }
                )  # fmt: skip
    return pd.DataFrame(rows)


def clopper(count: int, total: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper & Pearson 1934)."""
    found = stats.binomtest(count, total).proportion_ci(0.95, method="exact")
    return float(found.low), float(found.high)


def main() -> None:
    """Write ``sure_coverage.csv``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=500)
    parser.add_argument("--small", action="store_true", help="20 experiments, printed only")
    args = parser.parse_args()
    found = table(20 if args.small else args.experiments)
    print(found.to_string(index=False, float_format="%.3f"))
    if not args.small:
        with whole_file(HERE / "sure_coverage.csv") as part:
            found.to_csv(part, index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
