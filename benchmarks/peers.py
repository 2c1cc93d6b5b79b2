"""The threshold cascade on a district's ties in the peers that can express it, against ours: one table, one run.

Peers are no dependencies of the project: they live in an environment of their own, made by this command from
``requirements-peers.lock`` in the user's cache (``DIFFUSION_SIM_PEERS`` names another folder). A peer that cannot be
installed or run here is reported as absent. Everybody gets the same ties, thresholds and first users, and has to
come to the same curve, or there is no figure.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.peer_runs import PEERS
from benchmarks.rows import Row, race, require, skipped
from benchmarks.world import SEED, World
from diffusion_sim import draws
from diffusion_sim.district.build import build_district
from diffusion_sim.engines.cache import cache_folder
from diffusion_sim.engines.threshold import Network, cascade

LOCK = Path(__file__).with_name("requirements-peers.lock")
SCRIPT = Path(__file__).with_name("peer_runs.py")
STAFF, WEEKS = 20_000, 60
#: Thresholds between these shares and this share of first users: a cascade that takes a year and stops half-way.
LOWEST, HIGHEST, FIRST = 0.05, 0.5, 0.02
#: How often a peer runs; the fast ones more often, for the best of a few milliseconds.
ROUNDS = {"cynetdiff": 10, "Starsim": 4}
#: Ratios that the design reached on a trial machine; the other peers are only reported.
LIMITS = {"plain Mesa": 500.0, "cynetdiff": 3.0, "Starsim": 30.0}


@dataclass(frozen=True)
class Task:
    """What everybody has to do."""

    network: Network
    threshold: NDArray[np.float64]
    first: NDArray[np.bool_]
    weeks: int

    def save(self, file: Path) -> None:
        """Write the task for a process that has nothing of this project."""
        parts: dict[str, Any] = {"start": self.network.start, "to": self.network.to, "first": self.first}
        np.savez(file, threshold=self.threshold, weeks=np.array(self.weeks), **parts)


def task(staff: int = STAFF, weeks: int = WEEKS) -> Task:
    """Return the cascade on a generated district.

    A threshold is set half-way between two shares that the person can meet, so that no rounding decides: in
    cynetdiff shares are sums of 32-bit numbers. Whoever asks nobody can never be reached.
    """
    world = World(staff)
    district = build_district(world.settings, world.key)
    network = Network.of(district)
    wanted = LOWEST + (HIGHEST - LOWEST) * draws.draws(SEED, "pick", district.staff.post)
    degree = np.maximum(np.diff(network.start), 1)
    threshold = (np.ceil(wanted * degree) - 0.5) / degree
    return Task(network, threshold, draws.draws(SEED, "order", district.staff.post) < FIRST, weeks)


def environment() -> Path | None:
    """Return the Python of the peers' environment, made if need be; None where it cannot be made."""
    text = LOCK.read_text(encoding="utf-8")
    mark = hashlib.sha256(f"{sys.version_info[:2]} {text}".encode()).hexdigest()[:12]
    folder = Path(os.environ.get("DIFFUSION_SIM_PEERS") or cache_folder() / f"peers-{mark}")
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not (folder / "complete").exists() and "DIFFUSION_SIM_PEERS" not in os.environ:
        try:
            venv.create(folder, with_pip=True, clear=True)
            command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", LOCK]
            subprocess.run(command, check=True, capture_output=True)
        except (subprocess.CalledProcessError, OSError):
            return None
        (folder / "complete").touch()
    return python if python.exists() else None


def run_peer(python: Path, peer: str, file: Path) -> dict[str, Any] | None:
    """Return what a peer printed, None if it is not there or cannot run."""
    command = [python, SCRIPT, peer, file, str(ROUNDS.get(peer, 2))]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode != 0:
        return None
    seen: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return seen


def peers(staff: int = STAFF, weeks: int = WEEKS) -> list[Row]:
    """Run the cascade in every peer and in ours, handed along and swept."""
    work, python = task(staff, weeks), environment()
    given = (work.network, work.threshold, work.first, weeks)
    fast, slow = cascade(*given), cascade(*given, synchronous=True)
    require(np.array_equal(fast.week, slow.week), "asking everybody every week")
    curve = fast.curve[0].tolist()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "task.npz"
        work.save(file)
        found = {peer: run_peer(python, peer, file) if python else None for peer in PEERS}
    took = race({"fast": lambda: cascade(*given), "slow": lambda: cascade(*given, synchronous=True)}, 15)
    each = staff * weeks / 1e6
    title = f"threshold cascade, {staff:,} staff, {weeks} weeks, a run: handed along against"
    rows = [
        Row("peer_sweep", f"{title} asking everybody every week", took["slow"] / took["fast"], "x",
            note=f"{each / took['fast']:,.0f} and {each / took['slow']:,.0f} million person-weeks/s, same weeks"),
    ]  # fmt: skip
    return rows + [_row(peer, seen, took["fast"], f"{title} {peer}", curve, each) for peer, seen in found.items()]


def _row(peer: str, seen: dict[str, Any] | None, ours: float, title: str, curve: list[int], each: float) -> Row:
    name, limit = f"peer_{PEERS[peer][0]}", LIMITS.get(peer)
    if seen is None:
        return skipped(name, title, "x", limit, f"{peer} cannot be installed or run here")
    require(seen["curve"] == curve, peer)
    note = (
        f"{peer} {seen['version']}: {each / seen['run']:,.3g} million person-weeks/s, "
        f"set-up {seen['setup']:.2g} s not counted; same curve"
    )
    return Row(name, title, seen["run"] / ours, "x", limit, note=note)
