"""How long runs of claims and their judging took, summed over goes that were stopped and resumed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.build import build
from diffusion_sim.tables import whole_file

FILE = "took.json"


@dataclass(frozen=True)
class Took:
    """What was spent on the runs of one folder.

    Attributes
    ----------
    runs : int
        That were run; those that were there before a go are counted in the go that ran them.
    seconds : float
        Wall time of simulating and judging, in whole steps: what a killed step had done is not counted.
    workers : tuple of int
        Numbers of processes that were used.
    claims : tuple of str
        That were judged.
    """

    runs: int = 0
    seconds: float = 0.0
    workers: tuple[int, ...] = ()
    claims: tuple[str, ...] = ()


class Clock:
    """Adds up what is spent, and writes it into a folder after every step."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder, self.took = folder, read_took(folder) or Took()
        self.took = replace(self.took, workers=tuple(sorted({*self.took.workers, workers})))
        self.runs = 0

    @contextmanager
    def step(self) -> Iterator[None]:
        """Count the time of a step, and the runs that :attr:`runs` is set to within it; kept if it fails."""
        begun, self.runs = monotonic(), 0
        try:
            yield
        finally:
            spent = self.took.seconds + monotonic() - begun
            self.took = replace(self.took, seconds=spent, runs=self.took.runs + self.runs)
            self.write(self._folder)

    def judged(self, name: str) -> None:
        """Take note of a claim that was judged."""
        self.took = replace(self.took, claims=tuple(dict.fromkeys((*self.took.claims, name))))

    def write(self, folder: Path) -> None:
        """Write what was spent."""
        folder.mkdir(parents=True, exist_ok=True)
        with whole_file(folder / FILE) as part:
            part.write_text(json.dumps(asdict(self.took), indent=1) + "\n", encoding="utf-8")


def read_took(folder: Path) -> Took | None:
    """Return what was spent on what a folder holds; None where that is not known."""
    try:
        return build(Took, json.loads((folder / FILE).read_text(encoding="utf-8")), FILE)
    except (OSError, ValueError, BadInput):
        return None


def took_words(took: Took | None, claims: Sequence[str]) -> list[str]:
    """Say how long it took, where that is known of all claims of a page."""
    if took is None or not took.runs or not set(claims) <= set(took.claims):
        return []
    many = " and ".join(str(n) for n in took.workers)
    minutes = max(1, round(took.seconds / 60))
    processes = "process" if took.workers == (1,) else "processes"
    return [f"{took.runs:,} runs and their judging took {minutes:,} min with {many} {processes}."]
