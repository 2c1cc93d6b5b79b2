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

OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "noalias": True, "no_cfunc_wrapper": True}
#: Of what compiled code alone calls: without a way in from Python, which takes longer to compile than many a pass.
INNER: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True}
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


@njit(**INNER)
def words_below(chance: float) -> Any:
    """Return how many of the 2**32 draws are smaller than a chance; scaling by a power of two is exact."""
    return uint64(np.ceil(max(chance * 4294967296.0 - 0.5, 0.0)))


@njit(**INNER)
def active_ties(key: Any, four: Any, chance: float, tie_key: Any, met: Any) -> None:
    """Write for each tie in which of the weeks 4 x ``four`` to 4 x ``four`` + 3 the two met: 1, 2, 4 and 8, added."""
    wide()
    k0, k1 = low32(key), high32(key)
    c3 = uint32(uint32(CONTACT_BLOCK) << uint32(20))
    below = words_below(chance)
    for e in range(tie_key.shape[0]):
        x0, x1, x2, x3 = philox(low32(tie_key[e]), high32(tie_key[e]), uint32(four), c3, k0, k1)
        first = uint32(uint64(x0) < below) | uint32(uint64(x1) < below) << uint32(1)
        met[e] = first | uint32(uint64(x2) < below) << uint32(2) | uint32(uint64(x3) < below) << uint32(3)


@njit(**INNER)
def group_mean(start: Any, inverse: Any, one: int, other: int, first: int, column: Any, out: Any) -> None:
    """Write the mean of the other members of one's team or school (contiguous rows), groups ``one`` to ``other``.

    ``out`` begins with the row ``first``.
    """
    for g in range(one, other):
        total = 0.0
        for i in range(start[g], start[g + 1]):
            total += column[uint64(i)]
        scale = inverse[g]
        for i in range(start[g], start[g + 1]):
            out[uint64(i - first)] = (total - column[uint64(i)]) * scale


@njit(**INNER)
def members(cohort: Any, count: Any) -> Any:
    """Return the rows of those who meet in a cohort group or are somebody's guests; none where there are no groups.

    ``count`` holds a 0 for each group, and then its members.
    """
    rows = np.empty(cohort.shape[0] if count.shape[0] > 0 else 0, dtype=np.int32)
    found = 0
    for i in range(rows.shape[0]):
        rows[found] = i
        found += int(cohort[i] != -1)
        if cohort[i] >= 0:
            count[cohort[i]] += 1.0
    return rows[:found]


@njit(**INNER)
def reach(rows: Any, at: int, end: int) -> int:
    """Return the place of the first of ``rows``, from place ``at`` on, that is not below ``end``."""
    while at < rows.shape[0] and rows[at] < end:
        at += 1
    return at


def hosted_by(host: Any) -> Any:
    """Return the number of a cohort group that stands for guests of a host, or the host's row of such a number."""
    return -2 - host


@njit(**INNER)
def cohort_sums(rows: Any, cohort: Any, column: Any, total: Any) -> None:
    """Add what each of ``rows`` shows to the total of the cohort group."""
    for i in rows:
        if cohort[i] >= 0:
            total[cohort[i]] += column[i]


@njit(**INNER)
def empty(totals: Any) -> None:
    """Set the totals of all cohort groups to 0."""
    for k in range(totals.shape[0]):
        for g in range(totals.shape[1]):
            totals[k, g] = 0.0


@njit(**INNER)
def host_values(rows: Any, cohort: Any, column: Any, hosted: Any) -> None:
    """Write, for those of ``rows`` who are guests, what their hosts show.

    A guest of the person in row ``h`` has the number ``-2 - h`` (:func:`hosted_by`); hosts need not be in a group.
    """
    for k in range(rows.shape[0]):
        g = cohort[rows[k]]
        if g <= -2:
            hosted[k] = column[-2 - g]


@njit(**INNER)
def cohort_mean(
    one: int, other: int, rows: Any, cohort: Any, hosted: Any, column: Any, total: Any, count: Any, first: int, out: Any
) -> None:
    """Write, for each of ``rows[one:other]``, the mean of the other members of the cohort group, or the host's value.

    ``out`` begins with the row ``first`` and is 0 for all others.
    """
    for k in range(out.shape[0]):
        out[k] = 0.0
    for k in range(one, other):
        i = rows[k]
        g = cohort[i]
        if g <= -2:
            out[i - first] = hosted[k]
        else:
            others = count[g] - 1.0
            out[i - first] = (total[g] - column[i]) / others if others > 0.0 else 0.0


@njit(**INNER)
def principal_value(start: Any, principal: Any, one: int, other: int, first: int, column: Any, out: Any) -> None:
    """Write the principal's value for everyone in the schools ``one`` to ``other``; ``out`` begins with ``first``."""
    for s in range(one, other):
        value = column[principal[s]]
        for i in range(start[s], start[s + 1]):
            out[uint64(i - first)] = value


@njit(**OPTIONS)
def count_cells(first: int, last: int, group: Any, level: Any, compliance: Any, load: Any, cells: Any) -> None:
    """Count the people of some rows in cells: group of staff, level, compliance and overload.

    Two sets of cells take turns, because neighbours mostly fall into the same cell and would wait for each
    other.
    """
    half = uint64(cells.shape[0] // 2)
    for j in range(first, last):
        i = uint64(j)
        cell = int(level[i]) + 8 * int(compliance[i] > 0.0) + 16 * int(load[i] > 1.0)
        cells[uint64(uint64(j & 1) * half + uint64(group[i] * CELLS + cell))] += 1


@njit(**OPTIONS)
def tally_cells(cells: Any, counts: Any) -> None:
    """Add up cells, per group of staff, to the eight Levels of Use, compliance, deep use and overload; empty them."""
    groups = counts.shape[0]
    for g in range(groups):
        for cell in range(CELLS):
            people = cells[g * CELLS + cell] + cells[(groups + g) * CELLS + cell]
            level_now, complies = cell & 7, (cell >> 3) & 1
            counts[g, level_now] += people
            counts[g, 8] += people * int(level_now >= 3) * complies
            counts[g, 9] += people * int(level_now >= 5) * (1 - complies)
            counts[g, 10] += people * (cell >> 4)
    for k in range(cells.shape[0]):
        cells[k] = 0


@njit(**OPTIONS)
def sum_hours(first: int, last: int, group: Any, coaching: Any, cohort: Any, training: Any, hours: Any) -> None:
    """Add the hours of support of one week per group of staff."""
    for j in range(first, last):
        i = uint64(j)
        hours[group[i]] += coaching[i] + cohort[i] + training[i]


@njit(**OPTIONS)
def write_spells(
    first: int, last: int, week: int, level: Any, occupant: Any, top: Any, compliance: Any, cause: Any,
    opened: Any, spells: Any, used: int,
) -> int:  # fmt: skip
    """Open a spell where use began and close it where use ended; return how many spells there are."""
    for j in range(first, last):
        i = uint64(j)
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
