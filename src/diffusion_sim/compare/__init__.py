"""Compare: paired differences between arms, their intervals, and verdicts that may be "cannot tell yet"."""

from diffusion_sim.compare.comparison import Comparison, compare, compare_runs
from diffusion_sim.compare.nested import Estimate, Needed, estimate, needed
from diffusion_sim.compare.terminal import render, to_text
from diffusion_sim.compare.wins import Wins, wins

__all__ = [
    "Comparison",
    "Estimate",
    "Needed",
    "Wins",
    "compare",
    "compare_runs",
    "estimate",
    "needed",
    "render",
    "to_text",
    "wins",
]
