"""The arms of all claims, each distinct composition once: claims that share an arm share its runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from diffusion_sim.claims.claim import Claim, claim, claim_ids
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import arm_values
from diffusion_sim.strategies.arm import Arm

#: What shortens a claim's world to a second; see :data:`diffusion_sim.claims.sizes.SIZES`.
Overrides = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """An arm under the name of its content, and the keys that its overrides set.

    Attributes
    ----------
    arm : Arm
        Named by a hash of its parts and their values: equal compositions are one arm, whatever a claim calls them.
    set : frozenset of str
        Keys that a claim sets in it: the question, which no world may change.
    """

    arm: Arm
    set: frozenset[str]

    @property
    def name(self) -> str:
        """Name of the arm in the store."""
        return self.arm.name


@lru_cache(maxsize=1024)
def known(overrides: Overrides) -> Known:
    """Compose an arm.

    Raises
    ------
    BadInput
        For overrides that do not make one.
    """
    arm = load(overrides=list(overrides)).arms[0]
    fixed = frozenset(
        text.partition("=")[0] for text in overrides if text.startswith("strategy.")
    )
    values = {k: v for k, v in arm_values(arm).items() if k not in ("name", "about")}
    text = json.dumps([values, sorted(fixed)], sort_keys=True, separators=(",", ":"))
    name = f"arm_{hashlib.sha256(text.encode()).hexdigest()[:12]}"
    return Known(replace(arm, name=name, about=""), fixed)


def arm_of(one: Claim, name: str) -> Known:
    """Return an arm of a claim."""
    return known(one.overrides(name))


def arms_of(one: Claim) -> tuple[Known, ...]:
    """Return the distinct arms that the contrasts of a claim read, in order."""
    found = (arm_of(one, name) for name in one.contrasted)
    return tuple({k.name: k for k in found}.values())


def all_arms(names: Sequence[str] | None = None) -> tuple[Known, ...]:
    """Return the distinct arms of the contrasts of some claims (default: of all)."""
    found = (k for name in (claim_ids() if names is None else names) for k in arms_of(claim(name)))
    return tuple({k.name: k for k in found}.values())
