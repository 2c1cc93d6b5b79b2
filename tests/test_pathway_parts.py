"""The parts that dials set: at their ends they are the parts whose middle they make."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import run_batch
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.capacity.inside_outside import InsideOutside
from diffusion_sim.strategies.capacity.outside_coaches import OutsideCoaches
from diffusion_sim.strategies.capacity.pipeline import Pipeline
from diffusion_sim.strategies.learning.adaptive import Adaptive
from diffusion_sim.strategies.learning.fixed import Fixed
from diffusion_sim.strategies.learning.partly_adaptive import PartlyAdaptive
from diffusion_sim.strategies.learning.support_by_need import SupportByNeed
from diffusion_sim.strategies.selection.need_or_readiness import NeedOrReadiness
from diffusion_sim.strategies.selection.trailblazer_profile import TrailblazerProfile
from diffusion_sim.strategies.sequence.all_at_once import AllAtOnce
from diffusion_sim.strategies.sequence.by_turn import ByTurn
from small_runs import TINY

NOTHING = {"reallocate": 0.0, "refine": 0.0, "gate": 0.0, "design_hours": 0.0}


@pytest.fixture(scope="module")
def plan() -> Settings:
    more = ("district.schools=4", "district.staff=90", "run.support_years=2", "run.horizon_years=2")
    return load(overrides=["strategy=trailblazer", *TINY, *more])


def outcomes(plan: Settings, arm: Arm) -> np.ndarray:
    runs = run_batch(replace(plan, arms=(replace(arm, name="one"),))).runs
    return runs.sort_values(["outcome", "luck", "district"])["value"].to_numpy()


@pytest.mark.parametrize(
    ("group", "mixed", "end"),
    [
        ("capacity", InsideOutside(outside=0.0), Pipeline()),
        ("learning", PartlyAdaptive(**NOTHING), Fixed()),
        ("learning", PartlyAdaptive(), Adaptive()),
        ("learning", PartlyAdaptive(**NOTHING, need=1.0), SupportByNeed()),
        ("selection", NeedOrReadiness(readiness=1.0), TrailblazerProfile(spread=False)),
        ("sequence", ByTurn(start_years=0.0), AllAtOnce()),
    ],
    ids=["inside", "fixed", "adaptive", "need", "readiness", "at once"],
)
def test_an_end_is_the_part_that_it_stands_for(plan, group, mixed, end):
    arm = plan.arms[0]
    one, other = (outcomes(plan, replace(arm, **{group: part})) for part in (mixed, end))
    np.testing.assert_array_equal(one, other)


def test_coaches_all_from_outside_are_as_many_and_as_dear_as_outside_coaches(plan):
    bought, outside = InsideOutside(outside=1.0), OutsideCoaches()
    wanted = np.array([1.0, 7.5])
    np.testing.assert_array_equal(bought.hired(0, wanted, 900), outside.hired(0, wanted, 900))
    assert bought.price(plan.costs, 0) == outside.price(plan.costs, 0)


@pytest.mark.parametrize("outside", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_coaches_at_work_grow_with_the_share_bought(outside):
    wanted, quarter, posts = np.array([10.0]), 0, 900
    now = InsideOutside(outside=outside).hired(quarter, wanted, posts)
    lag = Coaches().hired(quarter, (1.0 - outside) * wanted, posts)
    assert now == pytest.approx(outside * 10.0 + lag)
    assert now <= wanted


def test_schools_start_one_after_another_in_the_order_asked(plan):
    class Schools:
        school_need = np.array([0.2, 0.9, 0.5, 0.6])
        school_readiness = np.array([0.9, 0.1, 0.5, 0.4])
        school = np.arange(4)
        school_id = np.arange(4, dtype=np.uint64)
        shape = (1, 4)

    by_need = ByTurn(readiness=0.0, start_years=3.0).first_quarter(Schools())[0]
    by_readiness = ByTurn(readiness=1.0, start_years=3.0).first_quarter(Schools())[0]
    assert list(np.argsort(by_need)) == [1, 3, 2, 0]
    assert list(np.argsort(by_readiness)) == [0, 2, 3, 1]
    assert by_need.max() <= 12 and len(set(by_need)) == 4
