"""The terminal, or a page of 100 columns where the output goes to a file or a pipe."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

#: Width of a page that nobody watches; tables are made to fit it.
PAGE = 100


def screen() -> Console:
    """Return the console for results."""
    from rich.console import Console

    watched = sys.stdout.isatty() or os.environ.get("COLUMNS")
    # rich takes a width on a dumb terminal only where a height stands beside it.
    return Console() if watched else Console(width=PAGE, height=PAGE)
