"""A study: a design carried out into a store, killed and resumed at will, and its values by point and replicate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.pool import Executor
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.explore.begun import PARTS, begin, read
from diffusion_sim.explore.design import POINT, Design
from diffusion_sim.explore.points import Worlds
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.replicates import blocks, replicates
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import YEAR, laid_out
from diffusion_sim.strategies.window import horizon_weeks, window_weeks
from diffusion_sim.tables import REPLICATE

F8 = NDArray[np.float64]
Progress = Callable[[float, float, str], None]
#: Replicates of a point that share a district, where the plan does not say: lucks can then be told from districts.
LUCKS = 2
#: Years after support at which the headline outcome is read (its definition).
LATER = 3


@dataclass(frozen=True)
class Values:
    """One outcome of one arm, or a difference of two arms, at every point.

    Attributes
    ----------
    point : int64 (points,)
        Numbers of the points.
    value : float64 (points, replicates)
        NaN where a run failed or is not there yet, or the outcome is undefined. The same replicates at every point.
    district : int64 (replicates,)
    """

    point: NDArray[np.int64]
    value: F8
    district: NDArray[np.int64]

    def __sub__(self, other: Values) -> Values:
        """Return the paired difference."""
        return replace(self, value=self.value - other.value)

    def mean(self) -> F8:
        """Return the mean of the district means at every point, (points,); NaN if any run of it is missing."""
        return district_means(self.value, self.district).mean(axis=1)


def district_means(value: F8, district: NDArray[np.int64]) -> F8:
    """Return the mean over the lucks of each district, (points, districts)."""
    return np.column_stack([value[:, district == d].mean(axis=1) for d in np.unique(district)])


@dataclass(frozen=True)
class Study:
    """What a study's folder holds.

    Attributes
    ----------
    folder : Path
    design : Design
    link : DataFrame
        One row per point and arm: ``point``, ``arm``, ``plan`` (hash that the runs of the store carry).
    outcomes : tuple of str
    """

    folder: Path
    design: Design
    link: pd.DataFrame
    outcomes: tuple[str, ...]

    @property
    def store(self) -> Store:
        """The store of the runs."""
        return Store(self.folder / PARTS)

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms in order."""
        return tuple(dict.fromkeys(self.link["arm"]))

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every value: point, arm, district, luck, design, outcome, value."""
        store = self.store
        runs = store.table("runs").merge(store.done()[["run", "plan"]], on="run")
        joined = self.link.merge(runs.drop(columns="arm"), on="plan")
        columns = [POINT, "arm", "district", "luck", "design", "outcome", "value"]
        return joined[columns].sort_values(columns[:-1], ignore_index=True)

    @cached_property
    def replicates(self) -> pd.MultiIndex:
        """The replicates that any run is of, in order."""
        return pd.MultiIndex.from_frame(self.table[[*REPLICATE]].drop_duplicates().sort_values([*REPLICATE]))

    def values(self, outcome: str = HEADLINE, arm: str | None = None) -> Values:
        """Return one outcome of one arm (default: the first) at every point.

        Raises
        ------
        BadInput
            For an unknown arm or an outcome that was not kept, or if nothing is there yet.
        """
        arm = self.arms[0] if arm is None else arm
        if arm not in self.arms:
            raise unknown("arm", arm, self.arms)
        if outcome not in self.outcomes:
            raise unknown(f"outcome of the design in {self.folder}", outcome, self.outcomes)
        rows = self.table[(self.table["arm"] == arm) & (self.table["outcome"] == outcome)]
        if rows.empty:
            raise BadInput(f"{self.folder}: no run of {arm!r} is there yet; allowed: run the design first.")
        wide = rows.pivot(index=POINT, columns=[*REPLICATE], values="value").sort_index(axis=1)
        # The replicates of all arms, in one order: arms of a folder that is not complete may hold different ones.
        wide = wide.reindex(index=self.design.points[POINT], columns=self.replicates)
        district = wide.columns.get_level_values("district").to_numpy(dtype=np.int64)
        return Values(self.design.points[POINT].to_numpy(dtype=np.int64), wide.to_numpy(dtype=float), district)


def run_study(
    design: Design,
    worlds: Worlds,
    folder: Path | str,
    outcomes: Sequence[str] = (HEADLINE,),
    workers: int | None = None,
    shard: str | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> Study:
    """Run a design, or what is missing of it: every arm of the plan at every point on the same replicates.

    Parameters
    ----------
    design : Design
    worlds : Worlds
        ``run.replicates`` and ``run.districts`` of its base are the replicates of every point; the default
        is two lucks per district.
    folder : Path
        Made if missing. A folder of the same design is continued.
    outcomes : sequence of str
        Outcomes that are computed and kept.
    workers, shard, progress, executor
        As in :func:`diffusion_sim.batch.execute.run_units`.

    Raises
    ------
    BadInput
        For a point that cannot be run, naming row and column, a folder with another design, or a horizon that
        ends before the headline outcome is read, where nothing else is asked for.
    """
    for name in outcomes:
        describe(name)
    folder = Path(folder)
    base = with_districts(worlds.base)
    settings = [with_replicates(s, base) for s in worlds.all(design)]
    _refuse_too_short(settings, outcomes)
    about = _about(outcomes, base, worlds)
    units, link = _units(settings, design)
    begin(folder, design, about, link)
    run_units(units, folder / PARTS, keep=("runs",), outcomes=tuple(outcomes), workers=workers, shard=shard,
              progress=progress, executor=executor)  # fmt: skip
    return Study(folder, design, link, tuple(outcomes))


def open_study(folder: Path | str) -> Study:
    """Open the folder of a design that was run, complete or not.

    Raises
    ------
    BadInput
        If there is none.
    """
    folder = Path(folder)
    design, link, about = read(folder)
    return Study(folder, design, link, tuple(about["outcomes"]))


def with_districts(settings: Settings) -> Settings:
    """Return settings that say over how many districts the replicates of a point are spread."""
    if settings.run.districts is not None or settings.district.edges is not None:
        return settings
    count = max(1, min(20, settings.run.replicates // LUCKS))
    return replace(settings, run=replace(settings.run, districts=count))


def with_replicates(settings: Settings, base: Settings) -> Settings:
    """Return settings with the replicates of the base, which are the same at every point."""
    same = replace(settings.run, replicates=base.run.replicates, districts=base.run.districts)
    return settings if same == settings.run else replace(settings, run=same)


def _refuse_too_short(settings: Sequence[Settings], outcomes: Sequence[str]) -> None:
    """Refuse to run for hours what is undefined at every point."""
    if tuple(outcomes) != (HEADLINE,):
        return
    first = settings[0]
    if all(horizon_weeks(s) < min(window_weeks(a, s) for a in s.arms) + LATER * YEAR for s in settings):
        raise BadInput(
            f"{HEADLINE} is read {LATER} years after support, and run.horizon_years={first.run.horizon_years:g} with "
            f"run.support_years={first.run.support_years:g} ends before; allowed: run.horizon_years of "
            f"{first.run.support_years + LATER:g} or more, or another outcome, such as deep_use_end."
        )


def _units(settings: Sequence[Settings], design: Design) -> tuple[list[Unit], pd.DataFrame]:
    """Return the units, point by point with the arms of a district side by side, and the link to the points."""
    sizes: dict[Any, int] = {}
    units, link = [], []
    for point, one in zip(design.points[POINT], settings, strict=True):
        d = one.district
        which = (d.staff, d.schools, d.table, d.name, d.edges)
        if which not in sizes:
            sizes[which] = laid_out(one, 0).n
        cut = [tuple(block) for block in blocks(one, sizes[which], replicates(one))]
        mine = [Unit(one, arm, block) for block in cut for arm in one.arms]
        units += mine
        plans = {unit.arm.name: unit.plan for unit in mine}
        link += [(int(point), arm.name, plans[arm.name]) for arm in one.arms]
    return units, pd.DataFrame(link, columns=[POINT, "arm", "plan"])


def _about(outcomes: Sequence[str], base: Settings, worlds: Worlds) -> dict[str, Any]:
    return {
        "outcomes": list(outcomes), "overrides": list(worlds.overrides or ()), "base": base.canonical(),
        "replicates": base.run.replicates, "districts": base.run.districts,
    }  # fmt: skip
