"""Set the free coefficients against the targets of ``conf/target``, and write every point tried.

``python experiments/calibrate.py`` takes about half an hour on two cores. It writes, under ``experiments/calibration``,
``points.csv`` (every point, its loss and each target's part) and ``posterior.csv`` (the points that come closest; their
coefficients alone also as ``conf/behaviour/posterior.csv``, from which worlds that fit the evidence are made), and
prints the best. Claims play no part in it. ``--choose 10`` then runs the ten points of lowest loss at the full size of
the targets and writes ``chosen.csv``, best first: the ledger's defaults are its first row, rounded to two digits.
``experiments/targets.py`` shows what they give.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from diffusion_sim.fit.free import free_parameters
from diffusion_sim.fit.search import Judge, Trialled, search
from diffusion_sim.settings.places import conf_dir

FOLDER = Path(__file__).parent / "calibration"


@cache
def judge() -> Judge:
    """Return this process's judge."""
    return Judge()


def score_one(values: dict[str, float]) -> Trialled:
    """Score one point in a worker."""
    return judge().score(values)


@cache
def full_judge() -> Judge:
    """Return this process's judge at the full size of the targets."""
    return Judge(None, None)


def score_full(values: dict[str, float]) -> Trialled:
    """Score one point at full size in a worker."""
    return full_judge().score(values)


def choose(count: int, workers: int) -> None:
    """Run the points of lowest loss at full size and write them, best first."""
    names = [f.name for f in free_parameters()]
    points = pd.read_csv(FOLDER / "points.csv").head(count)[names].to_dict("records")
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = table(list(pool.map(score_full, points)))
    found.to_csv(FOLDER / "chosen.csv", index=False, float_format="%.5g")
    print(found.filter(like="loss").to_string())
    print(found.loc[0, names].to_string())


def table(tried: list[Trialled]) -> pd.DataFrame:
    """Return points as rows, best first."""
    rows = [{"loss": t.loss, **t.values, **{f"loss_{k}": v for k, v in t.parts.items()}} for t in tried]
    return pd.DataFrame(rows).sort_values("loss", ignore_index=True)


def in_use(posterior: pd.DataFrame) -> None:
    """Write the coefficients of the posterior sample where the program reads them, under their keys."""
    keys = {f.name: f.key for f in free_parameters()}
    path = conf_dir() / "behaviour" / "posterior.csv"
    posterior[list(keys)].rename(columns=keys).to_csv(path, index=False, float_format="%.5g", lineterminator="\n")


def main() -> None:
    """Run the search."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--waves", type=int, default=8)
    parser.add_argument("--first", type=int, default=256)
    parser.add_argument("--later", type=int, default=96)
    parser.add_argument("--keep", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="an earlier points.csv whose best points join the first wave")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--choose", type=int, help="run so many of the best points at full size, nothing else")
    args = parser.parse_args()
    if args.choose is not None:
        choose(args.choose, args.workers)
        return
    FOLDER.mkdir(exist_ok=True)
    known = [] if args.start is None else pd.read_csv(args.start).head(args.keep).to_dict("records")

    def tell(wave: int, tried: list[Trialled]) -> None:
        best = min(tried, key=lambda t: t.loss)
        table(tried).to_csv(FOLDER / "points.csv", index=False, float_format="%.5g")
        print(f"wave {wave}: {len(tried)} points, best loss {best.loss:.3f}", flush=True)

    with ProcessPoolExecutor(args.workers, mp_context=get_context("spawn")) as pool:
        tried = search(
            lambda points: list(pool.map(score_one, points, chunksize=4)),
            free_parameters(), args.waves, args.first, args.later, args.keep, args.seed, tell, known,
        )  # fmt: skip
    posterior = table(tried[: max(20, len(tried) // 20)])
    posterior.to_csv(FOLDER / "posterior.csv", index=False, float_format="%.5g")
    in_use(posterior)
    for name, value in tried[0].values.items():
        print(f"{name} = {value:.4g}")


if __name__ == "__main__":
    main()
