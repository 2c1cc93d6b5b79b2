"""Put one claim of the documents to the model: verdict, interval, share of worlds.

The claim's arms run at equal budget, at the defaults and in plausible worlds.
"""

from __future__ import annotations

import argparse

from diffusion_sim.cli import claims
from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen

#: Columns of a table that a page of 100 columns holds without cutting words.
MOST_COLUMNS = 4
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
    one, size = claims.asked_claim(args.id), claims.asked_size(args)
    folder, results = claims.folders(args, size)
    claims.warn(size)
    print(one.id, claims.wrapped(f'"{one.claim}"'), sep="\n", flush=True)
    found = claims.run(args, [one.id], size, folder, results, claims.tell_verdict)[0]
    from rich.markdown import Markdown

    from diffusion_sim.claims.pages import page
    from diffusion_sim.claims.words import leader

    text = page(found)
    start = text.index("| comparison |")
    print()
    screen().print(Markdown(leader(found)))
    print()
    screen().print(Markdown(_rows_as_lists(text[start : text.index("## The arms at the defaults")])))
    print(f"Results are in {results}.")
    return 0


def _rows_as_lists(text: str) -> str:
    """Write every row of a wide table as a list: in columns, its words would be cut on a terminal."""
    out: list[str] = []
    head: list[str] = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else []
        if not cells:
            # The line of dashes below a head is part of its table.
            head = head if line.startswith("|--") else []
            out += [] if head else [line]
        elif not head and len(cells) <= MOST_COLUMNS:
            out.append(line)
        elif not head:
            head = cells
        else:
            pairs = zip(head[1:], cells[1:], strict=True)
            out += [f"**{cells[0]}**", "", *(f"- {name}: {cell}" for name, cell in pairs), ""]
    return "\n".join(out)
