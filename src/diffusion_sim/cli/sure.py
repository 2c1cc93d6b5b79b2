"""``compare --until-sure``: its options, and a comparison that stops when it is sure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import writing
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.settings import Settings

#: Option -> (name, how it is read, default, metavar, help).
OPTIONS: dict[str, tuple[str, type, Any, str, str]] = {
    "--half-width": ("half_width", float, 0.5, "X", "how exact, in points for shares (default 0.5)"),
    "--confidence": ("confidence", float, 0.95, "C", "of all intervals at all looks together (default 0.95)"),
    "--most": ("most", int, 2000, "N", "most replicates of a strategy (default 2000)"),
    "--interval": ("interval", str, "mixture", "KIND", "mixture (default), or bounded: nothing assumed, wider"),
    "--settle": ("settle", str, "either", "RULE", "either (default), width, or sign"),
}
EXAMPLE = """\
  diffusion-sim compare strategies=trailblazer,random_cohort --until-sure deep_use_3y_after
      add replicates until the difference is settled (--half-width 0.5) or 2,000 are spent (--most)"""


def add_sure_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("--until-sure", metavar="OUTCOME", help="add replicates until this outcome is settled")
    for option, (name, _, _, metavar, text) in OPTIONS.items():
        parser.add_argument(option, dest=name, metavar=metavar, help=f"with --until-sure: {text}")
    parser.add_argument("--fixed-district", action="store_true", help="with --until-sure: add luck, no districts")


def checked(args: argparse.Namespace) -> dict[str, Any]:
    """Return the values of the options.

    Raises
    ------
    BadInput
        For an option without ``--until-sure``, or a value that is not a number.
    """
    given = {o: getattr(args, name) for o, (name, *_) in OPTIONS.items() if getattr(args, name) is not None}
    if args.until_sure is None:
        named = next(iter(given), "--fixed-district" if args.fixed_district else None)
        if named:
            raise BadInput(
                f"{named} says when to stop, and nothing is to be settled; allowed: with --until-sure OUTCOME."
            )
        return {}
    if getattr(args, "run.replicates", None) is not None:
        raise BadInput("--replicates and --until-sure are both given; allowed: --most N with --until-sure.")
    values: dict[str, Any] = {"outcome": args.until_sure, "fixed_district": args.fixed_district}
    for option, (name, kind, default, metavar, _) in OPTIONS.items():
        text = given.get(option, default)
        try:
            values[name] = kind(text)
        except ValueError:
            what = "a whole number" if kind is int else "a number"
            raise BadInput(f"{option} {text} is not {what}; allowed: {option} {metavar}, such as {default}.") from None
    return values


def compare_until_sure(settings: Settings, folder: Path, asked: dict[str, Any], shown: bool) -> list[Path]:
    """Add replicates until sure, print what is sure, write it; return the paths, the manifest last.

    The replicates are kept in ``folder/parts``: the same command goes on there after it was stopped.
    """
    from dataclasses import replace

    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.compare.terminal import SHOWN
    from diffusion_sim.executors import opened
    from diffusion_sim.plots import save
    from diffusion_sim.plots.certainty import certainty
    from diffusion_sim.sequential import FromStore, until_sure
    from diffusion_sim.sequential.until_sure import check
    from diffusion_sim.sequential.words import render
    from diffusion_sim.simulate import laid_out, manifest
    from diffusion_sim.tables import whole_file, write_manifest

    check(settings, **asked)
    outcomes = tuple(dict.fromkeys((asked["outcome"], *SHOWN)))
    with Bar(shown=shown) as bar, opened(settings.run, bar) as executor:
        more = FromStore(folder / "parts", outcomes=outcomes, progress=bar, options={"executor": executor})
        found = until_sure(settings, more=more, **asked)
    screen().print(render(found))
    paths = []
    with writing(folder):
        (folder / "figures").mkdir(parents=True, exist_ok=True)
        paths += save(certainty(found), folder / "figures")
        for name, frame in (("sure", found.contrasts), ("looks", found.looks)):
            with whole_file(folder / f"{name}.csv") as part:
                frame.to_csv(part, index=False)
            paths.append(folder / f"{name}.csv")
        run = replace(settings, run=replace(settings.run, replicates=len(found.reps)))
        about = {**manifest(run, laid_out(settings, 0).n), "until_sure": {**asked, "lucks": found.order.lucks}}
        about["districts"] = len({r.district for r in found.reps})
        paths.append(write_manifest(about, folder))
    return paths
