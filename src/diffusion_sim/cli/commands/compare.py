"""Compare strategies that spend the same budget, by paired replicates.

The first strategy is the reference; ``strategy=NAME`` compares that one with doing nothing special.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import Job, add_plan_arguments, each, output_folder, writing, written
from diffusion_sim.cli.schools import school_names
from diffusion_sim.cli.screen import screen
from diffusion_sim.cli.sure import EXAMPLE, add_sure_arguments, checked, checked_search, compare_until_sure
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.settings.settings import Settings
    from diffusion_sim.simulate import Batch

REFERENCE = "laissez_faire"
HELP = f"""\
examples
  diffusion-sim compare
      the embedded district, its three default strategies; under a minute
  diffusion-sim compare strategies=trailblazer,cohorts_by_need
      these two; the first is the reference, same budget, same luck for both
  diffusion-sim compare strategy=trailblazer
      one strategy against laissez_faire
  diffusion-sim compare systems=[henry_county_ga,gwinnett_ga]
      what two named systems did, both in one district; diffusion-sim show systems tells of them
  diffusion-sim compare strategies=pathway,trailblazer pathway.pace=4
      a strategy from the seven dials; diffusion-sim show pathway tells what they mean
  diffusion-sim compare strategies=trailblazer,training_mandate practice=simple_act run.budget=0.5
      another practice, half the budget
  diffusion-sim compare district.table=schools.csv district.name=durham --out d
      your own district from a table of schools, a folder of your choice
  diffusion-sim compare district.edges=ties.csv district.roster=staff.csv
      your own district from a survey of who asks whom
  diffusion-sim compare district.table=schools.csv district.name=durham --replicates 400 --out d
      200 more: what is in the folder already is not run again, nor after a batch was stopped
  diffusion-sim compare --shard 3/40 --out wide
      the third of forty parts, on as many machines; then diffusion-sim merge wide
  diffusion-sim compare --multirun practice=simple_act,ai_assistant run.budget=0.5,1,2
      six comparisons
{EXAMPLE}

what to do next
  Open report.html in the output folder. "cannot tell yet" means: run more, with the settings
  that are printed with it. diffusion-sim show strategies says what a strategy consists of. How far
  the answer depends on the assumptions is computed by
  diffusion-sim robust strategies=[trailblazer,cohorts_by_need]"""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_plan_arguments(parser)
    add_sure_arguments(parser)


def execute(args: argparse.Namespace) -> int:
    """Run the comparison, print the table, write the results."""
    asked = checked(args)
    return each(args, lambda job, base: _prepared(args, job, base, asked), lambda plan: _one(args, *plan, asked))


def _prepared(args: argparse.Namespace, job: Job, base: Path | None, asked: dict[str, Any]) -> tuple[Settings, Path]:
    from diffusion_sim.settings.load import load

    settings = load(None, job.overrides, against=REFERENCE, conf=args.conf)
    if len(settings.arms) < 2:
        raise BadInput(
            f"compare needs two strategies and has only {settings.arms[0].name!r}; "
            "allowed: strategies=[a,b], or strategy=NAME against laissez_faire."
        )
    folder = output_folder(settings.run.folder, job, base)
    if base is not None:
        from diffusion_sim.cli.stored import checked_plan

        checked_search(settings, folder, asked) if asked else checked_plan(settings, folder)
    return settings, folder


def _one(args: argparse.Namespace, settings: Settings, folder: Path, asked: dict[str, Any]) -> int:
    # below a comparison its notes say so, of the systems that are shipped
    silent = asked or args.conf is not None
    if silent and any(o.lstrip("+").startswith("systems=") for o in args.overrides):
        from diffusion_sim.settings.systems import WHAT_IT_IS

        screen().print(WHAT_IT_IS, highlight=False)
    if asked:
        paths, failed = compare_until_sure(settings, folder, asked, shown=not args.no_progress)
        print(written(paths, folder))
        return int(failed > 0)
    from diffusion_sim.cli.stored import stored_batch

    batch = stored_batch(settings, folder, shown=not args.no_progress)
    if batch is None:
        return 0
    finish(batch, settings, folder, shown=not args.no_progress)
    return int(batch.manifest["failed"] > 0)


def finish(batch: Batch, settings: Settings, folder: Path, shown: bool) -> None:
    """Print the comparison of a batch and write the results."""
    from diffusion_sim.cli.progress import working
    from diffusion_sim.compare import compare, render
    from diffusion_sim.report import write

    comparison = compare(batch)
    screen().print(render(comparison), crop=False)
    names = school_names(settings) if settings.run.csv else None
    with working("Drawing the figures and writing the report", shown=shown), writing(folder):
        paths = write(batch, comparison, folder, csv=settings.run.csv, names=names)
    print(written(paths, folder))
