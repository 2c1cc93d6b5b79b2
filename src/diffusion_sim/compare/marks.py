"""Years until a mark of use, told so that a mark never reached does not look like one reached at the horizon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.outcomes import REGISTRY

_YEARS, _REACHED = "years_to_", "reached_"


class Marks:
    """In which share of runs every arm reached its marks.

    Parameters
    ----------
    means : mapping of (arm, outcome) to float
        Means over replicates; of these the outcomes ``reached_NN`` are read.
    """

    def __init__(self, means: Mapping[tuple[str, str], float]) -> None:
        self._means = means

    @classmethod
    def of(cls, arms: pd.DataFrame) -> Marks:
        """Read the table ``arms`` of a comparison."""
        rows = zip(arms["arm"], arms["outcome"], arms["mean"], strict=True)
        return cls({(str(arm), str(outcome)): float(mean) for arm, outcome, mean in rows})

    def reached(self, arm: str, outcome: str) -> float:
        """Return the share of runs that reached the mark; 1 of an outcome that is no mark, or where it is not known."""
        mark = outcome.replace(_YEARS, _REACHED, 1) if outcome.startswith(_YEARS) else ""
        return self._means.get((arm, mark), 1.0)

    def never(self, arm: str, outcome: str) -> bool:
        """Tell whether no run reached the mark."""
        return self.reached(arm, outcome) == 0.0

    def value(self, arm: str, outcome: str, mean: float) -> str:
        """Write a mean in its unit; ``> 4.00 yr`` where no run reached the mark within these years."""
        return ("> " if self.never(arm, outcome) else "") + words.number(mean, REGISTRY[outcome].unit)

    def footnote(self, arms: Sequence[str], outcome: str, label: str = "") -> str:
        """Say with which arms the mark was not reached in every run, or nothing; by default with its own label."""
        missed = {arm: 1.0 - self.reached(arm, outcome) for arm in arms if self.reached(arm, outcome) < 1.0}
        if not missed:
            return ""
        shares = [f"{words.percent(share)} of runs with {words.arm_words(arm)}" for arm, share in missed.items()]
        said = words.listed(shares)
        return f"{label or REGISTRY[outcome].label}: never reached in {said}; these are counted as the horizon."
