"""Sharing learning: the same hours spent on telling what works, or how it came about and what failed."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial


def setting(right: float, support_years: float) -> dict[str, float]:
    """Return the shares of the hours for best practice and for process and failures."""
    return {"strategy.amplify.sharing.best": 1.0 - right, "strategy.amplify.sharing.failures": right}


DIAL = Dial(
    "Q7",
    "Sharing learning",
    ("best practice", "process and failures"),
    ("ease, confidence, exemplars", "trust, avoided mistakes, risk-taking"),
    setting,
)
