"""Run one strategy and write its tables.

For looking at one strategy closely; ``compare`` answers which of several does better.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import Job, add_plan_arguments, each, output_folder, writing, written
from diffusion_sim.cli.schools import school_names
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.settings.settings import Settings
    from diffusion_sim.simulate import Batch

HELP = """\
examples
  diffusion-sim run strategy=trailblazer
      one strategy in the embedded district
  diffusion-sim run strategy=mandate practice=simple_act --replicates 20 --csv
      another practice, fewer replicates, tables as CSV too
  diffusion-sim run strategy=trailblazer strategy.selection.share=0.2
      with one number of one part changed (diffusion-sim show strategies lists them)
  diffusion-sim run strategy=trailblazer run.engine=agents district.staff=60 district.schools=2
      by the Mesa agents engine: the same numbers to the last bit, slower

what to do next
  The tables runs, weeks, people, schools and ledger are Parquet files: pandas.read_parquet reads
  them. diffusion-sim compare strategies=A,B says which of two strategies does better."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_plan_arguments(parser)


def execute(args: argparse.Namespace) -> int:
    """Run, print the outcomes, write the tables."""
    return each(args, lambda job, base: _prepared(args, job, base), lambda plan: _one(args, *plan))


def _prepared(args: argparse.Namespace, job: Job, base: Path | None) -> tuple[Settings, Path]:
    from diffusion_sim.cli.stored import checked_plan
    from diffusion_sim.settings.load import load

    alone = not any(
        t.startswith(("experiment=", "strategies=", "strategy=", "target=")) for t in job.overrides
    )
    overrides = (*job.overrides, "experiment=null") if alone else job.overrides
    settings = load(None, overrides, conf=args.conf)
    if len(settings.arms) > 1:
        names = ",".join(arm.name for arm in settings.arms)
        raise BadInput(
            f"run takes one strategy and has {len(settings.arms)} ({names}); "
            "allowed: strategy=NAME, or diffusion-sim compare."
        )
    folder = output_folder(settings.run.folder, job, base)
    if base is not None:
        checked_plan(settings, folder)
    return settings, folder


def _one(args: argparse.Namespace, settings: Settings, folder: Path) -> int:
    from diffusion_sim.cli.stored import stored_batch

    batch = stored_batch(settings, folder, shown=not args.no_progress)
    if batch is None:
        return 0
    finish(batch, settings, folder)
    return int(batch.manifest["failed"] > 0)


def finish(batch: Batch, settings: Settings, folder: Path) -> None:
    """Print the outcomes and write the tables of a batch of one strategy."""
    from diffusion_sim.compare.told import about_systems, told_of
    from diffusion_sim.show.outcomes import outcome_table
    from diffusion_sim.tables import write

    console = screen()
    console.print(outcome_table(batch.runs, settings.arms[0]))
    if told := told_of(batch.manifest, [settings.arms[0].name]):
        console.print()
        console.print(about_systems(told))
    names = school_names(settings) if settings.run.csv else None
    with writing(folder):
        paths = write(batch, folder, csv=settings.run.csv, names=names)
    print(written(paths, folder))
