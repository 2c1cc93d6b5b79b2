"""The wide rule set: nothing changes without the further columns, and each of them does what its rule says."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diffusion_sim.engines import columns
from diffusion_sim.errors import BadInput
from diffusion_sim.rules import mechanisms as m
from diffusion_sim.ruleset import RuleSet, rule_set
from diffusion_sim.schedule import FURTHER, SUPPORT
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice
from diffusion_sim.widen import widen
from engine_worlds import FURTHER_RANGES, World, random_support, worlds

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
SHARE = st.floats(0.0, 1.0, allow_subnormal=False)
SIGNED = st.floats(-1.0, 1.0, allow_subnormal=False)
PLACE = DistrictSettings(schools=3, staff=60, initial_use=0.3)


def twins(world: World) -> tuple[World, World]:
    """Return the world on its core and on its wide rules."""
    core = World(world.settings, world.practice, world.behaviour, "memory" in world.rules.state, world.key)
    wide = World(world.settings, world.practice, world.behaviour, "memory" in world.rules.state, world.key, True)
    return core, wide


@given(worlds(), st.integers(0, 2**32 - 1))
@SLOW
def test_without_further_columns_the_wide_set_gives_the_bits_of_the_core(world: World, seed: int) -> None:
    core, wide = (w.start(columns, [seed, seed + 1]) for w in twins(world))
    for year in range(2):
        random_support(core, seed + year)
        wide.support[:, : len(SUPPORT)] = core.support
        wide.cohort[:], wide.groups[:] = core.cohort, core.groups
        for block in (core, wide):
            columns.run_weeks(block, 9)
            columns.end_year(block)
        assert core.rules.state == wide.rules.state
        assert np.array_equal(core.S.view(np.int64), wide.S.view(np.int64))
        assert np.array_equal(core.counts, wide.counts)


def run_with(behaviour: Behaviour, practice: Practice | None = None, **columns_: float) -> columns.Block:
    """Run 27 weeks with moderate support and no pressure, and these further columns for all."""
    practice = practice or Practice(trialability=0.9, compatibility=0.5, complexity=0.6)
    block = World(PLACE, practice, behaviour, False, 11, True).start(columns, [5, 6])
    for _ in range(3):
        random_support(block, 1)
        block.support[:, len(SUPPORT) :] = 0.0
        block.given("pressure")[:] = 0.0
        for name, value in columns_.items():
            block.given(name)[:] = value
        columns.run_weeks(block, 9)
    return block


@pytest.mark.parametrize("name", FURTHER)
def test_every_further_column_moves_something(name: str) -> None:
    other = {"common": {"scope": 0.5}}.get(name, {})
    value = FURTHER_RANGES[name][1]
    without, with_it = run_with(Behaviour(), **other), run_with(Behaviour(), **other, **{name: value})
    assert not np.array_equal(without.S, with_it.S)


NO_EFFECT = {
    "adaptation": {"adapt_reach": 0.0},
    "release": {"release_kept": 0.0},
    "incentive": {"incentive_drive": 0.0, "incentive_belief": 0.0},
    "relief": {"relief_effect": 0.0},
    "candour": {"failure_knowhow": 0.0, "doubt_tempered": 0.0},
    "common": {"vocabulary_effect": 0.0},
    "spotlight": {"spotlight_reach": 0.0},
}


@pytest.mark.parametrize("name", NO_EFFECT)
def test_a_mechanism_whose_evidence_is_a_direction_can_be_without_effect(name: str) -> None:
    """The ledger's ranges hold no effect, and there the column changes nothing."""
    rows = {f.name: f.metadata for f in fields(Behaviour) if "unit" in f.metadata}
    assert all(rows[key]["low"] <= 0.0 <= rows[key]["high"] for key in NO_EFFECT[name])
    behaviour = replace(Behaviour(), **NO_EFFECT[name])
    without, with_it = run_with(behaviour), run_with(behaviour, **{name: FURTHER_RANGES[name][1]})
    assert np.array_equal(without.S, with_it.S)


def test_an_incentive_alone_brings_compliance_and_its_cause_is_pressure() -> None:
    """Full incentive, no other support: some use is by compliance until convinced, and counts as pressed."""
    block = World(replace(PLACE, initial_use=0.0), Practice(), Behaviour(), False, 11, True).start(columns, [5])
    block.given("incentive")[:] = 1.0
    columns.run_weeks(block, 36)
    using = block.column("level")[0] >= 3.0
    complying = block.column("compliance")[0] > 0.0
    assert complying.sum() > 5 and not np.any(complying & ~using)
    assert np.all((block.column("cause")[0][complying].astype(int) & 8) > 0)
    assert np.all(block.column("belief")[0][complying] < 0.5)


@given(fit=SHARE, adaptation=SHARE, reach=st.floats(-0.2, 0.8, allow_subnormal=False))
def test_adapting_moves_fit_towards_one_or_away(fit: float, adaptation: float, reach: float) -> None:
    now = m.fitted(fit, adaptation, reach)
    assert 0.0 <= now <= 1.0
    assert now >= fit if reach >= 0.0 else now <= fit


@given(scope=SHARE, trialability=SHARE, advantage=SHARE, complexity=SHARE, together=st.floats(0.0, 0.8))
def test_no_more_is_left_out_than_can_be_tried_in_parts(
    scope: float, trialability: float, advantage: float, complexity: float, together: float
) -> None:
    out = m.left_out(scope, trialability)
    assert out <= min(scope, trialability)
    assert m.complexity_carried(complexity, out) <= complexity
    gain = m.advantage_carried(advantage, out, together)
    assert 0.0 <= gain <= m.advantage_carried(advantage, out, 0.0) <= advantage


@given(scope=SHARE, common=SIGNED, apart=SHARE)
def test_know_how_travels_less_between_people_who_chose_differently(scope: float, common: float, apart: float) -> None:
    assert m.transfer(0.0, 0.0, apart, 0.15) == 1.0
    assert m.transfer(scope, common, apart, 0.0) <= 1.0
    assert m.transfer(scope, 1.0, apart, 0.0) == 1.0


@given(availability=SHARE, release=st.floats(-8.0, 8.0), slack=st.floats(1.0, 8.0))
def test_released_hours_add_to_slack_and_lost_hours_leave_some(
    availability: float, release: float, slack: float
) -> None:
    now = slack * (0.5 + m.availability_now(availability, release, 1.0, slack))
    assert now >= 0.0999 * slack
    if release >= 0.0:
        assert now == pytest.approx(slack * (0.5 + availability) + release)


@given(success=SIGNED, candour=SIGNED, skill=SHARE)
def test_candour_touches_struggle_alone(success: float, candour: float, skill: float) -> None:
    shown = m.success_shown(success, candour, 0.4)
    lesson = m.skill_shown(skill, success, candour, 0.5)
    if success >= 0.0:
        assert shown == success and lesson == skill
    else:
        assert success <= shown <= 0.0
        assert lesson >= skill if candour > 0.0 else lesson == skill
    assert m.success_shown(-0.5, -1.0, 0.4) == 0.0


@given(belief=SHARE, incentive=SHARE, effect=st.floats(-0.02, 0.02), promise=SHARE)
def test_an_incentive_crowds_out_or_leads_to_the_promise_at_most(
    belief: float, incentive: float, effect: float, promise: float
) -> None:
    moved = m.belief_after_incentive(belief, incentive, 0.5, promise, effect)
    assert moved <= belief if effect <= 0.0 else belief <= moved <= max(belief, promise)
    assert 0.0 <= moved <= 1.0


def test_relief_helps_beginners_only() -> None:
    assert m.disappointment_felt(3.0, 0.05, 1.0, 0.4) == pytest.approx(0.03)
    assert m.disappointment_felt(4.0, 0.05, 1.0, 0.4) == 0.05
    assert m.success_felt(-0.5, 3.0, 1.0, 0.4) == pytest.approx(-0.3)
    assert m.success_felt(-0.5, 4.0, 1.0, 0.4) == -0.5
    assert m.success_felt(0.5, 3.0, 1.0, 0.4) == 0.5


def test_widening_twice_is_widening_once_and_the_core_is_left_alone() -> None:
    core = rule_set()
    assert core.support == SUPPORT and widen(core).support == (*SUPPORT, *FURTHER)
    assert widen(widen(core)) == widen(core) == rule_set(wide=True)
    assert not {name for line in core.week for name in line.reads} & set(FURTHER)


def test_rules_without_a_line_that_mechanisms_follow_are_refused() -> None:
    short = RuleSet(week=tuple(line for line in rule_set().week if line.name != "mandate_drive"))
    with pytest.raises(BadInput, match="without the line .mandate_drive.; allowed: rules that keep"):
        widen(short)
