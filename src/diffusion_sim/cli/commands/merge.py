"""Join the shards of a batch, say what is missing, and write the result."""

from __future__ import annotations

import argparse
from pathlib import Path

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.stored import finish_stored

HELP = """\
examples
  diffusion-sim merge wide
      the shards that compare --shard k/N --out wide has written; prints and writes the comparison
  diffusion-sim merge first second
      two folders of the same plan, into the first one

what to do next
  "12 of 600 runs are missing" means: run the shards that are named again, then merge again; what is
  there is never run twice. diffusion-sim status FOLDER says how far a batch has come."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("folders", nargs="+", metavar="FOLDER", help="folders of results; all go into the first")
    parser.add_argument("--no-progress", action="store_true", help="print no progress bar")


def execute(args: argparse.Namespace) -> int:
    """Merge; 1 if runs are missing."""
    from diffusion_sim.batch.failures import BatchError
    from diffusion_sim.batch.merge import merge, missing

    store = merge(args.folders)
    lacks = missing(store)
    if lacks.total:
        raise BatchError(f"{lacks}. What is there is joined in {store.folder}; run those again, then merge again.")
    print(f"All {len(store.present())} runs are there, joined in {store.folder}.")
    finish_stored(store, Path(args.folders[0]), shown=not args.no_progress)
    return 0
