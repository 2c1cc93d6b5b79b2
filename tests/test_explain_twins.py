"""Twins: nothing removed changes nothing, a removal moves only what it can reach, and the credit tree's claims hold."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.explain import Twins, ranking, twins
from diffusion_sim.explain.history import History, history
from diffusion_sim.explain.life import Ears, Player, Swap
from diffusion_sim.explain.ranks import variances
from diffusion_sim.explain.removal import Removal, Span
from diffusion_sim.explain.replay import World, finish, given, world
from diffusion_sim.explain.story import replicate_of
from diffusion_sim.explain.trials import LOST
from diffusion_sim.explain.twin import members
from diffusion_sim.explain.who import address
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import simulate_block
from small_runs import plan

PLACE = ("district.schools=4", "district.staff=120", "run.horizon_years=4", "run.support_years=2")


def small(*overrides: str) -> Settings:
    return plan(*PLACE, *overrides)


@lru_cache(maxsize=8)
def played(*overrides: str) -> tuple[World, tuple[Span, ...], History]:
    settings = small(*overrides)
    place = world(settings, replicate_of(settings, 0))
    spans = given(place)
    return place, spans, history(place, spans)


def empty_place(place: World, row: int) -> Removal:
    return Removal(str(row), np.arange(place.n) == row, np.zeros(place.n, dtype=bool))


@lru_cache(maxsize=2)
def telling() -> tuple[str, Twins]:
    """Return the member on whom most adoptions hang, and the twins without that place."""
    place, spans, _ = played("strategy=trailblazer")
    rows = np.flatnonzero(members(spans, place.n))
    ends = finish(place, spans, [Removal.nothing(place.n), *(empty_place(place, r) for r in rows)])
    best = rows[np.argmax(ends.used[0].sum() - ends.used[1:].sum(axis=1))]
    name = address(place.layout.district, int(best))
    return name, twins(small("strategy=trailblazer"), without=name)


@pytest.mark.parametrize("strategy", ["trailblazer", "training_mandate", "cohorts_by_need"])
def test_nothing_removed_changes_nothing_and_is_the_batch(strategy: str) -> None:
    place, spans, fact = played(f"strategy={strategy}")
    again = history(place, spans, Removal.nothing(place.n))
    assert np.array_equal(fact.end.view(np.int64), again.end.view(np.int64))
    assert np.array_equal(fact.shown, again.shown)
    found = twins(small(f"strategy={strategy}"))
    assert found.people.empty and found.credit.empty and found.spells.empty
    tables = simulate_block(place.settings, place.arm, [place.replicate])
    assert fact.spells[:, 2].tolist() == tables.people["start_week"].tolist()
    assert place.layout.post[fact.spells[:, 0]].tolist() == tables.people["post"].tolist()
    deep = tables.runs.set_index("outcome")["value"]["deep_use_end"]
    ends = finish(place, spans, [Removal.nothing(place.n)] * 3)
    assert ends.deep.sum(axis=1).tolist() == [round(deep * place.n)] * 3


def test_without_colleagues_only_the_removed_member_changes() -> None:
    """Nobody hears anybody and no year ends: whoever loses the place is the only one whose weeks differ."""
    only = ("strategy=coaching_only", "behaviour=no_peers", "run.horizon_years=1", "run.support_years=1")
    place, spans, fact = played(*only)
    rows = np.flatnonzero(members(spans, place.n))
    moved = 0
    for row in rows[::4]:
        twin = history(place, spans, empty_place(place, row))
        unlike = np.flatnonzero((fact.end != twin.end).any(axis=0))
        assert set(unlike.tolist()) <= {int(row)}
        moved += unlike.size
    assert moved > 0


def test_only_people_within_reach_change() -> None:
    """In the first year a change travels along ties, schools, meeting groups and principals, and by nothing else."""
    only = ("strategy=trailblazer", "run.horizon_years=1", "run.support_years=1", "district.schools=6")
    place, spans, fact = played(*only)
    district = place.layout.district
    hears = {i: set(Ears(place, i).advisers.tolist()) | {Ears(place, i).principal} for i in range(place.n)}
    for i in range(place.n):
        hears[i] |= set(np.flatnonzero(district.staff.school == district.staff.school[i]).tolist())
        for span in spans:
            if span.groups and span.cohort[i] >= 0:
                hears[i] |= set(np.flatnonzero(span.cohort == span.cohort[i]).tolist())
    outside = 0
    for row in np.flatnonzero(members(spans, place.n))[:4]:
        twin = history(place, spans, empty_place(place, int(row)))
        reached = {int(row)}
        while True:
            more = {i for i in hears if i not in reached and hears[i] & reached}
            if not more:
                break
            reached |= more
        unlike = set(np.flatnonzero((fact.end != twin.end).any(axis=0)).tolist())
        assert unlike <= reached
        outside += place.n - len(reached)
        # one week after the place is missed, only those who hear the member themselves can differ
        first = np.flatnonzero((fact.shown != twin.shown).any(axis=(1, 2)))
        if first.size:
            now = set(np.flatnonzero((fact.shown[first[0]] != twin.shown[first[0]]).any(axis=0)).tolist())
            assert now <= {i for i in hears if int(row) in hears[i]} | {int(row)}
    assert outside >= 0


def test_everybody_else_keeps_what_was_given() -> None:
    place, spans, _ = played("strategy=trailblazer")
    row = int(np.flatnonzero(members(spans, place.n))[0])
    others = np.arange(place.n) != row
    for span in spans:
        support, cohort = empty_place(place, row).apply(span)
        assert np.array_equal(support[:, others], span.support[:, others])
        assert np.array_equal(cohort[others], span.cohort[others])
        if span.members[row]:
            own = [k for k, name in enumerate(span.columns) if name in ("coaching", "cohort", "training")]
            assert not support[own, row].any()
            assert support[span.columns.index("message"), row] == span.support[span.columns.index("message"), row]


def test_the_lists_are_those_of_the_two_runs() -> None:
    _, found = telling()
    assert len(found.of(LOST[0])) > 0
    lost, gained = len(found.of(LOST[0])), len(found.of("would have adopted only without"))
    only_with, only_without = found.of("there only with"), found.of("there only without")
    began = found.totals.set_index("world")["began"]
    arrived = only_with["start_with"].notna().sum() - only_without["start_without"].notna().sum()
    assert began["with"] - began["without"] == lost - gained + arrived
    later = found.of(LOST[1])
    assert (later["start_without"] > later["start_with"]).all()
    assert found.of(LOST[0])["spells_without"].eq("none").all()
    assert set(found.spells["world"]) <= {"with", "without"}


def test_every_edge_of_the_credit_tree_does_what_it_says() -> None:
    """Each claim "alone" is tried again from the first week; every source moves earlier than whom it moves."""
    name, found = telling()
    place, spans, fact = played("strategy=trailblazer")
    row = [address(place.layout.district, i) for i in range(place.n)].index(name)
    twin = history(place, spans, empty_place(place, row))
    lost = found.people[found.people["effect"].isin(LOST)]
    assert set(zip(lost["row"], lost["occupant"], strict=True)) <= set(
        zip(found.credit["row"], found.credit["occupant"], strict=True)
    )
    week = {(r.row, r.occupant): r.week for r in found.credit.itertuples()}
    for edge in found.credit.itertuples():
        assert edge.source_row < 0 or week[(edge.source_row, edge.source_occupant)] < edge.week
        assert edge.generation > 0 or edge.how == "not traced" or edge.channel == "hiring" or edge.source_row >= 0
        if edge.how == "alone" and edge.source_row >= 0 and edge.source_row != row:
            held = np.flatnonzero(fact.occupant[:, edge.source_row] == edge.source_occupant)
            swap = Swap(twin, int(held[0]) * 36, int(held[-1]) * 36 + 35)
            other = Player(place, edge.row).live(fact, {edge.source_row: swap})
            start = [w["week"] for w in other.weeks if w["occupant_before"] == edge.occupant and w["level"] >= 3.0]
            assert not start or start[0] > edge.week
            assert (place.horizon if not start else start[0]) - edge.week == edge.delay
    assert (found.credit["source_row"] == -1).any()


def test_a_life_with_every_example_of_the_other_world_is_the_other_life() -> None:
    """The re-run is the model: with colleagues, support and district figures exchanged, one gets the twin itself."""
    from dataclasses import replace

    name, found = telling()
    place, spans, fact = played("strategy=trailblazer")
    row = [address(place.layout.district, i) for i in range(place.n)].index(name)
    twin = history(place, spans, empty_place(place, row))
    everybody = dict.fromkeys(range(place.n), Swap(twin))
    for i in {row, *found.people["row"].tolist()}:
        life = Player(place, i).live(replace(fact, district=twin.district), everybody, twin.removal)
        assert np.array_equal(life.column("level"), twin.level[:, i])


def test_one_schools_coaching() -> None:
    settings = small("strategy=trailblazer")
    place, spans, _ = played("strategy=trailblazer")
    coached = np.any([s.support[s.columns.index("coaching")] > 0 for s in spans], axis=0)
    school = int(place.layout.district.staff.school[np.flatnonzero(coached)[0]])
    found = twins(settings, without_coach=str(place.layout.district.schools.id[school]))
    assert "the coaching in" in found.removed
    assert len(found.people) > 0
    assert "with and without" in str(found)


def test_ranking_counts_what_twins_count() -> None:
    settings = small("strategy=trailblazer", "run.districts=1")
    found = ranking(settings, lucks=2)
    assert {r.district for r in found.replicates} == {0} and [r.luck for r in found.replicates] == [0, 1]
    for row in found.runs[found.runs["luck"] == 0].sort_values("lost_deep").iloc[[0, -1]].itertuples():
        pair = twins(settings, without=row.person)
        deep = pair.totals.set_index("world")["deep_end"]
        assert deep["with"] - deep["without"] == row.lost_deep
    assert (found.people["lucks"] <= 2).all()
    mean = found.runs.groupby("person")["lost_deep"].mean()
    assert np.allclose(found.people.set_index("person")["lost_deep"].sort_index(), mean.sort_index())
    assert "one member's place left empty" in str(found)


def test_variances_tell_members_from_luck() -> None:
    """Known answers: no spread within, none between, and a mixture that is recovered."""
    group = np.repeat(np.arange(4), 5)
    between, within = variances(group.astype(float), group)
    assert within == 0.0 and between > 1.0
    between, within = variances(np.tile([0.0, 1.0, 2.0, 3.0, 4.0], 4), group)
    assert between == 0.0 and within == 2.5
    rng = np.random.default_rng(5)
    many = np.repeat(np.arange(2000), 6)
    value = rng.normal(0, 1.0, 2000)[many] + rng.normal(0, 2.0, len(many))
    between, within = variances(value, many)
    assert abs(between - 1.0) < 0.15 and abs(within - 4.0) < 0.2


def test_sentences() -> None:
    settings = small("strategy=trailblazer")
    place, spans, _ = played("strategy=trailblazer")
    outsider = address(place.layout.district, int(np.flatnonzero(~members(spans, place.n))[0]))
    with pytest.raises(BadInput, match=r"takes no part in 'trailblazer' in replicate 0; allowed: one of its \d+"):
        twins(settings, without=outsider)
    with pytest.raises(BadInput, match="gets no coaching under 'training_mandate'.*no school has any"):
        twins(small("strategy=training_mandate"), without_coach="S0001")
    with pytest.raises(BadInput, match=r"School 'S00001' does not exist.*Did you mean 'S0001'"):
        twins(settings, without_coach="S00001")
    with pytest.raises(BadInput, match="Nobody is given anything under 'laissez_faire'"):
        ranking(small("strategy=laissez_faire"), lucks=1)
    with pytest.raises(BadInput, match="--lucks 0 is not allowed"):
        ranking(settings, lucks=0)
    with pytest.raises(BadInput, match="arm 'trailblazers' does not exist.*Did you mean 'trailblazer'"):
        twins(settings, arm="trailblazers")


def test_a_mean_of_few_lucks_gets_no_interval_but_keeps_its_best_guess():
    from diffusion_sim.explain.ranks import _people

    lost = {"S0001:p0001": [4], "S0001:p0002": [0, 1, 0, 2], "S0001:p0003": [1, 0, 1, 0, 0], "S0001:p0004": [0] * 8}
    rows = [(who, k, value) for who, values in lost.items() for k, value in enumerate(values)]
    runs = pd.DataFrame(rows, columns=["person", "luck", "lost_deep"]).assign(role="teacher", post=0)
    people, _ = _people(runs.assign(lost_deep_others=0, lost_use=0), 0.3)
    people = people.set_index("person")
    told = people["lucks"] >= 5
    assert told.sum() == 2 and people.loc[told, ["low", "high"]].notna().all().all()
    assert people.loc[~told, ["low", "high"]].isna().all().all()
    assert people[["shrunk", "shrunk_low", "shrunk_high"]].notna().all().all()


def test_a_best_guess_is_no_surer_than_the_mean_it_is_drawn_to():
    from diffusion_sim.explain.ranks import _people

    rows = [(f"S0001:p{who}", k, value) for who in "1234" for k, value in enumerate((0, 2, 1, 0, 0, 3))]
    runs = pd.DataFrame(rows, columns=["person", "luck", "lost_deep"]).assign(role="teacher", post=0)
    people, signal = _people(runs.assign(lost_deep_others=0, lost_use=0), 0.7)
    assert signal == 0.0, "all members alike: what differs is luck"
    assert (people["shrunk_high"] - people["shrunk"]).to_numpy() == pytest.approx(0.7)
    assert (people["shrunk"] - people["shrunk_low"]).to_numpy() == pytest.approx(0.7)
