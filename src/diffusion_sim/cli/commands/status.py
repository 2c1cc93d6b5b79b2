"""How far a batch has come, who is writing it, what failed, and what it says so far."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen

if TYPE_CHECKING:
    from diffusion_sim.batch.store import Store

HELP = """\
examples
  diffusion-sim status wide
      runs asked for, there, failed and missing of every strategy, and the time left
  diffusion-sim status wide --partial
      and the comparison of the replicates that all strategies have so far

what to do next
  Reading never disturbs the batch that is writing. diffusion-sim rerun FOLDER --replicate K
  replays a run that failed."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("folder", metavar="FOLDER", help="folder of results, or a store")
    parser.add_argument("--partial", action="store_true", help="compare what is there so far")


def execute(args: argparse.Namespace) -> int:
    """Print the state of a batch."""
    from diffusion_sim.batch.merge import missing
    from diffusion_sim.batch.store import Store

    store = Store(args.folder)
    lacks = missing(store)
    counts = lacks.counts
    print(f"{store.folder}: tables {', '.join(store.about['keep'])}; sources {store.about['sources']}.")
    for row in counts.to_dict("records"):
        failed = f", {row['failed']} failed" if row["failed"] else ""
        print(f"  {row['arm']!s:<24}{row['there']:>8} of {row['asked']} runs{failed}")
    if counts.empty:
        print("Nothing has been asked for yet: the batch is still being laid out.")
        return 0
    print(f"{lacks}." if lacks.total else "Nothing is missing.")
    if lacks.total:
        print(_time_left(store, lacks.total))
    for row in store.failures().head(3).to_dict("records"):
        print(f"  failed: replicate {row['luck']} of {row['arm']} at the stage {row['stage']!r}: {row['error']}")
    if args.partial:
        _compare(store, args.folder)
    return 0


def _time_left(store: Store, left: int) -> str:
    """Say how long the rest takes at the pace of the parts that were written last."""
    from time import time

    from diffusion_sim.batch import parts

    files = [(parts.part(h, parts.DONE, n).stat().st_mtime, h, n) for h, n in store.parts()]
    recent = sorted(files)[-50:]
    if len(recent) < 2 or recent[-1][0] <= recent[0][0]:
        return "Too little is there to say how long the rest takes."
    runs = sum(len(parts.runs_of(home, name)) for _, home, name in recent[1:])
    pace = runs / (recent[-1][0] - recent[0][0])
    ago = time() - recent[-1][0]
    return f"{pace:.3g} runs a second of late, last part {ago:.0f} s ago: about {left / pace / 60:.1f} minutes left."


def _compare(store: Store, folder: str) -> None:
    from diffusion_sim.batch.collect import latest_settings
    from diffusion_sim.compare import render
    from diffusion_sim.compare.comparison import compare_runs

    if store.plans()["arm"].duplicated().any():
        print(f"Several plans of one strategy, as in a design: diffusion-sim design query {folder} shows them so far.")
        return
    settings = latest_settings(store)
    names = [arm.name for arm in settings.arms]
    runs = store.table("runs")
    there = [name for name in names if name in set(runs["arm"])]
    print("So far:")
    found = compare_runs(runs, arms=there, own=settings.district.table is not None)
    screen().print(render(found), crop=False)
