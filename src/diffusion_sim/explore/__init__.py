"""Explore: designs over many worlds, what decides an outcome, and in what share of plausible worlds A beats B.

Nothing heavy is imported here: SALib, the EMA workbench and matplotlib are loaded by the functions that use them.
"""

from diffusion_sim.explore.axes import Axis, ledger_axes
from diffusion_sim.explore.design import Design, factorial, from_frame, read_design, write_design
from diffusion_sim.explore.indices import Indices, indices
from diffusion_sim.explore.points import Worlds
from diffusion_sim.explore.robustness import Robustness, many, robustness
from diffusion_sim.explore.samplers import METHODS, sample
from diffusion_sim.explore.study import Study, Values, open_study, run_study

__all__ = [
    "METHODS",
    "Axis",
    "Design",
    "Indices",
    "Robustness",
    "Study",
    "Values",
    "Worlds",
    "factorial",
    "from_frame",
    "indices",
    "ledger_axes",
    "many",
    "open_study",
    "read_design",
    "robustness",
    "run_study",
    "sample",
    "write_design",
]
