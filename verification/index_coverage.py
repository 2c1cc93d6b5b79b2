"""How often the intervals of sensitivity indices miss, on functions whose indices are known, with replicate noise.

    python verification/index_coverage.py            the committed table (a quarter of an hour on one core)
    python verification/index_coverage.py --small    six experiments a row, printed only
    python verification/index_coverage.py --method morris    these cases alone (two minutes); other rows stay

Sobol's g-function and Ishigami's function among inputs that do nothing; the value of a replicate is the function,
what its district adds everywhere, what it adds at this point, and luck. Every experiment goes through the very code
of ``design indices``: sampler, estimator, resampling. Morris's mu* is held against that of its grid. Randomness is
NumPy's, seeded by the experiment.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from diffusion_sim.explore import Axis, Values, indices, sample
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
DISTRICTS, LUCKS, LEVEL = 4, 2, 0.95
A = np.array([0.0, 0.5, 1.0, 3.0, 9.0, 99.0])


def g(x: np.ndarray) -> np.ndarray:
    """Sobol's g-function of the first six inputs."""
    return np.prod((np.abs(4 * x[:, : len(A)] - 2) + A) / (1 + A), axis=1)


def g_indices() -> tuple[np.ndarray, np.ndarray]:
    """Return total and first order (Saltelli & Sobol' 1995)."""
    part = 1 / 3 / (1 + A) ** 2
    whole = np.prod(1 + part) - 1
    return part * np.prod(1 + part) / (1 + part) / whole, part / whole


def g_mu_star() -> tuple[np.ndarray]:
    """Return mu* over Morris's grid of four levels: a step of 2/3 takes |4 x - 2| from 2 to 2/3 or back."""
    whole = np.prod((4 / 3 + A) / (1 + A))
    return (2 / (4 / 3 + A) * whole,)


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami's function of the first three inputs, a = 7, b = 0.1."""
    z = np.pi * (2 * x - 1)
    return np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])


def ishigami_indices() -> tuple[np.ndarray, np.ndarray]:
    """Return total and first order (Ishigami & Homma 1990)."""
    a, b, pi = 7.0, 0.1, np.pi
    first = np.array([0.5 * (1 + b * pi**4 / 5) ** 2, a**2 / 8, 0.0])
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = first.sum() + both
    return (first + both * np.array([1, 0, 1])) / whole, first / whole


@dataclass(frozen=True)
class Case:
    """A function, a design, and how large the noise of the mean over replicates is, in SDs of the function."""

    name: str
    function: Callable[[np.ndarray], np.ndarray]
    true: tuple[np.ndarray, ...]
    method: str
    points: int
    inputs: int
    noise: float


CASES = (
    *(Case("g", g, g_indices(), "saltelli", 256, 8, noise) for noise in (0.0, 0.3, 0.6)),
    *(Case("ishigami", ishigami, ishigami_indices(), "saltelli", 256, 5, noise) for noise in (0.0, 0.3)),
    *(Case("g", g, g_indices(), "sobol", 512, 20, noise) for noise in (0.0, 0.3, 0.6)),
    *(Case("ishigami", ishigami, ishigami_indices(), "sobol", 512, 20, noise) for noise in (0.0, 0.3)),
    *(Case("g", g, g_mu_star(), "morris", 40, 10, noise) for noise in (0.0, 0.3, 0.6)),
)
#: Estimate, low and high of every kind of index.
ENDS = (("total_order", "low", "high"), ("first_order", "first_low", "first_high"))
MORRIS_ENDS = (("mu_star", "low", "high"),)


def noisy(y: np.ndarray, ratio: float, rng: np.random.Generator) -> Values:
    """Return replicates: half of the variance of their noise from district and point together, half from luck."""
    district = np.arange(DISTRICTS * LUCKS) % DISTRICTS
    whole = ratio * float(y.std()) * np.sqrt(DISTRICTS)
    shared = whole * rng.normal(size=DISTRICTS)
    place = np.sqrt(0.5) * whole * rng.normal(size=(len(y), DISTRICTS))
    luck = np.sqrt(0.5 * LUCKS) * whole * rng.normal(size=(len(y), len(district)))
    return Values(np.arange(len(y)), y[:, None] + (shared + place)[:, district] + luck, district)


def experiment(case: Case, seed: int, resamples: int) -> pd.DataFrame:
    """Return one row per input and order: truth, estimate, interval."""
    axes = tuple(Axis(f"x.{k}", 0.0, 1.0) for k in range(case.inputs))
    design = sample(axes, case.points, case.method, seed)
    y = case.function(design.unit())
    values = noisy(y, case.noise, np.random.default_rng(seed))
    found = indices(design, values, LEVEL, resamples, seed).table.set_index("parameter")
    rows = []
    for order, (kind, low, high) in enumerate(MORRIS_ENDS if case.method == "morris" else ENDS):
        for k, axis in enumerate(axes):
            true = float(case.true[order][k]) if k < len(case.true[order]) else 0.0
            row = found.loc[axis.key]
            rows.append((kind, k if k < len(case.true[order]) else -1, true, row[kind], row[low], row[high]))
    return pd.DataFrame(rows, columns=["index", "input", "true", "estimate", "low", "high"])


def table(experiments: int, resamples: int, cases: tuple[Case, ...] = CASES) -> pd.DataFrame:
    """Return one row per case, index and input (inputs that do nothing together, as input -1)."""
    parts = []
    for case in cases:
        every = pd.concat([experiment(case, seed, resamples) for seed in range(1, experiments + 1)])
        every["miss_low"] = every["true"] > every["high"] + 1e-12
        every["miss_high"] = every["true"] < every["low"] - 1e-12
        every["width"] = every["high"] - every["low"]
        every["error"] = every["estimate"] - every["true"]
        group = every.groupby(["index", "input"], sort=False)
        found = group.agg(true=("true", "first"), mean=("estimate", "mean"), sd=("estimate", "std"),
                          interval_below=("miss_low", "mean"), interval_above=("miss_high", "mean"),
                          width=("width", "mean")).reset_index()  # fmt: skip
        found["covered"] = 1 - found["interval_below"] - found["interval_above"]
        about = {"function": case.name, "method": case.method, "points": case.points, "inputs": case.inputs,
                 "noise": case.noise, "experiments": experiments}  # fmt: skip
        parts.append(pd.concat([pd.DataFrame([about] * len(found)), found], axis=1))
        print(parts[-1].to_string(index=False, float_format="%.3f"), flush=True)
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    """Write ``index_coverage.csv``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=200)
    parser.add_argument("--resamples", type=int, default=100)
    parser.add_argument("--method", choices=sorted({case.method for case in CASES}), help="the cases of one design")
    parser.add_argument("--small", action="store_true", help="six experiments a row, printed only")
    args = parser.parse_args()
    cases = tuple(case for case in CASES if args.method in (None, case.method))
    found = table(6, 10, cases) if args.small else table(args.experiments, args.resamples, cases)
    if not args.small:
        write(found, args.method)


def write(found: pd.DataFrame, method: str | None) -> None:
    """Write the table; rows of other methods stay as they are where only one was asked for."""
    path = HERE / "index_coverage.csv"
    words = found.map(lambda v: f"{v:.3f}" if isinstance(v, float) else str(v))
    if method is not None and path.is_file():
        before = pd.read_csv(path, dtype=str)
        words = pd.concat([before[before["method"] != method], words], ignore_index=True)
    with whole_file(path) as part:
        words.to_csv(part, index=False)


if __name__ == "__main__":
    main()
