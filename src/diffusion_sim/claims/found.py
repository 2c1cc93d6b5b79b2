"""What came out of the contrasts and arms of a claim, as plain values that a file holds and a page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Decides:
    """A parameter on which a contrast hangs.

    Attributes
    ----------
    parameter : str
    total_order, low, high : float or None
        Its total-order index in the paired difference, with interval.
    """

    parameter: str
    total_order: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Side:
    """A parameter whose values tell worlds with the claimed sign from those with the other; see ``explore.ranks``.

    Attributes
    ----------
    parameter, side : str
        ``side`` is high or low: where the claimed sign is found.
    chance : float
        That a world with the claimed sign has the larger value, 0 to 1.
    p : float
        Of the rank test, times the number of parameters.
    """

    parameter: str
    side: str
    chance: float
    p: float


@dataclass(frozen=True)
class Moves:
    """A parameter with which the claimed lead goes up or down over worlds; see ``explore.moves``.

    Attributes
    ----------
    parameter : str
    correlation, low, high : float
        Spearman's rank correlation with the lead in the claimed direction, of the second given the first.
    clear : bool
        Whether it is clear although many parameters were looked through in every comparison of all claims.
    """

    parameter: str
    correlation: float
    low: float
    high: float
    clear: bool


@dataclass(frozen=True)
class OverWorlds:
    """What a contrast comes to over worlds of one kind: plausible ones, or those that fit the evidence.

    Attributes
    ----------
    verdict : str
        By the thresholds of every verdict, with the share of these worlds.
    share, low, high : float or None
        Share of decided worlds with the claimed sign, with its interval; None where no more worlds are decided than
        chance would decide.
    decided : int
        Worlds whose interval excludes 0.
    by_chance : float
        How many would be, if nothing differed in any world that moves at all.
    undecided : float
        Share of worlds whose interval holds 0.
    idle : float
        Share of worlds in which neither arm brings one person in a hundred to lasting deep use.
    worlds, failed : int
        With a value, and without.
    deciding : tuple of Decides
        The two parameters with the largest total-order indices; empty where they cannot be told.
    sides : tuple of Side
        The two parameters that tell the signs apart most clearly by rank; empty where none does.
    moves : tuple of Moves
        The two parameters with which the lead moves most, clear or not; empty with few worlds.
    median, p10, p90 : float or None
        Of the paired differences of worlds with a value; None in results of earlier versions.
    below : float or None
        Share of worlds whose difference is smaller than the one at the defaults; ties count half.
    """

    verdict: str
    share: float | None
    low: float | None
    high: float | None
    decided: int
    by_chance: float
    undecided: float
    idle: float
    worlds: int
    failed: int
    deciding: tuple[Decides, ...] = ()
    sides: tuple[Side, ...] = ()
    moves: tuple[Moves, ...] = ()
    median: float | None = None
    p10: float | None = None
    p90: float | None = None
    below: float | None = None


@dataclass(frozen=True)
class AtBudget:
    """The paired difference at the defaults with another budget.

    Attributes
    ----------
    budget : float
        Against the ledger's.
    mean, low, high : float or None
        None where an arm cannot pay for what it holds.
    """

    budget: float
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class SameDay:
    """A contrast by deep use on the last day that both arms are followed.

    Attributes
    ----------
    verdict : str
    year : float
        Of that day.
    mean, low, high : float or None
        Paired difference at the defaults.
    share : float or None
        Of decided plausible worlds with the claimed sign.
    """

    verdict: str
    year: float
    mean: float | None
    low: float | None
    high: float | None
    share: float | None


@dataclass(frozen=True)
class ArmFound:
    """What an arm comes to at the defaults.

    Attributes
    ----------
    name : str
    support_years : float
        Years over which it is supported.
    years : float
        Years for which it was followed; outcomes at the end are read then.
    values : dict
        Outcome -> [mean, low, high].
    """

    name: str
    support_years: float
    years: float
    values: dict[str, Any]

    @property
    def spent(self) -> float:
        """Share of the budget that it spent; NaN where it was not asked."""
        found = self.values.get("budget_spent", [None])[0]
        return float("nan") if found is None else float(found)


@dataclass(frozen=True)
class Found:
    """What came out of one contrast; differences are arm less reference in the outcome's unit.

    Attributes
    ----------
    arm, reference, outcome, says : str
    needed : bool
    verdict : str
    mean, low, high : float or None
        Paired difference at the defaults with its 95 % interval; None where undefined.
    plausible, fitted : OverWorlds or None
        None where both arms are one strategy. The verdict follows the plausible worlds.
    same_day : SameDay or None
        None where arms are supported over the same years, so that it is the same question.
    budgets : tuple of AtBudget
        The difference with half and with twice the budget.
    """

    arm: str
    reference: str
    outcome: str
    says: str
    needed: bool
    verdict: str
    mean: float | None
    low: float | None
    high: float | None
    plausible: OverWorlds | None = None
    fitted: OverWorlds | None = None
    same_day: SameDay | None = None
    budgets: tuple[AtBudget, ...] = ()

    @property
    def clearness(self) -> float:
        """How many half-widths of its interval the difference lies from 0."""
        if self.mean is None or self.low is None or self.high is None or self.mean == 0.0:
            return 0.0
        return abs(self.mean) / max((self.high - self.low) / 2.0, 1e-12)

    @property
    def beyond_chance(self) -> bool:
        """Whether the interval at the defaults excludes 0."""
        return self.low is not None and self.high is not None and (self.low > 0.0 or self.high < 0.0)
