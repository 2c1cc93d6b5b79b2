"""Which coefficients calibration may move, within the ranges of the ledger, and how they are put into settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.fit.target import Target
from diffusion_sim.settings.behaviour import CALIBRATED, Behaviour
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.capacity.coaches import Coaches

F8 = NDArray[np.float64]


@dataclass(frozen=True)
class Free:
    """One coefficient that calibration may move: its section, range and default."""

    section: str
    name: str
    low: float
    high: float
    default: float

    @property
    def key(self) -> str:
        """What to write on the command line, such as ``behaviour.peer_belief``."""
        return f"{self.section}.{self.name}" if self.section == "behaviour" else f"strategy.{self.section}.{self.name}"

    @property
    def logarithmic(self) -> bool:
        """Whether the range is searched on a logarithmic scale (positive, and wider than a factor of 5)."""
        return self.low > 0.0 and self.high / self.low > 5.0


def free_parameters() -> tuple[Free, ...]:
    """Return the rows of the ledger whose source says that they are calibrated."""
    found = []
    for section, cls in (("behaviour", Behaviour), ("capacity", Coaches)):
        for f in fields(cls):
            if CALIBRATED in str(f.metadata.get("source", "")):
                low, high = float(f.metadata["low"]), float(f.metadata["high"])
                found.append(Free(section, f.name, low, high, float(f.default)))  # type: ignore[arg-type]
    return tuple(found)


def from_unit(u: F8, free: tuple[Free, ...]) -> F8:
    """Return coefficients for a point of the unit cube, shape (parameters,)."""
    return np.array([
        f.low * (f.high / f.low) ** x if f.logarithmic else f.low + (f.high - f.low) * x
        for f, x in zip(free, u, strict=True)
    ])  # fmt: skip


def to_unit(values: F8, free: tuple[Free, ...]) -> F8:
    """Return the point of the unit cube of given coefficients."""
    return np.array([
        np.log(v / f.low) / np.log(f.high / f.low) if f.logarithmic else (v - f.low) / (f.high - f.low)
        for f, v in zip(free, values, strict=True)
    ])  # fmt: skip


def with_values(
    target: Target, arms: Mapping[str, Settings], values: Mapping[str, float], free: tuple[Free, ...]
) -> dict[str, Settings]:
    """Return a target's arms with other coefficients; what the target's own file sets stays as it is."""
    section = {f.name: f.section for f in free}
    out = {}
    for name, settings in arms.items():
        told = {o.split("=")[0].rpartition(".")[2] for o in (*target.overrides, *target.arms[name])}
        own = {k: v for k, v in values.items() if k not in told}
        theory: dict[str, Any] = {k: v for k, v in own.items() if section[k] == "behaviour"}
        coach: dict[str, Any] = {k: v for k, v in own.items() if section[k] == "capacity"}
        moved = replace(settings, behaviour=replace(settings.behaviour, **theory))
        chosen = tuple(
            replace(a, capacity=replace(a.capacity, **coach)) if isinstance(a.capacity, Coaches) else a
            for a in settings.arms
        )
        out[name] = replace(moved, arms=chosen)
    return out
