"""Charting, not choosing: each dial from 1 to 5, and the seven dials together, in three districts and two practices.

In every world (district x practice) the same people under the same luck meet (a) every dial at nine positions with the
other six in the middle, at the usual budget, and (b) pathways of a Latin hypercube over all seven dials and the budget,
from half to twice the usual. The outcomes are fixed beforehand: deep use at the common horizon per post (depth), the
gap in deep use between schools of high and low need then (equity), money per post (cost), and deep use three years
after support. Deep use of half of the components counts half where the dial that leaves components out is judged. A
slow pathway is supported for longer, so that three years after its support is a later day; what is good at once is
sought on one day. Only the pathways of (b) stand on the front of depth, equity and cost: in (a) money differs by what
found no use alone.

``python experiments/dials.py`` runs what is missing (it can be stopped and resumed) and writes ``positions.csv``,
``best.csv``, ``pathways.csv``, three pictures and ``summary.md`` to ``experiments/dials/``; ``--report`` writes them
from the runs that are there, ``--redraw`` pictures and page from the tables. ``--size test`` is for tests;
``--replicates`` and ``--points`` set sizes of one's own.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import dials_report as report
import numpy as np
import pandas as pd
from dials_draw import About
from dials_outcomes import BUDGET, BUDGETS, CUBE, OUTCOMES
from scipy.stats import qmc

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput
from diffusion_sim.pathway import DIALS, Pathway, charted
from diffusion_sim.replicates import blocks, replicates
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out

FOLDER = Path(__file__).resolve().parent / "dials"
#: Small and rural (few schools, poor), the default, and large with high need.
DISTRICTS: dict[str, tuple[str, ...]] = {
    "small_rural": ("district.schools=6", "district.staff=180", "district.need_mean=0.55"),
    "default": (),
    "large_high_need": ("district.schools=60", "district.staff=2700", "district.need_mean=0.7"),
}
PRACTICES = ("classroom_technique", "whole_school_blended")
POSITIONS = tuple(np.linspace(1.0, 5.0, 9))
#: Replicates of a world, points of the hypercube, and positions of a sweep.
SIZES = {"full": (20, 96, POSITIONS), "modest": (8, 56, POSITIONS), "test": (2, 3, (1.0, 3.0, 5.0))}
SEED = 1
MOST_DISTRICTS = 20


@dataclass(frozen=True)
class World:
    """A district and a practice."""

    district: str
    practice: str

    def settings(self, count: int, more: tuple[str, ...]) -> Settings:
        """Return the settings without its pathways."""
        return load(overrides=["strategy=pathway", f"practice={self.practice}", *DISTRICTS[self.district],
                               f"run.replicates={count}",
                               f"run.districts={min(MOST_DISTRICTS, count)}", *more])  # fmt: skip


def worlds() -> list[World]:
    """Return every district with every practice."""
    return [World(*pair) for pair in itertools.product(DISTRICTS, PRACTICES)]


def pathways(points: int, positions: tuple[float, ...]) -> pd.DataFrame:
    """Return the pathways: ``arm``, ``dial`` (empty in the hypercube), seven positions, budget; the middle stands once.

    ``budget`` is a multiple of the usual one, 1 in the sweeps and even in the logarithm in the hypercube.
    """
    rows = [{"arm": "middle", "dial": "", **Pathway().positions}]
    for dial in DIALS:
        for p in positions:
            if p != 3.0:
                rows.append({"arm": f"{dial}_{p:g}", "dial": dial, **Pathway(**{dial: float(p)}).positions})
    ends = [*((1.0, 5.0) for _ in DIALS), tuple(np.log(BUDGETS))]
    cube = qmc.scale(qmc.LatinHypercube(len(ends), seed=SEED).random(points), *zip(*ends, strict=True))
    cube[:, -1] = np.exp(cube[:, -1])
    for k, point in enumerate(cube.round(3)):
        rows.append({"arm": f"{CUBE}{k}", "dial": "", **dict(zip((*DIALS, BUDGET), map(float, point), strict=True))})
    return pd.DataFrame(rows).fillna({BUDGET: 1.0})


def units(world: World, wanted: pd.DataFrame, count: int, more: tuple[str, ...]) -> list[Unit]:
    """Return the units of a world; all its pathways are arms of one plan but for their budgets, equally long."""
    base = world.settings(count, more)
    years = base.run.support_years
    arms = tuple(
        charted(Pathway(**{d: float(row[d]) for d in DIALS}), years, str(row["arm"])) for _, row in wanted.iterrows()
    )
    scales = [base.run.budget * float(scale) for scale in wanted[BUDGET]]
    plans = {scale: replace(base, arms=arms, run=replace(base.run, budget=scale)) for scale in scales}
    plan = replace(base, arms=arms)
    cut = [tuple(block) for block in blocks(plan, laid_out(plan, 0).n, replicates(plan))]
    return [Unit(plans[scale], arm, block) for block in cut for arm, scale in zip(arms, scales, strict=True)]


def values(folder: Path, wanted: pd.DataFrame, count: int, more: tuple[str, ...], run: bool, workers: int | None
           ) -> pd.DataFrame:  # fmt: skip
    """Run what is missing, and return every value with its world and positions."""
    frames = []
    for world in worlds():
        mine = units(world, wanted, count, more)
        store_folder = folder / "runs" / f"{world.district}__{world.practice}"
        if run:
            print(f"{world.district}, {world.practice}: {len(wanted)} pathways x {count} replicates", flush=True)
            store = run_units(mine, store_folder, outcomes=OUTCOMES, workers=workers)
        elif store_folder.is_dir():
            from diffusion_sim.batch.store import Store

            store = Store(store_folder)
        else:
            continue
        wanted_runs = {run_id for unit in mine for run_id in unit.runs}
        runs = store.table("runs")
        frames.append(
            runs[runs["run"].isin(wanted_runs)].assign(
                world=world.district, practice=world.practice, sources=store.about["sources"]
            )
        )
    if not frames or not sum(map(len, frames)):
        raise BadInput(f"{folder} holds no run of this study; allowed: run it without --report first.")
    return pd.concat(frames, ignore_index=True).merge(wanted, on="arm")


def about(count: int, more: tuple[str, ...], table: pd.DataFrame) -> About:
    """Return what a reader must know of the runs behind a table; what it does not hold is as it was asked for."""
    settings = worlds()[0].settings(count, more)
    budget = settings.costs.budget_per_post * settings.run.support_years * settings.run.budget
    versions = table["sources"].dropna().unique() if "sources" in table else ()
    if len(versions) > 1:
        raise BadInput("the runs are of several versions of the program; allowed: of one (a new --out).")
    districts = int(table["districts"].max()) if "districts" in table else table["district"].nunique()
    return About(
        made(count, table, districts), districts, budget, round(settings.costs.price_year),
        str(versions[0]) if len(versions) else "",
    )  # fmt: skip


def made(count: int, table: pd.DataFrame, districts: int) -> int:
    """Return the replicates behind a table: as many as districts where these are few, see :meth:`World.settings`."""
    if "replicates" in table:
        return int(table["replicates"].max())
    return districts if districts < MOST_DISTRICTS else count


def redraw(folder: Path, count: int, more: tuple[str, ...]) -> list[Path]:
    """Draw the pictures and write the page anew from the tables of a folder."""
    tables = {}
    for name in report.TABLES:
        if not (folder / f"{name}.csv").is_file():
            raise BadInput(f"{folder / f'{name}.csv'} is not there; allowed: run it without --redraw first.")
        tables[name] = pd.read_csv(folder / f"{name}.csv", dtype={"sources": str})
    places = tables["positions"]
    swept = tuple(dial for dial in DIALS if dial in set(places["dial"]))
    return report.show(tables, folder, swept, about(count, more, places))


def main(arguments: list[str] | None = None) -> int:
    """Run the study, and write its tables and pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="full")
    parser.add_argument("--replicates", type=int)
    parser.add_argument("--points", type=int)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--report", action="store_true", help="run nothing")
    parser.add_argument("--redraw", action="store_true", help="run nothing; pictures and page from the tables alone")
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE")
    args = parser.parse_args(arguments)
    count, points, positions = SIZES[args.size]
    count, points = args.replicates or count, args.points or points
    try:
        more = tuple(args.overrides)
        if args.redraw:
            written = redraw(args.out, count, more)
        else:
            wanted = pathways(points, tuple(positions))
            found = values(args.out, wanted, count, more, not args.report, args.workers)
            written = report.write(found, args.out, tuple(DIALS), about(count, more, found))
        print(*written, sep="\n")
    except BadInput as error:
        print(f"dials: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
