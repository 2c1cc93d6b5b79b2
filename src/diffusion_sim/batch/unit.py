"""The unit of work: some replicates of one district under one arm of one plan; seconds, never one run."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from diffusion_sim.identity import Stamps, file_stamps, plan_hash, run_id
from diffusion_sim.replicates import Replicate
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.widen import rules_of


@dataclass(frozen=True)
class Unit:
    """A block of replicates.

    Attributes
    ----------
    settings : Settings
    arm : Arm
    reps : tuple of Replicate
        All of the same district.
    """

    settings: Settings
    arm: Arm
    reps: tuple[Replicate, ...]

    @cached_property
    def plan(self) -> str:
        """Hash of everything but the replicate triple (:func:`diffusion_sim.identity.plan_hash`)."""
        return _plan(_Held(self.settings, self.arm), file_stamps(self.settings.district))

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """The id of every run, in the order of ``reps``."""
        plan = self.plan
        return tuple(run_id(plan, r.district, r.luck, r.design) for r in self.reps)

    @property
    def key(self) -> str:
        """Hash of the run ids, whatever their order."""
        return name_of(self.runs)

    def without(self, present: Container[str]) -> Unit | None:
        """Return the unit with those replicates alone whose runs are not ``present``; None if all are."""
        left = tuple(rep for rep, run in zip(self.reps, self.runs, strict=True) if run not in present)
        if len(left) == len(self.reps):
            return self
        return replace(self, reps=left) if left else None

    def halves(self) -> tuple[Unit, Unit]:
        """Return the unit as two smaller ones."""
        middle = len(self.reps) // 2
        return replace(self, reps=self.reps[:middle]), replace(self, reps=self.reps[middle:])


class _Held:
    """A plan known by being itself: comparing all values of many plans costs more than hashing each of them once."""

    def __init__(self, settings: Settings, arm: Arm) -> None:
        self.settings, self.arm = settings, arm

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.settings is other.settings and self.arm is other.arm

    def __hash__(self) -> int:
        return hash((id(self.settings), id(self.arm)))


@lru_cache(maxsize=64)
def _plan(held: _Held, stamps: Stamps) -> str:
    return plan_hash(held.settings, held.arm, rules_of(held.arm, held.settings.behaviour))


def name_of(runs: Iterable[str]) -> str:
    """Return the name of a set of runs: a hash of their sorted ids, 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(sorted(runs)).encode()).hexdigest()[:16]
