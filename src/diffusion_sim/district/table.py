"""A school table: facts per school are read, people and networks generated."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district.columns import F8, U8, school_keys
from diffusion_sim.district.district import TEACHER, District, Schools
from diffusion_sim.district.facts import Facts, read_facts
from diffusion_sim.district.generator import generate_ties
from diffusion_sim.district.people import coach_counts, generate_staff
from diffusion_sim.district.schools import climate, experience_shares, feeders, fit, readiness, standard_need
from diffusion_sim.settings.district import DistrictSettings


def long_run(rate: F8, teachers: F8, mean: float, shrink: float) -> F8:
    """Shrink one year's turnover to the district's mean.

    Parameters
    ----------
    rate : float64
        Yearly share who left; NaN (unknown) becomes the district's mean.
    teachers : float64
        Weights of the district's mean.
    mean : float
        Mean to use when no school has a rate.
    shrink : float
        Share of a school's deviation that lasts (settings.turnover_shrink).
    """
    known = ~np.isnan(rate)
    if known.any():
        mean = float((rate[known] * teachers[known]).sum() / teachers[known].sum())
    return np.where(known, mean + shrink * (np.where(known, rate, 0.0) - mean), mean)


def _schools(
    settings: DistrictSettings, key: int, facts: Facts, ids: NDArray[np.object_], keys: U8
) -> Schools:
    level = np.array(facts.level, dtype=object)
    known = ~np.isnan(facts.need)
    need = np.where(known, facts.need, facts.need[known].mean() if known.any() else settings.need_mean)
    turnover = long_run(facts.turnover, facts.teachers, settings.turnover_mean, settings.turnover_shrink)
    return Schools(
        id=ids, name=np.array(facts.school_name, dtype=object), key=keys, level=level, need=need,
        readiness=readiness(settings, key, keys), climate=climate(settings, key, keys, standard_need(need)),
        fit=fit(key, keys),
        turnover=turnover, feeder=feeders(settings, level, need, key, keys),
    )  # fmt: skip


def _many(count: int, what: str) -> str:
    """Return a number of things in words."""
    more = "es" if what.endswith("ch") else "s"
    return f"{count} {what}{'' if count == 1 else more}"


def _rounded(facts: Facts) -> str:
    """Say how many counts of teachers were no whole numbers, as posts in halves give."""
    return f" (rounded in {_many(facts.rounded, 'school')})" if facts.rounded else ""


def _shrunk(settings: DistrictSettings, facts: Facts) -> tuple[str, ...]:
    """Say that a school's turnover is not taken as the table has it."""
    if np.isnan(facts.turnover).all() or settings.turnover_shrink == 1.0:
        return ()
    return (
        f"Turnover of one year is mostly luck: of how far a school is from the district's own, "
        f"{100 * settings.turnover_shrink:.0f} % is taken to last (district.turnover_shrink).",
    )


def _blanks(settings: DistrictSettings, facts: Facts) -> tuple[str, ...]:
    """Say what stands in for empty cells: the district's own figure where there is one, else the setting."""
    notes = []
    for column, what in ((facts.need, "need"), (facts.turnover, "turnover")):
        empty = int(np.isnan(column).sum())
        if empty == len(column):
            key = f"{what}_mean"
            value, usual = getattr(settings, key), getattr(DistrictSettings, key)
            stands_in = f"the program's default ({value:g})" if value == usual else f"district.{key}={value:g}"
            notes.append(f"No school has {what}: {stands_in} is used.")
        elif empty:
            notes.append(f"{empty} of {len(column)} schools have no {what}: the district's own is used.")
    empty = int(np.isnan(facts.shares[:, 0]).sum())
    if empty == len(facts.id):
        notes.append("No school has experience: it is generated.")
    elif empty:
        notes.append(f"{empty} of {len(facts.id)} schools have no experience: it is generated.")
    return tuple(notes)


def from_table(settings: DistrictSettings, key: int) -> District:
    """Build a district from a school table; a principal per school and coaches are added, marked synthetic."""
    facts = read_facts(settings)
    ids = np.array(facts.id, dtype=object)
    keys = school_keys(ids)
    schools = _schools(settings, key, facts, ids, keys)
    sizes = facts.teachers.astype(np.int64) + 1
    coaches = coach_counts(settings, key, schools, sizes)
    drawn = experience_shares(settings, key, keys, standard_need(schools.need))
    shares = np.where(np.isnan(facts.shares), drawn, facts.shares)
    staff = generate_staff(settings, key, schools, sizes + coaches, coaches, shares)
    staff = replace(staff, synthetic=staff.role != TEACHER)
    notes = (*_blanks(settings, facts), *_shrunk(settings, facts), *facts.unread)
    if facts.alike:
        rows = "1 row" if facts.alike == 1 else f"{facts.alike} rows"
        notes += (f"{rows} left out: another spelling of {facts.name!r}.",)
    total = int(sizes.sum() + coaches.sum())
    added = f"{_many(len(ids), 'principal')} and {_many(int(coaches.sum()), 'coach')} added"
    made = f"{int(facts.teachers.sum())} teachers read{_rounded(facts)}; {added} ({total} staff)."
    generated = "Not in the table, generated: readiness and climate of the schools, and all advice ties."
    return District(
        facts.name, schools, staff, generate_ties(settings, key, schools, staff), "table", (made, generated, *notes)
    )
