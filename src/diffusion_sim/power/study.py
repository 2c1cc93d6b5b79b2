"""Would we have seen it? Pilots of every size and length, again and again in other districts with other luck."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.errors import BadInput
from diffusion_sim.power.judge import Verdicts, judged, summary
from diffusion_sim.power.pilot import Seen, plan, seen, sites
from diffusion_sim.replicates import Replicate, blocks
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.arm import Arm

SCHOOLS, MONTHS = (2, 4, 8), (9, 18, 27)
#: What a pilot is compared with when it is not another pilot.
REST = "other schools"
#: Name of pilots in which nothing is done: they tell how often the test is wrong.
NOTHING = "nothing"
#: (strategy, what it is compared with, schools of each pilot, months).
Key = tuple[str, str, int, int]
Progress = Callable[[float, float, str], None]


@dataclass(frozen=True)
class PowerResult:
    """What pilots can show.

    Attributes
    ----------
    table : DataFrame
        One row per contrast, number of pilot schools and months: ``arm, against`` (another strategy in as many other
        schools, or ``other schools`` where nothing is done), ``schools, months, pilots, power, significant,
        low, high, false_alarms`` (the same test where no pilot does anything), ``true, seen`` (mean difference in
        shares of staff in use), ``type_s, type_m, positive`` (see :class:`.judge.Summary`), ``points_to_winner`` (of
        the significant pilots, the share that is ahead for the strategy with more lasting deep use; missing where that
        is open, or against other schools).
    level : float
        Level of the test.
    reliability : float
        Of the survey.
    winners : DataFrame
        Of each pair of strategies, the difference in the headline outcome when fully rolled out, as
        :func:`diffusion_sim.sequential.until_sure` settled it.
    pilots : int
    """

    table: pd.DataFrame
    level: float
    reliability: float
    winners: pd.DataFrame
    pilots: int

    def sentences(self) -> list[str]:
        """Return what a leader should know, in words."""
        from diffusion_sim.power.words import sentences

        return sentences(self)


def power(
    settings: Settings,
    schools: Sequence[int] = SCHOOLS,
    months: Sequence[int] = MONTHS,
    *,
    level: float = 0.05,
    long_run: bool = True,
    progress: Progress | None = None,
) -> PowerResult:
    """Return the chance that a real pilot tells strategies apart, over sizes and lengths.

    Parameters
    ----------
    settings : Settings
        The strategies are piloted each by itself against the other schools, and each against the first.
        ``run.replicates`` is the number of simulated pilots; ``behaviour.seen_reliability`` that of the survey.
    schools, months : sequence of int
        Pilot schools of each strategy (2 or more) and school months (9 a year; 3 or more).
    level : float
        Level of the two-sided test.
    long_run : bool
        Also find out which strategy wins when fully rolled out.
    progress : callable, optional
        Called as ``progress(done, total, step)``.

    Returns
    -------
    PowerResult

    Raises
    ------
    BadInput
        For pilots that do not fit the district, too short ones, or a level out of range.
    """
    check(settings, schools, months, level)
    tell = progress or (lambda done, total, step: None)
    posts = laid_out(settings, 0).n
    pieces = [(m, reps) for m in months for reps in blocks(settings, posts)]
    total, done = sum(m * len(reps) for m, reps in pieces), 0
    tell(0, total, "Simulating pilots")
    found: dict[Key, list[Verdicts]] = {}
    district: dict[int, list[int]] = {m: [] for m in months}
    for (m, reps), part in _parts(settings, schools, pieces, level):
        for key, verdicts in part.items():
            found.setdefault(key, []).append(verdicts)
        district[m] += [r.district for r in reps]
        done += m * len(reps)
        tell(done, total, "Simulating pilots")
    table = _table({k: _joined(v) for k, v in found.items()}, {m: np.array(d) for m, d in district.items()})
    winners = _winners(settings, progress) if long_run and len(settings.arms) > 1 else pd.DataFrame()
    table["points_to_winner"] = [_agreement(row, winners) for row in words.rows(table)]
    return PowerResult(table, level, settings.behaviour.seen_reliability, winners, settings.run.replicates)


def check(settings: Settings, schools: Sequence[int], months: Sequence[int], level: float = 0.05) -> None:
    """Refuse what cannot be simulated; raises as :func:`power` does."""
    count = len(laid_out(settings, 0).need_group)
    for k in schools:
        allowed = f"2 to {count // 2}" if count >= 4 else "a larger district, such as district.schools=4"
        if k < 2:
            raise BadInput(f"schools={k} (--schools) is too few pilot schools; allowed: {allowed}.")
        if k > count // 2:
            raise BadInput(
                f"schools={k} (--schools) needs a district of {2 * k} schools or more, as many again to compare with; "
                f"this one has {count}; allowed: {allowed}."
            )
    for m in months:
        if not 3 <= m <= 200:
            raise BadInput(f"months={m} is out of range; allowed: 3 to 200 school months (9 a year).")
    if not 0 < level < 1:
        raise BadInput(f"level={level:g} is out of range; allowed: between 0 and 1.")


def _parts(
    settings: Settings, schools: Sequence[int], pieces: list[tuple[int, list[Replicate]]], level: float
) -> Iterator[tuple[tuple[int, list[Replicate]], dict[Key, Verdicts]]]:
    workers = min(settings.run.workers or os.cpu_count() or 1, len(pieces))
    if workers == 1:
        for m, reps in pieces:
            yield (m, reps), pilots(settings, schools, m, reps, level)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(pilots, settings, schools, m, reps, level) for m, reps in pieces]
        for task, ready in zip(pieces, waiting, strict=True):
            yield task, ready.result()


def pilots(
    settings: Settings, schools: Sequence[int], months: int, reps: list[Replicate], level: float = 0.05
) -> dict[Key, Verdicts]:
    """Run all pilots of one length on replicates of one district and judge them."""
    first, *others = settings.arms
    idle = seen(plan(settings, _nothing(first), schools[0], months, "first"), months, reps)
    out: dict[Key, Verdicts] = {}
    for k in schools:
        one, two = sites(settings, reps, k)
        runs = {arm.name: seen(plan(settings, arm, k, months, "first"), months, reps) for arm in settings.arms}
        for name, run in {**runs, NOTHING: idle}.items():
            out[name, REST, k, months] = judged(run.survey, run.true, one, ~one, level)
        for arm in others:
            beside = seen(plan(settings, arm, k, months, "second"), months, reps)
            out[first.name, arm.name, k, months] = _two(runs[first.name], beside, one, two, level)
        out[NOTHING, NOTHING, k, months] = judged(idle.survey, idle.true, one, two, level)
    return out


def _two(a: Seen, b: Seen, one: np.ndarray, two: np.ndarray, level: float) -> Verdicts:
    """Judge a pilot of one strategy against a pilot of another in like schools of the same district."""
    return judged(np.where(one, a.survey, b.survey), np.where(one, a.true, b.true), one, two, level)


def _nothing(like: Arm) -> Arm:
    """Return an arm that does nothing in its schools."""
    from diffusion_sim.strategies.capacity.no_coaches import NoCoaches
    from diffusion_sim.strategies.selection.nobody import Nobody
    from diffusion_sim.strategies.stance.laissez_faire import LaissezFaire

    return Arm(NOTHING, Nobody(), like.sequence, (), LaissezFaire(), NoCoaches())


def _joined(parts: list[Verdicts]) -> Verdicts:
    return Verdicts(*(np.concatenate([getattr(p, f) for p in parts]) for f in ("seen", "significant", "true")))


def _table(found: dict[Key, Verdicts], district: dict[int, np.ndarray]) -> pd.DataFrame:
    rows = []
    for (arm, against, k, m), verdicts in found.items():
        if arm == NOTHING:
            continue
        idle = found[NOTHING, REST if against == REST else NOTHING, k, m]
        made = asdict(summary(verdicts, district[m]))
        rows.append(
            {
                "arm": arm, "against": against, "schools": k, "months": m, "pilots": len(verdicts.seen),
                "false_alarms": float(idle.significant.mean()), **made,
            }
        )  # fmt: skip
    table = pd.DataFrame(rows)
    order = {pair: i for i, pair in enumerate(dict.fromkeys(zip(table["arm"], table["against"], strict=True)))}
    rank = [order[pair] for pair in zip(table["arm"], table["against"], strict=True)]
    return table.assign(_rank=rank).sort_values(["_rank", "schools", "months"], ignore_index=True).drop(columns="_rank")


def _winners(settings: Settings, progress: Progress | None) -> pd.DataFrame:
    """Return which strategies win in the long run, at full size; open ones stay open."""
    from diffusion_sim.sequential import until_sure

    fuller = replace(settings, run=replace(settings.run, districts=None))
    most = max(settings.run.replicates, 100)
    return until_sure(fuller, half_width=0.5, settle="sign", most=most, progress=progress).contrasts


def _agreement(row: Any, winners: pd.DataFrame) -> float:
    """Return the share of significant pilots in which the long-run winner was ahead."""
    if winners.empty or row.against == REST:
        return float("nan")
    verdict = winners.set_index("arm")["verdict"].get(row.against)
    positive = float(row.positive)
    return {"better": 1.0 - positive, "worse": positive}.get(str(verdict), float("nan"))
