"""When a difference counts as settled."""

from __future__ import annotations

from dataclasses import dataclass

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.sequential.bernstein import bounded_interval
from diffusion_sim.sequential.mixture import F8, Interval, interval, prior_variance

METHODS = ("mixture", "bounded")
SETTLE = ("either", "width", "sign")
WIDTH, SIGN, OPEN = "half-width", "sign", "cannot tell within the budget"


@dataclass(frozen=True)
class Rule:
    """What is asked of every difference.

    Attributes
    ----------
    half_width : float
        In the unit of the values.
    confidence : float
        Chance that the intervals of *all* contrasts hold at all looks, in (0.5, 1).
    settle : {"either", "width", "sign"}
        ``width``: the half-width is reached. ``sign``: the interval leaves out 0. ``either``: whichever comes first.
    contrasts : int
        Number of differences that are judged together; each gets ``(1 - confidence) / contrasts`` (Bonferroni).
    reach : float or None
        No value can lie further from 0 (1 for differences of shares).
    method : {"mixture", "bounded"}
        ``mixture`` reads the spread from the units (:mod:`.mixture`); ``bounded`` assumes nothing but ``reach``, and is
        wider (:mod:`.bernstein`).
    """

    half_width: float
    confidence: float = 0.95
    settle: str = "either"
    contrasts: int = 1
    reach: float | None = None
    method: str = "mixture"

    def __post_init__(self) -> None:
        if not 0 < self.half_width < float("inf"):
            raise BadInput(f"half_width={self.half_width:g} is out of range; allowed: a number above 0.")
        if not 0.5 < self.confidence < 1:
            raise BadInput(f"confidence={self.confidence:g} is out of range; allowed: between 0.5 and 1.")
        if self.settle not in SETTLE:
            raise unknown("settle=", self.settle, SETTLE)
        if self.method not in METHODS:
            raise unknown("interval=", self.method, METHODS)
        if self.method == "bounded" and self.reach is None:
            raise BadInput("interval='bounded' needs an outcome with bounds; allowed: an outcome that is a share.")

    @property
    def alpha(self) -> float:
        """Chance of missing that each contrast may have."""
        return (1.0 - self.confidence) / self.contrasts

    def interval(self, value: F8, start: int, last: int) -> Interval:
        """Return the interval of one contrast's units, tightest half-way (in logs) between first and last look."""
        if self.method == "bounded" and self.reach is not None:
            return bounded_interval(value, self.alpha, self.reach)
        return interval(value, self.alpha, prior_variance((start * last) ** 0.5, self.alpha), self.reach)

    def settled(self, found: Interval) -> str:
        """Return ``"half-width"``, ``"sign"`` or an empty text."""
        if self.settle != "sign" and found.half_width <= self.half_width:
            return WIDTH
        return SIGN if self.settle != "width" and found.sign != 0 else ""


def mostly(defined: int, counted: int) -> bool:
    """Return whether no more than half is undefined: else a sign speaks of the lesser part alone."""
    return 2 * defined >= counted


def narrowed(before: Interval | None, now: Interval) -> Interval:
    """Return what all looks so far have in common: they hold together, so what is settled stays settled.

    Where they have nothing in common (which happens at most as often as an interval misses), the last one counts.
    """
    if before is None:
        return now
    low, high = max(before.low, now.low), min(before.high, now.high)
    return Interval(now.mean, low, high, now.units) if low <= high else now
