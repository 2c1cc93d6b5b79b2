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
from diffusion_sim.compare.nested import Estimate, estimate, units, unless_few_agree
from diffusion_sim.compare.notes import FREE_ARMS
from diffusion_sim.outcomes import HEADLINE

#: The outcome beside which it is told, and its name there.
BESIDE = "money_per_lasting_deep_user"
LABEL = "Money spent per additional lasting deep user"
_SPENT = "money_per_post"
_NO_PRICE = (np.nan,) * 3
#: Why a price is not told, in the order in which it is looked at.
FREE = "which costs no more"
FEWER = "which has fewer of them, beyond chance"
CHANCE = "where that difference may be chance"
#: The same in a cell.
SHORT = {FREE: "costs no more", FEWER: "fewer of them", CHANCE: "may be chance"}


@dataclass(frozen=True)
class Price:
    """Money per additional lasting deep user of one arm; NaN with the reason where it is not told.

    Attributes
    ----------
    money : float
        Difference in money over the mean difference in lasting deep users.
    low, high : float
        The same at the ends of the interval of that difference.
    why : str
        Why it is not told (:data:`CHANCE`, :data:`FEWER` or :data:`FREE`); empty where it is.
    """

    money: float
    low: float
    high: float
    why: str = ""

    @property
    def told(self) -> bool:
        """Whether there are more users than with doing nothing, beyond chance, and they cost something."""
        return not self.why


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
        why = _why(more, money)
        mean, low, high = (float(money / users) for users in (more.mean, more.high, more.low)) if not why else _NO_PRICE
        out[arm] = Price(mean, low, high, why)
    return out


def _why(more: Estimate, money: float) -> str:
    """Return why a price is not told: there is none to pay, nothing was bought for it, or that is open."""
    if not money > 0:
        return FREE
    return FEWER if more.high < 0 else "" if more.low > 0 else CHANCE


def footnote(found: Mapping[str, Price], label: str = LABEL) -> str:
    """Say what the price is set against, and with which arms it is not told; nothing where there is none."""
    if not found:
        return ""
    by = {why: [words.arm_words(a) for a, p in found.items() if p.why == why] for why in (CHANCE, FEWER, FREE)}
    untold = [f"not told with {words.listed(who)}, {_several(why, len(who))}" for why, who in by.items() if who]
    why = "".join(f"; {text}" for text in untold)
    who = next(words.arm_words(arm) for arm in FREE_ARMS)
    return f"{label}: money over those lasting deep users who are more than with {who}{why}."


def _several(why: str, count: int) -> str:
    """Return the reason as it reads of one arm, or of several."""
    return why if count == 1 else why.replace("has", "have").replace("costs", "cost")
