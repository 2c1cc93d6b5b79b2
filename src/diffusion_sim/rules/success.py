"""Visible success: what one's use of the practice achieves for pupils, -1 to 1; it follows skill and level slowly.

ODD: results rise with the practice's relative advantage, its fit in this school and one's skill; unskilled use of a
complex practice costs more than it gives, use always costs some effort, more under load, and first weeks dip
(implementation dip, Fullan 2001). Without use, what was visible fades.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import within


def result(
    level: float,
    weeks_at_level: float,
    skill: float,
    load: float,
    fit: float,
    advantage: float,
    complexity: float,
    use_effort: float,
    dip_depth: float,
    dip_weeks: float,
) -> float:
    """Return the result that present skill is heading for."""
    dip = dip_depth if (level < 4.0 and weeks_at_level < dip_weeks) else 0.0
    gain = 2.0 * advantage * fit * skill
    cost = complexity * (1.0 - skill) + use_effort * (1.0 + load) + dip
    return within(gain - cost, -1.0, 1.0)


def success(success: float, level: float, result: float, result_speed: float) -> float:
    """Return visible success after this week."""
    aim = result if level >= 3.0 else 0.0
    return success + result_speed * (aim - success)
