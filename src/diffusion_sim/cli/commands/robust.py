"""In what share of plausible worlds the first strategy wins, and what decides.

Every ledger row of class assumption or derived varies over its range; all strategies meet the same luck.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli import explore
from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.explore.robustness import Robustness

HELP = """\
examples
  diffusion-sim robust strategies=[trailblazer,training_mandate]
      512 worlds, 8 paired replicates each; some minutes
  diffusion-sim robust strategies=[trailblazer,training_mandate] --points 64 --replicates 4
      a first look
  diffusion-sim robust strategies=[trailblazer,mandate] --only behaviour. --out worlds
      vary the behaviour alone; a stopped run goes on when the same command is given again
  diffusion-sim robust strategies=[trailblazer,mandate] --range practice.advantage=0.5..0.9
      an own range for one parameter
  diffusion-sim robust strategies=[trailblazer,mandate] --fit
      only worlds that fit the evidence: what calibration moved stays near its targets

what to do next
  robustness.png in the output folder shows every world, effects.csv lists them. A world is
  undecided when the 95 % interval of its paired difference holds 0: more --replicates decide more."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    explore.add_run_arguments(parser)
    parser.add_argument("--points", default="512", metavar="N", help="worlds (default 512)")
    parser.add_argument("--outcome", metavar="NAME", help="outcome to judge by (default deep_use_3y_after)")
    parser.add_argument("--seed", default="1", metavar="N", help="of the worlds and of resampling (default 1)")
    parser.add_argument("--fit", action="store_true", help="worlds that fit the evidence (docs/designs.md)")
    explore.add_axis_arguments(parser)


def execute(args: argparse.Namespace) -> int:
    """Run the worlds, print the tables, write them and the figures."""
    from diffusion_sim.explore.axes import held_words
    from diffusion_sim.explore.posterior import fitted
    from diffusion_sim.explore.samplers import sample
    from diffusion_sim.outcomes import HEADLINE, describe

    outcome = describe(args.outcome or HEADLINE).name
    points, seed = explore.whole("--points", args.points, 2), explore.whole("--seed", args.seed, 0)
    plan = explore.worlds(args)
    names = [arm.name for arm in plan.base.arms]
    if len(names) < 2:
        raise BadInput(f"robust needs two strategies and has only {names[0]!r}; allowed: strategies=[a,b].")
    axes, folder = explore.axes(args, plan), explore.folder(args)
    design = fitted(axes, points, seed) if args.fit else sample(axes, points, seed=seed)
    from diffusion_sim.cli.progress import Bar, working
    from diffusion_sim.executors import opened
    from diffusion_sim.explore.robustness import judge
    from diffusion_sim.explore.study import run_study
    from diffusion_sim.explore.words import render

    with Bar(shown=not args.no_progress) as bar, opened(explore.run_settings(args, plan), bar) as executor:
        study = run_study(design, plan, folder, (outcome,), explore.workers(args, plan), progress=bar,
                          executor=executor)  # fmt: skip
    with working("Finding what decides", shown=not args.no_progress):
        found = [judge(study, outcome, names[0], other, seed=seed) for other in names[1:]]
    if args.fit:
        screen().print("These worlds fit the evidence: what calibration moved is of its posterior sample.")
    paths: list[Path] = []
    for one in found:
        screen().print(render(one))
        paths += _write(one, folder / one.reference if len(found) > 1 else folder)
    if held := held_words(plan.base, axes):
        print(held)
    print(f"Results are in {folder}: {', '.join(str(p.relative_to(folder)) for p in paths)}.")
    return 0


def _write(found: Robustness, folder: Path) -> list[Path]:
    """Write the worlds, the indices and the figure."""
    from diffusion_sim.plots.robustness import robustness
    from diffusion_sim.plots.style import save
    from diffusion_sim.tables import whole_file

    folder.mkdir(parents=True, exist_ok=True)
    tables = {"effects.csv": found.effects}
    if found.indices is not None:
        tables["indices.csv"] = found.indices.table
    paths = []
    for name, table in tables.items():
        with whole_file(folder / name) as part:
            table.to_csv(part, index=False)
        paths.append(folder / name)
    return [*paths, *save(robustness(found), folder)]
