"""The lines that draws are held against, as chances."""

from __future__ import annotations

from collections.abc import Callable


def up_line(week: dict[str, float]) -> float:
    """Return the line below which this week's draw is a step up: the chance of one."""
    return week["up_odds"] / (1.0 + week["up_odds"])


def down_line(week: dict[str, float]) -> float:
    """Return the line above which this week's draw ends use."""
    return 1.0 / (1.0 + week["down_odds"])


def threshold(happens: Callable[[float], bool]) -> float:
    """Return the draw up to which a rule says yes, by bisection; no formula of the rule is repeated here."""
    low, high = 0.0, 1.0
    if happens(high):
        return high
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if happens(middle) else (low, middle)
    return high
