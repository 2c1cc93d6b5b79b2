"""What the words of a page mean, and the ladder on which everybody stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.tables import LEVEL_NAMES, YEAR

_WORDS = (
    (
        "in use",
        "Level of Use III or higher on the eight-step ladder of the Concerns-Based Adoption Model (CBAM).",
    ),
    ("deep use", "Level IVB or higher, and by conviction, not because it is demanded."),
    ("replicate", "One simulated run. Every strategy meets the same people, ties and luck in a replicate."),
    ("difference", "Mean of the differences within replicates. Behind it, in brackets, its interval."),
    ("cannot tell yet", "The interval includes zero. It does not say that the strategies are alike."),
)
#: One line for each Level of Use, in the order of ``LEVEL_NAMES``.
LADDER = (
    "Does nothing with the practice.",
    "Has heard of it and is finding out what it is.",
    "Has decided to begin and is getting ready.",
    "Uses it from day to day, still busy with managing it.",
    "Uses it as a matter of routine and changes little.",
    "Changes the own use so that it does more for pupils.",
    "Joins the own use with that of colleagues.",
    "Looks for larger changes, or for something better.",
)


def meanings(
    horizon: int, support: Mapping[str, int], names: Sequence[str], ledger: pd.DataFrame | None = None
) -> list[tuple[str, str]]:
    """Return words and what they mean, the ladder last.

    Parameters
    ----------
    horizon : int
        Teaching weeks that were simulated.
    support : mapping of arm to int
        Teaching weeks of support.
    names : sequence of str
        The arms that are compared.
    ledger : DataFrame, optional
        The table of that name; where it has hours after support has ended, they are told.
    """
    going_on = [] if ledger is None else unpaid(ledger, support, names)
    but = f", except colleagues who go on unpaid, with {words.listed(going_on)}" if going_on else ""
    years = "year" if horizon == YEAR else "years"
    return [
        *_WORDS,
        ("support ends", f"From then on there is no coach, training, meeting or pressure from the strategy{but}."),
        ("horizon", f"The last simulated week, {horizon / YEAR:g} school {years} after the start."),
        *((f"level {name}", text) for name, text in zip(LEVEL_NAMES, LADDER, strict=True)),
    ]


def unpaid(ledger: pd.DataFrame, support: Mapping[str, int], names: Sequence[str]) -> list[str]:
    """Return the arms, in words, of which the ledger has hours after their support has ended."""
    late = ledger[(ledger["week"] >= ledger["arm"].map(support)) & (ledger["hours"] > 0)]
    return [words.arm_words(arm) for arm in names if arm in set(late["arm"])]
