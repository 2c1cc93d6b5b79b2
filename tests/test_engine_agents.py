"""The Mesa models: recognisable to a Mesa user, the batch's own replicates, and gone when let go."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import mesa
import numpy as np
import pandas as pd
import pytest

from diffusion_sim.district.district import District, Ties
from diffusion_sim.engines import agents, columns, rollout, shell
from diffusion_sim.engines.agents import DistrictModel
from diffusion_sim.engines.people import Coach, Principal, Teacher, attribute
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.engines.shell import SweptModel
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.load import load
from diffusion_sim.settings.practice import Practice
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import simulate_block
from engine_worlds import World, random_support

SMALL = [
    "district.schools=4",
    "district.staff=90",
    "run.horizon_years=2",
    "run.support_years=1",
    "district.initial_use=0.1",
]
STRATEGIES = sorted(p.stem for p in (Path(__file__).parents[1] / "conf" / "strategy").glob("*.yaml"))


def plan(*more: str) -> Settings:
    return load(overrides=[*SMALL, *more])


def test_a_mesa_user_finds_agents_types_and_a_data_collector() -> None:
    model = DistrictModel.from_settings(plan("strategy=trailblazer"))
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 90
    assert set(model.agents_by_type) <= {Teacher, Principal, Coach}
    assert len(model.agents_by_type[Principal]) == 4
    for _ in range(3):
        model.step()
    assert model.week == 3
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["week"].tolist() == [0, 1, 2, 3]
    assert frame["spread"].between(0, 1).all()
    beliefs = model.agents.get("belief")
    assert len(beliefs) == 90
    assert model.agents_by_type[Teacher].agg("belief", max) <= 1.0
    chosen = model.agents.select(lambda p: p.uses)
    assert len(chosen) == round(frame["spread"].iloc[-1] * 90)
    assert len({a.unique_id for a in model.agents}) == 90


def test_people_know_their_own_team_school_and_principal() -> None:
    model = DistrictModel.from_settings(plan())
    staff = model.district.staff
    for person in model.people:
        assert person in person.team.members
        assert {staff.school[p.row] for p in person.staff.members} == {staff.school[person.row]}
        assert isinstance(person.head, Principal)
        assert person.head in person.staff.members
        ties = model.district.ties
        asked = ties.to[ties.start[person.row] : ties.start[person.row + 1]].tolist()
        assert [p.row for p in person.advisers] == asked


def test_a_name_that_mesa_uses_gets_an_underscore() -> None:
    assert attribute("step") == "step_"
    assert attribute("belief") == "belief"
    model = DistrictModel.from_settings(plan())
    model.step()
    assert {p.step_ for p in model.people} <= {-1.0, 0.0, 1.0}
    model.agents.do("step")


def test_a_person_says_who_it_is() -> None:
    model = DistrictModel.from_settings(plan())
    assert repr(model.people[0]).startswith("Principal('")
    view = next(iter(SweptModel.from_settings(plan()).agents_by_type[shell.Principal]))
    assert repr(view) == repr(model.people[view.row])


def test_influence_runs_from_the_adviser_to_the_seeker() -> None:
    """Three people: A asks B. B's use reaches A's ears, and nobody else's."""
    settings = DistrictSettings(schools=1, staff=3)
    world = World(settings, Practice(), Behaviour(contact_chance=0.6), False, 3)
    ties = Ties(
        np.array([0, 1, 1, 1]), np.array([1], dtype=np.uint32), np.ones(1), np.array([7], dtype=np.uint64),
        np.zeros(1, dtype=np.int8),
    )  # fmt: skip
    world.district = replace(world.district, ties=ties)
    world.layout = columns_layout(world)
    block = world.start(agents, [1])
    a, b, c = block.models[0].people
    b.using = b.credible = 1.0
    agents.run_weeks(block, 1)
    assert (a.peer_using, b.peer_using, c.peer_using) == (1.0, 0.0, 0.0)


def columns_layout(world: World):
    from diffusion_sim.engines.layout import layout

    return layout(world.district, world.practice, world.behaviour)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_gives_the_same_tables_on_both_engines(strategy: str) -> None:
    reps = [Replicate(0, 3, 3)]
    tables = {}
    for engine in ("columns", "agents"):
        settings = plan(f"strategy={strategy}", f"run.engine={engine}")
        tables[engine] = simulate_block(settings, settings.arms[0], reps)
    for name in ("weeks", "people", "schools", "ledger", "runs"):
        a, b = (getattr(tables[e], name).drop(columns="run") for e in ("columns", "agents"))
        pd.testing.assert_frame_equal(a, b, check_exact=True)


@pytest.mark.parametrize("strategy", ["trailblazer", "training_mandate", "rolling_by_grade"])
def test_state_is_equal_every_week_under_a_strategy_and_across_years(strategy: str) -> None:
    settings = plan(f"strategy={strategy}")
    fast, slow = (Rollout(engine, settings, None, Replicate(0, 1, 1), None) for engine in (columns, agents))
    swept = SweptModel.from_settings(settings, replicate=Replicate(0, 1, 1))
    while not fast.over:
        for model in (fast, slow, swept):
            model.step()
        assert np.array_equal(fast.block.support, slow.block.support)
        assert np.array_equal(fast.block.S.view(np.int64), np.ascontiguousarray(slow.block.S).view(np.int64))
        assert np.array_equal(fast.block.S.view(np.int64), swept.block.S.view(np.int64))
    assert slow.over and not swept.running
    assert fast.block.column("level").max() >= 3.0


def test_stepping_a_model_is_the_same_replicate_as_in_a_batch() -> None:
    """The curve that a notebook collects is the batch's, week by week."""
    settings = plan("strategy=training_mandate")
    tables = simulate_block(settings, settings.arms[0], [Replicate(0, 0, 0)])
    model = DistrictModel.from_settings(settings)
    while model.running:
        model.step()
    counts = tables.weeks.groupby("week").sum(numeric_only=True)
    use = counts[[f"level_{k}" for k in range(3, 8)]].sum(axis=1) / 90
    seen = model.datacollector.get_model_vars_dataframe()
    assert seen["spread"].tolist()[1:] == use.tolist()
    assert seen["depth"].tolist()[1:] == (counts["n_deep"] / 90).tolist()


def test_an_arm_that_is_not_there_is_named() -> None:
    with pytest.raises(
        BadInput, match=r"arm 'trailblazr' does not exist; allowed: .* Did you mean 'trailblazer'\?"
    ):
        DistrictModel.from_settings(plan("strategy=trailblazer"), arm="trailblazr")


def test_a_model_is_gone_when_it_is_let_go() -> None:
    """Mesa 3.3 keeps a counter of ids per model, and with it every model and agent; ours lets them go."""
    models = [DistrictModel.from_settings(plan()), SweptModel.from_settings(plan())]
    models[1].agents.get("belief")
    for model in models:
        model.step()
    watched = [weakref.ref(m) for m in models] + [weakref.ref(next(iter(m.agents))) for m in models]
    del models, model
    gc.collect()
    assert [w() for w in watched] == [None] * 4


def test_views_are_made_only_when_asked_for_and_read_the_columns() -> None:
    model = SweptModel.from_settings(plan("strategy=training_mandate"))
    model.step()
    assert not model.shown
    assert len(model.agents) == 90
    assert set(model.agents_by_type) <= {shell.Teacher, shell.Principal, shell.Coach}
    for _ in range(4):
        model.step()
        for name in ("belief", "level", "readiness", "pressure"):
            by_row = {a.row: getattr(a, name) for a in model.agents}
            assert [by_row[i] for i in range(90)] == [model.value(name, i) for i in range(90)]
    level = model.block.column("level")[0]
    assert [a.level for a in sorted(model.agents, key=lambda a: a.row)] == level.tolist()
    with pytest.raises(AttributeError, match="a person has no 'beleif'. Did you mean 'belief'"):
        _ = next(iter(model.agents)).beleif


def renumbered(district: District, within: int) -> tuple[District, np.ndarray]:
    """Return the district with schools (and, for ``within`` -1, people of a team) in reverse, ids kept."""
    staff, ties = district.staff, district.ties
    order = np.lexsort((within * np.arange(district.n), staff.team, -staff.school))
    place = np.argsort(order)
    schools = district.schools
    flip = np.arange(len(schools))[::-1]
    columns_of = {name: getattr(staff, name)[order] for name in staff.__dataclass_fields__}
    columns_of["school"] = (len(schools) - 1 - columns_of["school"]).astype(np.int32)
    columns_of["team"] = np.concatenate([[0], np.cumsum(np.diff(columns_of["team"]) != 0)]).astype(np.int32)
    spans = [np.arange(ties.start[i], ties.start[i + 1]) for i in order]
    take = np.concatenate(spans)
    start = np.concatenate([[0], np.cumsum([len(s) for s in spans])])
    moved = Ties(
        start, place[ties.to[take]].astype(np.uint32), ties.weight[take], ties.key[take], ties.layer[take]
    )
    flipped = replace(schools, **{n: getattr(schools, n)[flip] for n in schools.__dataclass_fields__})
    return District(district.name, flipped, replace(staff, **columns_of), moved), order


@pytest.mark.parametrize("engine", [columns, agents], ids=["columns", "agents"])
def test_renumbering_rows_changes_no_decision(engine) -> None:
    """Sums over a team run in another order, so numbers may differ in the last bits, but no step does."""
    world = World(DistrictSettings(schools=4, staff=70, initial_use=0.2), Practice(), Behaviour(), False, 12)
    first = world.start(engine, [21])
    world.district, order = renumbered(world.district, -1)
    assert not np.array_equal(order, np.arange(70))
    world.layout = columns_layout(world)
    second = world.start(engine, [21])
    names = ("level", "compliance", "occupant", "cause", "top_level")
    decisions = [world.rules.state.index(name) for name in names]
    for quarter in range(8):
        random_support(first, quarter)
        moved, place = first.cohort[:, order], np.argsort(order)
        second.support[:] = first.support[:, :, order]
        second.cohort[:] = np.where(moved <= -2, -2 - place[np.maximum(-2 - moved, 0)], moved)
        second.groups[:] = first.groups
        for block in (first, second):
            engine.run_weeks(block, 9)
            if quarter % 4 == 3:
                engine.end_year(block)
        assert np.array_equal(first.S[:, decisions][:, :, order], second.S[:, decisions])
        assert np.allclose(first.S[:, :, order], second.S, rtol=0, atol=1e-9)
    assert first.column("level").max() >= 4.0


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_renumbering_rows_changes_nobodys_invitation(strategy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = plan(f"strategy={strategy}")
    first = Rollout(columns, settings, None, Replicate(0, 2, 2), None)
    moved, order = renumbered(first.block.layout.district, 1)
    again = columns_layout_of(settings, moved)
    monkeypatch.setattr(rollout, "laid_out", lambda settings, index: again)
    second = Rollout(columns, settings, None, Replicate(0, 2, 2), None)
    first.step()
    second.step()
    assert np.array_equal(first.conduct.members[:, order], second.conduct.members)
    assert np.array_equal(first.conduct.start_week[..., order], second.conduct.start_week)


@pytest.mark.parametrize("strategy", [
    *STRATEGIES, "pathway pathway.allocation=1 pathway.capacity=5", "trailblazer strategy/amplify=[tours,spotlight]",
    "trailblazer strategy/support=[coaching,model_classrooms,coordinator,growth_plan] strategy/learning=adaptive",
    "trailblazer strategy/sequence=by_turn strategy/support=[coaching,cohort_meetings,plc,menu]",
])  # fmt: skip
def test_renumbering_rows_changes_nothing_that_anybody_is_given(strategy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = (f"strategy={strategy}".split(), "district.schools=5", "district.staff=150", "district.initial_use=0.1")
    settings = plan(*keys[0], *keys[1:], "run.support_years=2", "run.horizon_years=3")
    first = Rollout(columns, settings, None, Replicate(0, 2, 2), None)
    moved, order = renumbered(first.block.layout.district, -1)
    again = columns_layout_of(settings, moved)
    monkeypatch.setattr(rollout, "laid_out", lambda settings, index: again)
    second = Rollout(columns, settings, None, Replicate(0, 2, 2), None)
    while not first.over:
        first.step()
        second.step()
        assert np.allclose(first.block.support[0][:, order], second.block.support[0], rtol=0, atol=1e-9), first.week
    for name in ("level", "compliance", "occupant"):
        assert np.array_equal(first.block.column(name)[:, order], second.block.column(name))
    charged = [[e.money.sum() for e in r.conduct.ledger.entries] for r in (first, second)]
    assert np.allclose(*charged)


def columns_layout_of(settings: Settings, district: District):
    from diffusion_sim.engines.layout import layout

    return layout(district, settings.practice, settings.behaviour)


@pytest.mark.parametrize("engine", [columns, agents], ids=["columns", "agents"])
def test_tallies_and_spells_tell_what_happened(engine) -> None:
    """Against a plain count: levels, compliance, deep use and overload per group, hours, every spell."""
    world = World(DistrictSettings(schools=3, staff=50, initial_use=0.4), Practice(), Behaviour(), False, 8)
    block = world.start(engine, [4])
    group = block.layout.people[5]
    using, starts = np.zeros((0, 50), dtype=bool), 0
    who, before = np.zeros(50), np.zeros(50, dtype=bool)
    for week in range(72):
        if week % 9 == 0:
            random_support(block, week)
        engine.run_weeks(block, 1)
        v = {n: block.column(n)[0] for n in block.rules.state}
        for g in range(block.counts.shape[2]):
            mine = group == g
            row = block.counts[0, 0, g]
            assert row[:8].tolist() == [int((v["level"][mine] == k).sum()) for k in range(8)]
            use, comply = v["level"][mine] >= 3, v["compliance"][mine] > 0
            assert row[8:].tolist() == [
                int((use & comply).sum()),
                int(((v["level"][mine] >= 5) & ~comply).sum()),
                int((v["load"][mine] > 1.0).sum()),
            ]
            given = block.support[0][[0, 2, 3]].sum(axis=0)[mine].sum()
            assert block.hours[0, 0, g] == pytest.approx(given, abs=1e-9)
        now = v["level"] >= 3
        starts += int((now & ~(before & (who == v["occupant"]))).sum())
        using = np.vstack([using, now])
        before, who = now, v["occupant"].copy()
        if block.week == 36:
            engine.end_year(block)
    spells = block.spells[0, : block.used[0]]
    assert len(spells) == starts
    filled = np.zeros_like(using)
    for row, _, first, last, top, _, _, _ in spells.tolist():
        assert 3 <= top <= 7
        filled[first : last + 1, row] = True
    assert np.array_equal(filled, using)
    for row in range(50):
        mine = sorted((s for s in spells.tolist() if s[0] == row), key=lambda s: s[2])
        assert all(a[3] < b[2] for a, b in pairwise(mine))
        assert all(s[7] == 0 for s in mine if s[3] == 71 and before[row] and s[1] == who[row])


def test_listening_changes_nobody_so_the_order_of_people_cannot_matter() -> None:
    """Going through people backwards gives the same bits."""
    world = World(DistrictSettings(schools=2, staff=40, initial_use=0.4), Practice(), Behaviour(), False, 2)
    one, two = world.start(agents, [6]), world.start(agents, [6])
    for block in (one, two):
        random_support(block, 1)
    model = two.models[0]
    kept = model._all_agents
    model._all_agents = kept.select(lambda a: True)
    model._all_agents.sort("row", ascending=False, inplace=True)
    assert next(iter(model.agents)).row == 39
    for block in (one, two):
        agents.run_weeks(block, 8)
    assert np.array_equal(one.S.view(np.int64), two.S.view(np.int64))
