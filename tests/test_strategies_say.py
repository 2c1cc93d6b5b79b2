"""What the name of a part says, said again without its code: who is chosen, who starts when, what is written."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.capacity.pipeline import Pipeline
from diffusion_sim.strategies.choose import place
from diffusion_sim.strategies.selection.most_connected import MostConnected
from diffusion_sim.strategies.selection.need_or_readiness import NeedOrReadiness
from diffusion_sim.strategies.selection.random import RandomCohort
from diffusion_sim.strategies.selection.trailblazer_profile import TrailblazerProfile
from diffusion_sim.strategies.sequence.feeder_patterns import FeederPatterns
from diffusion_sim.strategies.sequence.pilot_gate import PilotGate
from diffusion_sim.strategies.sequence.yearly_applications import YearlyApplications
from diffusion_sim.strategies.view import View
from test_strategies_means import after, rollout

FREE = ("strategy/stance=mandate", "strategy.stance.pressure=0")


def district(*overrides: str) -> View:
    """Return what is seen of a district of 8 schools before the first week."""
    return rollout("strategy=trailblazer", *overrides).conduct.view


def by_school(view: View, column: np.ndarray) -> list[np.ndarray]:
    """Return what a column says of each school, the poorest school first."""
    return [column[view.school == s] for s in np.argsort(-view.school_need)]


def test_by_need_the_poorest_school_comes_first_and_by_readiness_the_person():
    view = district()
    poorest_first = by_school(view, NeedOrReadiness(readiness=0.0).score(view)[0])
    assert all(a.min() > b.max() for a, b in pairwise(poorest_first))
    looks = (0.5 * (view.openness + view.availability) - 0.1 * view.leadership)[0]
    ready = NeedOrReadiness(readiness=1.0).score(view)[0]
    assert np.array_equal(np.argsort(-ready), np.argsort(-looks))
    both = NeedOrReadiness(readiness=0.5).score(view)[0]
    need = view.school_need[view.school]
    assert np.corrcoef(both, need)[0, 1] > 0.3 and np.corrcoef(both, looks)[0, 1] > 0.3


@pytest.mark.parametrize("order", ["need", "readiness"])
def test_the_neediest_or_readiest_feeder_pattern_starts_first(order):
    view = district("district.schools=20", "district.staff=400")
    first = FeederPatterns(order=order, waves=9.0).first_quarter(view)[0]
    by = view.school_need if order == "need" else view.school_readiness
    of_school = np.array([first[view.school == s][0] for s in range(20)])
    patterns = np.unique(view.school_feeder)
    mean = np.array([by[view.school_feeder == p].mean() for p in patterns])
    start = np.array([of_school[view.school_feeder == p][0] for p in patterns])
    assert len(patterns) > 2 and np.array_equal(start[np.argsort(-mean)], 4.0 * np.arange(len(patterns)))


@pytest.mark.parametrize(("where", "opens"), [("pilot", True), ("others", False)])
def test_a_gate_looks_at_use_in_the_pilot_alone(where, opens):
    r = rollout("strategy=trailblazer", "district.initial_use=0")
    view, gate = r.conduct.view, PilotGate(gate=0.9)
    start = gate.first_quarter(view) * 9.0
    pilot = start[0] == 0.0
    assert 0 < pilot.sum() < 0.5 * pilot.size
    r.block.column("using")[0] = pilot if where == "pilot" else ~pilot
    assert np.isfinite(gate.revise(view, start.copy(), 4)[0, ~pilot]).all() == opens
    assert np.isinf(gate.revise(view, start.copy(), 3)[0, ~pilot]).all(), "not before the shortest pilot"


def admitted(view: View, **keys: float) -> np.ndarray:
    """Return which schools are in before the first year, where there is a place for everybody who applies."""
    first = YearlyApplications(per_year=1.0, **keys).first_quarter(view)[0]
    return np.array([np.isfinite(first[view.school == s]).all() for s in range(len(view.school_need))])


def test_schools_that_are_ready_apply():
    view = district()
    ready = np.arange(8) % 3 == 0
    view.__dict__["school_readiness"] = np.where(ready, 1.0, 0.0)
    assert np.array_equal(admitted(view, applying=0.5, will=1.0, neighbours=0.0), ready)
    assert admitted(view, applying=1.0, will=0.0, neighbours=0.0).all()


def test_schools_apply_where_their_feeder_pattern_uses_it():
    r = rollout("strategy=trailblazer", "district.initial_use=0", "district.schools=20")
    view = r.conduct.view
    feeder, one = view.school_feeder, view.school_feeder[0]
    assert 1 < (feeder == one).sum() < 20
    r.block.column("using")[0] = (feeder == one)[view.school]
    assert np.array_equal(admitted(view, applying=0.0, will=0.0, neighbours=1.0), feeder == one)
    asked = admitted(view, applying=0.0, will=0.0, neighbours=0.0)
    assert np.array_equal(np.flatnonzero(asked), [np.argmax(view.school_readiness)]), "nobody applies, one is asked"


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_the_core_of_a_school_are_those_who_look_open_and_esteemed(weight):
    keys = ("strategy/selection=core_group", "strategy.selection.per_school=3", *FREE, "run.budget=5")
    r = after(0, "strategy=trailblazer", *keys, f"strategy.selection.standing_weight={weight}")
    view = r.conduct.view
    looks = (weight * view.standing + (1.0 - weight) * view.openness)[0]
    r.step()
    core = r.conduct.members[0]
    for s in range(8):
        teachers = np.flatnonzero((view.school == s) & (view.role == 0))
        best = teachers[np.argsort(-looks[teachers])[:3]]
        assert set(np.flatnonzero(core & (view.school == s))) == set(best)


def test_the_profile_the_most_connected_and_the_lot_ask_whom_they_say():
    view = district()
    assert np.array_equal(np.argsort(-MostConnected().score(view)[0]), np.argsort(-view.nominations))
    open_ = TrailblazerProfile(openness_weight=1.0, post_penalty=0.0).score(view)
    free = TrailblazerProfile(openness_weight=0.0, post_penalty=0.2).score(view)
    assert np.array_equal(open_, view.openness) and np.allclose(free, view.availability - 0.2 * view.leadership)
    lot = RandomCohort().score(view)[0]
    assert max(abs(np.corrcoef(lot, x[0])[0, 1]) for x in (view.openness, view.standing, view.availability)) < 0.25


def test_graduates_of_the_cohorts_are_of_mean_quality_with_the_spread_of_coaches():
    r = rollout("strategy=coaching_only")
    view, block = r.conduct.view, r.block
    view.served = block.column("occupant").astype(np.int64)
    block.column("credible")[:] = 1.0
    part = Pipeline(taking_up=1.0, week_share=1.0, hires_per_quarter=0.05)
    many = int(part.graduates(view)[0])
    assert many == (view.role == 0).sum()
    quality = part.ranked(view, np.array([many + 20.0]))[0, 1 : many + 1]
    assert quality.mean() == pytest.approx(1.0, abs=0.1) and quality.std() == pytest.approx(0.5, abs=0.1)
    assert Coaches().candidates(view) == 1


def test_prix_fixe_gives_those_who_have_started_a_common_vocabulary_for_good():
    keys = ("strategy=cohorts_by_need", "strategy.sequence.waves=2", "run.support_years=2", "run.horizon_years=3")
    r = after(1, *keys, "strategy/comprehensiveness=prix_fixe", "strategy.comprehensiveness.common=0.5")
    waits = r.conduct.start_week[0] > 0.0
    assert waits.any() and np.array_equal(r.block.given("common")[0], np.where(waits, 0.0, 0.5))
    while not r.over:
        r.step()
    assert (r.block.given("common") == 0.5).all()


@pytest.mark.parametrize("best", [0.4, 1.0])
def test_best_practice_is_shown_of_those_whose_use_works_alone(best):
    r = rollout("strategy=trailblazer", "strategy/amplify=[sharing]", f"strategy.amplify.sharing.best={best}",
                "strategy.amplify.sharing.failures=0", "district.initial_use=0.3")  # fmt: skip
    for _ in range(9):
        r.step()
    works = r.block.column("credible")[0] > 0.0
    r.step()
    assert 0 < works.sum() < works.size
    assert np.array_equal(r.block.given("spotlight")[0], np.where(works, best, 0.0))
    assert np.allclose(r.block.given("candour"), -best)


def test_proof_in_one_school_is_no_proof_for_another():
    r = rollout("strategy=trailblazer", "strategy/amplify=[soft_launch]", "district.initial_use=0")
    school = r.conduct.view.school
    r.block.column("credible")[0] = school == 3
    r.step()
    assert np.array_equal(r.block.given("message")[0] > 0.0, school == 3)


def test_a_coach_loses_hours_with_every_school_on_the_way():
    alone = ("strategy=coaching_only", "strategy.capacity.coaches=1", "run.budget=5")
    for few, travel in ((4, 0.5), (4, 1.5), (40, 0.5), (40, 0.0), (40, 1.5)):
        r = after(1, *alone, f"strategy.selection.size={few}", f"strategy.support.coaching.travel_hours={travel}")
        hours = r.block.given("coaching")[0]
        schools = len(set(r.conduct.view.school[hours > 0.0]))
        assert hours.sum() == pytest.approx(max(16.0 - travel * schools, 4.0))
    assert schools == 8, "many people are in every school"


def test_what_is_equal_comes_in_the_order_of_ids_and_never_of_rows():
    ids = np.array([3, 1, 2, 0], dtype=np.uint64)
    assert place(np.zeros((1, 4)), ids).tolist() == [[3, 1, 2, 0]]
    assert place(np.array([[1.0, 2.0, 1.0, 2.0]]), ids).tolist() == [[3, 1, 2, 0]]
    need = np.array([[1.0, 1.0, 0.0, 2.0]])
    assert place(need, ids).tolist() == [[2, 1, 3, 0]]
