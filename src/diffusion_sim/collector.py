"""Python's collector of cycles, held off where it finds nothing and costs a sixth of a warm start.

Loading libraries makes a million objects that stay: each time their number has grown by a quarter, the collector
walks through all of them. At the end of a process it does so once more, to free what the system frees anyway.
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: Objects more than before at which a collection starts in a process of our own (Python's default: some 700).
RARELY = 100_000


@contextmanager
def held_off() -> Iterator[None]:
    """Hold the collector off for the length of a ``with``; one that was off before stays off."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def own_process() -> None:
    """Let a process that is ours alone collect rarely, and end without a last walk through everything."""
    gc.set_threshold(RARELY)
    atexit.register(gc.freeze)
