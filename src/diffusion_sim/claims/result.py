"""What came out of a claim, as plain values that a file holds and a page shows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.build import build
from diffusion_sim.tables import whole_file


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
class Share:
    """What a contrast comes to over the worlds that fit the evidence.

    Attributes
    ----------
    verdict : str
        By the thresholds of every verdict, with the share of these worlds.
    share, low, high : float or None
        Share of decided worlds with the claimed sign.
    undecided, idle : float
        As of :class:`Found`.
    worlds, failed : int
        With a value, and without.
    """

    verdict: str
    share: float | None
    low: float | None
    high: float | None
    undecided: float
    idle: float
    worlds: int
    failed: int


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
class Found:
    """What came out of one contrast; differences are arm less reference in the outcome's unit.

    Attributes
    ----------
    arm, reference, outcome, says : str
    needed : bool
    verdict : str
    mean, low, high : float or None
        Paired difference at the defaults with its 95 % interval; None where undefined.
    share, share_low, share_high : float or None
        Share of decided worlds with the claimed sign.
    undecided, failed : float
        Share of worlds whose interval holds 0; worlds without a value.
    idle : float
        Share of worlds in which neither arm brings one person in a hundred to lasting deep use.
    worlds : int
        Worlds with a value.
    deciding : tuple of Decides
        The two parameters with the largest total-order indices; empty where they cannot be told.
    which : str
        The same in words, or why they cannot be told.
    same_day : str
        Verdict on the same contrast by deep use on the last day that both arms are followed; empty where arms are
        supported over the same years, so that it is the same question.
    fitted : Share or None
        The same over the worlds that fit the evidence; None where both arms are one strategy.
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
    share: float | None
    share_low: float | None
    share_high: float | None
    undecided: float
    failed: int
    worlds: int
    deciding: tuple[Decides, ...]
    which: str
    same_day: str = ""
    idle: float = 0.0
    fitted: Share | None = None
    budgets: tuple[AtBudget, ...] = ()


@dataclass(frozen=True)
class Result:
    """What came out of a claim.

    Attributes
    ----------
    id, verdict : str
    date, version, sources : str
        When, with which version, and the hash of the sources that decide every number.
    size : str
    replicates, districts, points, world_replicates, fitted, budget_replicates : int
    district, worlds : tuple of str
        Overrides of the district at the defaults and in worlds; empty for the default district.
    contrasts : tuple of Found
    arms : dict
        Name -> outcome -> [mean, low, high] at the defaults.
    """

    id: str
    verdict: str
    date: str
    version: str
    sources: str
    size: str
    replicates: int
    districts: int
    points: int
    world_replicates: int
    district: tuple[str, ...]
    worlds: tuple[str, ...]
    contrasts: tuple[Found, ...]
    arms: dict[str, Any] = field(default_factory=dict)
    fitted: int = 0
    budget_replicates: int = 0

    @property
    def weakest(self) -> Found:
        """The needed contrast on which the verdict hangs: the first whose verdict is that of the claim."""
        needed = [c for c in self.contrasts if c.needed]
        return next((c for c in needed if c.verdict == self.verdict), needed[0])


def write_result(result: Result, effects: pd.DataFrame, folder: Path) -> None:
    """Write a result as JSON, and its differences in every world as CSV beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / f"{result.id}.json") as part:
        part.write_text(json.dumps(asdict(result), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with whole_file(folder / f"{result.id}_worlds.csv") as part:
        effects.to_csv(part, index=False, float_format="%.5g")


def read_result(path: Path) -> Result:
    """Read a result that was written.

    Raises
    ------
    BadInput
        If it is not there or is none.
    """
    try:
        return build(Result, json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, ValueError) as error:
        said = f"{path.name} holds no result of a claim ({error})"
        raise BadInput(f"{said}; allowed: a file that the runner wrote.") from None
