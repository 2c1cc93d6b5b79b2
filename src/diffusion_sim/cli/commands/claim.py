"""Put one claim of the documents to the model: verdict, interval, share of worlds.

The claim's arms run at equal budget, at the defaults and in plausible worlds.
"""

from __future__ import annotations

import argparse

from diffusion_sim.cli import claims
from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen

HELP = """\
examples
  diffusion-sim claim A3
      a first look at test size, under a minute; its numbers are no verdict to quote
  diffusion-sim claim A3 --size publication
      200 replicates in 20 districts, 512 plausible worlds x 8; goes on where it was stopped
  diffusion-sim claim Q5a --size publication --points 64
      fewer worlds

what to do next
  diffusion-sim claims runs all of them; conf/claim holds a file for each, docs/claims.md
  the published verdicts."""


def add_arguments(parser: Parser) -> None:
    """Declare the options."""
    parser.add_argument("id", metavar="ID", help="a claim, such as A3 (files of conf/claim)")
    claims.add_size_arguments(parser)


def execute(args: argparse.Namespace) -> int:
    """Run the claim and print its verdict."""
    from diffusion_sim.claims.claim import claim

    one, size = claim(args.id), claims.asked_size(args)
    folder, results = claims.folders(args, size)
    print(one.claim)
    found = claims.run(args, [one.id], size, folder, results)[0]
    from rich.markdown import Markdown

    from diffusion_sim.claims.pages import page
    from diffusion_sim.claims.words import leader

    text = page(found)
    start = text.index("| comparison |")
    screen().print(Markdown(leader(found)))
    screen().print(Markdown(text[start : text.index("## The arms at the defaults")]))
    if not size.publishable:
        print("Not at publication size: no verdict to quote (--size publication).")
    print(f"Results are in {results}.")
    return 0
