"""What ``run``, ``compare`` and ``merge`` share: a batch in a folder, continued where it was stopped."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.batch.store import Store
    from diffusion_sim.batch.unit import Unit
    from diffusion_sim.replicates import Replicate
    from diffusion_sim.settings.settings import Settings
    from diffusion_sim.simulate import Batch

PARTS = "parts"


def checked_plan(settings: Settings, folder: Path, reps: Sequence[Replicate] | None = None) -> list[Unit]:
    """Return the units of a plan (of these replicates) that can be run into ``folder``; nothing is run or written.

    Raises
    ------
    BadInput
        If the plan cannot be run, or the folder is of another plan.
    """
    from diffusion_sim.batch import plan
    from diffusion_sim.batch.same import refuse_other_plan
    from diffusion_sim.batch.store import Store

    plan.shard(settings.run.shard)
    plan.check(settings)
    units = plan.units(settings, reps)
    refuse_other_plan(Store(folder / PARTS), units)
    return units


def stored_batch(settings: Settings, folder: Path, shown: bool) -> Batch | None:
    """Run what is missing of a plan into ``folder/parts`` and return all its tables; None for a shard.

    Raises
    ------
    BadInput
        If the plan cannot be run, or the folder is of another plan; a folder that was new is then taken away.
    BatchError
        If every run of an arm failed, or the first one with ``run.fail_fast``.
    """
    from diffusion_sim.batch import collect, plan
    from diffusion_sim.batch.execute import run_units
    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.executors import opened
    from diffusion_sim.simulate import TABLES

    run, where = settings.run, folder / PARTS
    shard = plan.shard(run.shard)
    with Bar(shown=shown) as bar:
        bar(0, 1, "Building the district")
        units = checked_plan(settings, folder)

        def more() -> Store:
            with opened(run, bar) as executor:
                return run_units(units, where, keep=TABLES, workers=run.workers, shard=shard, fail_fast=run.fail_fast,
                                 strict=True, progress=bar, executor=executor)  # fmt: skip

        with kept(folder, where, units, shared=shard is not None):
            store = more()
        if shard is not None:
            print(_shard_said(store, shard.of(units), run.shard or "", folder))
            return None
        bar(0, 1, "Reading the tables")
        order = sorted(units, key=lambda unit: [a.name for a in settings.arms].index(unit.arm.name))

        def read() -> Batch:
            wanted = {r for unit in order for r in unit.runs}
            runs = collect.wanted_runs(store, settings)
            return collect.batch(store, settings, runs[runs["run"].isin(wanted)])

        found = collect.mended(store, more, read)
    say_failures(store, folder, {r for unit in units for r in unit.runs})
    _say_district(found)
    return found


@contextmanager
def kept(
    folder: Path, where: Path, units: list[Unit], grows: bool = False, shared: bool = False
) -> Iterator[None]:
    """Keep what a stopped batch has finished and say how to go on; one that ``grows`` does not know its end.

    A new folder is taken away if no run is in it, or if the plan itself was refused, whatever ran before that came out;
    but not one that is ``shared``, in which other shards may be at work.
    """
    new = [place for place in (folder.absolute(), *folder.absolute().parents) if not place.exists()]
    try:
        yield
    except BaseException as error:
        from diffusion_sim.batch.store import Store

        there = len(Store(where).present() & {r for unit in units for r in unit.runs}) if where.is_dir() else 0
        if new and not shared and (not there or isinstance(error, BadInput)):
            rmtree(new[-1], ignore_errors=True)
        elif isinstance(error, KeyboardInterrupt):
            total = "" if grows else f" of {sum(len(unit.reps) for unit in units)}"
            there = len(Store(where).present()) if grows else there
            print(f"{there}{total} runs are in {folder}; with --out {folder} the same command goes on there.",
                  file=sys.stderr)  # fmt: skip
        raise


def _shard_said(store: Store, units: list[Unit], shard: str, folder: Path) -> str:
    runs = {r for unit in units for r in unit.runs}
    there = len(runs & store.present())
    said = f"Shard {shard}: {there} of {len(runs)} runs are there."
    return f"{said} When all shards have run: diffusion-sim merge {folder}"


def finish_stored(store: Store, folder: Path, shown: bool) -> None:
    """Print and write what ``run`` or ``compare`` would, from a complete store; a design is left as it is."""
    from diffusion_sim.batch import collect
    from diffusion_sim.cli.commands import compare, run
    from diffusion_sim.simulate import TABLES

    settings = collect.latest_settings(store)
    plans = store.plans()
    one_world = not plans["arm"].duplicated().any()
    if not one_world or not set(TABLES) <= set(store.about["keep"]):
        return
    found = collect.batch(store, settings, collect.wanted_runs(store, settings))
    if len(settings.arms) > 1:
        compare.finish(found, settings, folder, shown)
    else:
        _say_district(found)
        run.finish(found, settings, folder)


def _say_district(batch: Batch) -> None:
    """Print, above the outcomes of one strategy, what was read of its district; a comparison says it itself."""
    notes = batch.manifest["district_notes"]
    if notes and len(batch.manifest["arms"]) == 1:
        from diffusion_sim.cli.screen import screen
        from diffusion_sim.compare.terminal import about_district

        screen().print(about_district(notes))


def say_failures(store: Store, folder: Path, runs: set[str]) -> int:
    """Say on the error stream how many of some runs failed and how to look at one; return their number.

    Raises
    ------
    BatchError
        If an arm has no run left.
    """
    from diffusion_sim.batch.failures import BatchError

    failed = store.failures()
    failed = failed[failed["run"].isin(runs)]
    if failed.empty:
        return 0
    first = failed.sort_values(["luck", "arm"]).iloc[0]
    what = f"replicate {first['luck']} of {first['arm']!r} at the stage {first['stage']!r}: {first['error']}"
    said = (
        f"{len(failed)} of {len(runs)} runs failed, first {what}; "
        f"diffusion-sim rerun {folder} --replicate {first['luck']} --arm {first['arm']} shows it."
    )
    lost = set(failed["arm"]) - set(store.done()["arm"])
    if lost:
        raise BatchError(said)
    print(f"diffusion-sim: {said}", file=sys.stderr)
    return len(failed)
