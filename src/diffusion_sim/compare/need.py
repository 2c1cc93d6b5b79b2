"""Schools of low and of high need: whether they can be set against each other at all, and who is ahead."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.outcomes.equity import same_need

#: The gap that is told: with its sign. Its size holds chance too, as noise to either side makes it larger.
GAP = "use_gap_end"
#: With more strategies than this they are counted instead of named.
MOST_NAMED = 3
_LOW, _HIGH, _OPEN = "low-need schools ahead by", "high-need schools ahead by", "cannot tell who is ahead"


def why_no_gap(schools: pd.DataFrame) -> str:
    """Say why no run has schools of low and of high need, or nothing where one has.

    Parameters
    ----------
    schools : DataFrame
        The table ``schools``.
    """
    code, runs = pd.factorize(schools["run"])
    if not len(runs) or not same_need(code, schools["need"].to_numpy(dtype=float), len(runs)).all():
        return ""
    one = schools.groupby(code)["school"].nunique().max() == 1
    return "there is one school" if one else "all schools have the same need"


def who_is_ahead(arms: pd.DataFrame, names: Sequence[str]) -> str:
    """Say which schools are ahead with which strategies and by how much, or nothing where no gap is defined.

    Parameters
    ----------
    arms : DataFrame
        The table ``arms`` of a comparison; a gap is told where its interval leaves out 0.
    names : sequence of str
        The arms to tell of.
    """
    rows = {row.arm: row for row in words.rows(arms[(arms["outcome"] == GAP) & arms["mean"].notna()])}
    by: dict[str, list[tuple[str, float]]] = {}
    for name in (n for n in names if n in rows):
        row = rows[name]
        side = _LOW if row.low > 0 else _HIGH if row.high < 0 else _OPEN
        by.setdefault(side, []).append((words.arm_words(name), abs(float(row.mean))))
    return "; ".join(_side(side, found, len(rows)) for side, found in by.items())


def _side(side: str, found: Sequence[tuple[str, float]], arms: int) -> str:
    """Say one side: each strategy with its gap, or of many strategies their number and range."""
    if arms <= MOST_NAMED:
        shown = [name if side == _OPEN else f"{_points(gap)} with {name}" for name, gap in found]
        return f"{side} with {words.listed(shown)}" if side == _OPEN else f"{side} {words.listed(shown)}"
    count = f"with {len(found)} strateg{'y' if len(found) == 1 else 'ies'}"
    gaps = [gap for _, gap in found]
    low, high = _points(min(gaps)), _points(max(gaps))
    return f"{side} {count}" if side == _OPEN else f"{side} {low if low == high else f'{low} to {high}'} {count}"


def _points(gap: float) -> str:
    return words.number(gap, "points").replace(" pts", " points")
