"""Gates, reviews, further columns and what runs beside support: the hooks that parts of every group have."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diffusion_sim import load
from diffusion_sim.engines import agents, columns
from diffusion_sim.engines.model import DistrictModel
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.engines.shell import SweptModel
from diffusion_sim.errors import BadInput
from diffusion_sim.ruleset import rule_set
from diffusion_sim.schedule import FURTHER, SUPPORT
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import simulate_block
from diffusion_sim.strategies.comprehensiveness.prix_fixe import PrixFixe
from diffusion_sim.strategies.learning.fixed import Fixed
from diffusion_sim.strategies.sequence.all_at_once import AllAtOnce
from diffusion_sim.strategies.support.coaching import Coaching
from wide_parts import Dear, Everything, Gate, Half, Refining, Silent, Undeclared, with_parts

SMALL = ["district.schools=3", "district.staff=60", "run.replicates=1", "run.support_years=2", "run.horizon_years=3"]


@pytest.fixture(scope="module")
def plan() -> Settings:
    return load(overrides=["strategies=[trailblazer]", *SMALL])


def test_a_strategy_that_names_none_of_the_new_groups_has_the_neutral_parts(plan: Settings) -> None:
    arm = plan.arms[0]
    assert (arm.amplify, arm.learning, arm.comprehensiveness) == ((), Fixed(), PrixFixe())
    assert not arm.wide
    named = load(overrides=["strategies=[trailblazer]", "strategy/learning=fixed", *SMALL])
    assert named.arms == plan.arms


def test_a_part_that_needs_a_further_column_and_writes_nothing_changes_no_bit(plan: Settings) -> None:
    core, wide = simulate_block(plan, plan.arms[0], [FIRST]), None
    silent = with_parts(plan, amplify=(Silent(),))
    wide = simulate_block(silent, silent.arms[0], [FIRST])
    for name in ("weeks", "people", "schools", "ledger"):
        a, b = (getattr(t, name).drop(columns="run") for t in (core, wide))
        assert a.equals(b), name


def test_engines_agree_on_an_arm_with_every_further_column(plan: Settings) -> None:
    full = with_parts(plan, amplify=(Everything(),), learning=Refining())
    fast, slow = Rollout(columns, full, None, FIRST, None), Rollout(agents, full, None, FIRST, None)
    shell, mesa = SweptModel.from_settings(full), DistrictModel.from_settings(full)
    for week in range(40):
        for model in (fast, slow, shell, mesa):
            model.step()
        assert np.array_equal(fast.block.S.view(np.int64), slow.block.S.view(np.int64)), week
        assert np.array_equal(fast.block.S, shell.block.S)
    assert fast.block.support.shape[1] == len(SUPPORT) + len(FURTHER)
    assert np.array_equal(mesa.columns(), fast.block.S[0])
    assert shell.value("adaptation", 0) == fast.block.given("adaptation")[0, 0] > 0.0


def test_own_rules_are_widened_for_an_arm_that_needs_it(plan: Settings) -> None:
    own = rule_set(plan.behaviour).replace_rule("room", lambda load: 0.5)
    full = with_parts(plan, amplify=(Everything(),))
    assert Rollout(columns, full, None, FIRST, own).block.rules.support == (*SUPPORT, *FURTHER)
    assert Rollout(columns, plan, None, FIRST, own).block.rules is own


def test_a_part_that_does_not_name_its_column_is_told_so(plan: Settings) -> None:
    rollout = Rollout(columns, with_parts(plan, amplify=(Undeclared(),)), None, FIRST, None)
    with pytest.raises(TypeError, match="'release' and does not name it in ``needs``"):
        rollout.step()


def test_what_lasts_is_kept_after_support_and_the_rest_is_cleared(plan: Settings) -> None:
    full = with_parts(plan, comprehensiveness=Half(), learning=Refining())
    rollout = Rollout(columns, full, None, FIRST, None)
    for _ in range(80):
        rollout.step()
    block = rollout.block
    assert np.all(block.given("scope") == 0.5)
    assert np.allclose(block.given("adaptation"), 0.7)
    assert not block.given("release").any() and not block.given("coaching").any()
    assert rollout.conduct.memory["reviews"] == 7


def test_a_gate_holds_those_who_wait_and_nobody_else(plan: Settings) -> None:
    rollout = Rollout(columns, with_parts(plan, sequence=Gate()), None, FIRST, None)
    odd = np.arange(rollout.block.layout.n) % 2 == 1
    for _ in range(60):
        rollout.step()
        assert not rollout.conduct.members[:, odd].any()
    assert np.all(rollout.conduct.start_week[:, ~odd] == 0.0)
    assert np.all(np.isinf(rollout.conduct.start_week[:, odd]))


def test_a_sequence_without_a_gate_keeps_its_plan(plan: Settings) -> None:
    rollout = Rollout(columns, with_parts(plan, sequence=AllAtOnce()), None, FIRST, None)
    for _ in range(40):
        rollout.step()
    assert not rollout.conduct.start_week.any()


def test_weights_move_coaching_hours_between_people_and_not_their_sum(plan: Settings) -> None:
    even, moved = (
        Rollout(columns, with_parts(plan, learning=learning), None, FIRST, None) for learning in (Fixed(), Refining())
    )
    for rollout in (even, moved):
        for _ in range(10):
            rollout.step()
    a, b = even.block.given("coaching")[0], moved.block.given("coaching")[0]
    coached, weight = b > 0.0, 1.0 + np.arange(len(b)) % 3
    assert a.sum() == pytest.approx(b.sum(), rel=0.05)
    each = b[coached] / weight[coached]
    assert len(set(weight[coached])) > 1
    assert each == pytest.approx(np.full(len(each), each[0]))


def test_what_runs_beside_support_is_set_aside_and_the_budget_holds(plan: Settings) -> None:
    dear = with_parts(plan, amplify=(Dear(),), support=(Coaching(),))
    cheap = with_parts(plan, support=(Coaching(),))
    ends = []
    for settings in (dear, cheap):
        rollout = Rollout(columns, settings, None, FIRST, None)
        for _ in range(72):
            rollout.step()
        ends.append(rollout.conduct.ledger)
    spent = {e.line: 0.0 for e in ends[0].entries}
    for entry in ends[0].entries:
        spent[entry.line] += float(entry.money[0])
    assert spent["dear"] == pytest.approx(2 * (60 * 50.0 + 1000.0), rel=1e-6)
    assert sum(spent.values()) <= ends[0].total * (1.0 + 1e-6)
    assert spent["coaches"] < sum(float(e.money[0]) for e in ends[1].entries)


def test_a_part_that_costs_is_refused_without_a_budget(plan: Settings) -> None:
    poor = replace(with_parts(plan, amplify=(Dear(),), support=()), run=replace(plan.run, budget=0.0))
    with pytest.raises(BadInput, match=r"needs money \(strategy.amplify: Dear"):
        Rollout(columns, poor, None, FIRST, None)


def test_a_second_group_takes_only_those_who_are_in_none(plan: Settings) -> None:
    rollout = Rollout(columns, plan, None, FIRST, None)
    rollout.step()
    conduct, block = rollout.conduct, rollout.block
    first, count = block.cohort.copy(), int(block.groups[0])
    assert (first >= 0).any()

    class Meets(Silent):
        needs = ()

        def show(self, plan: object) -> None:
            shape = block.cohort.shape
            plan.meet(np.zeros(shape, dtype=np.int64), np.ones(shape[0], dtype=np.int64))  # type: ignore[attr-defined]

    block.groups[:] = 0
    conduct.arm = replace(conduct.arm, amplify=(Meets(),))
    conduct._give(block.week, 1)
    assert np.array_equal(block.cohort, np.where(first >= 0, first, count))
    assert int(block.groups[0]) == count + 1


def test_a_key_of_a_part_that_no_strategy_has_is_refused() -> None:
    with pytest.raises(BadInput, match=r"Key 'strategy.learning.every' does not exist"):
        load(overrides=["strategies=[trailblazer]", "strategy.learning.every=3", *SMALL])


def test_a_preset_that_sets_a_key_without_naming_the_part_is_refused(tmp_path: object) -> None:
    folder = tmp_path / "strategy"  # type: ignore[operator]
    folder.mkdir()
    text = (
        "defaults: [{selection: everybody}, {sequence: all_at_once}, {support: []}, {stance: voluntary},"
        " {capacity: no_coaches}, _self_]\nabout: x\nlearning: {every: 2}\n"
    )
    (folder / "mine.yaml").write_text(text)
    with pytest.raises(BadInput, match=r"sets strategy.learning.every, but its defaults list names no part"):
        load(overrides=["strategies=[mine]"], conf=str(tmp_path))
