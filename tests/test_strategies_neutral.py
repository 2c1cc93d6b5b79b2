"""Means of support, stance, amplify and comprehensiveness at settings that change nothing, and without money."""

from __future__ import annotations

import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.registry import part_names
from diffusion_sim.simulate import run_batch
from small_runs import batch, plan
from test_strategies_whole import same

#: Arm that carries a part: coached people who meet, and some who use the practice from the start.
SEED = ("district.initial_use=0.3", "run.horizon_years=2", "run.support_years=2")


def with_part(group: str, name: str) -> tuple[str, ...]:
    """Return overrides for the trailblazer strategy with a part of a group."""
    if group == "support":
        many = f"strategy/support=[{name}]" if name == "coaching" else f"strategy/support=[{name},coaching]"
        return "strategy=trailblazer", many
    if group == "amplify":
        return "strategy=trailblazer", f"strategy/amplify=[{name}]"
    return "strategy=trailblazer", f"strategy/{group}={name}"


MEANS = [(g, n) for g in ("support", "stance", "amplify", "comprehensiveness") for n in part_names(g)]
IDS = ["/".join(m) for m in MEANS]


@pytest.mark.parametrize(("group", "name"), MEANS, ids=IDS)
def test_a_means_that_costs_is_refused_without_money_and_a_free_one_is_not(group, name):
    free = {"asynchronous", "relief_from_evaluation"}
    keys = with_part(group, name)
    if group == "support":
        keys = ("strategy=random_cohort", f"strategy/support=[{name}]", "strategy/capacity=no_coaches")
    elif group == "stance":
        keys = "strategy=laissez_faire", f"strategy/stance={name}"
    elif group in ("amplify", "comprehensiveness"):
        keys = ("strategy=laissez_faire", *keys[1:])
    costly = (group == "support" and name not in free) or name in (
        "mandate", "vision", "voluntary_then_required", "spotlight", "tours", "sharing"
    )  # fmt: skip
    settings = plan(*keys, "run.budget=0", "run.support_years=3", "run.horizon_years=3")
    if costly:
        with pytest.raises(BadInput, match="needs money .* and the budget is 0"):
            run_batch(settings)
    else:
        assert len(run_batch(settings).runs) > 0


def plus(part: str, *zero: str) -> tuple[str, ...]:
    """Return a neutral part of support beside those of the trailblazer strategy."""
    keys = [f"strategy.support.{part}.{z}" for z in zero]
    return ("strategy=trailblazer", f"strategy/support=[{part},coaching,cohort_meetings]", *keys)


def shown(part: str, *zero: str) -> tuple[str, ...]:
    """Return a neutral part of amplify beside the trailblazer strategy."""
    return ("strategy=trailblazer", f"strategy/amplify=[{part}]", *[f"strategy.amplify.{part}.{z}" for z in zero])


def instead(group: str, part: str, *zero: str) -> tuple[str, ...]:
    """Return a neutral part in place of the trailblazer strategy's."""
    return ("strategy=trailblazer", f"strategy/{group}={part}", *[f"strategy.{group}.{z}" for z in zero])


NEUTRAL = [
    plus("incentives", "stipend=0"), plus("relief_from_evaluation", "strength=0"), plus("monitoring", "hours=0"),
    plus("release_time", "hours=0"), plus("intensive_summer", "days=0"), plus("asynchronous", "share=0"),
    plus("growth_plan", "by_need=0", "hours=0"), plus("menu", "hours=0"), plus("plc", "hours=0"),
    plus("model_classrooms", "hours=0"), plus("sessions", "hours=0"), plus("coordinator", "per_1000_posts=0"),
    plus("design_sessions", "hours=0"), plus("training_for_all", "portion=0"),
    shown("spotlight", "per_100_posts=0"), shown("tours", "hours=0"), shown("tours", "per_100_posts=0"),
    shown("soft_launch", "proof=0"), shown("early_announcement", "wear=0"), shown("sharing", "best=0", "failures=0"),
    instead("stance", "guard_rails", "tight=0", "loose=0"), instead("stance", "vision", "hours=0"),
    instead("stance", "voluntary_then_required", "years=9"),
    instead("comprehensiveness", "prix_fixe"), instead("comprehensiveness", "a_la_carte", "left_out=0"),
    instead("comprehensiveness", "a_la_carte_first", "left_out=0", "common=0"),
]  # fmt: skip


@pytest.mark.parametrize("keys", NEUTRAL, ids=[k[1] for k in NEUTRAL])
def test_a_neutral_part_changes_nothing(keys):
    assert same(batch("strategy=trailblazer", *SEED), batch(*keys, *SEED))


def test_every_new_means_has_a_neutral_setting():
    tested = " ".join(k[1] for k in NEUTRAL)
    old = {"coaching", "cohort_meetings", "workshop", "voluntary", "mandate", "laissez_faire"}
    assert all(name in tested for _, name in MEANS if name not in old)


@pytest.mark.parametrize("order", [1, -1], ids=["as written", "reversed"])
def test_the_order_in_which_parts_of_support_are_named_matters_to_meetings_only(order):
    names = ["asynchronous", "monitoring", "growth_plan", "coaching", "menu", "workshop"][::order]
    keys = "strategy.support.workshop.days=1", *SEED
    found = batch("strategy=trailblazer", f"strategy/support=[{','.join(names)}]", *keys)
    other = batch("strategy=trailblazer", f"strategy/support=[{','.join(sorted(names))}]", *keys)
    assert same(found, other)
