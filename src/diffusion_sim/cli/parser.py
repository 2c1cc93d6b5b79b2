"""Options of a command, with errors in one sentence; options and ``KEY=VALUE`` may be mixed freely."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

from diffusion_sim.errors import BadInput, unknown


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
        args, rest = self.parse_known_intermixed_args(list(arguments))
        if rest:
            known = [o for a in self._actions for o in a.option_strings if o.startswith("--")]
            raise unknown("Option", rest[0].partition("=")[0], known)
        return args

    def option_names(self) -> tuple[str, ...]:
        """Return the long options, for completion."""
        return tuple(o for a in self._actions for o in a.option_strings if o.startswith("--"))
