"""What single means do to whom: each test names one mechanism and can fail."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from diffusion_sim.engines import columns
from diffusion_sim.engines.passes import hosted_by
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.replicates import Replicate
from diffusion_sim.strategies.amplify.sharing import Sharing
from diffusion_sim.strategies.hosts import deal, deal_at_home_first, some
from diffusion_sim.strategies.plan import YEAR
from small_runs import batch, plan

SIZE = (
    "district.schools=4", "district.staff=120", "district.initial_use=0.3", "run.support_years=3",
    "run.horizon_years=4", "run.budget=2",
)  # fmt: skip


def rollout(*overrides: str) -> Rollout:
    """Return the first replicate of a small plan before its first week."""
    return Rollout(columns, plan(*SIZE, *overrides), None, Replicate(0, 0, 0), None)


def given(r: Rollout, name: str) -> np.ndarray:
    """Return this week's column of support of everybody."""
    return r.block.given(name)[0].copy()


def lived(number: int, *overrides: str) -> Iterator[tuple[Rollout, np.ndarray, np.ndarray]]:
    """Yield a rollout after each week, with who used the practice and whose use worked at its quarter's start."""
    r = rollout(*overrides)
    for week in range(number):
        if week % 9 == 0:
            using, works = r.block.column("using")[0] > 0, r.block.column("credible")[0] > 0
        r.step()
        yield r, using, works


def guests(r: Rollout) -> np.ndarray:
    """Return rows of guests."""
    return np.flatnonzero((r.block.cohort[0] <= -2) & (r.block.groups[0] > 0))


def hosts(r: Rollout) -> np.ndarray:
    """Return the row of each guest's host."""
    return hosted_by(r.block.cohort[0][guests(r)].astype(int))


def test_dealing_guests_keeps_to_the_rules():
    lot = np.random.default_rng(3).random((2, 40))
    guest, host = lot < 0.6, lot > 0.8
    host[1] = False
    found = deal(guest, host, lot, 1.0)
    assert (found[1] == -1).all(), "no host, no guest"
    chosen = found[0][found[0] >= 0]
    assert len(set(chosen)) == len(chosen) == host[0].sum(), "one guest each"
    assert host[0][chosen].all() and not (host & guest)[0][found[0] >= 0].any()
    school = np.repeat(np.arange(4, dtype=np.int32), 10)
    home = deal_at_home_first(guest, host, lot, 9.0, school, False)
    come = np.flatnonzero(home[0] >= 0)
    assert (school[home[0][come]] == school[come]).all()
    order = np.argsort(lot[0] * 7 % 1)
    moved = deal(guest[:, order], host[:, order], lot[:, order], 3.0)
    assert np.array_equal(order[moved[0][moved[0] >= 0]], deal(guest, host, lot, 3.0)[0][order][moved[0] >= 0])
    assert some(guest, lot, 5.0).sum() == 10 and not (some(guest, lot, 5.0) & ~guest).any()


def test_contact_between_rounds_takes_its_hours_from_the_rounds():
    plain = [given(r, "coaching") for r, *_ in lived(36, "strategy=coaching_only")]
    keys = "strategy=coaching_only", "strategy/support=[coaching,asynchronous]"
    for k, (r, *_) in enumerate(lived(36, *keys)):
        hours = given(r, "coaching")
        if k < 9:
            assert hours.sum() == pytest.approx(plain[k].sum()), "until paths part, total coach time is the same"
            between = r.conduct.members[0] & (plain[k] == 0)
            assert (hours[between] > 0).all() == bool(plain[k].any())
            assert hours[between].sum() == pytest.approx(0.2 * plain[k].sum())
        assert (hours[~r.conduct.members[0]] == 0).all()


def test_a_growth_plan_moves_hours_to_the_gap_and_adds_none():
    plain = rollout("strategy=coaching_only")
    planned = rollout("strategy=coaching_only", "strategy/support=[coaching,growth_plan]",
                      "strategy.support.growth_plan.hours=0")  # fmt: skip
    gap = 1.0 - planned.conduct.view.skill[0]
    for r in (plain, planned):
        r.step()
    a, b = given(plain, "coaching"), given(planned, "coaching")
    taught = a > 0
    assert np.array_equal(taught, b > 0) and b.std() > a.std()
    assert b.sum() == pytest.approx(a.sum(), rel=0.15), "only travel may differ"
    assert np.corrcoef(gap[taught], b[taught])[0, 1] > 0.5


def test_a_menu_helps_only_where_sessions_fit_some():
    keys = "strategy=random_cohort", "strategy/support=[menu]", "strategy/capacity=no_coaches"
    one, three = ("strategy.support.menu.options=1", "strategy.support.menu.options=3")
    alike = [batch(*SIZE, *keys, o, "strategy.support.menu.relevance=1").runs["value"] for o in (one, three)]
    assert alike[0].equals(alike[1]), "where every session is of use to everybody a choice changes nothing"
    for o, use, better in ((one, 0.0, True), (three, 0.0, False)):
        r = rollout(*keys, o, f"district.initial_use={use}")
        r.step()
        hours = given(r, "training")[r.conduct.members[0]]
        assert (hours == 0.5).all() == better, "all at one stage: one session for all fits everybody"
    mixed = {}
    for o in (one, three):
        r = rollout(*keys, o, "strategy.support.menu.relevance=0")
        r.step()
        mixed[o] = (given(r, "training")[r.conduct.members[0]] > 0).mean()
    assert mixed[one] < 1.0 and mixed[three] == 1.0, "a menu has something for every stage"


def test_teams_hear_their_own_user_and_those_who_meet_elsewhere_stay_there():
    keys = "strategy=trailblazer", "strategy/support=[cohort_meetings,plc]"
    seen = 0
    for r, using, _ in lived(18, *keys):
        view, cohort = r.conduct.view, r.block.cohort[0]
        assert (cohort[r.conduct.members[0]] >= 0).all(), "who meets a cohort is not counted in the team"
        there, who = hosts(r), guests(r)
        assert using[there].all()
        assert (view.school[there] == view.school[who]).all() and (view.grade[there] == view.grade[who]).all()
        seen += len(who)
    assert seen > 0


@pytest.mark.parametrize("elsewhere", [True, False])
def test_participants_visit_rooms_where_it_visibly_works(elsewhere):
    keys = "strategy=random_cohort", "strategy/support=[model_classrooms]", "strategy/capacity=no_coaches"
    where = f"strategy.support.model_classrooms.elsewhere={elsewhere}"
    seen = 0
    for r, _, works in lived(27, *keys, where):
        who, there = guests(r), hosts(r)
        assert works[there].all() and not works[who].any() and r.conduct.members[0][who].all()
        assert np.bincount(there, minlength=1).max(initial=0) <= (8 if elsewhere else 4)
        assert elsewhere or (r.conduct.view.school[there] == r.conduct.view.school[who]).all()
        assert np.array_equal(np.flatnonzero(given(r, "cohort")), who), "hosts give no hours"
        seen += len(who)
    assert seen > 0


def test_nobody_visits_where_nothing_is_to_be_seen():
    keys = "strategy=random_cohort", "strategy/support=[model_classrooms]", "strategy/amplify=[tours,spotlight]"
    r = rollout(*keys, "strategy/capacity=no_coaches", "district.initial_use=0")
    r.step()
    assert len(guests(r)) == 0 and r.conduct.ledger.spent[0] == 0.0


def test_peers_and_experts_get_the_same_hours_and_the_same_money():
    keys = "strategy=random_cohort", "strategy/support=[sessions]", "strategy/capacity=no_coaches"
    hours, money = {}, {}
    for share in (0, 1):
        r = rollout(*keys, f"strategy.support.sessions.peer_led={share}")
        r.step()
        cohort, training = given(r, "cohort"), given(r, "training")
        hours[share], money[share] = cohort + training, r.conduct.ledger.spent.copy()
        assert (cohort.sum() > 0) == (share == 1)
    assert np.array_equal(hours[0], hours[1]) and money[0] == money[1]


def test_a_coordinator_reaches_as_many_as_the_hours_allow():
    keys = "strategy=random_cohort", "strategy/support=[coordinator]", "strategy/capacity=no_coaches"
    for r, using, works in lived(18, *keys):
        who = guests(r)
        most = 0.12 * 10.0 / 0.25  # 1 per 1000 posts on 120, half of 20 hours, a quarter of an hour each
        assert len(who) <= most and not using[who].any() and works[hosts(r)].all()
    assert len(who) == int(most)
    assert r.conduct.ledger.spent[0] == pytest.approx(0.12 * 105_000 * 18 / YEAR)


def test_design_sessions_fit_the_practice_to_schools_of_participants_for_good():
    keys = "strategy=random_cohort", "strategy/support=[design_sessions]", "strategy/capacity=no_coaches"
    before = np.zeros(120)
    for r, *_ in lived(120, *keys, "strategy.selection.size=5", "strategy.selection.spread=false"):
        fitted = given(r, "adaptation")
        assert ((fitted >= before) & (fitted <= 1.0)).all()
        if r.block.week == 9:
            with_members = np.unique(r.conduct.view.school[r.conduct.members[0]])
            assert np.array_equal(fitted > 0, np.isin(r.conduct.view.school, with_members))
        before = fitted
    assert before.max() > 0.1, "and it stays after the window"


def test_a_choice_becomes_a_requirement_after_two_years():
    keys = "strategy=trailblazer", "strategy/stance=voluntary_then_required", "behaviour.accept_floor=0"
    shares = {}
    for r, *_ in lived(108, *keys, "strategy.selection.size=10"):
        week = r.block.week - 1
        assert (given(r, "pressure") > 0).any() == (week >= 72)
        if week in (0, 72):
            shares[week] = r.block.column("openness")[0][r.conduct.members[0]].mean()
    lines = {e.line: e.week for e in reversed(r.conduct.ledger.entries)}
    assert lines["monitoring"] == 72


def test_incentives_end_and_bind_nobody():
    keys = "strategy=trailblazer", "strategy/support=[coaching,incentives,relief_from_evaluation]"
    for r, *_ in lived(80, *keys, "strategy.support.incentives.years=1"):
        week, members = r.block.week - 1, r.conduct.members[0]
        assert np.array_equal(given(r, "incentive") > 0, members & (week < 36))
        assert (given(r, "relief") > 0).all() == (week < 72) and (given(r, "pressure") == 0).all()


WAVES = ("strategy=cohorts_by_need", "strategy.sequence.waves=2", "strategy.sequence.spacing=3")


def test_a_vision_and_an_early_announcement_reach_those_who_wait():
    for more in (("strategy/stance=vision",), ("strategy/amplify=[early_announcement]",)):
        r = rollout(*WAVES, *more)
        r.step()
        assert (r.conduct.start_week[0] > 0).any() and (given(r, "message") == 0.5).all()


def test_words_without_proof_wear_off_for_good():
    keys = *WAVES, "strategy/amplify=[early_announcement]", "district.initial_use=0.02"
    last = np.full(120, 0.5)
    for r, *_ in lived(72, *keys, "strategy.amplify.early_announcement.wear=0.2"):
        words = given(r, "message")
        assert (words <= last + 1e-15).all()
        last = words
    assert last.min() < 0.5


def test_a_soft_launch_waits_for_proof_of_the_own_school():
    r = rollout("strategy=trailblazer", "strategy/amplify=[soft_launch]", "district.initial_use=0.03")
    for _ in range(40):
        proof = np.zeros(4, dtype=bool)
        np.logical_or.at(proof, r.conduct.view.school, r.block.column("credible")[0] > 0)
        start = r.block.week in (0, 8, 9, 17, 18, 26, 27, 35, 36)
        r.step()
        if start:
            assert np.array_equal(given(r, "message") > 0, proof[r.conduct.view.school])


def test_guard_rails_let_users_find_their_own_way():
    before = np.zeros(120)
    for r, *_ in lived(40, "strategy=trailblazer", "strategy/stance=guard_rails"):
        fitted = given(r, "adaptation")
        grown = fitted > before
        assert not grown.any() or (r.block.week - 1) % 9 == 0
        assert (given(r, "common") == 1.0).all()
        before = fitted
    assert 0 < (before > 0).sum() < 120


def test_a_spotlight_is_on_those_whose_use_works_and_tours_are_for_outsiders():
    for r, using, works in lived(27, "strategy=trailblazer", "strategy/amplify=[spotlight,tours]"):
        lit = given(r, "spotlight") > 0
        assert lit.sum() <= 3 and not (lit & ~works).any()
        who = guests(r)
        assert not r.conduct.members[0][who].any() and not using[who].any() and works[hosts(r)].all()
    assert lit.any() and len(who) == 6


@pytest.mark.parametrize(
    ("best", "failures", "candour"), [(1, 0, -1), (0, 1, 1), (1, 1, 1), (0.5, 0.5, 0), (0, 0, 0), (1, 0.5, 0)]
)
def test_what_is_shared_sets_candour(best, failures, candour):
    assert Sharing(best=best, failures=failures).candour == candour
    assert bool(Sharing(best=best, failures=failures).needs) == (best + failures > 0)


def test_both_kinds_of_sharing_cost_both_hours():
    spent = {}
    for best, failures in ((1, 0), (0, 1), (1, 1), (0.5, 0.5)):
        keys = f"strategy.amplify.sharing.best={best}", f"strategy.amplify.sharing.failures={failures}"
        r = rollout("strategy=laissez_faire", "strategy/amplify=[sharing]", *keys)
        r.step()
        spent[best, failures] = r.conduct.ledger.spent[0]
    assert spent[1, 0] == spent[0, 1] == spent[0.5, 0.5] == spent[1, 1] / 2 > 0


def test_components_are_chosen_until_there_is_evidence_and_then_for_good_no_more():
    keys = "strategy=trailblazer", "strategy/comprehensiveness=a_la_carte_first", "district.initial_use=0.05"
    known = False
    at_once = "strategy.comprehensiveness.proof=0.1", "strategy.comprehensiveness.quarters=0"
    for r, _, works in lived(108, *keys, *at_once):
        known |= works.mean() >= 0.1
        assert (given(r, "scope") == (0.0 if known else 0.5)).all()
        assert (given(r, "common") == (0.5 if known else 0.0)).all()
    assert known, "the district of this test gets there"


def test_the_whole_is_taken_up_evenly_once_there_is_evidence():
    keys = "strategy=trailblazer", "strategy/comprehensiveness=a_la_carte_first", "district.initial_use=0.2"
    left = []
    for r, _, _ in lived(54, *keys, "strategy.comprehensiveness.proof=0"):
        assert given(r, "adaptation") == pytest.approx(0.0)
        left.append(given(r, "scope").max())
    assert sorted(set(left), reverse=True) == pytest.approx([0.5, 0.375, 0.25, 0.125, 0.0])
    chosen = rollout(*keys, "strategy.comprehensiveness.proof=1")
    chosen.step()
    assert (given(chosen, "scope") == 0.5).all() and given(chosen, "adaptation") == pytest.approx(0.15)


def test_choice_lasts_after_support_and_lightens_the_load():
    whole = rollout("strategy=trailblazer", "practice=whole_school_blended")
    part = rollout("strategy=trailblazer", "practice=whole_school_blended", "strategy/comprehensiveness=a_la_carte")
    for _ in range(130):
        whole.step()
        part.step()
    assert (given(part, "scope") == 0.5).all() and given(part, "adaptation") == pytest.approx(0.15)
    assert part.block.column("load").mean() < whole.block.column("load").mean()
