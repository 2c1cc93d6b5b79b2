"""Interpreters that are here, an environment for each, and Mesa exchanged within it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shutil import which

#: Python -> versions of Mesa that are allowed on it; Mesa 3.5 needs Python 3.12.
WANTED = {"3.11": ("3.3",), "3.12": ("3.3", "3.5"), "3.13": ("3.3", "3.5")}


class NotMade(RuntimeError):
    """An environment that could not be made; its text says why in one line."""


def interpreter(python: str) -> Path | None:
    """Return an interpreter of this version that starts, or None."""
    home = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    found = [Path(sys.executable), *sorted(home.glob(f"{python}.*/bin/python"))]
    found += [Path(p) for p in (which(f"python{python}"),) if p]
    return next((path for path in found if _version(path) == python), None)


def _version(path: Path) -> str | None:
    ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run([path, "-c", ask], capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@dataclass(frozen=True)
class Environment:
    """A virtual environment below ``home`` with what the program needs, as locked, but for Mesa."""

    python: str
    interpreter: Path
    home: Path
    root: Path

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.home / f"python{self.python}"

    @property
    def program(self) -> Path:
        """Its interpreter."""
        return self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    @cached_property
    def constraints(self) -> Path:
        """The lock without Mesa."""
        lines = (self.root / "requirements.lock").read_text(encoding="utf-8").splitlines()
        path = self.folder / "constraints.txt"
        path.write_text("\n".join(line for line in lines if not re.match(r"mesa\b", line)) + "\n", encoding="utf-8")
        return path

    def make(self) -> None:
        """Make it if it is not there."""
        if not (self.folder / ".ready").is_file():
            _quiet([self.interpreter, "-m", "venv", "--clear", self.folder])
            project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
            self._install(project["dependencies"])
            (self.folder / ".ready").touch()

    def with_mesa(self, mesa: str) -> None:
        """Install this version of Mesa."""
        self._install([f"mesa=={mesa}.*"])

    def _install(self, what: list[str]) -> None:
        pip = [self.program, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"]
        _quiet([*pip, "--constraint", self.constraints, *what])

    def run(self, source: Path, out: Path) -> None:
        """Run the fingerprints of ``source`` in it."""
        places = (source / "src", source / "tests")
        env = {
            **os.environ, "PYTHONPATH": os.pathsep.join(map(str, places)), "PYTHONDONTWRITEBYTECODE": "1",
            "DIFFUSION_SIM_CACHE": str(self.folder / "compiled"),
        }  # fmt: skip
        _quiet([self.program, "-m", "matrix.fingerprint", out], env, source / "tests")


def _quiet(command: list[object], env: dict[str, str] | None = None, place: Path | None = None) -> None:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, env=env, cwd=place)
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise NotMade(said[-1].strip() if said else f"exit code {done.returncode}")


def environments(home: Path, root: Path) -> Iterator[tuple[str, Environment | None]]:
    """Yield every Python that is wanted, with its environment or None where it is absent."""
    for python in WANTED:
        path = interpreter(python)
        yield python, None if path is None else Environment(python, path, home, root)
