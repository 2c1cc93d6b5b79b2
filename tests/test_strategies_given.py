"""Who is given how much by the plainest parts: all or nobody, a week of training, hours set free, groups that meet."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.schedule import SUPPORT
from test_strategies_means import after, rollout

LOT = ("strategy=random_cohort", "strategy/capacity=no_coaches", "strategy.selection.size=40", "run.budget=5")
FEW = (*LOT, "strategy.selection.spread=false")


def test_everybody_and_nobody_take_part_from_the_first_week():
    all_ = after(1, "strategy=training_mandate", "strategy/selection=everybody", "strategy/sequence=all_at_once")
    assert all_.conduct.members.all() and not all_.conduct.start_week.any()
    none = after(1, "strategy=trailblazer", "strategy/selection=nobody")
    assert not none.conduct.members.any() and none.conduct.ledger.spent[0] == 0.0


def test_laissez_faire_gives_nobody_anything():
    r = rollout("strategy=laissez_faire")
    for _ in range(40):
        r.step()
        assert not r.block.support.any()


@pytest.mark.parametrize(("stance", "pressure"), [("voluntary", 0.0), ("mandate", 0.7)])
def test_a_mandate_presses_and_an_invitation_does_not(stance, pressure):
    keys = ("strategy=cohorts_by_need", f"strategy/stance={stance}", "strategy.stance.message=0.3")
    r = after(1, *keys, *(["strategy.stance.pressure=0.7"] if pressure else []), "behaviour.accept_floor=0")
    starts = r.conduct.start_week[0] == 0.0
    assert 0 < starts.sum() < starts.size
    assert np.array_equal(r.block.given("pressure")[0], np.where(starts, pressure, 0.0))
    assert np.array_equal(r.block.given("message")[0], np.where(starts, 0.3, 0.0))


def test_nobody_declines_a_mandate():
    asked = ("strategy=random_cohort", "strategy.selection.size=20", "strategy.selection.spread=false",
             "behaviour.accept_floor=0")  # fmt: skip
    chosen = {}
    for stance in ("mandate", "voluntary"):
        r = after(0, *asked, f"strategy/stance={stance}")
        first = np.argsort(-r.conduct.view.chance("pick")[0] + 9.0 * (r.conduct.view.role > 0))[:20]
        r.step()
        chosen[stance] = np.isin(first, np.flatnonzero(r.conduct.members[0])).mean()
    assert chosen["mandate"] == 1.0 and chosen["voluntary"] < 0.9


def test_a_workshop_is_held_in_one_week_of_the_first_years():
    r = rollout(*FEW, "strategy/support=[workshop]", "strategy.support.workshop.days=2",
                "strategy.support.workshop.week=4", "strategy.support.workshop.years=2")  # fmt: skip
    for week in range(108):
        r.step()
        trained = r.block.given("training")[0]
        due = 12.0 if week in (4, 40) else 0.0
        assert np.array_equal(trained, np.where(r.conduct.members[0], due, 0.0)), week


def test_a_summer_is_for_those_who_are_there_in_the_first_week():
    r = rollout("strategy=cohorts_by_need", "strategy.sequence.spacing=1", "strategy/support=[intensive_summer]",
                "strategy/capacity=no_coaches", "strategy.support.intensive_summer.days=3", "run.budget=5")  # fmt: skip
    count = []
    for week in range(72):
        r.step()
        trained, members = r.block.given("training")[0], r.conduct.members[0]
        assert np.array_equal(trained, np.where(members, 18.0 * (week == 0), 0.0)), week
        count.append(members.sum())
    assert count[18] > count[0] > 0, "somebody joined later and has missed it"


def test_visits_of_leaders_are_coaching_of_mean_quality_for_a_share_of_their_time():
    r = after(3, *FEW, "strategy/support=[monitoring]", "strategy.support.monitoring.hours=6",
              "strategy.support.monitoring.feedback=0.5")  # fmt: skip
    members = r.conduct.members[0]
    assert members.sum() == 40
    assert np.allclose(r.block.given("coaching")[0], np.where(members, 6.0 / 36.0 * 0.5, 0.0))
    assert np.array_equal(r.block.given("coach_quality")[0], np.where(members, 1.0, 0.0))
    assert not r.block.given("pressure").any()


def test_hours_are_set_free_for_those_who_take_part():
    r = after(3, *FEW, "strategy/support=[release_time]", "strategy.support.release_time.hours=2")
    assert np.array_equal(r.block.given("release")[0], np.where(r.conduct.members[0], 2.0, 0.0))


def test_participants_meet_in_groups_of_several_schools_and_nobody_else_does():
    r = after(3, *FEW, "strategy/support=[cohort_meetings]", "strategy.support.cohort_meetings.group_size=10")
    members, group, school = r.conduct.members[0], r.block.cohort[0], r.conduct.view.school
    assert np.array_equal(group >= 0, members) and r.block.groups[0] == 4
    assert np.array_equal(np.bincount(group[members]), [10, 10, 10, 10])
    assert all(len(set(school[group == g])) > 1 for g in range(4))
    assert np.array_equal(r.block.given("cohort")[0], np.where(members, 0.75, 0.0))


def test_without_coaches_nobody_is_coached_and_nothing_is_paid_for_it():
    r = rollout("strategy=trailblazer", "strategy/capacity=no_coaches", "strategy/support=[coaching,cohort_meetings]")
    for _ in range(36):
        r.step()
        assert not r.block.support[0, SUPPORT.index("coaching")].any()
    assert {e.line for e in r.conduct.ledger.entries if e.money[0] > 0.0} == {"cohort meetings"}
