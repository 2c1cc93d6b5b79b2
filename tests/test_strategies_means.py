"""What each means of selection, sequence, capacity and learning does, as it would fail if it did not."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from diffusion_sim.engines import columns
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate
from diffusion_sim.settings.costs import Costs
from diffusion_sim.strategies import matching
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.capacity.other_duties import OtherDuties
from diffusion_sim.strategies.capacity.outside_coaches import OutsideCoaches
from diffusion_sim.strategies.capacity.partner import Partner
from diffusion_sim.strategies.capacity.trained_coaches import TrainedCoaches
from diffusion_sim.strategies.choose import sign_up_time
from diffusion_sim.strategies.selection.friend_nomination import FriendNomination
from diffusion_sim.strategies.selection.whole_schools import WholeSchools
from diffusion_sim.strategies.sequence.by_role import ByRole
from diffusion_sim.strategies.sequence.feeder_patterns import FeederPatterns
from diffusion_sim.strategies.sequence.waves import Waves
from small_runs import batch, plan

DISTRICT = ("district.schools=8", "district.staff=240", "run.support_years=3", "run.horizon_years=3")


def rollout(*overrides: str) -> Rollout:
    """Return the first replicate of a middle-sized plan before its first week."""
    return Rollout(columns, plan(*DISTRICT, *overrides), None, Replicate(0, 0, 0), None)


def after(weeks: int, *overrides: str) -> Rollout:
    """Return a rollout after so many weeks."""
    r = rollout(*overrides)
    for _ in range(weeks):
        r.step()
    return r


def test_friends_have_more_friends_than_those_who_name_them():
    view = rollout("strategy=trailblazer", "strategy/selection=friend_nomination").conduct.view
    friend, score = view.friend()[0], FriendNomination().score(view)[0]
    asks = friend >= 0
    assert asks.mean() > 0.5 and np.array_equal(np.isfinite(score), np.isin(np.arange(len(friend)), friend[asks]))
    named = np.bincount(view.block.layout.district.ties.to, minlength=len(friend))
    assert named[friend[asks]].mean() > 1.3 * named.mean()


def test_what_colleagues_name_is_seen_with_noise():
    """Rank correlation of what is seen with the truth is the root of the reliability; friends slip as often."""
    for reliability in (0.3, 0.6, 0.9):
        made = rollout("strategy=trailblazer", f"behaviour.seen_reliability={reliability}")
        view, ties = made.conduct.view, made.block.layout.district.ties
        named = np.bincount(ties.to, minlength=view.shape[1])
        assert spearmanr(view.nominations, named).statistic == pytest.approx(np.sqrt(reliability), abs=0.08)
        assert np.all((view.nominations > 0.0) & (view.nominations < 1.0))
        friend, seekers = view.friend()[0], np.arange(view.shape[1])
        asked = {(i, j) for i in seekers for j in ties.to[ties.start[i] : ties.start[i + 1]]}
        true = np.mean([(i, friend[i]) in asked for i in seekers if friend[i] >= 0])
        assert true == pytest.approx(reliability, abs=0.12)


def test_an_open_call_is_answered_by_the_eager_first():
    u, chance = np.full(50, 0.3), np.linspace(0.0, 1.0, 50)
    time = sign_up_time(u, chance)
    assert np.all(np.diff(time) <= 0) and np.all((time < 1.0) == (u < chance)) and time[0] == 1.0
    few = ("strategy=random_cohort", "strategy.selection.size=20", "strategy.selection.spread=false")
    lot, call = after(1, *few), after(1, *few, "strategy/selection=volunteers")
    open_ = [r.block.column("openness")[r.conduct.members].mean() for r in (lot, call)]
    assert call.conduct.members.sum() == 20 and open_[1] > open_[0] + 0.1


def test_sceptics_fence_sitters_and_leaders_are_who_they_are_said_to_be():
    few = ("strategy=random_cohort", "strategy.selection.size=40", "strategy.selection.spread=false")
    mean, posts = {}, {}
    for name in ("random", "sceptics", "fence_sitters", "leadership_posts"):
        r = after(1, *few, f"strategy/selection={name}", "strategy/stance=mandate", "strategy.stance.pressure=0")
        who = r.conduct.members
        mean[name] = np.abs(r.conduct.view.openness[who] - (0.0 if name == "sceptics" else 0.5)).mean()
        posts[name] = r.conduct.view.leadership[who].mean()
    assert mean["sceptics"] < 0.3 and mean["fence_sitters"] < 0.5 * mean["random"]
    assert posts["leadership_posts"] > 1.2 > posts["random"]


def test_whole_schools_fill_one_school_after_the_other():
    view = rollout("strategy=trailblazer").conduct.view
    score = WholeSchools(order="need", schools=2).score(view)[0]
    poorest = np.argsort(-view.school_need)[:2]
    assert set(view.school[np.isfinite(score)]) == set(poorest)
    assert score[view.school == poorest[0]].min() > score[view.school == poorest[1]].max()


def test_a_core_group_stays_and_is_no_larger_than_said():
    r = rollout("strategy=trailblazer", "strategy/selection=core_group", "strategy.selection.per_school=2")
    seen = []
    for week in range(108):
        r.step()
        if week % 36 == 10:
            seen.append((r.conduct.members[0].copy(), r.block.column("occupant")[0].copy()))
            per = np.bincount(r.conduct.view.school[r.conduct.members[0]], minlength=8)
            assert per.max() <= 2
    assert seen[0][0].sum() >= 12
    held = seen[0][0] & (seen[0][1] == seen[1][1])
    assert held.any() and np.all(seen[1][0][held]), "whoever still holds the post still takes part"


def test_a_pattern_starts_as_one_and_principals_before_their_staff():
    view = rollout("strategy=trailblazer", "district.schools=20", "district.staff=400").conduct.view
    first = FeederPatterns(waves=9.0, spacing=2.0, principals_ahead=1.0).first_quarter(view)[0]
    pattern = view.school_feeder[view.school]
    for one in np.unique(pattern):
        assert len(set(first[(pattern == one) & (view.role == 1)])) == 1
        staff = first[(pattern == one) & (view.role != 1)]
        assert set(staff) == {first[(pattern == one) & (view.role == 1)][0] + 1.0}
    assert len(set(first[view.role == 1])) == len(np.unique(pattern)) > 1


def test_roles_start_in_the_order_named_and_all_of_those_who_lead_take_part():
    view = rollout("strategy=trailblazer").conduct.view
    first = ByRole(order=("coaches", "principals"), spacing=3.0).first_quarter(view)[0]
    assert set(first[view.role == 2]) == {0.0} and set(first[view.role != 2]) == {3.0}
    r = after(1, "strategy=trailblazer", "strategy/sequence=principals_first", "behaviour.accept_floor=1")
    assert np.array_equal(r.conduct.members[0], r.conduct.view.role == 1)
    with pytest.raises(BadInput, match="names a stage twice"):
        ByRole(order=("coaches", "coaches"))


@pytest.mark.parametrize(("gate", "at_last", "weeks"), [(1.0, "stop", None), (1.0, "scale", 54), (0.0, "scale", 36)])
def test_a_gate_holds_until_it_is_passed_or_the_wait_is_over(gate, at_last, weeks):
    r = rollout("strategy=trailblazer", "strategy/sequence=pilot_gate", f"strategy.sequence.gate={gate}",
                f"strategy.sequence.at_last={at_last}", "strategy.sequence.longest=6")  # fmt: skip
    pilot = r.conduct.start_week[0] == 0.0
    assert 0 < pilot.sum() < len(pilot)
    for _ in range(100):
        r.step()
        assert not r.conduct.members[0][r.conduct.start_week[0] >= r.week].any(), "nobody is served before"
    assert set(r.conduct.start_week[0][~pilot]) == {float("inf") if weeks is None else float(weeks)}


@pytest.mark.parametrize("sequence", ["pilot", "pilot_gate"])
@pytest.mark.parametrize("strategy", ["trailblazer", "training_mandate"])
def test_a_pilot_spends_its_schools_share_and_leaves_the_rest_for_the_others(strategy, sequence):
    never = ("strategy.sequence.gate=1", "strategy.sequence.at_last=stop") if sequence == "pilot_gate" else ()
    r = after(108, f"strategy={strategy}", f"strategy/sequence={sequence}", *never)
    paid = r.conduct.ledger
    share = np.isfinite(r.conduct.start_week[0]).mean()
    assert 0.0 < paid.spent[0] <= share * paid.total * (1.0 + 1e-9) and share < 0.5
    opened = after(108, f"strategy={strategy}", "strategy/sequence=pilot_gate", "strategy.sequence.gate=0")
    assert opened.conduct.ledger.spent[0] > 2.0 * share * paid.total, "what was held back is spent later"


def test_hours_of_a_providers_coaches_have_a_line_of_their_own():
    hours: dict[str, float] = {}
    money: dict[str, float] = {}
    for capacity, inside in (("coaches", 1.0), ("outside_coaches", 0.0), ("inside_outside", 0.25), ("partner", None)):
        more = ("strategy.capacity.outside=0.75",) if capacity == "inside_outside" else ()
        r = after(72, "strategy=coaching_only", f"strategy/capacity={capacity}", *more)
        entries = r.conduct.ledger.entries
        for line in ("coaches", "outside coaches"):
            hours[line] = sum(float(e.hours[0]) for e in entries if e.line == line)
            money[line] = sum(float(e.money[0]) for e in entries if e.line == line)
        share = hours["coaches"] / sum(hours.values())
        if inside is not None:
            assert share == pytest.approx(inside)
        else:
            assert 0.0 < share < 1.0, "the partner leaves after a year"
        assert sum(money.values()) == pytest.approx(sum(float(e.money[0]) for e in entries))


def test_applicants_are_admitted_yearly_by_readiness_and_a_grant_ends():
    all_apply = ("strategy.sequence.applying=1", "strategy.sequence.will=0", "strategy.sequence.neighbours=0")
    r = after(100, "strategy=training_mandate", "strategy/sequence=yearly_applications", *all_apply,
              "strategy.sequence.per_year=0.25", "strategy.sequence.grant_years=1")  # fmt: skip
    view = r.conduct.view
    start = r.conduct.start_week[0][np.searchsorted(view.school, np.arange(8))]
    ready = np.argsort(-view.school_readiness)
    assert start[ready].tolist() == [0.0, 0.0, 36.0, 36.0, 72.0, 72.0, float("inf"), float("inf")]
    assert set(view.school[r.conduct.members[0]]) == set(ready[4:6]), "earlier grants are over"


def test_capacity_first_waits_and_then_has_the_coaches():
    lag = ("strategy=trailblazer", "strategy.capacity.hires_per_quarter=0.4", "run.budget=3")
    at_once, ahead = after(1, *lag), rollout(*lag, "strategy/sequence=capacity_first")
    assert set(ahead.conduct.start_week[0][ahead.conduct.view.role == 0]) == {27.0}
    for _ in range(28):
        ahead.step()
    assert ahead.conduct._coaches(27)[0] > at_once.conduct._coaches(0)[0]


def test_one_school_a_year_in_a_district_of_any_size():
    view = rollout("strategy=trailblazer").conduct.view
    for waves in (8.0, 200.0):
        first = Waves(waves=waves, spacing=4.0).first_quarter(view)[0]
        assert sorted({(s, q) for s, q in zip(view.school, first, strict=True)}, key=lambda x: x[1])[-1][1] == 28.0
        assert len(set(first)) == 8


def test_a_pipeline_adds_coaches_from_the_second_year_and_only_where_hiring_falls_short():
    short = ("strategy=coaching_only", "strategy.capacity.hires_per_quarter=0.05", "district.initial_use=0.4",
             "strategy.capacity.coaches=10", "run.budget=10")  # fmt: skip
    count = {}
    for taking_up in (0.0, 1.0):
        r = rollout(*short, "strategy/capacity=pipeline", f"strategy.capacity.taking_up={taking_up}")
        count[taking_up] = []
        for _ in range(108):
            r.step()
            count[taking_up].append(float(r.conduct._coaches(r.week - 1)[0]))
    none, some = np.array(count[0.0]), np.array(count[1.0])
    assert np.array_equal(none[:36], some[:36]), "nobody has come up before the second year"
    assert np.all(some[36:] >= none[36:]) and some[36:].sum() > none[36:].sum()
    plain = after(40, *short)
    assert np.array_equal(plain.conduct.quality, after(40, *short, "strategy/capacity=pipeline",
                                                       "strategy.capacity.taking_up=0").conduct.quality)  # fmt: skip


def test_outside_coaches_are_there_at_once_at_a_fee_and_count_for_what_they_are_trusted():
    view, wanted = rollout("strategy=trailblazer").conduct.view, np.array([30.0])
    outside, inside = OutsideCoaches(), Coaches()
    assert outside.hired(0, wanted, 240)[0] == 30.0 > inside.hired(0, wanted, 240)[0]
    assert outside.price(Costs(), 0) > inside.price(Costs(), 0)
    even = OutsideCoaches(credibility=1.0).quality(view, 30)
    assert np.allclose(OutsideCoaches(credibility=0.5).quality(view, 30), 0.5 * even)


def test_a_partner_leaves_and_what_was_taught_stays():
    wanted = np.array([30.0])
    part = Partner(partner_years=1.0, taught=0.5, credibility=1.0)
    assert part.hired(3, wanted, 240)[0] == 30.0
    assert part.hired(4, wanted, 240)[0] == Coaches().hired(4, wanted, 240)[0] < 30.0
    assert part.price(Costs(), 0) > part.price(Costs(), 1) == Costs().coach_fte
    late = after(37, "strategy=trailblazer").conduct.view
    plain, taught = Coaches().quality(late, 20), part.quality(late, 20)
    assert np.all(taught >= plain) and np.allclose((1.0 - taught)[plain < 1.0], 0.5 * (1.0 - plain)[plain < 1.0])
    assert np.array_equal(Partner(partner_years=1.0, taught=0.0).quality(late, 20), plain)


def test_other_duties_reach_more_people_with_fewer_hours_each():
    few = ("strategy=coaching_only",)
    full, thin = after(1, *few), after(1, *few, "strategy/capacity=other_duties")
    hours = [r.block.support[0, 0] for r in (full, thin)]
    assert thin.conduct.members.sum() > full.conduct.members.sum()
    assert hours[1][hours[1] > 0].mean() < hours[0][hours[0] > 0].mean()
    assert OtherDuties(duties=0.0).share == 1.0 and OtherDuties(duties=0.0).price(Costs(), 0) == Costs().coach_fte


def test_training_of_coaches_takes_time_and_lifts_the_weak_only():
    view = rollout("strategy=trailblazer").conduct.view
    plain, trained = Coaches().quality(view, 20), TrainedCoaches().quality(view, 20)
    weak = plain < 1.0
    assert np.array_equal(trained[~weak], plain[~weak]) and np.all(trained[weak] > plain[weak])
    assert TrainedCoaches().share < 1.0 and np.array_equal(TrainedCoaches(gain=0.0).quality(view, 20), plain)


def test_a_caseload_is_not_exceeded():
    short = ("strategy=coaching_only", "strategy.capacity.hires_per_quarter=0.05", "run.budget=3")
    for limit, most in ((60, 99), (3, 3)):
        r = after(1, *short, "strategy/capacity=limited_caseload", f"strategy.capacity.limit={limit}")
        coached = int((r.block.support[0, 0] > 0).sum())
        assert 0 < coached <= most * r.conduct._coaches(0)[0]
        assert (coached > 3) == (limit == 60)


def test_whoever_chooses_gets_the_better_match_and_need_keeps_caseloads():
    view = rollout("strategy=trailblazer").conduct.view
    rows, coach = np.arange(200), np.arange(200) // 10
    gain = {}
    for how in ("assignment", "choice", "need"):
        mine, suits = matching.match(view, 0, rows, coach, 20, how, 2, 0.25)
        gain[how] = suits.mean()
        assert np.all(mine // 2 == coach // 2), "choices are among neighbours"
        if how != "choice":
            assert np.array_equal(np.bincount(mine), np.bincount(coach))
    assert abs(gain["assignment"]) < 0.06 and gain["choice"] > 0.05 and gain["need"] > 0.05
    assert not matching.match(view, 0, rows, coach, 20, "assignment", 2, 0.0)[1].any()
    alone = matching.match(view, 0, rows, np.zeros(200, dtype=np.int64), 1, "choice", 3, 0.25)[0]
    assert not alone.any(), "one coach leaves nothing to choose"


def test_the_adaptive_move_hours_to_where_use_lags_and_support_by_need_to_the_poor():
    used = ("strategy=coaching_only", "district.initial_use=0.3")
    r = after(12, *used, "strategy/learning=adaptive")
    view, dose = r.conduct.view, r.conduct.dose[0]
    hours = r.block.support[0, 0]
    assert dose.min() >= 0.1 and len(set(dose)) > 1
    need = after(12, *used, "strategy/learning=support_by_need")
    assert np.corrcoef(need.conduct.dose[0], view.school_need[view.school])[0, 1] > 0.99
    plain = after(12, *used)
    assert hours.sum() == pytest.approx(plain.block.support[0, 0].sum(), rel=0.15), "no hour is added"


def test_a_practice_is_refined_by_visible_users_only_and_users_relearn():
    used = ("strategy=cohorts_by_need", "district.initial_use=0.4")
    name = columns_of(after(12, *used, "strategy/learning=adaptive"))
    assert name["adaptation"].min() > 0.0
    using = after(12, *used, "strategy/learning=adaptive").conduct.view.using[0] > 0
    assert np.all(name["release"][~using] == 0.0) and name["release"].min() < 0.0
    fixed_goals = after(12, *used, "strategy/learning=adaptive_means")
    waits = fixed_goals.conduct.start_week[0] > 9
    fit = columns_of(fixed_goals)["adaptation"]
    assert waits.any() and fit[waits].min() > 0.0 and np.all(fit[~waits] == 0.0)
    nobody = after(12, "strategy=mandate", "strategy/learning=adaptive", "strategy.stance.pressure=0",
                   "district.initial_use=0")  # fmt: skip
    assert columns_of(nobody)["adaptation"].max() == pytest.approx(0.0, abs=1e-3)


def columns_of(r: Rollout) -> dict[str, np.ndarray]:
    """Return the columns of support of a rollout by name."""
    return {name: r.block.support[0, k] for k, name in enumerate(r.block.rules.support)}


def test_an_adaptive_gate_holds_waves_for_so_long_and_no_longer():
    used = ("strategy=cohorts_by_need", "strategy/learning=adaptive", "strategy.learning.gate=1")
    r = after(80, *used, "strategy.learning.longest_hold=2")
    assert set(r.conduct.start_week[0]) == {0.0, 54.0, 90.0}, "two quarters later than planned"


NEUTRAL = [
    ("nothing is adapted", (), ("strategy/learning=adaptive", "strategy.learning.reallocate=0",
                                "strategy.learning.refine=0")),
    ("means that do not move", (), ("strategy/learning=adaptive_means", "strategy.learning.reallocate=0",
                                    "strategy.learning.refine=0")),
    ("need without strength", (), ("strategy/learning=support_by_need", "strategy.learning.strength=0")),
    ("no other duties", (), ("strategy/capacity=other_duties", "strategy.capacity.duties=0")),
    ("a limit that nobody reaches", (), ("strategy/capacity=limited_caseload", "strategy.capacity.limit=60")),
    ("nobody comes up", (), ("strategy/capacity=pipeline", "strategy.capacity.taking_up=0")),
    ("no years with a partner", (), ("strategy/capacity=partner", "strategy.capacity.partner_years=0")),
    ("coaches without training", (), ("strategy/capacity=trained_coaches", "strategy.capacity.days=0")),
    ("principals not ahead", (), ("strategy/sequence=principals_first", "strategy.sequence.ahead=0")),
    ("no lead", (), ("strategy/sequence=capacity_first", "strategy.sequence.lead=0")),
    ("a pilot of all", (), ("strategy/sequence=pilot_gate", "strategy.sequence.pilot=1")),
    ("one wave of patterns", (), ("strategy/sequence=feeder_patterns", "strategy.sequence.waves=1")),
    ("all pairs alike", (), ("strategy.support.coaching.matching=assignment", "strategy.support.coaching.match_sd=0")),
]  # fmt: skip


@pytest.mark.parametrize(("without", "with_"), [n[1:] for n in NEUTRAL], ids=[n[0] for n in NEUTRAL])
def test_a_neutral_setting_changes_nothing(without, with_):
    more = ("strategy=trailblazer", "district.initial_use=0.2", "run.horizon_years=2", "run.support_years=2")
    a, b = batch(*more, *without), batch(*more, *with_)
    assert a.people.drop(columns="run").equals(b.people.drop(columns="run"))
    assert a.ledger.drop(columns="run").equals(b.ledger.drop(columns="run"))


SENTENCES = [
    ("strategy/sequence=pilot_gate", "strategy.sequence.at_last=perhaps", "allowed: scale, stop"),
    ("strategy/sequence=by_role", "strategy.sequence.order=[princpals]", "principals"),
    ("strategy/sequence=feeder_patterns", "strategy.sequence.order=size", "allowed: need, readiness, random"),
    ("strategy/selection=whole_schools", "strategy.selection.schools=0", "from 1"),
    ("strategy/selection=core_group", "strategy.selection.per_school=0", "1 to 20"),
    ("strategy/capacity=other_duties", "strategy.capacity.duties=1", "0 to 0.9"),
    ("strategy/learning=adaptive", "strategy.learning.refine=2", "0 to 1"),
    ("strategy.support.coaching.choices=2", "strategy.support.coaching.matching=luck", "assignment"),
]


@pytest.mark.parametrize(("part", "value", "said"), SENTENCES, ids=[s[1] for s in SENTENCES])
def test_a_value_that_does_not_fit_is_one_sentence(part, value, said):
    with pytest.raises(BadInput) as refused:
        plan("strategy=trailblazer", part, value)
    assert said in str(refused.value) and "\n" not in str(refused.value)
