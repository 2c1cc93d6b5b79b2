"""The chance that a pilot in a few schools over some months tells strategies apart.

Every strategy is piloted against schools without it and against the first strategy, seen through a survey of use.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import Job, add_plan_arguments, each, output_folder, refuse_unused, writing, written
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.settings.settings import Settings

#: Keys of ``run`` that mean nothing for pilots -> what is allowed.
UNUSED = {
    "shard": "all pilots in one go, with --workers N",
    "replicate": "all pilots in one go, with --replicates N",
    "executor": "run.executor=local, with --workers N",
    "fail_fast": "without it, since a pilot that fails always ends the command",
}
HELP = """\
examples
  diffusion-sim power strategies=[trailblazer,training_mandate]
      pilots in 2, 4 and 8 schools over 9, 18 and 27 months; some minutes
  diffusion-sim power strategies=[trailblazer,random_cohort] --schools 8 --replicates 400
      a large one only, known more exactly
  diffusion-sim power strategy=trailblazer behaviour.seen_reliability=0.9
      one strategy against schools without it, with a better survey

what to do next
  power.csv has false alarms, wrong signs and exaggeration for every pilot; power.png shows them."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    add_plan_arguments(parser)
    parser.add_argument("--schools", default="2,4,8", metavar="K,K", help="schools of each pilot (default 2,4,8)")
    parser.add_argument("--months", default="9,18,27", metavar="M,M", help="school months, 9 a year (default 9,18,27)")
    parser.add_argument("--level", default="0.05", metavar="P", help="level of the test (default 0.05)")
    parser.add_argument("--no-long-run", action="store_true", help="leave out which strategy wins in the long run")


def execute(args: argparse.Namespace) -> int:
    """Simulate the pilots, print what they can show, write it."""
    schools, months = numbers("--schools", args.schools), numbers("--months", args.months)
    try:
        level = float(args.level)
    except ValueError:
        raise BadInput(f"--level {args.level} is not a number; allowed: between 0 and 1, such as 0.05.") from None
    return each(
        args,
        lambda job, base: _prepared(args, job, base, schools, months, level),
        lambda plan: _one(args, *plan, schools, months, level),
    )


def numbers(option: str, text: str) -> list[int]:
    """Return whole numbers separated by commas, ascending.

    Raises
    ------
    BadInput
        If one is not a whole number.
    """
    try:
        return sorted({int(piece) for piece in text.strip("[]").split(",")})
    except ValueError:
        raise BadInput(f"{option} {text} is not allowed; allowed: whole numbers with commas, such as 2,4,8.") from None


def _prepared(
    args: argparse.Namespace, job: Job, base: Path | None, schools: list[int], months: list[int], level: float
) -> tuple[Settings, Path]:
    from diffusion_sim.power.study import check
    from diffusion_sim.settings.load import load

    alone = not any(t.startswith(("experiment=", "strategies=", "strategy=")) for t in job.overrides)
    settings = load(None, (*job.overrides, "experiment=null") if alone else job.overrides, conf=args.conf)
    refuse_unused(settings.run, "power", UNUSED)
    check(settings, schools, months, level)
    return settings, output_folder(settings.run.folder, job, base)


def _one(
    args: argparse.Namespace, settings: Settings, folder: Path, schools: list[int], months: list[int], level: float
) -> None:
    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.plots import save
    from diffusion_sim.plots.power import power_figure
    from diffusion_sim.power import power
    from diffusion_sim.power.words import render
    from diffusion_sim.simulate import laid_out, manifest
    from diffusion_sim.tables import whole_file, write_manifest

    with Bar(shown=not args.no_progress) as bar:
        found = power(settings, schools, months, level=level, long_run=not args.no_long_run, progress=bar)
    screen().print(render(found))
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        paths = save(power_figure(found), folder)
        with whole_file(folder / "power.csv") as part:
            found.table.to_csv(part, index=False)
        about = {"schools": schools, "months": months, "level": level, "reliability": found.reliability}
        made = {**manifest(settings, laid_out(settings, 0).n), "power": about}
        paths = [*paths, folder / "power.csv", write_manifest(made, folder)]
    print(written(paths, folder))
