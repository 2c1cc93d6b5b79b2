"""Where a trailblazer cohort, a mandate, a rolling start or a hybrid wins: five maps, on the outcome fixed beforehand.

Practice complexity x years of support (followed until three years after it ends), principals' backing x how many
coaches can be found and hired, turnover x size of the cohort; and relative advantage x complexity, a map that was added
when the claims had shown that the advantage of the practice decides most. A fifth map reads the same support, three
years, on one day for all, one to six years after it ends: complexity x horizon. In every cell all strategies have the
same money in the same districts under the same luck; doing nothing runs beside them. The hybrid is
``conf/strategy/hybrid.yaml``: coached cohorts of those who want to for two thirds of the support, then a requirement
for all. Nothing is adjusted after the results are seen.

``python experiments/crossover.py`` runs what is missing (stop and resume at will; runs that two cells share are made
once) and writes ``cells.csv``, ``arms.csv``, two figures and ``summary.md`` to ``experiments/crossover/``. The runs are
kept in ``outputs/crossover``, by size and version of the program. ``--report`` runs nothing, ``--redraw``
draws the figures from ``cells.csv``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path

import crossover_report as report
import numpy as np
import pandas as pd

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.failures import BatchError
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput
from diffusion_sim.explore.points import put
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.replicates import blocks, replicates
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.plan import YEAR
from diffusion_sim.strategies.window import window_weeks

ROOT = Path(__file__).resolve().parents[1]
FOLDER, RUNS = ROOT / "experiments" / "crossover", ROOT / "outputs" / "crossover"
ARMS = ("trailblazer", "training_mandate", "rolling_by_grade", "hybrid", "laissez_faire")
COACHED = ("trailblazer", "hybrid")
#: The headline first; the second is read in the same week for all, the others describe.
OUTCOMES = (HEADLINE, "deep_use_end", "deep_use_support_end", "use_support_end", "budget_spent", "money_per_post")
AFTER = 3.0
#: Middletown: two years of choice in three.
CHOICE = 2.0 / 3.0


@dataclass(frozen=True)
class Size:
    """How much is run: replicates over districts, and which levels of an axis."""

    replicates: int
    districts: int
    levels: tuple[int, ...]
    more: tuple[str, ...] = ()


SIZES = {
    "test": Size(4, 4, (0, 4), ("district.schools=3", "district.staff=90")),
    "publication": Size(24, 12, (0, 1, 2, 3, 4)),
}


@dataclass(frozen=True)
class Axis:
    """One side of a map; ``levels`` are in the unit of ``label``."""

    name: str
    label: str
    levels: tuple[float, ...]


@dataclass(frozen=True)
class Map:
    """Two axes over which the winner is drawn; ``reads`` is the outcome that decides."""

    name: str
    x: Axis
    y: Axis
    reads: str = HEADLINE


YEARS = Axis("support_years", "years of support", (1.0, 2.0, 3.0, 4.0, 5.0))
COMPLEXITY = Axis("complexity", "complexity of the practice (0-1)", (0.1, 0.3, 0.5, 0.7, 0.9))
BACKING = Axis("backing", "principals' backing, mean (0-1)", (0.1, 0.3, 0.5, 0.7, 0.9))
CAPACITY = Axis("coach_capacity", "coaches to be had (0 fewest, 1 most plausible)", (0.0, 0.25, 0.5, 0.75, 1.0))
TURNOVER = Axis("turnover", "share of staff who leave their school in a year", (0.05, 0.10, 0.16, 0.25, 0.35))
COHORT = Axis("cohort", "cohort of a year, as a share of all staff", (0.03, 0.06, 0.10, 0.20, 0.40))
ADVANTAGE = Axis("advantage", "relative advantage of the practice (0-1)", (0.1, 0.2, 0.3, 0.45, 0.6))
HORIZON = Axis("years_after", "years after the end of three years of support", (1.0, 2.0, 3.0, 4.0, 6.0))
MAPS = (
    Map("complexity_and_years", YEARS, COMPLEXITY),
    Map("backing_and_coaches", CAPACITY, BACKING),
    Map("turnover_and_cohort", COHORT, TURNOVER),
    Map("advantage_and_complexity", ADVANTAGE, COMPLEXITY),
    Map("complexity_and_horizon", HORIZON, COMPLEXITY, "deep_use_end"),
)


@dataclass(frozen=True)
class Cell:
    """One world of one map."""

    map: str
    x: float
    y: float


def cells(levels: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Iterator[tuple[Cell, dict[str, float]]]:
    """Return every cell with the level of each axis by name."""
    for m in MAPS:
        for i, j in product(levels, levels):
            x, y = m.x.levels[i], m.y.levels[j]
            yield Cell(m.name, x, y), {m.x.name: x, m.y.name: y}


def hiring(level: float) -> dict[str, float]:
    """Return candidates and hires at a place of the ledger's ranges, 0 lowest to 1 highest, evenly in the logarithm."""
    found = {}
    for field in fields(Coaches):
        if field.name in ("pool", "hires_per_quarter"):
            low, high = field.metadata["low"], field.metadata["high"]
            found[f"strategy.capacity.{field.name}"] = float(np.clip(low * (high / low) ** level, low, high))
    return found


def settings_at(base: Settings, at: Mapping[str, float]) -> Settings:
    """Return the settings of a cell; what concerns coached cohorts is set in the arms that have one."""
    keys: dict[str, float] = {}
    if "support_years" in at:
        years = at["support_years"]
        keys |= {"run.support_years": years, "run.horizon_years": years + AFTER}
        keys["strategy.stance.years"] = CHOICE * years
    if "years_after" in at:
        keys["run.horizon_years"] = followed(base, at["years_after"])
    if "complexity" in at:
        keys["practice.complexity"] = at["complexity"]
    if "advantage" in at:
        keys["practice.advantage"] = at["advantage"]
    if "backing" in at:
        keys["district.principal_backing"] = at["backing"]
    if "turnover" in at:
        keys["district.turnover_mean"] = at["turnover"]
    if "coach_capacity" in at:
        keys |= hiring(at["coach_capacity"])
    made = put(base, keys)
    if "cohort" not in at:
        return made
    size = max(1, round(at["cohort"] * laid_out(made, 0).n))
    arms = tuple(
        replace(arm, selection=replace(arm.selection, size=size)) if arm.name in COACHED else arm for arm in made.arms
    )
    return replace(made, arms=arms)


def followed(base: Settings, years_after: float) -> float:
    """Return the horizon with which all are followed so long after support; the slowest arm's window comes on top."""
    return 2.0 * base.run.support_years + years_after - longest(base)


def longest(settings: Settings) -> float:
    """Return the years over which the slowest arm gives support, at least those of the comparison."""
    return max(settings.run.support_years, max(window_weeks(arm, settings) for arm in settings.arms) / YEAR)


def plan(size: Size, more: tuple[str, ...] = ()) -> Settings:
    """Return the plan that all cells start from."""
    return load(overrides=[
        f"strategies=[{','.join(ARMS)}]", f"run.replicates={size.replicates}", f"run.districts={size.districts}",
        *size.more, *more,
    ])  # fmt: skip


def grid(size: Size, more: tuple[str, ...] = ()) -> tuple[list[Unit], pd.DataFrame]:
    """Return the units of all cells, each once, and which plan belongs to which cell and arm."""
    base, units, link = plan(size, more), {}, []
    for cell, at in cells(size.levels):
        one = settings_at(base, at)
        cut = blocks(one, laid_out(base, 0).n, replicates(one))
        for arm in one.arms:
            mine = [Unit(one, arm, tuple(block)) for block in cut]
            units.update({unit.key: unit for unit in mine})
            link.append((cell.map, cell.x, cell.y, one.run.support_years, longest(one), arm.name, mine[0].plan))
    return list(units.values()), pd.DataFrame(link, columns=["map", "x", "y", "support", "longest", "arm", "plan"])


def values(store: Store, link: pd.DataFrame) -> pd.DataFrame:
    """Return every value that is there: map, x, y, support, longest, arm, district, luck, design,
    outcome, value.

    Raises
    ------
    BadInput
        If no run is there.
    """
    done = store.done()
    done = done[done["plan"].isin(link["plan"])]
    if done.empty:
        raise BadInput(f"{store.folder} holds no run of these maps; allowed: run them without --report first.")
    runs = store.table("runs").merge(done[["run", "plan"]], on="run")
    return link.merge(runs.drop(columns="arm"), on="plan")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("more", nargs="*", metavar="KEY=VALUE", help="other settings, for a trial of the script")
    parser.add_argument("--size", choices=SIZES, default="publication", help="how much is run (default publication)")
    parser.add_argument("--workers", type=int, default=None, help="processes (default: all cores)")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where results go")
    parser.add_argument("--runs", type=Path, default=RUNS, help="where runs are kept")
    parser.add_argument("--report", action="store_true", help="write the results from the runs, run nothing")
    parser.add_argument("--redraw", action="store_true", help="draw the figures from cells.csv, run nothing")
    args = parser.parse_args()
    try:
        if args.redraw:
            print(*redraw(args.folder), sep="\n")
            return 0
        for path in study(SIZES[args.size], args.folder, args.runs / f"{args.size}-{sources()[:12]}", args.workers,
                          tuple(args.more), args.report):  # fmt: skip
            print(path)
    except (BadInput, BatchError) as error:
        print(f"crossover: {error}", file=sys.stderr)
        return 2
    return 0


def redraw(folder: Path) -> list[Path]:
    """Draw the figures anew from the table of cells."""
    if not (folder / "cells.csv").is_file():
        raise BadInput(f"{folder / 'cells.csv'} is not there; allowed: run it without --redraw first.")
    found = pd.read_csv(folder / "cells.csv")
    if "behind" not in found:
        raise BadInput(f"{folder / 'cells.csv'} is of an earlier version of this study; allowed: run it anew.")
    return report.pictures(found, MAPS, folder)


def study(
    size: Size, folder: Path, runs: Path, workers: int | None = None, more: tuple[str, ...] = (),
    only_report: bool = False,
) -> list[Path]:  # fmt: skip
    """Run what is missing and write the results; return the files written."""
    units, link = grid(size, more)
    if not only_report:
        run_units(units, runs, outcomes=OUTCOMES, workers=workers, strict=True, progress=_Teller())
    store = Store(runs)
    table = values(store, link)
    about = report.about(plan(size, more), str(store.about["sources"]))
    return report.write(table, MAPS, ARMS, folder, len(list(cells(size.levels))), about)


class _Teller:
    """A line every ten seconds."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def __call__(self, done: float, total: float, step: str) -> None:
        if done == total or time.monotonic() - self.last > 10.0:
            self.last = time.monotonic()
            print(f"{step}: {done:.0f} of {total:.0f} runs", flush=True)


if __name__ == "__main__":
    sys.exit(main())
