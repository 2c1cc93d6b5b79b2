"""Put every claim of the documents to the model, the first document first.

Arms that claims share run once; a stopped run goes on when the same command is given again.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from diffusion_sim.cli import claims
from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.claims.sizes import Size

HELP = """\
examples
  diffusion-sim claims
      all of them at test size, some two minutes; these are no verdicts to quote
  diffusion-sim claims --size publication --write
      what docs/claims.md shows: results in experiments/claims, a page and a figure for each claim
  diffusion-sim claims --size publication --points 128 --only A1,A3
      some claims, fewer worlds
  diffusion-sim claims --size publication --points 128 --seed 2 --out outputs/again
      the same with other districts, luck and worlds, to see what is owed to chance
  diffusion-sim claims --pages
      runs nothing; writes the pages of the results in experiments/claims

what to do next
  diffusion-sim claim A3 says more of one claim."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    claims.add_size_arguments(parser)
    parser.add_argument("--only", metavar="IDS", help="these claims alone, such as A1,A3")
    parser.add_argument("--write", action="store_true", help="write experiments/claims, docs/claims.md and docs/claims")
    parser.add_argument("--pages", action="store_true", help="run nothing, write the pages of the results")
    parser.add_argument("--docs", metavar="DIR", help="where pages go (default docs)")


def _refuse_unused(args: argparse.Namespace) -> None:
    """Refuse what would be ignored: with ``--pages`` nothing is run, without it or ``--write`` no page is written."""
    if args.docs and not (args.write or args.pages):
        raise BadInput("--docs says where pages go, and none are written; allowed: with --write or --pages.")
    usual = {"size": "test", "seed": "1"}
    names = ("size", "points", "replicates", "seed", "workers", "out", "only", "write") if args.pages else ()
    for name in names:
        if getattr(args, name) not in (None, False, usual.get(name)):
            raise BadInput(f"--{name} and --pages are both given, and --pages runs nothing; allowed: one of them.")


def _refuse_small(args: argparse.Namespace, size: Size) -> None:
    """Refuse to put numbers of a small run in the place of the published ones, which take days."""
    if args.write and not args.results and not size.publishable:
        said = "--write would put a run below publication size in place of the published results (experiments/claims)"
        raise BadInput(f"{said}; allowed: with --size publication, or with --results DIR and --docs DIR.")


def execute(args: argparse.Namespace) -> int:
    """Run the claims, print each verdict as it comes, write the pages if asked."""
    from diffusion_sim.claims.claim import claim_ids

    _refuse_unused(args)
    size = claims.asked_size(args)
    _refuse_small(args, size)
    asked = [claims.asked_claim(name).id for name in args.only.split(",")] if args.only else claim_ids()
    names = list(dict.fromkeys(asked))
    folder, results = claims.folders(args, size)
    if (args.write or args.pages) and not args.results:
        results = Path("experiments") / "claims"
    if not args.pages:
        claims.warn(size)
        claims.run(args, names, size, folder, results)
    if args.write or args.pages:
        from diffusion_sim.claims.write import write_pages

        docs = Path(args.docs or "docs")
        paths = write_pages(results, docs)
        print(f"{len(paths)} pages and figures written, {docs}/claims.md among them.")
    print(f"Results are in {results}.")
    return 0
