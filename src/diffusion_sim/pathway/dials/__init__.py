"""The seven dials, one short file each, in the order of Reflection Guide 2."""

from __future__ import annotations

from diffusion_sim.pathway.dial import Dial
from diffusion_sim.pathway.dials import (
    allocation,
    capacity,
    comprehensiveness,
    control,
    flexibility,
    pace,
    sharing,
)

#: Dial by its name in :class:`diffusion_sim.pathway.Pathway`.
DIALS: dict[str, Dial] = {
    "control": control.DIAL,
    "pace": pace.DIAL,
    "allocation": allocation.DIAL,
    "capacity": capacity.DIAL,
    "flexibility": flexibility.DIAL,
    "comprehensiveness": comprehensiveness.DIAL,
    "sharing": sharing.DIAL,
}
