"""Where new leaders have ended support before its time, and how what a strategy does is kept from those replicates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar, cast

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.rules.patience import support_ends_chance
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.view import View

Flags = NDArray[np.bool_]


class Patience:
    """In which replicates support has ended early; asked once a year.

    Parameters
    ----------
    leaders_change : float
        Chance per year that the district's leaders change (``run.leaders_change``).
    luck_keys : sequence of int
        Stream of each replicate.

    Attributes
    ----------
    ended : bool (replicates,)
        Where support has ended; the strategy is carried out there on paper only.
    """

    #: The line of the ledger that tells when support ended early, without hours or money.
    LINE: ClassVar[str] = "support ended early"

    def __init__(self, leaders_change: float, luck_keys: Sequence[int]) -> None:
        self.leaders_change, self.luck_keys = leaders_change, luck_keys
        self.ended: Flags = np.zeros(len(luck_keys), dtype=bool)

    def ask(self, view: View, ledger: Ledger) -> None:
        """Let leaders change at the start of a year, and end what the new ones do not keep; the ledger tells where."""
        if self.leaders_change <= 0.0:
            return
        lot = np.array([draws.draw(key, "leaders_change", 0, view.week) for key in self.luck_keys])
        using = cast(float, view.using.mean(axis=1))
        ends = ~self.ended & (lot < support_ends_chance(self.leaders_change, using))
        if ends.any():
            nothing = np.zeros(len(ends))
            ledger.counts = ends
            ledger.charge(view.week, 1, self.LINE, nothing, nothing)
            ledger.counts = None
        self.ended = self.ended | ends


@contextmanager
def only_where(who: Flags, view: View, ledger: Ledger) -> Iterator[None]:
    """Keep what is written meanwhile into support, groups and ledger for some replicates; take it back for all others.

    Parameters
    ----------
    who : bool (replicates,)
    """
    if who.all():
        yield
        return
    block = view.block
    written: list[NDArray[Any]] = [block.support, block.cohort, block.groups]
    before = [array.copy() for array in written]
    ledger.counts = who
    try:
        yield
    finally:
        ledger.counts = None
        for array, then in zip(written, before, strict=True):
            array[~who] = then[~who]
