"""What is added to a strategy: what outlasts the money, training beside a cohort, a part of the components."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import replicates
from diffusion_sim.schedule import SUPPORT
from diffusion_sim.simulate import simulate_block
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.capacity.inside_outside import InsideOutside
from diffusion_sim.strategies.capacity.pipeline import Pipeline
from diffusion_sim.strategies.selection.trailblazer_profile import TrailblazerProfile
from small_runs import batch, plan
from test_strategies_means import after


def test_what_a_pipeline_built_outlasts_the_money_one_colleague_each_and_unpaid():
    settled = ("strategy=coaching_only", "district.initial_use=0.4", "run.support_years=1")
    built = after(37, *settled, "strategy/capacity=pipeline", "strategy.capacity.taking_up=1")
    block, view = built.block, built.conduct.view
    hours = block.support[0, SUPPORT.index("coaching")]
    taught = np.flatnonzero(hours > 0.0)
    able = (built.conduct.served[0] == view.block.column("occupant")[0]) & (view.role == 0)
    assert taught.size and np.all(hours[taught] == 0.5), "half an hour each"
    per_school = np.bincount(view.school[taught], minlength=8)
    assert np.all(per_school <= np.bincount(view.school[able], minlength=8)), "at most one colleague each, at home"
    taken = np.flatnonzero(block.support[0, block.rules.support.index("release")] < 0.0)
    assert taken.size == taught.size and able[taken].all(), "the hours are missing in their own week"
    line = [e for e in built.conduct.ledger.entries if e.line == "coaching by colleagues"]
    assert line[0].week == 36 and line[0].hours[0] == hours.sum() * line[0].weeks and line[0].money[0] == 0.0
    for none in (("strategy.capacity.hours_after=0",), ("strategy.capacity.taking_up=0",)):
        ended = after(37, *settled, "strategy/capacity=pipeline", *none)
        assert not ended.block.support[0, SUPPORT.index("coaching")].any()
    bought = after(37, *settled, "strategy/capacity=inside_outside", "strategy.capacity.outside=1")
    assert not bought.block.support[0, SUPPORT.index("coaching")].any()


def test_training_for_all_takes_its_part_of_the_money_and_reaches_all_whose_turn_has_come():
    both = ("strategy=rolling_by_grade", "strategy/selection=trailblazer_profile", "strategy/capacity=coaches",
            "strategy/support=[coaching,training_for_all]")  # fmt: skip
    r = after(2, *both)
    trained = r.block.support[0, SUPPORT.index("training")] > 0.0
    started = r.conduct.start_week[0] <= 0.0
    assert np.array_equal(trained, started) and 0 < started.sum() < started.size
    spent = sum(e.money[0] for e in r.conduct.ledger.entries if e.line == "training for all")
    assert spent == pytest.approx(0.5 * r.conduct.free_money[0])
    assert r.conduct.members[0].sum() > 0 and np.all(started[r.conduct.members[0]])
    whole = after(2, *both, "strategy.support.training_for_all.portion=1")
    assert not (whole.block.support[0, SUPPORT.index("coaching")] > 0.0).any(), "nothing is left for coaches"


ALONE = {
    "a gate that opens at different times": (
        "strategy=trailblazer", "strategy/sequence=pilot_gate", "strategy.sequence.gate=0.12",
        "strategy/learning=adaptive_means", "district.initial_use=0.05"),
    "coaches of both kinds, hired slowly": (
        "strategy=pathway", "pathway.pace=1", "pathway.capacity=4", "run.budget=2",
        "strategy.capacity.hires_per_quarter=0.1"),
    "a pipeline where hiring is short": (
        "strategy=trailblazer", "strategy/capacity=pipeline", "strategy.capacity.hires_per_quarter=0.1",
        "district.initial_use=0.3"),
    "leaders who change": (
        "strategy=trailblazer", "strategy/capacity=pipeline", "strategy/learning=adaptive", "run.leaders_change=0.3",
        "district.initial_use=0.2"),
    "leaders who change, and support that ends within a quarter": (
        "strategy=trailblazer", "strategy/capacity=inside_outside", "run.leaders_change=0.3", "run.support_years=3.3",
        "run.horizon_years=5"),
    "roles in turn": ("strategy=trailblazer", "strategy/sequence=by_role", "strategy.sequence.spacing=1"),
}  # fmt: skip


@pytest.mark.parametrize("keys", ALONE.values(), ids=ALONE)
def test_a_replicate_does_not_depend_on_those_beside_it(keys):
    settings = plan("district.schools=8", "district.staff=400", "run.replicates=6", "run.districts=1",
                    "run.support_years=3", "run.horizon_years=4", *keys)  # fmt: skip
    reps = replicates(settings)
    together = simulate_block(settings, settings.arms[0], reps)
    for rep in reps:
        alone = simulate_block(settings, settings.arms[0], [rep])
        for name in ("weeks", "ledger"):
            table = getattr(together, name)
            mine = table[table["luck"] == rep.luck].reset_index(drop=True)
            assert mine.equals(getattr(alone, name)), f"{name} of replicate {rep.luck}"


def test_those_who_go_first_have_a_place_before_all_others():
    keys = ("strategy=trailblazer", "strategy/sequence=by_role", "strategy.sequence.spacing=0",
            "strategy.sequence.order=[principals,teachers]", "behaviour.accept_floor=1")  # fmt: skip
    r = after(1, *keys)
    members, role = r.conduct.members[0], r.conduct.view.role
    assert members[role == 1].all() and members[role == 0].any(), "every principal takes part, and teachers besides"


@pytest.mark.parametrize("monitoring", [1.0, 6.0])
@pytest.mark.parametrize("portion", [0.5, 0.9, 1.0])
def test_training_for_all_never_spends_what_monitoring_needs(portion, monitoring):
    found = batch("strategy=trailblazer", "strategy/stance=mandate", f"strategy.stance.monitoring={monitoring}",
                  "strategy/support=[coaching,training_for_all]",
                  f"strategy.support.training_for_all.portion={portion}",
                  "run.support_years=2", "run.horizon_years=2")  # fmt: skip
    by_line = found.ledger.groupby("line")["money"].sum()
    assert by_line["training for all"] > 0.0 and by_line.sum() <= max(found.manifest["budget"].values()) * 2 + 1e-6


@pytest.mark.parametrize("name", ["trailblazer", "cohorts_fast", "pathway"])
def test_who_takes_part_all_year_is_coached_in_two_cycles_of_four(name):
    r = after(0, f"strategy={name}", "district.schools=12", "district.staff=500", "run.replicates=1")
    cycles, quarters = np.zeros(500, dtype=int), np.zeros(500, dtype=int)
    for week in range(36):
        r.step()
        if week % 9 == 0:
            cycles += r.block.support[0, SUPPORT.index("coaching")] > 0.0
            quarters += r.conduct.members[0]
    assert (quarters == 4).sum() > 5 and np.all(cycles[quarters == 4] == 2)
    assert np.all(np.abs(cycles - quarters / 2.0) <= 0.5), "in every other cycle from when they began"


def test_a_selection_that_says_nothing_of_somebody_is_refused(monkeypatch):
    monkeypatch.setattr(TrailblazerProfile, "score", lambda self, view: np.where(view.role == 0, np.nan, 0.0))
    with pytest.raises(BadInput, match=r"TrailblazerProfile\.score gives NaN"):
        after(1, "strategy=trailblazer")


def test_a_workshop_that_has_ended_keeps_no_money_aside():
    keys = ("strategy=trailblazer", "strategy/support=[coaching,workshop]", "strategy.support.workshop.days=3",
            "run.support_years=3", "run.horizon_years=3", "district.schools=4", "district.staff=200")  # fmt: skip
    once, always = batch(*keys, "strategy.support.workshop.years=1"), batch(*keys)
    for found in (once, always):
        spent = found.runs.query("outcome == 'budget_spent'")["value"]
        assert spent.min() > 0.97
    coaches = [f.ledger.query("line == 'coaches' and week >= 36")["money"].sum() for f in (once, always)]
    assert coaches[0] > coaches[1]


def test_hours_after_support_are_booked_to_the_horizon_and_no_further():
    found = batch("strategy=trailblazer", "strategy/capacity=pipeline", "district.initial_use=0.4",
                  "run.support_years=2", "run.horizon_years=2.6", "district.schools=4",
                  "district.staff=200")  # fmt: skip
    booked = found.ledger[found.ledger["line"] == "coaching by colleagues"]["hours"].sum()
    received = found.weeks[found.weeks["week"] >= 72]["hours"].sum()
    assert booked > 0.0 and booked == pytest.approx(received)


def test_graduates_come_before_hires_whom_the_pool_no_longer_holds():
    wanted = np.array([8.0])
    late = after(40, "strategy=coaching_only", "district.initial_use=0.4").conduct.view
    late.served = late.block.column("occupant").astype(np.int64)
    part, plain = Pipeline(taking_up=1.0), Coaches()
    many, known = int(part.graduates(late)[0]), plain.candidates(late)
    assert many >= 3
    built, hired = part.ranked(late, wanted)[0], plain.ranked(late, wanted)[0]
    assert np.array_equal(built[:known], hired[:known]), "the pool first"
    rest = np.arange(known + many, 9)
    assert np.array_equal(built[rest], hired[rest - many]), "other hires last"
    half = InsideOutside(taking_up=1.0, outside=0.5, hires_per_quarter=0.05).ranked(late, wanted)
    alone = InsideOutside(taking_up=1.0, outside=0.5, hires_per_quarter=0.05).ranked(late, np.array([8.0, 16.0]))
    assert np.array_equal(half[0], alone[0, :9])


@pytest.mark.parametrize(("practice", "taken_up"), [("classroom_technique", 0.5), ("whole_school_blended", 0.7)])
def test_deep_use_of_some_components_counts_for_so_many(practice, taken_up):
    keys = ("strategy=training_mandate", f"practice={practice}", "district.initial_use=0.3", "run.horizon_years=2",
            "run.support_years=2")  # fmt: skip
    some = batch(*keys, "strategy/comprehensiveness=a_la_carte", "strategy.comprehensiveness.left_out=0.5").schools
    whole = batch(*keys).schools
    assert np.array_equal(whole["deep_components"], whole["n_deep"])
    later = some[some["week"] > 0]
    assert later["n_deep"].sum() > 0 and np.allclose(later["deep_components"], taken_up * later["n_deep"])
