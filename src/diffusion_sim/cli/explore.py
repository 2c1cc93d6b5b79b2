"""What ``design`` and ``robust`` share: the plan, the parameters that vary, own ranges, the folder."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.plan import EXECUTOR, refuse_unused, stamped
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.explore.axes import Axis
    from diffusion_sim.explore.points import Worlds
    from diffusion_sim.settings.run import RunSettings


#: Paired replicates of a point, if nothing is said.
REPLICATES = "8"
#: Keys of ``run`` that mean nothing for a design -> what is allowed.
UNUSED = {
    "shard": "design run --shard K/N, also for robust (docs/designs.md)",
    "replicate": "all replicates of a point",
    "fail_fast": "without it, since a run that fails is a row of the store",
    "folder": "--out DIR",
}


def add_axis_arguments(parser: Parser) -> None:
    """Declare which parameters vary."""
    parser.add_argument(
        "--only", action="append", metavar="KEY",
        help="vary this parameter alone, or a group as in behaviour. (may be repeated)",
    )  # fmt: skip
    parser.add_argument(
        "--range", action="append", default=[], dest="ranges", metavar="KEY=LOW..HIGH",
        help="an own range, within the ledger's (may be repeated)",
    )  # fmt: skip


def add_run_arguments(parser: Parser) -> None:
    """Declare how much is run and where the results go."""
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE", help="settings; strategies=[a,b] names the arms")
    parser.add_argument(
        "--replicates", metavar="N", help=f"paired replicates per point (default {REPLICATES})"
    )
    parser.add_argument("--districts", metavar="N", help="districts they are spread over (default half as many)")
    parser.add_argument("--workers", metavar="N", help="processes; all cores if left out")
    for key, metavar, text in EXECUTOR:
        parser.add_argument(f"--{key}", metavar=metavar, help=f"{text} (run.{key})")
    parser.add_argument("--out", metavar="DIR", help="where results go; default outputs/DATE/TIME")
    parser.add_argument("--conf", metavar="DIR", help="a folder of your own presets, laid out like conf")
    parser.add_argument("--no-progress", action="store_true", help="print no progress bar")


def worlds(args: argparse.Namespace) -> Worlds:
    """Return the plan of the overrides with the replicates of a point.

    Raises
    ------
    BadInput
        For what cannot be composed, numbers that are no whole numbers, or keys that a design knows nothing of.
    """
    from diffusion_sim.explore.points import Worlds

    named = any(text.lstrip("+").startswith("run.replicates=") for text in args.overrides)
    more = []
    if args.replicates is not None or not named:
        more = [f"run.replicates={whole('--replicates', args.replicates or REPLICATES, 1)}"]
    if args.districts is not None:
        more.append(f"run.districts={whole('--districts', args.districts, 1)}")
    plan = Worlds.load([*args.overrides, *more], args.conf)
    refuse_unused(plan.base.run, "A design", UNUSED)
    return plan


def axes(args: argparse.Namespace, plan: Worlds) -> tuple[Axis, ...]:
    """Return the parameters that vary."""
    from diffusion_sim.explore.axes import ledger_axes

    return ledger_axes(plan.base, args.only, dict(own_range(text) for text in args.ranges))


def own_range(text: str) -> tuple[str, tuple[float, float]]:
    """Read ``KEY=LOW..HIGH``.

    Raises
    ------
    BadInput
        For any other text.
    """
    key, _, ends = text.partition("=")
    low, dots, high = ends.partition("..")
    try:
        if key and dots:
            return key.strip(), (float(low), float(high))
    except ValueError:
        pass
    raise BadInput(f"--range {text!r} is not of the form KEY=LOW..HIGH, such as practice.advantage=0.4..0.9.")


def whole(option: str, text: str, least: int) -> int:
    """Read a whole number.

    Raises
    ------
    BadInput
        If it is none, or less than ``least``.
    """
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise BadInput(f"{option} {text} is not allowed; allowed: a whole number from {least}.")
    return value


def workers(args: argparse.Namespace, plan: Worlds) -> int | None:
    """Return how many processes are asked for."""
    return plan.base.run.workers if args.workers is None else whole("--workers", args.workers, 1)


def run_settings(args: argparse.Namespace, plan: Worlds) -> RunSettings:
    """Return ``run`` of the plan with the workers and the executor that the options name.

    Raises
    ------
    BadInput
        For an executor that does not exist, or options that do not go together.
    """
    named: dict[str, Any] = {key: getattr(args, key) for key, _, _ in EXECUTOR}
    given = {key: value for key, value in {**named, "workers": workers(args, plan)}.items() if value is not None}
    return replace(plan.base.run, **given)


def folder(args: argparse.Namespace) -> Path:
    """Return the folder of results."""
    return Path(args.out).expanduser() if args.out else stamped("outputs")
