"""From settings to units, and the part of them that a shard runs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from diffusion_sim.batch.unit import Unit
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate, blocks, district_key, replicates
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import district_of, engine


def units(settings: Settings, reps: Sequence[Replicate] | None = None) -> list[Unit]:
    """Return the blocks of every arm, those of the same replicates side by side.

    Parameters
    ----------
    settings : Settings
        ``run.replicates`` and ``run.districts`` say which replicates; ``run.replicate`` names one alone.
    reps : sequence of Replicate, optional
        These instead, such as the next ones of a batch that grows until it is sure.
    """
    one = settings.run.replicate
    if reps is None and one is not None:
        if one >= settings.run.replicates:
            raise BadInput(
                f"run.replicate={one} is not one of the {settings.run.replicates} replicates; "
                f"allowed: 0 to {settings.run.replicates - 1}, or a larger run.replicates."
            )
        reps = [rep for rep in replicates(settings) if rep.luck == one]
    posts = district_of(settings.district, district_key(settings, 0)).n
    cut = blocks(settings, posts, reps)
    return [Unit(settings, arm, tuple(block)) for block in cut for arm in settings.arms]


def check(settings: Settings) -> None:
    """Start every arm on one replicate without running a week, so that what cannot be run is told at once.

    Raises
    ------
    BadInput
        For a district that cannot be read, or a strategy that cannot be paid.
    """
    for arm in settings.arms:
        Rollout(engine(settings.run.engine), settings, arm.name, Replicate(0, 0, settings.run.design), None)


@dataclass(frozen=True)
class Shard:
    """Part ``number`` (from 1) of ``count`` parts of a list of units."""

    number: int
    count: int

    @property
    def folder(self) -> str:
        """Name of its folder below ``shards``."""
        return f"{self.number}-of-{self.count}"

    def of(self, units: Sequence[Unit]) -> list[Unit]:
        """Return this shard's units: a run of neighbours, so that arms share the district that is built."""
        n = len(units)
        return list(units[(self.number - 1) * n // self.count : self.number * n // self.count])


def shard(text: str | Shard | None) -> Shard | None:
    """Read ``"k/N"``.

    Raises
    ------
    BadInput
        For any other text, or k outside 1 to N.
    """
    if text is None or isinstance(text, Shard):
        return text
    found = re.fullmatch(r"(\d+)/(\d+)", str(text).strip())
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise BadInput(f"run.shard={text!r} is not allowed; allowed: k/N with k from 1 to N, such as 3/40.")
    return Shard(int(found[1]), int(found[2]))
