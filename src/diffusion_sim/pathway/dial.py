"""What a dial is: two ends, what each buys, and a function from a position to settings of the strategy's parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Setter(Protocol):
    """Turns a position into settings."""

    def __call__(self, right: float, support_years: float) -> dict[str, float]:
        """Return settings by key, for how far the dial stands to the right (0 to 1)."""


@dataclass(frozen=True)
class Dial:
    """One spectrum of Reflection Guide 2.

    Attributes
    ----------
    claim : str
        Id of its claim (Q1 to Q7).
    name : str
        Name of the spectrum in the guide.
    ends : tuple of str
        Left (1) and right (5) end.
    buys : tuple of str
        What the left end buys, and what the right end buys, as the guide's authors see it.
    setting : callable
        Settings by key ``strategy.<group>[.<part>].<key>``. A middle splits the same hours and money; where two dials
        set one key, their contributions add.
    """

    claim: str
    name: str
    ends: tuple[str, str]
    buys: tuple[str, str]
    setting: Setter

    def at(self, position: float, support_years: float) -> dict[str, float]:
        """Return the settings at a position from 1 to 5."""
        return self.setting((position - 1.0) / 4.0, support_years)
