"""Cultivating capacity: coaches bought from a provider, or hired and raised by the district."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return the share of coaches from outside."""
    return {"strategy.capacity.outside": 1.0 - right}


DIAL = Dial(
    "Q4",
    "Cultivating capacity",
    ("buy", "build"),
    ("validation, ease, speed of start", "fit, connection, pipeline, sustainability"),
    setting,
)
