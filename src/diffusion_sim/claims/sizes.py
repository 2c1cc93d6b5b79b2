"""How much is run for a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diffusion_sim.errors import BadInput, unknown


@dataclass(frozen=True)
class Size:
    """Sizes of the two studies behind a verdict.

    Attributes
    ----------
    name : str
    defaults : tuple of str
        Overrides of the district at the defaults.
    replicates, districts : int
        Paired replicates at the defaults, and the districts they are spread over.
    worlds : tuple of str
        Overrides of the district in plausible worlds.
    points : int
        Plausible worlds.
    world_replicates, world_districts : int
        Paired replicates per arm and world.
    fitted : int
        Worlds that fit the evidence, beside the plausible ones.
    budget_replicates : int
        Paired replicates at the defaults with half and with twice the budget.
    resamples : int
        Behind the intervals of shares and indices.
    """

    name: str
    defaults: tuple[str, ...]
    replicates: int
    districts: int
    worlds: tuple[str, ...]
    points: int
    world_replicates: int
    world_districts: int
    fitted: int
    budget_replicates: int
    resamples: int = 40

    def __post_init__(self) -> None:
        for key in ("replicates", "points", "world_replicates", "fitted", "budget_replicates"):
            least = 1 if key.endswith("replicates") and key != "world_replicates" else 2
            if getattr(self, key) < least:
                raise BadInput(f"--{key.replace('_', '-')} {getattr(self, key)} is not allowed; "
                               f"allowed: a whole number from {least}.")  # fmt: skip

    @property
    def publishable(self) -> bool:
        """Whether it is at least what a published verdict needs."""
        least = SIZES["publication"]
        return (
            self.replicates >= least.replicates and self.points >= least.points
            and self.world_replicates >= least.world_replicates and self.defaults == least.defaults
        )  # fmt: skip


#: Half a default district: what a world costs halves, and most of what the default district has is there.
HALF = ("district.schools=10", "district.staff=450")
SMALL = ("district.schools=3", "district.staff=90")
SIZES: Mapping[str, Size] = {
    "publication": Size("publication", (), 200, 20, HALF, 512, 8, 4, 128, 40),
    "test": Size("test", SMALL, 8, 4, SMALL, 8, 4, 2, 4, 4, resamples=8),
    "tiny": Size("tiny", ("district.schools=2", "district.staff=50"), 2, 2,
                 ("district.schools=2", "district.staff=50"), 2, 2, 2, 2, 2, resamples=2),
}  # fmt: skip


def size(name: str) -> Size:
    """Return a size by name.

    Raises
    ------
    BadInput
        For an unknown one.
    """
    if name not in SIZES:
        raise unknown("--size", name, list(SIZES))
    return SIZES[name]
