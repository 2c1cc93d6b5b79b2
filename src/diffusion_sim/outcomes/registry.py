"""What an outcome is: a name, a unit, plain words, which direction is better, and its definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """One row of the registry of outcomes.

    Attributes
    ----------
    name : str
        Value of the column ``outcome`` of the table ``runs``.
    unit : str
        ``share``, ``years``, ``ratio``, ``money``, ``hours``, ``points`` (difference of two shares), ...
    label : str
        Plain words for a reader who does not know the model.
    better : {"higher", "lower", "neither"}
        The direction a leader would call better; ``neither`` where that is a matter of view.
    definition : str
        Numerator, denominator, time, and when it is undefined.
    family : str
        Name of the file that computes it.
    """

    name: str
    unit: str
    label: str
    better: Better
    definition: str
    family: str
