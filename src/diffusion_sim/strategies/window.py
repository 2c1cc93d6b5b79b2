"""How long a strategy gives support, how long everybody is followed, and what may be spent in all."""

from __future__ import annotations

from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.plan import YEAR


def window_weeks(arm: Arm, settings: Settings) -> int:
    """Return the teaching weeks over which an arm gives support; slower and faster arms have a window of their own.

    A comparison of no years of support has no budget, and then nobody gives any.
    """
    if settings.run.support_years == 0.0:
        return 0
    return round(arm.sequence.window_years(settings.run.support_years) * YEAR)


def total_budget(settings: Settings, posts: int) -> float:
    """Return the dollars of the whole support window, the same for every arm of a comparison."""
    return settings.costs.budget_per_post * posts * settings.run.support_years * settings.run.budget


def horizon_weeks(settings: Settings) -> int:
    """Return the weeks that all arms are followed: the horizon, longer by as much as the slowest arm's window is."""
    slowest = max(window_weeks(arm, settings) for arm in settings.arms)
    support = round(settings.run.support_years * YEAR)
    return round(settings.run.horizon_years * YEAR) + max(0, slowest - support)
