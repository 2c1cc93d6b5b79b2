"""Show the district, strategies, a pathway, systems, practices, outcomes or parameters.

A topic is a file of ``diffusion_sim/show`` that has a function ``show``.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen
from diffusion_sim.errors import BadInput, nearest

TOPICS = ("district", "strategies", "pathway", "systems", "practices", "schedule", "outcomes", "parameters")
#: Other names that people will try.
ALSO = {
    "practice": "practices", "strategy": "strategies", "parameter": "parameters", "outcome": "outcomes",
    "system": "systems", "pathways": "pathway", "dial": "pathway", "dials": "pathway", "districts": "district",
    "part": "strategies", "parts": "strategies",
}  # fmt: skip
#: Groups of settings whose presets have names that people know.
PRESETS = ("practice", "strategy", "system")

HELP = """\
examples
  diffusion-sim show strategies                   each strategy and the parts it is composed of
  diffusion-sim show strategies hybrid            one of them, part by part
  diffusion-sim show pathway pathway.pace=4       what the seven dials mean in hours and rules
  diffusion-sim show pathway --figure path.png --current 2,3,4,3,2,3,2 --aspired 3,4,4,4,4,3,3
                                                  Reflection Guide 2, drawn
  diffusion-sim show systems chicago              a named system: what is told, what is assumed
  diffusion-sim show parameters                   every number: unit, range, class, source
  diffusion-sim show parameters coaching          those about coaching
  diffusion-sim show parameters --csv > ledger.csv
  diffusion-sim show practices                    what can spread
  diffusion-sim show schedule                     what happens in a week, in order
  diffusion-sim show outcomes deep                what is measured, and how it is defined
  diffusion-sim show district district.table=schools.csv district.name=durham
                                                  your own district, as the program reads it;
                                                  with --csv all its schools

what to do next
  Words narrow the list; KEY=VALUE shows it with that setting. Use the same KEY=VALUE with
  diffusion-sim compare."""


def add_arguments(parser: Parser) -> None:
    """Declare the topic, words and settings."""
    parser.add_argument("topic", nargs="?", default="", metavar="TOPIC", help=", ".join(TOPICS))
    parser.add_argument(
        "words", nargs="*", metavar="WORD|KEY=VALUE", help="narrow the list, or change a setting"
    )
    parser.add_argument("--csv", action="store_true", help="the parameters, or all schools of the district, as CSV")
    parser.add_argument("--mermaid", action="store_true", help="the schedule as a Mermaid diagram")
    parser.add_argument("--figure", metavar="FILE", help="of a pathway: draw Reflection Guide 2 (png, svg or pdf)")
    parser.add_argument("--current", metavar="P,P,...", help="where you stand, seven positions of 1 to 5")
    parser.add_argument("--aspired", metavar="P,P,...", help="where you want to be, likewise")
    parser.add_argument("--conf", metavar="DIR", help="a folder of your own presets, laid out like conf")


def execute(args: argparse.Namespace) -> int:
    """Print the topic."""
    topic = ALSO.get(args.topic, args.topic)
    if not topic:
        raise BadInput(f"show needs a topic; allowed: {', '.join(TOPICS)}.")
    if topic not in TOPICS:
        hint = _home(topic) or nearest(topic, TOPICS)
        raise BadInput(f"Topic {topic!r} does not exist; allowed: {', '.join(TOPICS)}.{hint}")
    overrides = [w for w in args.words if "=" in w]
    words = tuple(w for w in args.words if "=" not in w)
    _refuse_files(words)
    from diffusion_sim.settings.load import load
    from diffusion_sim.settings.places import own_conf
    from diffusion_sim.show.wanted import Wanted

    settings = load(None, overrides, conf=args.conf)
    wanted = Wanted(
        words, args.csv, args.mermaid, own_conf(args.conf), args.figure, args.current, args.aspired, tuple(overrides)
    )
    import_module(f"diffusion_sim.show.{topic}").show(settings, screen(), wanted)
    return 0


def _home(name: str) -> str:
    """Say under which topic a strategy, a system or a practice of this name is shown, or nothing."""
    from diffusion_sim.settings.registry import options

    homes = (topic for group, topic in ALSO.items() if group in PRESETS and name in options(group))
    return next((f" Did you mean 'show {topic} {name}'?" for topic in homes), "")


def _refuse_files(words: tuple[str, ...]) -> None:
    """Refuse the name of a table of schools without its key: it would be taken for a word to look for."""
    for word in words:
        if word.lower().endswith(".csv") and Path(word).expanduser().is_file():
            raise BadInput(f"{word!r} is not of the form KEY=VALUE; did you mean district.table={word}?")
