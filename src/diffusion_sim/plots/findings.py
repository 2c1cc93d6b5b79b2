"""Titles that state the finding, and no more than the intervals allow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from diffusion_sim.compare import words
from diffusion_sim.compare.comparison import Comparison
from diffusion_sim.compare.need import who_is_ahead


def mean(comparison: Comparison, arm: str, outcome: str) -> float:
    """Return the mean of one outcome of one arm."""
    arms = comparison.arms
    return float(arms.loc[(arms["arm"] == arm) & (arms["outcome"] == outcome), "mean"].iloc[0])


def shown(comparison: Comparison, arm: str, outcome: str) -> str:
    """Return the same as text in its unit."""
    arms = comparison.arms
    unit = arms.loc[arms["outcome"] == outcome, "unit"].iloc[0]
    return words.number(mean(comparison, arm, outcome), str(unit))


def lasting(comparison: Comparison) -> str:
    """Return the headline outcome, or deep use at the horizon where the headline is undefined for all."""
    arms = comparison.arms
    rows = arms[arms["outcome"] == comparison.headline]
    return comparison.headline if rows["mean"].notna().any() else "deep_use_end"


def standing(comparison: Comparison, outcome: str) -> str:
    """Say where the reference stands among the arms on an outcome."""
    reference = comparison.reference
    label = words.lower_first(str(comparison.row(comparison.names[1], outcome)["label"]))
    if len(comparison.names) == 2:
        arm = comparison.names[1]
        row = comparison.row(arm, outcome)
        a, b = shown(comparison, arm, outcome), shown(comparison, reference, outcome)
        return (
            f"{words.upper_first(words.verdict_words(row))}: {label}, {b} with {words.arm_words(reference)}, "
            f"{a} with {words.arm_words(arm)}"
        )
    verdicts = {arm: str(comparison.row(arm, outcome)["verdict"]) for arm in comparison.names[1:]}
    ahead = [arm for arm, said in verdicts.items() if said == "worse"]
    behind = [arm for arm, said in verdicts.items() if said == "better"]
    name = words.upper_first(words.arm_words(reference))
    if len(ahead) == len(verdicts):
        return f"{name} is ahead of every other strategy: {label}"
    if len(behind) == len(verdicts):
        return f"{name} is behind every other strategy: {label}"
    rest = [arm for arm in verdicts if arm not in (*ahead, *behind)]
    parts = [
        f"{text} {_listed(which)}"
        for text, which in (("ahead of", ahead), ("behind", behind), ("cannot tell yet against", rest))
        if which
    ]
    return f"{name}: {', '.join(parts)} - {label}"


def _listed(arms: list[str]) -> str:
    """Name up to two arms, count more."""
    return " and ".join(words.arm_words(a) for a in arms) if len(arms) <= 2 else f"{len(arms)} strategies"


def extremes(comparison: Comparison, outcome: str, arms: Sequence[str] | None = None) -> str:
    """Say an outcome of up to three arms (default: all compared), or of the lowest and the highest of more."""
    told = comparison.names if arms is None else arms
    names = [a for a in told if np.isfinite(mean(comparison, a, outcome))]
    if len(told) <= 3:
        said = ((shown(comparison, a, outcome), a) for a in told)
        return ", ".join(f"{v if v != '-' else 'undefined'} with {words.arm_words(a)}" for v, a in said)
    if not names:
        return "undefined with every strategy"
    ends = [pick(names, key=lambda a: mean(comparison, a, outcome)) for pick in (min, max)]
    low, high = (f"{shown(comparison, a, outcome)} with {words.arm_words(a)}" for a in ends)
    return f"from {low} to {high}"


def need_gap(comparison: Comparison) -> str:
    """Say with which strategies schools of low or of high need are ahead at the horizon, and by how much."""
    said = who_is_ahead(comparison.arms, comparison.names)
    return f"Use by need of the school, at the horizon: {said}" if said else "Use by need of the school"


def roles(comparison: Comparison) -> str:
    """Say use by role at the horizon for up to two arms."""
    parts = []
    for arm in comparison.names[:2]:
        each = [
            f"{noun} {shown(comparison, arm, f'use_end_{role}')}"
            for role, noun in (("teacher", "teachers"), ("principal", "principals"), ("coach", "coaches"))
            if mean(comparison, arm, f"use_end_{role}") >= 0
        ]
        parts.append(f"{words.arm_words(arm)}: {', '.join(each)}")
    return "In use at the horizon - " + "; ".join(parts)


def price(comparison: Comparison) -> str:
    """Say what a lasting deep user costs, all money over all of them, and who spends nothing."""
    outcome = "money_per_lasting_deep_user"
    free = [arm for arm in comparison.names if mean(comparison, arm, outcome) == 0.0]
    names = [arm for arm in comparison.names if arm not in free]
    if not names:
        return "No strategy spends anything, so that a lasting deep user has no price"
    said = f"Dollars per lasting deep user: {extremes(comparison, outcome, names)}"
    spend = "spends" if len(free) == 1 else "spend"
    return f"{said}; {words.listed([words.arm_words(a) for a in free])} {spend} nothing" if free else said
