"""What is uncertain: every ledger row of class assumption or derived, with its range and scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.arms import keys_of
from diffusion_sim.settings.ledger import Row, ledger
from diffusion_sim.settings.settings import Settings, part_name

F8 = NDArray[np.float64]
#: Classes of ledger rows that are uncertain; a measured row is taken as it is.
KINDS = ("assumption", "derived")
#: A range whose ends differ by this factor or more is sampled on a log scale.
WIDE = 10.0
#: Positions of the dials on which leaders choose. They are the strategy: a part that is neutral where it stands, such
#: as a whole model without common words, has to stay neutral in every world.
POSITIONS = (
    "strategy.sequence.", "strategy.selection.readiness", "strategy.capacity.outside", "strategy.stance.tight",
    "strategy.stance.loose", "strategy.comprehensiveness.left_out", "strategy.comprehensiveness.common",
    "strategy.amplify.sharing.best", "strategy.amplify.sharing.failures", "strategy.learning.gate",
    "strategy.learning.longest_hold",
)  # fmt: skip
#: Rows that say which question is asked, not what the world is like; they are held where the plan has them.
QUESTION = ("run.", "costs.budget_per_post", "costs.price_year", "costs.deflator_2010", *POSITIONS)
#: Rows whose range is what may be typed in; the narrower range of plausible worlds, with the reason.
NARROWER: Mapping[str, tuple[float, float, str]] = {
    "district.initial_use": (0.0, 0.01, "CONTRACT: a new practice starts at 0-1 %"),
    "district.cross_share": (0.02, 0.12, "EVIDENCE: 2-12 %"),
    "district.coach_in": (2.0, 4.0, "EVIDENCE: 2-4"),
    "behaviour.backing_effect": (1.1, 2.5, "EVIDENCE: 1.1-2.5"),
    "strategy.selection.per_school": (1.0, 6.0, "EVIDENCE: 1-6 seeds per school"),
    "strategy.support.workshop.most_days": (3.0, 12.0, "EVIDENCE: 3-12 PD days a year"),
    "strategy.support.training_for_all.most_days": (3.0, 12.0, "EVIDENCE: 3-12 PD days a year"),
    "strategy.capacity.quality_sd": (0.3, 0.9, "EVIDENCE: .3-.9 of the mean effect"),
}


@dataclass(frozen=True)
class Axis:
    """One uncertain number.

    Attributes
    ----------
    key : str
        What to write on the command line, such as ``behaviour.peer_belief``.
    low, high : float
        Both ends allowed; ``low < high``.
    log : bool
        Sampled evenly in the logarithm.
    unit, about : str
        From the ledger.
    """

    key: str
    low: float
    high: float
    log: bool = False
    unit: str = ""
    about: str = ""

    def value(self, u: F8) -> F8:
        """Return values at places ``u`` in [0, 1] of the axis; within the range whatever the rounding."""
        if self.log:
            found = np.exp(np.log(self.low) + u * np.log(self.high / self.low))
        else:
            found = self.low + u * (self.high - self.low)
        return np.clip(found, self.low, self.high)

    def place(self, value: F8) -> F8:
        """Return the places in [0, 1] of values: the inverse of :meth:`value`."""
        if self.log:
            found = np.log(value / self.low) / np.log(self.high / self.low)
        else:
            found = (value - self.low) / (self.high - self.low)
        return np.asarray(np.clip(found, 0.0, 1.0), dtype=np.float64)


def ledger_axes(
    settings: Settings, only: Sequence[str] | None = None, ranges: Mapping[str, tuple[float, float]] | None = None
) -> tuple[Axis, ...]:
    """Return the axes of plausible worlds: rows of class assumption or derived that reach some arm.

    Parameters
    ----------
    settings : Settings
        Its arms say which strategy parts count. A row that has a narrower plausible range
        (:data:`NARROWER`) is held where the plan sets a value outside it.
    only : sequence of str, optional
        These keys alone; any ledger row may be named, whatever its class. A section or group name with a
        dot at the end, such as ``practice.``, stands for all its rows.
    ranges : mapping of key to (low, high), optional
        Own ranges, within the ledger's; their keys are axes even if they would not be otherwise.

    Raises
    ------
    BadInput
        For a key without a row, or a range outside the ledger's.
    """
    rows = _rows(settings)
    own = dict(ranges or {})
    for key in [*(only or ()), *own]:
        if key not in rows and not any(k.startswith(key) and key.endswith(".") for k in rows):
            raise unknown("Parameter", key, rows)
    wanted = [key for key, row in rows.items() if key in own or _wanted(row, only)]
    return tuple(_axis(rows[key], own.get(key)) for key in wanted)


def fixed_rows(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return (key, why) of the uncertain rows that no axis is made of."""
    rows = [row for row in _rows(settings).values() if row.kind in KINDS and not _wanted(row, None)]
    return tuple((row.key, _why(row)) for row in rows)


def _why(row: Row) -> str:
    if row.key in NARROWER and not row.key.startswith(QUESTION):
        return f"the plan sets {row.value:g}; {NARROWER[row.key][2]}"
    if row.key.startswith(POSITIONS):
        return "part of the question: where a dial of the strategy stands"
    return "part of the question"


def held_words(settings: Settings, axes: Sequence[Axis]) -> str:
    """Say how many uncertain rows are held where the plan has them, and what lists them; empty if none is."""
    varied = {axis.key for axis in axes}
    held = [key for key, _ in fixed_rows(settings) if key not in varied]
    if not held:
        return ""
    what = "1 uncertain row is" if len(held) == 1 else f"{len(held)} uncertain rows are"
    return f"{what} held fixed as part of the question (explore.axes.fixed_rows lists them)."


def _rows(settings: Settings) -> dict[str, Row]:
    """Return the ledger rows that some arm reads, one per key."""
    used = set().union(*(keys_of(arm) for arm in settings.arms))
    parts = {part_name(part) for arm in settings.arms for part in arm.parts}
    found: dict[str, Row] = {}
    for row in ledger(settings):
        if not row.part or (row.key in used and row.part in parts):
            found.setdefault(row.key, row)
    return found


def _wanted(row: Row, only: Sequence[str] | None) -> bool:
    if only is not None:
        return any(row.key == key or (key.endswith(".") and row.key.startswith(key)) for key in only)
    if row.kind not in KINDS or row.key.startswith(QUESTION) or not row.low < row.high:
        return False
    if row.key in NARROWER:
        low, high, _ = NARROWER[row.key]
        return low <= row.value <= high
    return True


def _axis(row: Row, own: tuple[float, float] | None) -> Axis:
    low, high = row.low, row.high
    if row.key in NARROWER:
        low, high, _ = NARROWER[row.key]
    if own is not None:
        if not row.low <= own[0] < own[1] <= row.high:
            raise BadInput(
                f"The range {own[0]:g}..{own[1]:g} of {row.key} is not allowed; allowed: low below high, within "
                f"{row.low:g} to {row.high:g} ({row.unit})."
            )
        low, high = own
    return Axis(row.key, float(low), float(high), low > 0 and high / low >= WIDE, row.unit, row.about)
