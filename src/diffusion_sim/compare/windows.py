"""What a reader must know of how long support lasts: windows of different length, and leaders who may end it early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.notes import FREE_ARMS, MOST_NAMED
from diffusion_sim.tables import YEAR


def on_windows(manifest: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    """Say why everybody is followed for longer than asked, and how long after each support the horizon is.

    Parameters
    ----------
    manifest : mapping
        Of it ``support_weeks`` (by arm), ``horizon_weeks`` and the settings are read; without them nothing is said.
    names : sequence of str
        The arms that are compared; of those that give no support nothing is said.
    """
    support, horizon = manifest.get("support_weeks"), manifest.get("horizon_weeks")
    asked = ((manifest.get("settings") or {}).get("run") or {}).get("horizon_years")
    if not isinstance(support, Mapping) or horizon is None or asked is None:
        return ()
    ends: dict[int, list[str]] = {}
    for arm in sorted((a for a in names if a not in FREE_ARMS), key=lambda a: -support[a]):
        ends.setdefault(support[arm], []).append(arm)
    longer = horizon > round(YEAR * float(asked))
    if not ends or not (longer or len(ends) > 1):
        return ()
    start = _longer(support, horizon, asked) if longer else "The strategies give support for different times"
    after = [_after(horizon - weeks, arms) for weeks, arms in ends.items()]
    return (f"{start}; 'at the horizon' is {words.listed(after)}.",)


def on_patience(manifest: Mapping[str, Any], ledger: pd.DataFrame, names: Sequence[str]) -> tuple[str, ...]:
    """Say how often support ended early, where leaders change.

    Parameters
    ----------
    manifest : mapping
        Its ``settings`` are read.
    ledger : DataFrame
        The table of that name; a line of it tells where support ended.
    names : sequence of str
        The arms that are compared; of those that give no support nothing is said.
    """
    change = ((manifest.get("settings") or {}).get("run") or {}).get("leaders_change", 0.0)
    if not change:
        return ()
    # imported where leaders change: a comparison of stored runs starts without the strategies
    from diffusion_sim.strategies.patience import Patience

    ended = ledger[ledger["line"] == Patience.LINE].groupby("arm")["run"].nunique()
    runs = int(manifest.get("replicates", 0)) or 1
    told = [f"{words.percent(ended.get(arm, 0) / runs)} of replicates with {words.arm_words(arm)}"
            for arm in names if arm not in FREE_ARMS]  # fmt: skip
    return (
        f"The district's leaders change with a chance of {words.percent(change)} a year (run.leaders_change) and keep "
        f"what they see in use. Support ended early in {words.listed(told)}; its money stayed unspent. When support "
        "ends, and three years after, always mean the planned end.",
    )


def _longer(support: Mapping[str, int], horizon: int, asked: float) -> str:
    slowest = max(support.values())
    arms = [arm for arm, weeks in support.items() if weeks == slowest]
    take = "takes" if len(arms) == 1 else "take"
    why = f"{_named(arms)} {take} {_years(slowest)} of support"
    return f"Followed for {_years(horizon, 'school ')} (asked: {float(asked):g}), because {why}"


def _after(weeks: int, arms: Sequence[str]) -> str:
    """Say how far the horizon is from the end of the support of some arms."""
    if weeks == 0:
        return f"the week in which support ends with {_named(arms)}"
    return f"{_years(abs(weeks))} {'after' if weeks > 0 else 'before'} support ends with {_named(arms)}"


def _named(arms: Sequence[str]) -> str:
    return words.listed([words.arm_words(a) for a in arms]) if len(arms) <= MOST_NAMED else f"{len(arms)} strategies"


def _years(weeks: int, kind: str = "") -> str:
    years = f"{round(weeks / YEAR, 2):g}"
    return f"{years} {kind}year{'' if years == '1' else 's'}"
