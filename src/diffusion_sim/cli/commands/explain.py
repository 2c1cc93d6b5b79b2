"""Tell one person's weeks in one run: who influenced, hours received, each draw.

PERSON is a roster id, SCHOOL:PERSON, or a post id of the table people.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

HELP = """\
examples
  diffusion-sim explain S0005:p0023
      the first strategy of the settings, replicate 0
  diffusion-sim explain S0005:p0023 strategy=training_mandate --replicate 7
      under another strategy and another luck
  diffusion-sim explain S0005:p0023 --weeks 10:30
      these weeks as a table, week by week
  diffusion-sim explain S0005:p0023 --out p0023
      a figure, and as CSV every number of every week, who was heard, and the events

what to do next
  diffusion-sim twins --without S0005:p0023 tells who would not have adopted without this person's
  place in the cohort."""
#: Columns of the week table on the terminal.
TABLE = (
    "week", "level", "u_move", "up_line", "down_line", "belief", "skill", "load", "coaching", "cohort", "training",
    "pressure", "own_drive", "peer_drive", "coach_drive",
)  # fmt: skip


def add_arguments(parser: Parser) -> None:
    """Declare the person, settings and options."""
    parser.add_argument("words", nargs="*", metavar="PERSON|KEY=VALUE", help="whose weeks, and settings")
    add_run_arguments(parser)
    parser.add_argument("--weeks", metavar="A:B", help="print the weeks A to B (from 1) as a table")


def add_run_arguments(parser: Parser) -> None:
    """Declare what ``explain`` and ``twins`` share."""
    parser.add_argument("--replicate", metavar="K", default="0", help="which replicate of a batch, from 0 (default 0)")
    parser.add_argument("--seed", metavar="N", help="another seed gives other luck (run.seed)")
    parser.add_argument("--out", metavar="DIR", help="write the figure and tables (CSV) into this folder")
    parser.add_argument("--conf", metavar="DIR", help="a folder of your own presets, laid out like conf")


def overrides_of(args: argparse.Namespace, words: list[str]) -> list[str]:
    """Return the settings among the words."""
    return [w for w in words if "=" in w] + ([f"run.seed={args.seed}"] if args.seed is not None else [])


def whole(option: str, text: str, low: int = 0) -> int:
    """Return an option's whole number.

    Raises
    ------
    BadInput
        For anything else.
    """
    if not text.isdecimal() or int(text) < low:
        raise BadInput(f"{option} {text!r} is not allowed; allowed: a whole number, {low} or more.")
    return int(text)


def week_span(text: str | None) -> tuple[int, int] | None:
    """Return the first and last week (from 1) of ``A:B``.

    Raises
    ------
    BadInput
        For another form, or a span that runs backwards.
    """
    if text is None:
        return None
    first, colon, last = text.partition(":")
    if not (first.isdecimal() and (last.isdecimal() if colon else not last)):
        raise BadInput(f"--weeks {text!r} is not allowed; allowed: A:B, such as 10:30, weeks counted from 1.")
    a, b = int(first), int(last or first)
    if not 1 <= a <= b:
        raise BadInput(f"--weeks {text!r} is not allowed; allowed: a first week from 1 on, and a last not before it.")
    return a, b


def execute(args: argparse.Namespace) -> int:
    """Print the story; write the figure and tables where asked."""
    people = [w for w in args.words if "=" not in w]
    if len(people) != 1:
        found = f"found {len(people)}: {', '.join(people)}" if people else "found none"
        raise BadInput(f"explain needs one person ({found}); allowed: a roster id, SCHOOL:PERSON or a post id.")
    span, number = week_span(args.weeks), whole("--replicate", args.replicate)
    from diffusion_sim.cli.folder import fresh_folder, write_all
    from diffusion_sim.explain import explain
    from diffusion_sim.settings.load import load

    settings = load(None, overrides_of(args, args.words), conf=args.conf)
    folder = fresh_folder(args.out)
    story = explain(settings, people[0], number)
    print(story.text)
    if span is not None:
        print(f"\n{week_table(story.weeks, *span)}")
    if folder is None:
        print("\n--weeks A:B prints weeks as a table; --out DIR writes a figure and every number as CSV.")
        return 0
    from diffusion_sim.plots.life import life

    tables = {"weeks": story.weeks, "heard": story.heard, "events": story.events}
    print(write_all(folder, tables, [life(story)], {"story.txt": story.text}))
    return 0


def week_table(weeks: pd.DataFrame, first: int, last: int) -> str:
    """Return the weeks ``first`` to ``last`` (from 1) as text.

    Raises
    ------
    BadInput
        Where the run is shorter.
    """
    if first > len(weeks):
        raise BadInput(f"--weeks {first}:{last} lies beyond the run; allowed: weeks 1 to {len(weeks)}.")
    chosen = weeks.iloc[first - 1 : last][list(TABLE)].copy()
    chosen["week"] += 1
    empty = [c for c in ("coaching", "cohort", "training", "pressure") if not chosen[c].any()]
    return str(chosen.drop(columns=empty).to_string(index=False, float_format=lambda v: f"{v:.3f}"))
