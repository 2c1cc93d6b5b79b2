"""A district from a survey: what was seen stays as it is; what is missing is added and marked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.district import csvfile
from diffusion_sim.district.advice import Pairs, grow, merge, numbers_asked
from diffusion_sim.district.assemble import assemble
from diffusion_sim.district.columns import F8, draw_traits, normals, school_keys
from diffusion_sim.district.crossing import cross_ties
from diffusion_sim.district.district import COACH, PRINCIPAL, ROLES, District, Schools, Staff
from diffusion_sim.district.people import coach_counts, team_numbers, years_of_experience
from diffusion_sim.district.schools import climate, experience_shares, fit, readiness, standard_need, turnover
from diffusion_sim.district.survey import Edges, Roster, read_edges, read_roster
from diffusion_sim.draws import draws, pair_id, post_ids
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings

I8 = NDArray[np.int64]

#: Nobody asks an added principal or coach with a greater chance than this.
MOST_ASKED = 0.9


def _schools(settings: DistrictSettings, key: int, roster: Roster) -> Schools:
    """Make the schools of a survey, which says nothing of them but who works there."""
    ids = np.array(sorted(set(roster.school), key=csvfile.by_id), dtype=object)
    keys = school_keys(ids)
    need = np.clip(settings.need_mean + settings.need_sd * normals(key, "school_need", keys), 0.02, 0.98)
    z = standard_need(need)
    return Schools(
        id=ids, name=np.array([f"School {i}" for i in ids], dtype=object), key=keys,
        level=np.full(len(ids), "A", dtype=object), need=need, readiness=readiness(settings, key, keys),
        climate=climate(settings, key, keys, z), fit=fit(key, keys), turnover=turnover(settings, key, keys, z),
        feeder=np.zeros(len(ids), dtype=np.int32),
    )  # fmt: skip


def _grades(roster: Roster, school: I8) -> NDArray[np.int16]:
    """Number the team labels of each school from 1, in their order; all 1 without such a column."""
    labels = roster.team or ["1"] * len(roster.person)
    out = np.zeros(len(labels), dtype=np.int16)
    for s in range(int(school.max()) + 1):
        rows = np.flatnonzero(school == s)
        names = sorted({labels[i] for i in rows}, key=lambda text: (len(text), text))
        out[rows] = [names.index(labels[i]) + 1 for i in rows]
    return out


def _added(
    settings: DistrictSettings, key: int, schools: Schools, roster: Roster, school: I8
) -> tuple[I8, I8, list[str]]:
    """Return school, role and id of the principals and coaches that the roster lacks.

    Coaches are added only if the roster knows none at all: a roster with coaches says where they are.
    """
    n = len(schools)
    has = np.zeros(n, dtype=np.bool_)
    has[school[roster.role == PRINCIPAL]] = True
    coaches = np.zeros(n, dtype=np.int64)
    if not (roster.role == COACH).any():
        coaches = coach_counts(settings, key, schools, np.bincount(school, minlength=n))
    rows = [(s, PRINCIPAL, "added principal") for s in range(n) if not has[s]]
    rows += [(s, COACH, f"added coach {k + 1}") for s in range(n) for k in range(int(coaches[s]))]
    _refuse_same(roster, {(str(schools.id[s]), name): ROLES[role] for s, role, name in rows})
    where = np.array([r[0] for r in rows], dtype=np.int64)
    return where, np.array([r[1] for r in rows], dtype=np.int64), [r[2] for r in rows]


def _refuse_same(roster: Roster, added: Mapping[tuple[str, str], str]) -> None:
    """Refuse a person of the roster with the id of one whom the program adds to the school."""
    for i, who in enumerate(zip(roster.school, roster.person, strict=True)):
        if who in added:
            raise BadInput(
                f"{roster.sheet.where(i)}: person {who[1]!r} has the id of the {added[who]} whom the program adds to "
                f"school {who[0]!r}; allowed: another id, or the role {added[who]}."
            )


def esteem(asked: I8, u: F8, seen: NDArray[np.bool_]) -> F8:
    """Return the percentile of how often people are asked; draws break ties and stand in for added people.

    Parameters
    ----------
    asked : int64
        Number of colleagues who ask each person.
    u : float64 in (0, 1)
    seen : bool
        In the survey.
    """
    out = u.copy()
    rows = np.flatnonzero(seen)
    out[rows[np.lexsort((u[rows], asked[rows]))]] = (np.arange(len(rows)) + 0.5) / len(rows)
    return out


def _staff(
    settings: DistrictSettings, key: int, schools: Schools, roster: Roster, edges: Edges
) -> tuple[Staff, I8]:
    """Make the staff columns; also returns the new row of each roster row."""
    number = {s: i for i, s in enumerate(schools.id)}
    own = np.array([number[s] for s in roster.school], dtype=np.int64)
    where, roles, names = _added(settings, key, schools, roster, own)
    school = np.concatenate([own, where])
    grade = np.concatenate([_grades(roster, own), np.zeros(len(where), dtype=np.int16)])
    person = np.array([*roster.person, *names], dtype=object)
    order = np.array(
        sorted(range(len(person)), key=lambda i: (school[i], grade[i], person[i])), dtype=np.int64
    )
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    school, grade, person = school[order].astype(np.int32), grade[order], person[order]
    synthetic = order >= len(own)
    post = post_ids(schools.id[school], person)
    asked = np.bincount(place[edges.adviser], minlength=len(post))
    traits = draw_traits(settings, key, post, esteem(asked, draws(key, "standing", post), ~synthetic))
    shares = experience_shares(settings, key, schools.key, standard_need(schools.need))
    drawn = years_of_experience(draws(key, "years", post), shares[school])
    known = np.concatenate(
        [np.full(len(own), np.nan) if roster.years is None else roster.years, np.full(len(where), np.nan)]
    )
    known = known[order]
    return Staff(
        post=post, person=person, school=school,
        role=np.concatenate([roster.role, roles]).astype(np.int8)[order],
        team=team_numbers(school, grade), grade=grade,
        years=np.where(np.isnan(known), drawn, known), openness=traits.openness,
        availability=traits.availability,
        standing=traits.standing, leadership=traits.leadership, threshold=traits.threshold,
        synthetic=synthetic,
    ), place[: len(own)]  # fmt: skip


def _asks_added(settings: DistrictSettings, key: int, staff: Staff, asks: I8) -> Pairs:
    """Let people of the survey ask the added principals and coaches.

    A colleague who asks d others of n asks an added one with chance d / n times the role's multiplier, so
    that the added ones are asked as often as their role is in the generator.
    """
    size = np.bincount(staff.school)
    found: list[tuple[int, int]] = []
    for j in np.flatnonzero(staff.synthetic):
        rows = np.flatnonzero((staff.school == staff.school[j]) & ~staff.synthetic)
        times = settings.coach_in if staff.role[j] == COACH else settings.principal_in
        chance = np.minimum(MOST_ASKED, times * asks[rows] / size[staff.school[j]])
        u = draws(key, "impute", pair_id(staff.post[rows], staff.post[j]))
        found += [(int(i), int(j)) for i in rows[u < chance]]
    both = np.array(sorted(found), dtype=np.int64).reshape(-1, 2)
    return Pairs(both[:, 0], both[:, 1])


def _numbers_imputed(key: int, staff: Staff, asks: I8, silent: NDArray[np.bool_]) -> I8:
    """Give each non-respondent the number of colleagues that a respondent of the school asks (hot deck)."""
    out = np.zeros(len(staff), dtype=np.int64)
    for i in np.flatnonzero(silent):
        donors = np.flatnonzero((staff.school == staff.school[i]) & ~silent & ~staff.synthetic)
        if len(donors):
            u = float(draws(key, "impute", staff.post[i : i + 1])[0])
            out[i] = asks[donors[int(u * len(donors))]]
    return out


def _count(n: int, one: str, many: str) -> str:
    return f"1 {one}" if n == 1 else f"{n} {many}"


def _notes(
    staff: Staff, edges: Edges, silent: NDArray[np.bool_] | None, asks: I8, imputed: int, crossing: int
) -> tuple[str, ...]:
    """Say what was read, what is missing and what was added, one short sentence each."""
    seen = ~staff.synthetic
    added = [int((staff.synthetic & (staff.role == r)).sum()) for r in (PRINCIPAL, COACH)]
    out = [
        f"{_count(int(seen.sum()), 'person', 'people')} and {_count(len(edges.seeker), 'tie', 'ties')} read."
    ]
    nobody = int((seen & (asks == 0)).sum())
    if silent is None:
        out.append(
            f"{_count(nobody, 'person names', 'people name')} nobody; no column marks non-respondents."
        )
    elif silent.any():
        done = f"{_count(imputed, 'tie', 'ties')} imputed" if imputed else "kept as asking nobody"
        out.append(f"{_count(int(silent.sum()), 'likely non-respondent', 'likely non-respondents')}, {done}.")
    if edges.outside:
        out.append(f"{_count(edges.outside, 'tie', 'ties')} with people outside the roster dropped.")
    if edges.to_self:
        out.append(f"{_count(edges.to_self, 'tie', 'ties')} to oneself dropped.")
    if edges.twice:
        out.append(f"{_count(edges.twice, 'repeated tie', 'repeated ties')} dropped.")
    if sum(added):
        out.append(
            f"{_count(added[0], 'principal', 'principals')} and {_count(added[1], 'coach', 'coaches')} added."
        )
    if crossing:
        out.append(
            f"{_count(crossing, 'tie', 'ties')} between schools generated "
            "(district.cross_share=0 leaves them out)."
        )
    return tuple(out)


def _generated(roster: Roster) -> str:
    """Say which of the columns that are shown of a district the survey does not hold."""
    more = "" if roster.years is not None else ", and years of experience"
    return (
        f"Not in the survey, generated: need, readiness, climate and turnover of the schools{more}; "
        "the level of every school is taken as A."
    )


def from_survey(settings: DistrictSettings, key: int) -> District:
    """Build a district from a roster and an edge list.

    Observed ties are kept as they are. Missing principals and coaches are added, marked synthetic, with
    generated
    ties; non-respondents keep no ties to others or get imputed ones (``settings.nonrespondents``). Standing
    is the percentile of how often a person is asked.
    """
    roster = read_roster(settings)
    edges = read_edges(settings, roster)
    schools = _schools(settings, key, roster)
    staff, place = _staff(settings, key, schools, roster, edges)
    seen = merge(Pairs(place[edges.seeker], place[edges.adviser]))
    asks = np.bincount(seen.seeker, minlength=len(staff))
    silent = np.zeros(len(staff), dtype=np.bool_)
    if roster.silent is not None:
        silent[place] = roster.silent
        silent &= asks == 0
    want = np.where(staff.synthetic, numbers_asked(settings, key, schools, staff), 0)
    if settings.nonrespondents == "impute":
        want += _numbers_imputed(key, staff, asks, silent)
    known = merge(seen, _asks_added(settings, key, staff, asks))
    new = grow(settings, key, staff, want, known)
    cross = cross_ties(settings, key, schools, staff, len(known.seeker) + len(new.seeker))
    imputed = int(silent[new.seeker].sum())
    notes = _notes(
        staff, edges, silent if roster.silent is not None else None, asks, imputed, len(cross.seeker)
    )
    return District(
        settings.name or "survey", schools, staff, assemble(staff, known, new, cross), "survey",
        (*notes, _generated(roster), *roster.unread),
    )
