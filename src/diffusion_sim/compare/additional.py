"""What a lasting deep user costs who would not be there if nobody did anything.

Money over all lasting deep users counts those who come to deep use anyway. Where an arm that spends nothing is
compared too, the money of another arm is set against the users it has more, from the paired difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.compare import words
from diffusion_sim.compare.nested import estimate, units, unless_few_agree
from diffusion_sim.compare.notes import FREE_ARMS
from diffusion_sim.outcomes import HEADLINE

#: The outcome beside which it is told, and its name there.
BESIDE = "money_per_lasting_deep_user"
LABEL = "Money spent per additional lasting deep user"
_SPENT = "money_per_post"


@dataclass(frozen=True)
class Price:
    """Money per additional lasting deep user of one arm; NaN where the difference in users is not beyond chance.

    Attributes
    ----------
    money : float
        Difference in money over the mean difference in lasting deep users.
    low, high : float
        The same at the ends of the interval of that difference.
    """

    money: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Whether there are more users than with doing nothing, beyond chance."""
        return bool(np.isfinite(self.money))


def prices(
    wide: Mapping[str, pd.DataFrame],
    district: NDArray[np.int64],
    luck: NDArray[np.int64],
    level: float,
    fixed: bool,
) -> dict[str, Price]:
    """Return the price of each arm against the one that does nothing; empty where there is none, or no lasting use.

    Parameters
    ----------
    wide : mapping of arm to DataFrame
        Paired replicates x outcomes.
    district, luck : int64 (N,)
    level : float
        Confidence level of the interval.
    fixed : bool
        Hold the districts fixed.
    """
    free = next((arm for arm in FREE_ARMS if arm in wide), None)
    if free is None or not {_SPENT, HEADLINE} <= set(wide[free].columns) or wide[free][HEADLINE].isna().all():
        return {}
    out = {}
    for arm in (a for a in wide if a != free):
        gap = {o: (wide[arm][o] - wide[free][o]).to_numpy(dtype=float) for o in (_SPENT, HEADLINE)}
        more = unless_few_agree(estimate(*units(gap[HEADLINE], district, luck), level, fixed))
        money = estimate(*units(gap[_SPENT], district, luck)).mean
        ends = (more.mean, more.high, more.low) if more.low > 0 and money > 0 else (np.nan,) * 3
        out[arm] = Price(*(float(money / users) for users in ends))
    return out


def footnote(found: Mapping[str, Price], label: str = LABEL) -> str:
    """Say what the price is set against, and with which arms it is not told; nothing where there is none."""
    if not found:
        return ""
    open_ones = [words.arm_words(arm) for arm, price in found.items() if not price.told]
    why = f"; not told with {words.listed(open_ones)}, where that difference may be chance" if open_ones else ""
    who = next(words.arm_words(arm) for arm in FREE_ARMS)
    return f"{label}: money over those lasting deep users who are more than with {who}{why}."
