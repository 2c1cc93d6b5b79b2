"""Options of a command, with errors in one sentence; options and ``KEY=VALUE`` may be mixed freely."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from diffusion_sim.errors import BadInput, unknown

#: The option of the output folder, and Hydra's key for the same.
FOLDER = "--out"
HYDRA_FOLDER = "hydra.run.dir="


class Parser(argparse.ArgumentParser):
    """An argparse parser that raises :class:`BadInput` and knows the nearest option."""

    def __init__(self, prog: str, summary: str, examples: str) -> None:
        super().__init__(
            prog=prog,
            description=f"{summary}.",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise the sentence instead of printing the usage."""
        raise BadInput(f"{self.prog}: {message}; {self.prog} --help shows what is allowed.")

    def read(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Parse, or raise the sentence that names the nearest option."""
        _refuse_torn_list(arguments)
        args, rest = self.parse_known_intermixed_args(self._with_folder(arguments))
        if rest:
            known = [o for a in self._actions for o in a.option_strings if o.startswith("--")]
            raise unknown("Option", rest[0].partition("=")[0], known)
        return args

    def _with_folder(self, arguments: Sequence[str]) -> list[str]:
        """Read ``hydra.run.dir=DIR``, Hydra's name of the output folder, as ``--out DIR``."""
        if FOLDER not in self.option_names():
            return list(arguments)
        kept = [word for word in arguments if not word.startswith(HYDRA_FOLDER)]
        named = [word for word in arguments if word.startswith(HYDRA_FOLDER)]
        given = [word for word in kept if word.partition("=")[0] == FOLDER]
        if len(named) + len(given) > 1 and named:
            both = " and ".join([*named, *given])
            raise BadInput(f"{both} both name the output folder; allowed: one of them.")
        return [*kept, *(f"{FOLDER}={word.removeprefix(HYDRA_FOLDER)}" for word in named)]

    def option_names(self) -> tuple[str, ...]:
        """Return the long options, for completion."""
        return tuple(o for a in self._actions for o in a.option_strings if o.startswith("--"))


def _refuse_torn_list(arguments: Sequence[str]) -> None:
    """Refuse ``KEY=a, b``, which a terminal hands on as several words."""
    for start, first in enumerate(arguments):
        if first.startswith("-") or "=" not in first:
            continue
        end = start + 1
        while end < len(arguments) and arguments[end - 1].endswith(",") and "=" not in arguments[end]:
            end += 1
        if end > start + 1:
            torn = arguments[start:end]
            raise BadInput(f"{' '.join(torn)!r} is a list with spaces; allowed: none, as in {''.join(torn)}")
