"""Power: the chance that a pilot in a few schools, over some months, seen through a survey, tells strategies apart."""

from diffusion_sim.power.study import MONTHS, SCHOOLS, PowerResult, power

__all__ = ["MONTHS", "SCHOOLS", "PowerResult", "power"]
