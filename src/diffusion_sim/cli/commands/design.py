"""Make a design, run it, and ask what decides: make, run, query, indices, discover.

A design is a CSV table: a row per point, a column per key. A folder is continued when the same run is asked again.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli import explore
from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput, unknown

if TYPE_CHECKING:
    from diffusion_sim.explore.study import Study

HELP = """\
examples
  diffusion-sim design make worlds.csv strategies=[trailblazer,mandate] --points 1024
      points over every uncertain parameter (--method lhs, sobol, saltelli, morris)
  diffusion-sim design make grid.csv run.budget=0.5,1,2 --method factorial
      every combination of the values listed
  diffusion-sim design run worlds.csv strategies=[trailblazer,mandate] --replicates 20 --out worlds
      run it; stopped, the same command goes on; --shard 1/4 runs a quarter
  diffusion-sim design query worlds
      what is there: a row per point and arm, with intervals, also written to worlds/query.csv
  diffusion-sim design indices worlds --arm trailblazer --against mandate
      which parameters decide the paired difference, with intervals
  diffusion-sim design discover worlds --arm trailblazer --against mandate
      scenario discovery in the decided worlds: boxes of parameters in which the arm is ahead
      (PRIM), a tree (CART), and how well it tells worlds it has not seen

A table of your own needs no more than keys in its first row, such as
  behaviour.peer_belief,run.budget."""

STEPS = ("make", "run", "query", "indices", "discover")


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("step", metavar="STEP", help=", ".join(STEPS))
    parser.add_argument("target", metavar="FILE|FOLDER", help="the design (make, run) or the folder of a run")
    explore.add_run_arguments(parser)
    parser.add_argument("--points", default="512", metavar="N", help="points; base number for saltelli and morris")
    methods = "random, lhs, sobol, saltelli, morris or factorial"
    parser.add_argument("--method", default="random", metavar="NAME", help=methods)
    parser.add_argument("--seed", default="1", metavar="N", help="of sampling and resampling (default 1)")
    explore.add_axis_arguments(parser)
    parser.add_argument("--outcome", action="append", metavar="NAME", help="outcome (may be repeated)")
    parser.add_argument("--shard", metavar="K/N", help="run only this part")
    parser.add_argument("--arm", metavar="NAME", help="arm to look at; the first if left out")
    parser.add_argument("--against", metavar="NAME", help="look at the paired difference from this arm")


def execute(args: argparse.Namespace) -> int:
    """Do one step."""
    steps: Mapping[str, Callable[[argparse.Namespace], None]] = {
        "make": _make, "run": _run, "query": _query, "indices": _indices, "discover": _discover,
    }  # fmt: skip
    if args.step not in steps:
        raise unknown("Step", args.step, STEPS)
    if args.shard is not None and args.step != "run":
        raise BadInput(f"--shard says which part is run, and {args.step} runs nothing; allowed: with design run.")
    steps[args.step](args)
    return 0


def _make(args: argparse.Namespace) -> None:
    from diffusion_sim.explore import METHODS, Worlds, factorial, sample, write_design
    from diffusion_sim.explore.axes import held_words

    path, held = Path(args.target).expanduser(), ""
    if args.method == "factorial":
        levels = {key: values for key, values in map(_levels, args.overrides) if len(values) > 1}
        if not levels:
            raise BadInput("A factorial design needs a key with several values; allowed: KEY=A,B,C.")
        design = factorial(levels)
        Worlds.load([t for t in args.overrides if _levels(t)[0] not in levels], args.conf).all(design)
    else:
        if args.method not in METHODS:
            raise unknown("Sampling method", args.method, [*METHODS, "factorial"])
        points, seed = explore.whole("--points", args.points, 2), explore.whole("--seed", args.seed, 0)
        plan = explore.worlds(args)
        axes = explore.axes(args, plan)
        design, held = sample(axes, points, args.method, seed), held_words(plan.base, axes)
    try:
        paths = write_design(design, path)
    except OSError as error:
        raise BadInput(f"{path} cannot be written ({error.strerror}); allowed: a file that can be made.") from None
    print(f"{len(design)} points, {len(design.keys)} columns: {', '.join(map(str, paths))}.")
    if held:
        print(held)


def _levels(text: str) -> tuple[str, list[str]]:
    key, _, values = text.partition("=")
    if values.startswith("["):
        return key, [values]
    return key, [value.strip() for value in values.split(",") if value.strip()]


def _run(args: argparse.Namespace) -> None:
    from diffusion_sim.explore import read_design, run_study
    from diffusion_sim.outcomes import HEADLINE

    design, plan = read_design(args.target), explore.worlds(args)
    folder = explore.folder(args)
    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.executors import opened

    with Bar(shown=not args.no_progress) as bar, opened(explore.run_settings(args, plan), bar) as executor:
        outcomes = tuple(args.outcome or (HEADLINE,))
        study = run_study(design, plan, folder, outcomes, explore.workers(args, plan), args.shard, bar, executor)
    done, asked = len(study.store.present()), len(study.store.asked())
    print(f"{len(design)} points, {done} of {asked} runs are there: {folder}.")
    failed = study.store.failures()
    if len(failed):
        print(f"{len(failed)} runs failed; the first: {failed['error'].iloc[0]}")
    print(f"diffusion-sim design query {folder} shows what came out.")


def _query(args: argparse.Namespace) -> None:
    from diffusion_sim.explore.effects import by_point
    from diffusion_sim.tables import whole_file

    study = _study(args)
    table = by_point(study, args.outcome or study.outcomes, args.arm, args.against)
    from diffusion_sim.show.style import make_table

    page = make_table(f"{study.folder}: {len(study.design)} points")
    names = ["point", "arm", "outcome", "mean", "low", "high", "replicates"]
    for name in names:
        page.add_column(name, justify="left" if name in ("arm", "outcome") else "right")
    for row in table.head(20).to_dict("records"):
        page.add_row(*(f"{row[n]:.4g}" if isinstance(row[n], float) else str(row[n]) for n in names))
    screen().print(page)
    with whole_file(study.folder / "query.csv") as part:
        table.to_csv(part, index=False)
    print(f"{len(table)} rows, with the values of every key: {study.folder / 'query.csv'}.")


def _indices(args: argparse.Namespace) -> None:
    from diffusion_sim.explore import indices
    from diffusion_sim.explore.effects import values
    from diffusion_sim.explore.telling import deciding
    from diffusion_sim.explore.words import fit_words, index_table
    from diffusion_sim.tables import whole_file

    study = _study(args)
    for outcome in args.outcome or study.outcomes[:1]:
        found = indices(study.design, values(study, outcome, args.arm, args.against), seed=int(args.seed))
        for line in deciding(found):
            print(line)
        if found.believed:
            screen().print(index_table(found))
        print(fit_words(found))
        path = study.folder / f"indices_{outcome}.csv"
        with whole_file(path) as part:
            found.table.to_csv(part, index=False)
        print(f"{'All of them' if found.believed else 'As fitted, for other software'}: {path}.")


def _discover(args: argparse.Namespace) -> None:
    from diffusion_sim.explore.decided import decided
    from diffusion_sim.explore.discovery import discover, render
    from diffusion_sim.explore.effects import values
    from diffusion_sim.outcomes import describe

    study = _study(args)
    outcome = (args.outcome or study.outcomes)[0]
    sign = -1.0 if describe(outcome).better == "lower" else 1.0
    sure = decided(values(study, outcome, args.arm, args.against))
    found = discover(study.design, sign * sure.response)
    print(sure.words())
    screen().print(render(found))


def _study(args: argparse.Namespace) -> Study:
    from diffusion_sim.explore import open_study

    return open_study(Path(args.target).expanduser())
