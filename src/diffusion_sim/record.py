"""From a block's columns to the tidy tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.engines import passes
from diffusion_sim.engines.columns import Block
from diffusion_sim.engines.layout import NEED_GROUPS, groups
from diffusion_sim.engines.sweep import parameter_order
from diffusion_sim.outcomes.panel import Panel
from diffusion_sim.replicates import Replicate
from diffusion_sim.strategies.ledger import Entry, Ledger
from diffusion_sim.tables import CHANNELS, LEVELS, ROLES

F8 = NDArray[np.float64]
#: Bit of ``cause`` that marks those in use from the start or on arrival.
INITIAL = 32


#: The run of each row of a table, and the table's columns beside the keys.
Columns = tuple[NDArray[np.int64], dict[str, Any]]
#: Texts, and the number of each row's text -> a column.
Texts = Callable[[Any, NDArray[Any]], Any]


def objects(names: Sequence[str] | NDArray[Any], number: NDArray[Any]) -> NDArray[np.object_]:
    """Return a column of texts, as tables hold them."""
    return np.array(names, dtype=object)[number]


def categories(names: Sequence[str] | NDArray[Any], number: NDArray[Any]) -> pd.Categorical[Any]:
    """Return the same column as numbers with names, which takes no time to make."""
    return pd.Categorical.from_codes(number, pd.Index([str(name) for name in names]))


def cause_names() -> list[str]:
    """Return the text of every value of ``cause`` up to :data:`INITIAL`: channels joined by +, ``joint`` for none."""
    names = ["+".join(c for k, c in enumerate(CHANNELS) if mask >> k & 1) or "joint" for mask in range(INITIAL)]
    return [*names, "initial"]


@dataclass
class Recorder:
    """What is written down while a block runs: weekly tallies, yearly school snapshots."""

    block: Block
    weeks: int
    counts: NDArray[np.int32] = field(init=False)
    hours: F8 = field(init=False)
    schools: list[tuple[int, tuple[NDArray[np.int64], ...]]] = field(default_factory=list)
    components: list[F8] = field(default_factory=list)

    def __post_init__(self) -> None:
        shape = (self.block.replicates, self.weeks, len(groups()))
        self.counts = np.zeros((*shape, passes.TALLY), dtype=np.int32)
        self.hours = np.zeros(shape)

    def span(self, first: int, weeks: int) -> None:
        """Take over the tallies of the span that has just run."""
        self.counts[:, first : first + weeks] = self.block.counts
        self.hours[:, first : first + weeks] = self.block.hours

    def snapshot(self, week: int) -> None:
        """Count users, deep users and arrivals of this year (whose predecessors left at the last break) per school."""
        level = self.block.column("level")
        deep = (level >= 5.0) & (self.block.column("compliance") == 0.0)
        start = self.block.layout.school_start[:-1]

        def count(who: NDArray[np.bool_]) -> NDArray[np.int64]:
            return np.asarray(np.add.reduceat(who.astype(np.int64), start, axis=1))

        left = self.block.column("leaving") > 0.0
        self.schools.append((week, (count(level >= 3.0), count(deep), count(left))))
        self.components.append(np.add.reduceat(np.where(deep, taken_up(self.block), 0.0), start, axis=1))


def taken_up(block: Block) -> F8 | float:
    """Return the share of the practice's components that each person takes up, (replicates, staff) or 1 for all.

    As :func:`diffusion_sim.rules.mechanisms.left_out`: a practice can be split as far as its trialability goes.
    """
    names, order = block.rules.support, parameter_order(block.rules)
    if "scope" not in names or "trialability" not in order:
        return 1.0
    most = block.P[order.index("trialability")]
    return np.asarray(1.0 - np.clip(block.support[:, names.index("scope")], 0.0, most))


@dataclass(frozen=True)
class Keys:
    """The key columns of a block's runs."""

    run: list[str]
    arm: str
    reps: list[Replicate]

    def repeat(self, index: NDArray[np.int64]) -> dict[str, object]:
        """Return the five key columns for rows that belong to run ``index``."""
        pick = objects(self.run, index)
        triple = np.array([(r.district, r.luck, r.design) for r in self.reps], dtype=np.int64)[index]
        return {"run": pick, "arm": np.full(len(index), self.arm, dtype=object), "district": triple[:, 0],
                "luck": triple[:, 1], "design": triple[:, 2]}  # fmt: skip


def panel(
    keys: Keys, recorder: Recorder, ledger: Ledger, support_weeks: int, tables: Collection[str]
) -> Panel:
    """Return what outcomes are computed from, straight from the arrays: equal to the panel built from the tables.

    Parameters
    ----------
    tables : collection of str
        Which of people, schools and ledger are made; those left out have no columns.
    """
    runs, weeks = recorder.counts.shape[:2]
    shape = (runs, weeks, len(ROLES), len(NEED_GROUPS))
    counts = recorder.counts
    sizes = np.bincount(recorder.block.layout.people[5], minlength=len(groups())).astype(float)
    n = np.broadcast_to(sizes.reshape(shape[2:]), shape)

    def tally(first: int, stop: int) -> F8:
        return counts[..., first:stop].sum(axis=3).astype(float).reshape(shape)

    levels = len(LEVELS)
    made: dict[str, Callable[[], Columns]] = {
        "people": lambda: people_columns(recorder.block, categories),
        "schools": lambda: schools_columns(recorder, runs, categories),
        "ledger": lambda: ledger_columns(ledger, runs, categories),
    }
    first = keys.repeat(np.arange(runs))
    return Panel(
        keys=pd.DataFrame(first), support=np.full(runs, support_weeks, dtype=np.int64),
        horizon=np.full(runs, weeks, dtype=np.int64), n=n, use=tally(3, levels), routine=tally(4, levels),
        deep=tally(levels + 1, levels + 2), compliance=tally(levels, levels + 1),
        overloaded=tally(levels + 2, levels + 3), posts=n[:, 0].sum(axis=(1, 2)),
        budget=np.full(runs, float(ledger.total)),
        **{name: _coded(make()) if name in tables else pd.DataFrame() for name, make in made.items()},
    )  # fmt: skip


def _coded(columns: Columns) -> pd.DataFrame:
    index, held = columns
    return pd.DataFrame({"code": index.astype(np.int64), **held}, copy=False)


def weeks_table(keys: Keys, recorder: Recorder, ledger: Ledger) -> pd.DataFrame:
    """Return the table weeks: counts per week, role and need group, with hours and money."""
    sizes = np.bincount(recorder.block.layout.people[5], minlength=len(groups()))
    kept = np.flatnonzero(sizes)
    counts, hours = recorder.counts[:, :, kept], recorder.hours[:, :, kept]
    money = weekly_money(ledger.entries, hours.shape[0], recorder.weeks)
    total = hours.sum(axis=2, keepdims=True)
    share = np.where(total > 0.0, hours / np.where(total > 0.0, total, 1.0), sizes[kept] / sizes.sum())
    runs, weeks, cells = hours.shape
    index = np.arange(runs * weeks * cells)
    names = [groups()[g] for g in kept]
    flat = counts.reshape(-1, passes.TALLY)
    frame = keys.repeat(index // (weeks * cells))
    frame["week"] = index // cells % weeks
    frame["role"] = np.array([role for role, _ in names], dtype=object)[index % cells]
    frame["need_group"] = np.array([need for _, need in names], dtype=object)[index % cells]
    frame["n"] = sizes[kept][index % cells].astype(np.int64)
    frame |= {name: flat[:, k].astype(np.int64) for k, name in enumerate(LEVELS)}
    frame |= {n: flat[:, 8 + k].astype(np.int64) for k, n in enumerate(("n_compliance", "n_deep", "n_overloaded"))}
    frame["hours"] = hours.ravel()
    frame["money"] = (share * money[:, :, None]).ravel()
    return pd.DataFrame(frame)


def weekly_money(entries: list[Entry], runs: int, weeks: int) -> F8:
    """Return dollars per run and week, each entry spread evenly over its span."""
    money = np.zeros((runs, weeks))
    for entry in entries:
        money[:, entry.week : entry.week + entry.weeks] += (entry.money / entry.weeks)[:, None]
    return money


def ledger_table(keys: Keys, ledger: Ledger) -> pd.DataFrame:
    """Return the table ledger: one row per run, span and line, where the line counts."""
    return _keyed(keys, ledger_columns(ledger, len(keys.run), objects))


def schools_table(keys: Keys, recorder: Recorder) -> pd.DataFrame:
    """Return the table schools at week 0 and every year's end: users, deep users, leavers, components in deep use."""
    return _keyed(keys, schools_columns(recorder, len(keys.run), objects))


def people_table(keys: Keys, block: Block) -> pd.DataFrame:
    """Return the table people: one row per spell of use."""
    return _keyed(keys, people_columns(block, objects))


def _keyed(keys: Keys, columns: Columns) -> pd.DataFrame:
    index, held = columns
    return pd.DataFrame({**keys.repeat(index), **held})


def ledger_columns(ledger: Ledger, runs: int, texts: Texts) -> Columns:
    """Return the run of each row of the table ledger, and its own columns."""
    entries = ledger.entries
    lines = list(dict.fromkeys(e.line for e in entries))
    number = {line: k for k, line in enumerate(lines)}
    none = [np.zeros(0)]
    held = {
        "week": np.repeat(np.array([e.week for e in entries], dtype=np.int64), runs),
        "line": np.repeat(np.array([number[e.line] for e in entries], dtype=np.int64), runs),
        "hours": np.concatenate([e.hours for e in entries] or none),
        "money": np.concatenate([e.money for e in entries] or none),
    }
    index = np.tile(np.arange(runs), len(entries))
    if any(e.counts is not None for e in entries):
        counts = np.concatenate([np.ones(runs, dtype=bool) if e.counts is None else e.counts for e in entries])
        index, held = index[counts], {name: column[counts] for name, column in held.items()}
    return index, held | {"line": texts(lines, held["line"])}


def schools_columns(recorder: Recorder, runs: int, texts: Texts) -> Columns:
    """Return the run of each row of the table schools, and its own columns."""
    place = recorder.block.layout
    schools, times = len(place.need_group), len(recorder.schools)
    index = np.arange(times * runs * schools)
    school = index % schools
    held = {
        "week": np.array([w for w, _ in recorder.schools], dtype=np.int64)[index // (schools * runs)],
        "school": texts(place.district.schools.id, school),
        "need": place.district.schools.need[school],
        "need_group": texts(NEED_GROUPS, place.need_group[school]),
        "n": np.diff(place.school_start)[school],
    }
    for k, name in enumerate(("n_use", "n_deep", "n_left")):
        held[name] = np.concatenate([counts[k].ravel() for _, counts in recorder.schools])
    held["deep_components"] = np.concatenate([parts.ravel() for parts in recorder.components])
    return index // schools % runs, held


def people_columns(block: Block, texts: Texts) -> Columns:
    """Return the run of each row of the table people, and its own columns."""
    staff, schools = block.layout.district.staff, block.layout.district.schools
    spells = np.concatenate([block.spells[r, : block.used[r]] for r in range(block.replicates)])
    row, reason = spells[:, 0], spells[:, 7]
    held = {
        "post": staff.post[row],
        "occupant": spells[:, 1].astype(np.int64),
        "role": texts(ROLES, staff.role[row]),
        "school": texts(schools.id, staff.school[row]),
        "start_week": spells[:, 2].astype(np.int64),
        "end_week": spells[:, 3].astype(np.int64),
        "ongoing": reason == 0,
        "end_reason": texts(("horizon", "discontinued", "left"), reason),
        "top_level": spells[:, 4].astype(np.int64),
        "mode": texts(("conviction", "compliance"), spells[:, 5]),
        "cause": texts(cause_names(), np.minimum(spells[:, 6], INITIAL)),
    }
    return np.repeat(np.arange(block.replicates), block.used), held
