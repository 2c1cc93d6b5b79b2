"""Pathways: the seven dials of "Look Both Ways" as strategies."""

from __future__ import annotations

from diffusion_sim.pathway.charted import PARTS, STRATEGY, charted, part_settings
from diffusion_sim.pathway.dial import Dial
from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.pathway.pathway import Pathway

__all__ = ["DIALS", "PARTS", "STRATEGY", "Dial", "Pathway", "charted", "part_settings"]
