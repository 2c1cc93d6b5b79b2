"""Nested replication: replicate k meets district k mod D with luck k and design k."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from diffusion_sim.draws import stream_key
from diffusion_sim.settings.settings import Settings

#: Districts that replicates are spread over by default; fixed, so that more replicates continue a batch (CONTRACT).
DISTRICTS = 20
#: People times replicates that one block holds, so that its state stays near the processor.
BLOCK_PEOPLE = 60_000


@dataclass(frozen=True)
class Replicate:
    """The triple that, with the settings, decides every number of a run."""

    district: int
    luck: int
    design: int


def district_count(settings: Settings) -> int:
    """Return how many districts are generated; a survey is one fixed district."""
    if settings.district.edges is not None:
        return 1
    return min(settings.run.replicates, settings.run.districts or DISTRICTS)


def replicates(settings: Settings) -> list[Replicate]:
    """Return the triples in order; more replicates continue the list, they do not change it.

    The list for a given number of districts is the same for every arm, which is what makes differences paired.
    """
    count = 1 if settings.district.edges is not None else settings.run.districts or DISTRICTS
    return [Replicate(k % count, k, settings.run.design + k) for k in range(settings.run.replicates)]


def blocks(settings: Settings, posts: int, reps: Sequence[Replicate] | None = None) -> list[list[Replicate]]:
    """Return the replicates (by default all of the settings) in blocks of one district each."""
    most = 1 if settings.run.engine == "agents" else int(np.clip(BLOCK_PEOPLE // max(posts, 1), 1, 64))
    by_district: dict[int, list[Replicate]] = {}
    for rep in replicates(settings) if reps is None else reps:
        by_district.setdefault(rep.district, []).append(rep)
    return [reps[i : i + most] for reps in by_district.values() for i in range(0, len(reps), most)]


def district_key(settings: Settings, index: int) -> int:
    """Return the stream key of a district's people, ties and what is seen of them."""
    return stream_key("district", settings.run.seed, index)


def luck_keys(settings: Settings, reps: list[Replicate]) -> np.ndarray:
    """Return the stream keys of what happens, shape (replicates,)."""
    return np.array([stream_key("luck", settings.run.seed, r.luck) for r in reps], dtype=np.uint64)


def design_keys(settings: Settings, reps: list[Replicate]) -> list[int]:
    """Return the stream keys of choices by chance."""
    return [stream_key("design", settings.run.seed, r.design) for r in reps]
