"""What came out of a claim, and the file that holds it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import pandas as pd

from diffusion_sim.claims.found import ArmFound, Found
from diffusion_sim.claims.sizes import SIZES
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.build import build
from diffusion_sim.tables import whole_file


@dataclass(frozen=True)
class Result:
    """What came out of a claim.

    Attributes
    ----------
    id, verdict : str
    date, version, sources : str
        When, with which version, and the hash of the sources that decide every number.
    size : str
    replicates, districts, points, world_replicates, fitted, budget_replicates : int
    district, worlds : tuple of str
        Overrides of the district at the defaults and in worlds; empty for the default district.
    contrasts : tuple of Found
    arms : tuple of ArmFound
        At the defaults.
    nothing : tuple of ArmFound
        Doing nothing, followed as long as each arm was.
    seed : int
        Of districts, luck and worlds.
    """

    id: str
    verdict: str
    date: str
    version: str
    sources: str
    size: str
    replicates: int
    districts: int
    points: int
    world_replicates: int
    district: tuple[str, ...]
    worlds: tuple[str, ...]
    contrasts: tuple[Found, ...]
    arms: tuple[ArmFound, ...] = ()
    nothing: tuple[ArmFound, ...] = ()
    fitted: int = 0
    budget_replicates: int = 0
    seed: int = 1

    @property
    def needed(self) -> tuple[Found, ...]:
        """Contrasts on which the verdict hangs."""
        return tuple(c for c in self.contrasts if c.needed)

    @property
    def weakest(self) -> Found:
        """The needed contrast on which the verdict hangs: the clearest of those whose verdict is that of the claim."""
        same = [c for c in self.needed if c.verdict == self.verdict]
        return max(same or self.needed, key=lambda c: c.clearness)

    @property
    def publishable(self) -> bool:
        """Whether as much was run as a verdict that may be quoted needs."""
        least = SIZES["publication"]
        return (
            self.replicates >= least.replicates and self.districts >= least.districts and self.points >= least.points
            and self.world_replicates >= least.world_replicates and not self.district
        )  # fmt: skip

    def arm(self, name: str) -> ArmFound | None:
        """Return an arm by its name in the claim."""
        return next((a for a in self.arms if a.name == name), None)


def write_result(result: Result, effects: pd.DataFrame, folder: Path) -> None:
    """Write a result as JSON, and its differences in every world as CSV beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / f"{result.id}.json") as part:
        part.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with whole_file(folder / f"{result.id}_worlds.csv") as part:
        effects.to_csv(part, index=False, float_format="%.5g")


def read_result(path: Path) -> Result:
    """Read a result that was written.

    Raises
    ------
    BadInput
        If it is not there or is none.
    """
    try:
        return build(Result, json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, ValueError) as error:
        said = f"{path.name} holds no result of a claim ({error})"
        raise BadInput(f"{said}; allowed: a file that the runner wrote.") from None
