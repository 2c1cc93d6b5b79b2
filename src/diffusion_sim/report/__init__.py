"""Report: one self-contained page with the figures and tables beside it."""

from diffusion_sim.report.page import page
from diffusion_sim.report.write import support_windows, write

__all__ = ["page", "support_windows", "write"]
