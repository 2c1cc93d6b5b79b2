"""What is added to a strategy: what outlasts the money, training beside a cohort, a part of the components."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.schedule import SUPPORT
from small_runs import batch
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
    assert spent == pytest.approx(0.5 * r.conduct.ledger.total / (r.conduct.weeks / 36))
    assert r.conduct.members[0].sum() > 0 and np.all(started[r.conduct.members[0]])
    whole = after(2, *both, "strategy.support.training_for_all.portion=1")
    assert not (whole.block.support[0, SUPPORT.index("coaching")] > 0.0).any(), "nothing is left for coaches"


@pytest.mark.parametrize(("practice", "taken_up"), [("classroom_technique", 0.5), ("whole_school_blended", 0.7)])
def test_deep_use_of_some_components_counts_for_so_many(practice, taken_up):
    keys = ("strategy=training_mandate", f"practice={practice}", "district.initial_use=0.3", "run.horizon_years=2",
            "run.support_years=2")  # fmt: skip
    some = batch(*keys, "strategy/comprehensiveness=a_la_carte", "strategy.comprehensiveness.left_out=0.5").schools
    whole = batch(*keys).schools
    assert np.array_equal(whole["deep_components"], whole["n_deep"])
    later = some[some["week"] > 0]
    assert later["n_deep"].sum() > 0 and np.allclose(later["deep_components"], taken_up * later["n_deep"])
