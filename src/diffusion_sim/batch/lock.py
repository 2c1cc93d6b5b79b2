"""One writer at a time: a lock that the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from diffusion_sim.errors import BadInput

NAME = ".lock"


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the folder's lock.

    Raises
    ------
    BadInput
        If another batch is writing there: who, where and since when.
    """
    holder = folder / ".writer.json"
    try:
        with FileLock(folder / NAME, timeout=0):
            me = {"process": os.getpid(), "host": platform.node(), "since": datetime.now().isoformat(" ", "seconds")}
            with suppress(OSError):
                holder.write_text(json.dumps(me))
            try:
                yield
            finally:
                with suppress(OSError):
                    holder.unlink(missing_ok=True)
    except Timeout:
        raise BadInput(
            f"{folder} is being written by another batch{_who(holder)}; "
            "allowed: wait until it has finished, or another folder."
        ) from None


def _who(holder: Path) -> str:
    try:
        found = json.loads(holder.read_text())
        return f" (process {found['process']} on {found['host']} since {found['since']})"
    except (OSError, ValueError, KeyError):
        return ""
