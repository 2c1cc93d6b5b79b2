"""Counterfactual twins: the same run, same draws, without one person's place or one school's coaching.

The claim is exact within the model: with every draw and all other support held as they were, these people would not
have adopted. It is one run: another luck gives another list (:mod:`diffusion_sim.explain.ranks` has the mean).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.explain.credit import credit
from diffusion_sim.explain.effects import people_table, spells_table
from diffusion_sim.explain.history import History, history
from diffusion_sim.explain.removal import Removal, Span
from diffusion_sim.explain.replay import World, given, world
from diffusion_sim.explain.story import replicate_of
from diffusion_sim.explain.who import address, called, find_person, find_school
from diffusion_sim.replicates import Replicate
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.settings.settings import Settings


@dataclass(frozen=True)
class Twins:
    """One run with and without something.

    Attributes
    ----------
    removed : str
        What was taken away, in words.
    arm : str
    replicate : Replicate
    people : DataFrame
        One row per person whose use differs: person, occupant, role, school, post, row, arrived (week), effect
        (:data:`diffusion_sim.explain.effects.EFFECTS`), start_with and start_without (week of first use, 0 for week 1;
        empty: never), weeks in use and deep use in the last week in both worlds, spells in both as text.
    spells : DataFrame
        Their spells, one row each: world (with, without), person, occupant, post, start_week, end_week, ongoing,
        end_reason, top_level, mode, cause.
    credit : DataFrame
        The credit tree, one row per edge; see :func:`diffusion_sim.explain.credit.credit`.
    totals : DataFrame
        One row per world: posts in use and in deep use in the last week, people who ever began.
    """

    removed: str
    arm: str
    replicate: Replicate
    people: pd.DataFrame
    spells: pd.DataFrame
    credit: pd.DataFrame
    totals: pd.DataFrame

    def of(self, effect: str) -> pd.DataFrame:
        """Return the people with one effect."""
        return self.people[self.people["effect"] == effect].reset_index(drop=True)

    def __str__(self) -> str:
        from diffusion_sim.explain.twin_words import tell

        return tell(self)


def twins(
    settings: Settings,
    without: str | Sequence[str] | None = None,
    without_coach: str | None = None,
    replicate: int = 0,
    arm: str | None = None,
    rules: RuleSet | None = None,
) -> Twins:
    """Run one replicate twice: as it was, and with something taken away.

    Parameters
    ----------
    settings : Settings
        From :func:`diffusion_sim.load`.
    without : str or sequence of str, optional
        Members whose places stay empty: roster id, ``SCHOOL:PERSON`` or post id. They stay at their posts, and may
        adopt as others do.
    without_coach : str, optional
        Id or name of a school whose staff get no coaching.
    replicate : int
        Number of the replicate, from 0.
    arm : str, optional
        Name of one of the settings' strategies; the first if left out.
    rules : RuleSet, optional
        Own rules.

    Raises
    ------
    BadInput
        For somebody who takes no part, or a school in which nobody is coached.
    """
    place = world(settings, replicate_of(settings, replicate), arm, rules)
    spans = given(place)
    names = [] if without is None else [without] if isinstance(without, str) else list(without)
    removal = removal_of(place, spans, names, without_coach)
    fact = history(place, spans)
    twin = history(place, spans, removal)
    people = people_table(fact, twin)
    return Twins(
        removed=removal.title, arm=place.arm.name, replicate=place.replicate, people=people,
        spells=spells_table(fact, twin), credit=credit(fact, twin, people), totals=totals(fact, twin),
    )  # fmt: skip


def members(spans: Sequence[Span], n: int) -> np.ndarray:
    """Return who ever took part and was given something, bool (staff,)."""
    nothing = Removal.nothing(n)
    everyone = Removal("all", np.ones(n, dtype=bool), nothing.uncoached)
    return everyone.touched(spans)


def removal_of(place: World, spans: Sequence[Span], names: Sequence[str], school: str | None) -> Removal:
    """Return the removal that is asked for.

    Raises
    ------
    BadInput
        If there is nothing to take away.
    """
    district, empty = place.layout.district, Removal.nothing(place.n)
    places, uncoached, said = empty.places.copy(), empty.uncoached.copy(), []
    took_part = members(spans, place.n)
    for name in names:
        row = find_person(district, name)
        if not took_part[row]:
            raise _no_member(place, took_part, row)
        places[row] = True
        said.append(f"the place of {called(district, row)}")
    if school is not None:
        number = find_school(district, school)
        uncoached = district.staff.school == number
        if not Removal("", empty.places, uncoached).touched(spans).any():
            raise _no_coaching(place, spans, number)
        said.append(f"the coaching in {district.schools.name[number]} ({district.schools.id[number]})")
    return Removal(" and ".join(said), places, uncoached) if said else empty


def _no_member(place: World, took_part: np.ndarray, row: int) -> BadInput:
    district = place.layout.district
    names = [address(district, int(k)) for k in np.flatnonzero(took_part)]
    some = f"allowed: one of its {len(names)} members, such as {names[0]!r}" if names else "nobody does in this run"
    return BadInput(
        f"{address(district, row)!r} takes no part in {place.arm.name!r} in replicate {place.replicate.luck}; {some}."
        f"{nearest(address(district, row), names)}"
    )


def _no_coaching(place: World, spans: Sequence[Span], number: int) -> BadInput:
    schools, staff = place.layout.district.schools, place.layout.district.staff
    coached = [
        str(schools.id[k]) for k in range(len(schools))
        if Removal("", Removal.nothing(place.n).places, staff.school == k).touched(spans).any()
    ]  # fmt: skip
    some = f"allowed: {', '.join(coached[:8])}{', ...' * (len(coached) > 8)}" if coached else "no school has any"
    return BadInput(
        f"School {schools.id[number]!r} gets no coaching under {place.arm.name!r} in replicate {place.replicate.luck}; "
        f"{some}."
    )


def totals(fact: History, twin: History) -> pd.DataFrame:
    """Return how both worlds ended."""
    rows = []
    for name, past in (("with", fact), ("without", twin)):
        began = {(r, o) for r, o, _, _, _, _, cause, _ in past.spells.tolist() if cause < 32}
        rows.append({
            "world": name, "posts": past.world.n, "using_end": int((past.level[-1] >= 3).sum()),
            "deep_end": int(past.deep[-1].sum()), "began": len(began),
        })  # fmt: skip
    return pd.DataFrame(rows)
