"""Replay exactly one run of a batch, on either engine, with every person's history."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput, unknown

HELP = """\
examples
  diffusion-sim rerun durham --replicate 31 --arm trailblazer
      that run again: everybody's state in every week, and whether the outcomes are the stored ones
  diffusion-sim rerun durham --replicate 31 --arm trailblazer run.engine=agents
      by the Mesa agents engine
  diffusion-sim rerun worlds --point 12 --replicate 3 --arm trailblazer
      a run of a design, by the number of its point

what to do next
  pandas.read_parquet reads history.parquet: one row per person and week; week -1 is the state
  before the first week. A run that failed prints its traceback."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="FOLDER", help="folder of results, or a store")
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE", help="run.engine=agents or columns")
    parser.add_argument("--replicate", required=True, metavar="K", help="number of the replicate (its luck)")
    parser.add_argument("--arm", metavar="NAME", help="which strategy; may be left out where there is one")
    parser.add_argument("--point", metavar="P", help="point of a design (diffusion-sim design query lists them)")
    parser.add_argument("--run", metavar="ID", help="id of the run, where a design has several of one strategy")
    parser.add_argument("--to", metavar="DIR", help="where the tables go; default FOLDER/replay/ARM-K-ENGINE")


def execute(args: argparse.Namespace) -> int:
    """Replay, compare, write; 1 if the run fails again or the outcomes differ."""
    from diffusion_sim.batch import parts, replay
    from diffusion_sim.batch.store import Store

    store = Store(args.folder)
    if not args.replicate.isdigit():
        raise BadInput(f"--replicate {args.replicate} is not allowed; allowed: a whole number, 0 or more.")
    asked = _engine(args.overrides)
    unit = replay.find(store, int(args.replicate), args.arm, args.run, _plans(args))
    engine = asked or unit.settings.run.engine
    other = replace(unit, settings=replace(unit.settings, run=replace(unit.settings.run, engine=engine)))
    name = f"{unit.arm.name}-{args.replicate}-{engine}" + (f"-point-{args.point}" if args.point else "")
    folder = Path(args.to) if args.to else Path(args.folder) / "replay" / name
    with parts.told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            tables = replay.replay(other, folder / "history.parquet")
        except Exception as error:
            return _failed(error, folder)
        paths = _write(tables, folder)
    print(f"Replicate {args.replicate} of {unit.arm.name} on the engine {engine}: {', '.join(paths)} in {folder}.")
    return _said(replay.compare(store, unit, tables))


def _plans(args: argparse.Namespace) -> set[str] | None:
    """Return the plans of the point asked for; None where no point is."""
    if args.point is None:
        return None
    from diffusion_sim.cli.explore import whole
    from diffusion_sim.explore import open_study

    link = open_study(Path(args.folder).expanduser()).link
    rows = link[link["point"] == whole("--point", args.point, 0)]
    if rows.empty:
        raise BadInput(
            f"--point {args.point} is not one of the {link['point'].nunique()} points of the design; "
            f"allowed: {link['point'].min()} to {link['point'].max()}."
        )
    return set(rows["plan"])


def _engine(overrides: list[str]) -> str | None:
    from diffusion_sim.settings.run import ENGINES

    found = None
    for override in overrides:
        key, _, found = override.partition("=")
        if key != "run.engine":
            raise BadInput(f"rerun replays a run as it was and takes no {override!r}; allowed: run.engine=agents.")
        if found not in ENGINES:
            raise unknown("run.engine=", found, ENGINES)
    return found


def _write(tables: object, folder: Path) -> list[str]:
    import pyarrow.parquet as pq

    from diffusion_sim.tables import SCHEMAS, check, whole_file

    for name in SCHEMAS:
        with whole_file(folder / f"{name}.parquet") as part:
            pq.write_table(check(name, getattr(tables, name)), part, compression="zstd")
    return ["history", *SCHEMAS]


def _failed(error: Exception, folder: Path) -> int:
    import traceback

    from diffusion_sim.batch.failures import stage_of

    text = "".join(traceback.format_exception(error))
    (folder / "traceback.txt").write_text(text, encoding="utf-8")
    print(text)
    print(f"It failed again, at the stage {stage_of(error)!r}; the traceback is in {folder / 'traceback.txt'}.")
    return 1


def _said(found: object) -> int:
    from diffusion_sim.batch.replay import Check

    assert isinstance(found, Check)
    if not found.stored:
        print("The store holds no outcomes of this run to compare with: it failed or was never run.")
        return 0
    if found.differing:
        print(f"{len(found.differing)} of {found.compared} outcomes differ: {', '.join(found.differing)}.")
        return 1
    print(f"All {found.compared} outcomes equal the stored ones to the last bit.")
    return 0
