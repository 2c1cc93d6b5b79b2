"""Run one replicate twice, same draws, with and without one member or one coaching.

Tells exactly who would not have adopted, and through whom; with --each, what hangs on every member on average.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli.commands.explain import add_run_arguments, overrides_of, whole
from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.settings.settings import Settings

HELP = """\
examples
  diffusion-sim twins --without S0005:p0011
      one member's place stays empty: who would not have adopted, later, earlier; the credit tree
  diffusion-sim twins --without-coach S0005 --replicate 3
      no coaching in one school, another luck
  diffusion-sim twins --each --lucks 20 --out members
      every member in turn, under 20 lucks of one district: a ranking with means and intervals
  diffusion-sim twins --without S0005:p0011 --out tree
      the list, the tree and the spells as CSV, and a drawing

what is held as it was
  All draws, and what everybody else is given: places, meeting groups, coaching cycles. The money
  set free is not spent. The member stays at the post and may adopt as others do. One run's list is
  exact for that run and an anecdote about the strategy; --each gives the mean over lucks."""


def add_arguments(parser: Parser) -> None:
    """Declare what is removed, settings and options."""
    parser.add_argument("overrides", nargs="*", metavar="KEY=VALUE", help="settings, such as strategy=random_cohort")
    parser.add_argument(
        "--without", metavar="PERSON", action="append", help="a member whose place stays empty; repeatable"
    )
    parser.add_argument("--without-coach", metavar="SCHOOL", help="a school whose staff get no coaching")
    parser.add_argument("--each", action="store_true", help="leave every member's place empty in turn, and rank them")
    parser.add_argument("--lucks", metavar="N", help="with --each: how many lucks (default 20)")
    add_run_arguments(parser)
    parser.add_argument("--no-progress", action="store_true", help="print no progress bar")


def execute(args: argparse.Namespace) -> int:
    """Print the twins or the ranking; write tables and the drawing where asked."""
    _refuse(args)
    number, lucks = whole("--replicate", args.replicate), whole("--lucks", args.lucks or "20", 1)
    from diffusion_sim.cli.folder import fresh_folder
    from diffusion_sim.settings.load import load

    settings = load(None, overrides_of(args, args.overrides), conf=args.conf)
    folder = fresh_folder(args.out)
    if args.each:
        _each(settings, lucks, number, folder, not args.no_progress)
    else:
        _pair(settings, args.without or [], args.without_coach, number, folder)
    return 0


def _refuse(args: argparse.Namespace) -> None:
    stray = [w for w in args.overrides if "=" not in w]
    if stray:
        raise BadInput(
            f"twins does not know {stray[0]!r}; allowed: KEY=VALUE, --without PERSON, --without-coach SCHOOL."
        )
    single = bool(args.without or args.without_coach)
    if args.each and single:
        raise BadInput("twins takes --each or --without/--without-coach, not both.")
    if not args.each and not single:
        raise BadInput("twins needs something to remove; allowed: --without PERSON, --without-coach SCHOOL, or --each.")
    if args.lucks is not None and not args.each:
        raise BadInput("--lucks goes with --each; a single pair of twins is one luck, chosen by --replicate.")


def _pair(settings: Settings, without: list[str], school: str | None, number: int, folder: Path | None) -> None:
    from diffusion_sim.cli.folder import write_all
    from diffusion_sim.explain import twins

    found = twins(settings, without, school, number)
    print(found)
    if folder is not None:
        from diffusion_sim.plots.credit import credit

        tables = {"people": found.people, "spells": found.spells, "credit": found.credit, "totals": found.totals}
        print(write_all(folder, tables, [credit(found)], {"twins.txt": str(found)}))


def _each(settings: Settings, lucks: int, number: int, folder: Path | None, shown: bool) -> None:
    from diffusion_sim.cli.folder import write_all
    from diffusion_sim.cli.progress import Bar
    from diffusion_sim.explain import ranking

    with Bar(shown=shown) as bar:
        found = ranking(settings, lucks, number, progress=bar)
    print(found)
    if folder is not None:
        from diffusion_sim.plots.credit import ranked

        tables = {"members": found.people, "runs": found.runs}
        print(write_all(folder, tables, [ranked(found)], {"ranking.txt": str(found)}))
