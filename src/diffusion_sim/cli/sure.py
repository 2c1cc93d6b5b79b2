"""``compare --until-sure``: its options, and a comparison that stops when it is sure."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import ALIASES, writing
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from diffusion_sim.batch.unit import Unit
    from diffusion_sim.replicates import Replicate
    from diffusion_sim.sequential import SureResult

#: Option -> (name, how it is read, default, metavar, help).
OPTIONS: dict[str, tuple[str, type, Any, str, str]] = {
    "--half-width": ("half_width", float, None, "X", "how exact, in the outcome's unit (points: default 0.5)"),
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
    _refuse_unused(args)
    values: dict[str, Any] = {"outcome": args.until_sure, "fixed_district": args.fixed_district}
    for option, (name, kind, default, metavar, _) in OPTIONS.items():
        text = given.get(option, default)
        try:
            values[name] = None if text is None else kind(text)
        except ValueError:
            what = "a whole number" if kind is int else "a number"
            such = f"{option} {metavar}, such as {default or 0.5}"
            raise BadInput(f"{option} {text} is not {what}; allowed: {such}.") from None
    return values


def _refuse_unused(args: argparse.Namespace) -> None:
    """Refuse what says how many replicates, or which: that is decided while they run."""
    for option in ("--replicates", "--shard", "--replicate"):
        key = ALIASES[option][0]
        written = next((o for o in args.overrides if o.lstrip("+").partition("=")[0] == key), None)
        if getattr(args, key, None) is not None or written is not None:
            instead = "--most N" if option == "--replicates" else "all replicates, here or by --executor dask,"
            said = f"{written or option} and --until-sure are both given"
            raise BadInput(f"{said}; allowed: {instead} with --until-sure.")


def compare_until_sure(
    settings: Settings, folder: Path, asked: dict[str, Any], shown: bool
) -> tuple[list[Path], int]:
    """Add replicates until sure, print what is sure, write it; return the paths, and how many runs failed.

    The replicates are kept in ``folder/parts``: the same command goes on there after it was stopped.

    Raises
    ------
    BadInput
        If the plan cannot be run, or the folder is of another plan.
    BatchError
        If every run of an arm failed, or the first one with ``run.fail_fast``.
    """
    from diffusion_sim.sequential.until_sure import asked_half_width
    from diffusion_sim.sequential.words import render

    asked = {**asked, "half_width": asked_half_width(asked["outcome"], asked["half_width"])}
    found, failed = _searched(settings, folder, asked, shown)
    screen().print(render(found))
    return _write(found, settings, folder, asked, failed), failed


def checked_search(settings: Settings, folder: Path, asked: dict[str, Any]) -> list[Unit]:
    """Return the units of the first look of a search that can be run into ``folder``; nothing is run or written.

    Raises
    ------
    BadInput
        If the plan cannot be run, or the folder is of another plan.
    """
    from diffusion_sim.cli.stored import checked_plan
    from diffusion_sim.sequential.until_sure import check

    order = check(settings, **asked)[1]
    return checked_plan(settings, folder, order.replicates(order.start))


def _searched(settings: Settings, folder: Path, asked: dict[str, Any], shown: bool) -> tuple[SureResult, int]:
    from diffusion_sim.batch.store import Store
    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.cli.stored import PARTS, kept, say_failures
    from diffusion_sim.compare.terminal import SHOWN
    from diffusion_sim.executors import opened
    from diffusion_sim.sequential import FromStore, until_sure

    where = folder / PARTS
    outcomes = tuple(dict.fromkeys((asked["outcome"], *SHOWN)))
    with Bar(shown=shown) as bar:
        bar(0, 1, "Building the district")
        first = checked_search(settings, folder, asked)
        with opened(settings.run, bar) as executor:
            options = {"executor": executor, "fail_fast": settings.run.fail_fast, "strict": True}
            source = FromStore(where, outcomes=outcomes, progress=bar, options=options)

            def more(given: Settings, reps: Sequence[Replicate]) -> pd.DataFrame:
                with kept(folder, where, first, grows=True):
                    runs = source(given, reps)
                if set(runs["arm"]) != {arm.name for arm in given.arms}:
                    say_failures(Store(where), folder, source.tried)
                return runs

            found = until_sure(settings, more=more, **asked)
    return found, say_failures(Store(where), folder, source.tried)


def _write(found: SureResult, settings: Settings, folder: Path, asked: dict[str, Any], failed: int) -> list[Path]:
    """Write tables, figure and manifest; return the paths, the manifest last."""
    from dataclasses import replace

    from diffusion_sim.plots import save
    from diffusion_sim.plots.certainty import certainty
    from diffusion_sim.simulate import laid_out, manifest
    from diffusion_sim.tables import whole_file, write_manifest

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
        about |= {"districts": len({r.district for r in found.reps}), "failed": failed}
        paths.append(write_manifest(about, folder))
    return paths
