"""Compiled passes that every rule set shares: which ties are active, and what is written down after a week.

All take plain one-dimensional columns of one replicate that never overlap (``noalias``), so that they
vectorise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, types, uint32, uint64
from numba.core.cpu import CPUTargetOptions
from numba.core.options import TargetOptions
from numba.extending import intrinsic

from diffusion_sim.draws import high32, low32, philox

if not hasattr(CPUTargetOptions, "noalias"):
    # numba has the flag (its own kernels use it) but no option for it; without it 50 columns need 1,000
    # overlap
    # checks a sweep and LLVM gives up vectorising.
    CPUTargetOptions.noalias = TargetOptions.Mapping("noalias")

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "noalias": True}
#: Columns of the weekly tally after the eight Levels of Use: compliance, deep use, overloaded.
TALLY = 11
#: Cells that the tally counts in for each group of staff: level + 8 x compliance + 16 x overloaded.
CELLS = 32
#: Block of the tie draws in :data:`diffusion_sim.draws.PURPOSES`: its four words serve four weeks in turn.
CONTACT_BLOCK = 1
#: Fields of a spell: row, occupant, start, end, top level, compliance, cause, reason (0 in use, 1
#: discontinued, 2 left).
SPELL = 8


def _wide(typing: Any) -> Any:
    """Let a function use the widest vectors; by default LLVM takes 256 of 512 bits on some processors."""

    def write(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        set.add(builder.function.attributes, '"prefer-vector-width"="512"')
        return context.get_dummy_value()

    return types.void(), write


wide: Any = intrinsic(_wide)


@njit(**OPTIONS)
def words_below(chance: float) -> Any:
    """Return how many of the 2**32 draws are smaller than a chance; scaling by a power of two is exact."""
    return uint64(np.ceil(max(chance * 4294967296.0 - 0.5, 0.0)))


@njit(**OPTIONS)
def active_ties(
    key: Any, four: Any, chance: float, tie_key: Any, weight: Any, a0: Any, a1: Any, a2: Any, a3: Any
) -> None:
    """Write, for the weeks 4 x ``four`` to 4 x ``four`` + 3, each tie's weight where the two met, else 0."""
    wide()
    k0, k1 = low32(key), high32(key)
    c3 = uint32(uint32(CONTACT_BLOCK) << uint32(20))
    below = words_below(chance)
    for e in range(tie_key.shape[0]):
        x0, x1, x2, x3 = philox(low32(tie_key[e]), high32(tie_key[e]), uint32(four), c3, k0, k1)
        a0[e] = weight[e] if uint64(x0) < below else 0.0
        a1[e] = weight[e] if uint64(x1) < below else 0.0
        a2[e] = weight[e] if uint64(x2) < below else 0.0
        a3[e] = weight[e] if uint64(x3) < below else 0.0


@njit(**OPTIONS)
def group_mean(start: Any, inverse: Any, column: Any, out: Any) -> None:
    """Write the mean of the other members of one's team or school (contiguous rows)."""
    for g in range(start.shape[0] - 1):
        total = 0.0
        for i in range(start[g], start[g + 1]):
            total += column[i]
        scale = inverse[g]
        for i in range(start[g], start[g + 1]):
            out[i] = (total - column[i]) * scale


def hosted_by(host: Any) -> Any:
    """Return the number of a cohort group that stands for guests of a host, or the host's row of such a number."""
    return -2 - host


@njit(**OPTIONS)
def members(cohort: Any, groups: int) -> Any:
    """Return the rows of those who meet in a cohort group or are somebody's guests; none where there are no groups."""
    rows = np.empty(cohort.shape[0] if groups > 0 else 0, dtype=np.int32)
    count = 0
    for i in range(rows.shape[0]):
        rows[count] = i
        count += int(cohort[i] != -1)
    return rows[:count]


@njit(**OPTIONS)
def cohort_mean(rows: Any, cohort: Any, groups: int, column: Any, out: Any) -> None:
    """Write, for each of ``rows``, the mean of the other members of the cohort group, or the host's value for a guest.

    A guest of the person in row ``h`` has the number ``-2 - h`` (:func:`hosted_by`); hosts need not be in a group.
    """
    total = np.zeros(groups)
    count = np.zeros(groups)
    for i in rows:
        if cohort[i] >= 0:
            total[cohort[i]] += column[i]
            count[cohort[i]] += 1.0
    for i in rows:
        g = cohort[i]
        if g <= -2:
            out[i] = column[-2 - g]
        else:
            out[i] = (total[g] - column[i]) / (count[g] - 1.0) if count[g] > 1.0 else 0.0


@njit(**OPTIONS)
def principal_value(start: Any, principal: Any, column: Any, out: Any) -> None:
    """Write the principal's value for everyone in the school."""
    for s in range(start.shape[0] - 1):
        value = column[principal[s]]
        for i in range(start[s], start[s + 1]):
            out[i] = value


@njit(**OPTIONS)
def tally(group: Any, level: Any, compliance: Any, load: Any, counts: Any) -> None:
    """Count, per group of staff, the eight Levels of Use, compliance, deep use and overload.

    Two sets of cells take turns, because neighbours mostly fall into the same cell and would wait for each
    other.
    """
    groups = counts.shape[0]
    cells = np.zeros(2 * groups * CELLS, dtype=np.int32)
    for i in range(group.shape[0]):
        cell = int(level[i]) + 8 * int(compliance[i] > 0.0) + 16 * int(load[i] > 1.0)
        cells[uint64(((i & 1) * groups + group[i]) * CELLS + cell)] += 1
    for g in range(groups):
        for cell in range(CELLS):
            people = cells[g * CELLS + cell] + cells[(groups + g) * CELLS + cell]
            level_now, complies = cell & 7, (cell >> 3) & 1
            counts[g, level_now] += people
            counts[g, 8] += people * int(level_now >= 3) * complies
            counts[g, 9] += people * int(level_now >= 5) * (1 - complies)
            counts[g, 10] += people * (cell >> 4)


@njit(**OPTIONS)
def sum_hours(group: Any, coaching: Any, cohort: Any, training: Any, hours: Any) -> None:
    """Add the hours of support of one week per group of staff."""
    for i in range(group.shape[0]):
        hours[group[i]] += coaching[i] + cohort[i] + training[i]


@njit(**OPTIONS)
def write_spells(
    week: int, level: Any, occupant: Any, top: Any, compliance: Any, cause: Any,
    opened: Any, spells: Any, used: int,
) -> int:  # fmt: skip
    """Open a spell where use began and close it where use ended; return how many spells there are."""
    for i in range(level.shape[0]):
        s = opened[i]
        if level[i] >= 3.0:
            if s < 0:
                s = used
                used += 1
                opened[i] = s
                row = spells[s]
                row[0] = i
                row[1] = int(occupant[i])
                row[2] = week
                row[6] = int(cause[i])
                row[7] = 0
            row = spells[s]
            row[3] = week
            row[4] = int(top[i])
            row[5] = int(compliance[i])
        elif s >= 0:
            spells[s][7] = 1
            opened[i] = -1
    return used


@njit(**OPTIONS)
def close_leavers(leaving: Any, opened: Any, spells: Any) -> None:
    """Close the spells of occupants who left at the year's end."""
    for i in range(leaving.shape[0]):
        if leaving[i] > 0.0 and opened[i] >= 0:
            spells[opened[i]][7] = 2
            opened[i] = -1
