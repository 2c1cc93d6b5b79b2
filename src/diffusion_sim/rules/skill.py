"""Skill (know-how), 0 to 1: learned by use, coaching, meetings, workshop and colleagues; lost when unused.

ODD: gains move skill a share of the remaining way and are slower for complex practices; use by mere compliance may
teach less. Skill decays per calendar week: fast when unused, hardly in use. Sources: Joyce & Showers 2002 (order of
components), Goldschmidt & Phelps 2007 (half lost in six months), Kraft et al. 2018 and Blazar et al. 2024 (coaching).
"""

from __future__ import annotations

from diffusion_sim.rules.shape import within


def slowness(complexity: float, complexity_slows: float) -> float:
    """Return the factor by which complexity slows learning, 1 for the simplest practice."""
    return 1.0 / (1.0 + complexity_slows * complexity)


def learned(
    using: float,
    compliance: float,
    coaching: float,
    coach_quality: float,
    training: float,
    cohort: float,
    cohort_knowhow: float,
    peer_help: float,
    slowness: float,
    practice_skill: float,
    compliance_learning: float,
    coaching_skill: float,
    training_skill: float,
    cohort_skill: float,
    peer_skill: float,
) -> float:
    """Return the share of the remaining way learned this week, at most one half."""
    willing = compliance_learning if compliance > 0.0 else 1.0
    by_use = using * willing * practice_skill
    by_support = coaching * coach_quality * coaching_skill + training * training_skill
    by_peers = cohort * (cohort_skill + peer_skill * cohort_knowhow) + peer_help * peer_skill
    return within(slowness * (by_use + by_support + by_peers), 0.0, 0.5)


def skill(skill: float, using: float, learned: float, decay_unused: float, decay_in_use: float) -> float:
    """Return skill after one teaching week."""
    kept = skill * (1.0 - (decay_in_use if using > 0.0 else decay_unused))
    return kept + learned * (1.0 - kept)


def kept_over_break(decay: float) -> float:
    """Return the share of skill kept over the 16 weeks without teaching: (1 - decay) ** 16."""
    k = 1.0 - decay
    k2 = k * k
    k4 = k2 * k2
    k8 = k4 * k4
    return k8 * k8


def skill_after_break(skill: float, using: float, decay_unused: float, decay_in_use: float) -> float:
    """Return skill after the break between two teaching years; nobody meets, and nothing is practised."""
    return skill * (kept_over_break(decay_in_use) if using > 0.0 else kept_over_break(decay_unused))
