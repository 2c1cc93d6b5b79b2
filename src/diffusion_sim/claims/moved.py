"""What a claim sets in one arm of a comparison and worlds move in the other: there the arms differ in another way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from diffusion_sim.claims.arms import Known, arm_of
from diffusion_sim.claims.claim import Claim
from diffusion_sim.explore.axes import ledger_axes
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Moved:
    """A key that stands still in one arm and not in the other.

    Attributes
    ----------
    key, fixed, free : str
        The key, the arm in which the claim sets it, and the arm in which worlds move it.
    value, low, high : float
        What the claim sets, and the ends of what worlds give the other arm; the value lies between them.
    """

    key: str
    fixed: str
    free: str
    value: float
    low: float
    high: float


def moved_past(one: Claim) -> tuple[Moved, ...]:
    """Return the keys by which an arm of a claim is more in some worlds and less in others than the arm beside it.

    A claim may name an arm by what it gets more of ("longer meetings"). Where worlds move the same key in the other
    arm over a range that holds the value, the name is right at the defaults and in part of the worlds.
    """
    found: dict[tuple[str, str, str], Moved] = {}
    for contrast in one.contrasts:
        for fixed, free in ((contrast.arm, contrast.reference), (contrast.reference, contrast.arm)):
            for key, value in _numbers(one.overrides(fixed)).items():
                ends = _ranges(arm_of(one, free)).get(key)
                if ends is not None and ends[0] < value < ends[1]:
                    found.setdefault((key, fixed, free), Moved(key, fixed, free, value, *ends))
    return tuple(found.values())


def _numbers(overrides: tuple[str, ...]) -> dict[str, float]:
    pairs = (text.partition("=") for text in overrides if text.startswith("strategy."))
    return {key: float(value) for key, _, value in pairs if value.replace(".", "", 1).isdigit()}


@cache
def _ranges(known: Known) -> dict[str, tuple[float, float]]:
    """Return the ranges over which worlds move the keys of an arm, less those that its claim sets."""
    axes = ledger_axes(replace(_settings(), arms=(known.arm,)))
    return {a.key: (a.low, a.high) for a in axes if a.key not in known.set}


@cache
def _settings() -> Settings:
    return load(overrides=["strategy=laissez_faire"])
