"""What is kept to: a caseload for a whole cycle, a year's share of the money, the reliability of what is seen."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.strategies.view import View
from test_strategies_means import after, rollout

SHORT = ("strategy=coaching_only", "strategy/capacity=limited_caseload", "strategy.capacity.limit=3",
         "strategy.capacity.hires_per_quarter=0.4", "run.budget=3")  # fmt: skip
#: Parts whose weeks break a cycle of eight into spans.
BREAKS = {
    "nothing": ("strategy/support=[coaching]",),
    "a summer": ("strategy/support=[coaching,intensive_summer]",),
    "a workshop": ("strategy/support=[coaching,workshop]", "strategy.support.workshop.days=1",
                   "strategy.support.workshop.week=12"),
    "both": ("strategy/support=[coaching,intensive_summer,workshop]", "strategy.support.workshop.days=1",
             "strategy.support.workshop.week=4"),
}  # fmt: skip


@pytest.mark.parametrize("beside", BREAKS.values(), ids=BREAKS)
def test_a_cycle_has_the_same_people_within_the_caseload_for_eight_weeks(beside):
    r = rollout(*SHORT, *beside)
    cycles = []
    for week in range(36):
        r.step()
        coached = r.block.given("coaching")[0] > 0.0
        if week % 9 == 0:
            cycles.append(coached)
            assert 0 < coached.sum() <= 3 * r.conduct._coaches(week)[0]
        assert np.array_equal(coached, cycles[-1] & (week % 9 < 8)), week
    assert all(not np.array_equal(a, cycles[0]) for a in cycles[1:]), "another quarter, another lot"


@pytest.mark.parametrize("reliability", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("seen", ["school_readiness", "skill"])
def test_what_is_seen_of_readiness_and_skill_is_as_reliable_as_it_is_said_to_be(seen, reliability):
    """The squared correlation with the truth, over many districts that are alike but for the noise in what is seen."""
    r = after(0, "strategy=trailblazer", "district.schools=20", "district.initial_use=0.3")
    truth = r.block.layout.district.schools.readiness if seen == "school_readiness" else r.block.column("skill")[0]
    assert truth.std() > 0.0
    views = [View(r.block, key, [0], reliability) for key in range(4000 // truth.size)]
    shown = np.concatenate([np.atleast_2d(getattr(v, seen))[0] for v in views])
    share = np.corrcoef(shown, np.tile(truth, len(views)))[0, 1] ** 2
    assert share == pytest.approx(reliability, abs=0.05)
    assert shown.mean() == pytest.approx(truth.mean(), abs=0.05), "what is seen is not seen too high or too low"


TRAINED_AND_MEETING = ("strategy=cohorts_by_need", "strategy/support=[workshop,cohort_meetings]")


def yearly(*overrides: str) -> tuple[list[float], float]:
    """Return what each of three years costs, and what all of them may cost."""
    paid = after(108, *TRAINED_AND_MEETING, *overrides).conduct.ledger
    years = [sum(float(e.money[0]) for e in paid.entries if e.week // 36 == y) for y in range(3)]
    return years, paid.total


@pytest.mark.parametrize("spacing", [4, 2])
@pytest.mark.parametrize("budget", [1, 0.5])
def test_training_takes_no_money_from_those_who_join_later_in_the_year(budget, spacing):
    """Training is paid at once: no year may cost more than its share of what the years before it have left."""
    years, total = yearly(f"run.budget={budget}", f"strategy.sequence.spacing={spacing}")
    for y, money in enumerate(years):
        assert 0.0 < money <= (total - sum(years[:y])) / (3 - y) * (1.0 + 1e-9), y


@pytest.mark.parametrize("budget", [1, 0.5])
def test_training_takes_what_nobody_will_need(budget):
    years, total = yearly(f"run.budget={budget}")
    assert years == pytest.approx([total / 3.0] * 3, rel=0.2)
