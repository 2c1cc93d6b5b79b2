"""Files written whole or not at all, and the folder for what need not be worked out twice; light to import."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_dir


def wanted_folder() -> Path:
    """Return the folder that was asked for: ``DIFFUSION_SIM_CACHE``, or the user's cache; it need not exist."""
    return Path(os.environ.get("DIFFUSION_SIM_CACHE") or user_cache_dir("diffusion_sim"))


def cache_folder() -> Path:
    """Return a folder that can be written: :func:`wanted_folder`, or a temporary one."""
    folder = wanted_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="diffusion_sim_"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a temporary name beside ``path``; the file takes its real name only when it is complete.

    Examples
    --------
    ``with whole_file(Path("a.txt")) as name: name.write_text("all of it")``
    """
    # Same suffix, because some writers choose their format by it.
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def final_name(name: str) -> str:
    """Return the name that a temporary file of :func:`whole_file` is to take; any other name as it is."""
    found = re.fullmatch(r"\.(.+)\.\d+\.part(\.[^.]+)?", name)
    return f"{found[1]}{found[2] or ''}" if found else name
