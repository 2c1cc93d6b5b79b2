"""State of practice at the start of a run.

ODD: a share of staff (``district.initial_use``) uses the practice already, the more open first, with some blur. They
are convinced, mostly at routine use.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import within


def starts_using(u_initial_use: float, openness: float, initial_use: float) -> float:
    """Return 1 for a user at week 0: the more open, on a ramp around the quantile that gives ``initial_use``."""
    rest = 1.0 - initial_use
    half = initial_use if initial_use < rest else rest
    width = 2.0 * within(half, 1e-9, 0.2)
    chance = 0.5 + (openness - rest) / width
    return 1.0 if (u_initial_use < chance and initial_use > 0.0) else 0.0


def initial_level(
    starts_using: float,
    u_initial_level: float,
    initial_use: float,
    initial_mechanical: float,
    initial_refined: float,
    initial_prepared: float,
    initial_aware: float,
) -> float:
    """Return the Level of Use at week 0.

    Users are mechanical, routine or at refinement. The better established the practice, the more of the others know
    it: of non-users ``initial_prepared`` x ``initial_use`` prepare, and up to ``initial_aware`` x ``initial_use`` have
    heard of it.
    """
    level = 3.0 if u_initial_level < initial_mechanical else (4.0 if u_initial_level < 1.0 - initial_refined else 5.0)
    aware = 1.0 if u_initial_level < initial_aware * initial_use else 0.0
    other = 2.0 if u_initial_level < initial_prepared * initial_use else aware
    return level if starts_using > 0.0 else other


def initial_belief(
    prior_belief: float, starts_using: float, u_initial_belief: float, initial_conviction: float
) -> float:
    """Return belief at week 0; users hold ``initial_conviction`` and up to .3 more, others their prior."""
    users = initial_conviction + 0.30 * u_initial_belief
    return users if (starts_using > 0.0 and prior_belief < users) else prior_belief


def initial_skill(level: float, initial_skill_step: float) -> float:
    """Return skill at week 0: of users the same step for every Level of Use, of others none."""
    return 0.0 if level < 3.0 else within(initial_skill_step * level, 0.0, 1.0)


def initial_load(other_load: float) -> float:
    """Return load before this practice adds any."""
    return other_load


def initial_success(level: float, result: float) -> float:
    """Return visible success at week 0."""
    return result if level >= 3.0 else 0.0


def initial_top(level: float) -> float:
    """Return the highest level of the spell that is under way."""
    return level if level >= 3.0 else 0.0


def zero() -> float:
    """Return 0."""
    return 0.0


def initial_cause(level: float) -> float:
    """Return 32 for those in use from the start (no channel is theirs), else 0."""
    return 32.0 if level >= 3.0 else 0.0
