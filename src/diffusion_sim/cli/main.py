"""``diffusion-sim``: finds the command, prints one sentence for bad input, chooses the exit code."""

from __future__ import annotations

import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

from diffusion_sim.cli import commands
from diffusion_sim.cli.parser import Parser
from diffusion_sim.collector import own_process
from diffusion_sim.errors import BadInput, nearest

ORDER = (
    "compare", "run", "show", "robust", "claim", "claims", "power", "explain", "twins", "design",
    "status", "merge", "rerun", "completion",
)  # fmt: skip

OVERVIEW = """\
How a practice spreads through a school district, and which rollout strategy does what.

Usage: diffusion-sim COMMAND [OPTIONS] [KEY=VALUE ...]

Commands
{commands}

Start here
  diffusion-sim compare                            three strategies in the embedded district
  diffusion-sim show strategies                    what they consist of
  diffusion-sim compare practice=ai_assistant      the same question about another practice
  diffusion-sim compare strategies=trailblazer,mandate --replicates 200
  diffusion-sim compare district.table=FILE district.name=NAME
                                                   your own district, from a table of its schools

KEY=VALUE changes a setting: practice=NAME takes a preset, practice.complexity=0.7 one number.
diffusion-sim show parameters lists every number with its unit, range and source.
diffusion-sim COMMAND --help says more; diffusion-sim completion bash sets up the TAB key.

Exit codes: 0 done, 2 the input cannot be run (one sentence says why), 1 anything else."""


def command_names() -> tuple[str, ...]:
    """Return the names of the commands by listing their folder, the common ones first."""
    names = {m.name.replace("_", "-") for m in pkgutil.iter_modules(commands.__path__)}
    return (*(n for n in ORDER if n in names), *sorted(names - set(ORDER)))


def command(name: str) -> ModuleType:
    """Return the module of a command."""
    return import_module(f"{commands.__name__}.{name.replace('-', '_')}")


def summary(name: str) -> str:
    """Return the first line of a command's docstring."""
    return (command(name).__doc__ or "").partition("\n")[0].rstrip(".")


def overview() -> str:
    """Return the help of the program as a whole."""
    rows = [f"  {name:<12}{summary(name)}" for name in command_names()]
    return OVERVIEW.format(commands="\n".join(rows))


def dispatch(arguments: Sequence[str]) -> int:
    """Run one command line; errors are raised.

    Raises
    ------
    BadInput
        For an unknown command, option, key or value.
    """
    first, *rest = arguments or ("--help",)
    if first in ("-h", "--help", "help"):
        print(overview() if not rest else _parser(rest[0]).format_help())
        return 0
    if first in ("-V", "--version"):
        from diffusion_sim import __version__

        print(f"diffusion-sim {__version__}")
        return 0
    if first == "__complete":
        from diffusion_sim.cli.candidates import candidates

        print("\n".join(candidates(rest)))
        return 0
    parser = _parser(first)
    return int(command(first).execute(parser.read(rest)))


def _parser(name: str) -> Parser:
    if name not in command_names():
        allowed = ", ".join(command_names())
        raise BadInput(
            f"Command {name!r} does not exist; allowed: {allowed}.{nearest(name, command_names())}"
        )
    module = command(name)
    parser = Parser(f"diffusion-sim {name}", summary(name), module.HELP)
    module.add_arguments(parser)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    if arguments is None:
        own_process()
    try:
        code = dispatch(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except BadInput as error:
        print(f"diffusion-sim: {error}", file=sys.stderr)
        return 2
    except RuntimeError as error:
        from diffusion_sim.batch.failures import BatchError

        if not isinstance(error, BatchError):
            raise
        print(f"diffusion-sim: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("diffusion-sim: stopped; a folder without manifest.json is not complete.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (such as head) has seen enough; keep Python from flushing into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
