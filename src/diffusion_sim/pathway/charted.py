"""From positions to a strategy: settings of its parts, and the arm that they make."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from diffusion_sim.pathway.dials import DIALS
from diffusion_sim.pathway.pathway import Pathway
from diffusion_sim.settings.registry import MANY, part_class
from diffusion_sim.strategies.arm import Arm

#: The strategy that dials compose (``conf/strategy/pathway.yaml``), and its parts at every position.
STRATEGY = "pathway"
PARTS: dict[str, tuple[str, ...]] = {
    "selection": ("need_or_readiness",),
    "sequence": ("by_turn",),
    "support": ("coaching", "cohort_meetings", "design_sessions"),
    "stance": ("guard_rails",),
    "capacity": ("inside_outside",),
    "amplify": ("sharing",),
    "learning": ("partly_adaptive",),
    "comprehensiveness": ("a_la_carte",),
}


def part_settings(pathway: Pathway, support_years: float) -> dict[str, float]:
    """Return what the dials set, by key such as ``strategy.sequence.start_years``.

    Parameters
    ----------
    pathway : Pathway
    support_years : float
        Years of support of the comparison; the pace is measured against them.

    Notes
    -----
    Where two dials set one key, their contributions add. Every value is continuous in every position.
    """
    total: dict[str, float] = defaultdict(float)
    for name, position in pathway.positions.items():
        for key, value in DIALS[name].at(position, support_years).items():
            total[key] += value
    return dict(total)


def charted(pathway: Pathway, support_years: float = 3.0, name: str = STRATEGY) -> Arm:
    """Return the arm of a pathway, without reading any file: the quick way for sweeps.

    Parameters
    ----------
    pathway : Pathway
    support_years : float
        Years of support of the comparison (``run.support_years``).
    name : str
        Name of the arm in tables.
    """
    values = part_settings(pathway, support_years)
    parts: dict[str, Any] = {}
    for group, names in PARTS.items():
        made = tuple(_part(group, part, values) for part in names)
        parts[group] = made if group in MANY else made[0]
    return Arm(name=name, about=pathway.words(), **parts)


def _part(group: str, name: str, values: dict[str, float]) -> Any:
    place = f"strategy.{group}.{name}." if group in MANY else f"strategy.{group}."
    return part_class(group, name)(**{k.removeprefix(place): v for k, v in values.items() if k.startswith(place)})
