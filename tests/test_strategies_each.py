"""What every single part keeps when a strategy is run with it: budget, determinism, edges, and the order of rows."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import MANY, PART_GROUPS, part_names
from diffusion_sim.simulate import Batch, run_batch
from small_runs import TINY, plan

PARTS = [(group, name) for group in PART_GROUPS for name in part_names(group)]
IDS = ["/".join(p) for p in PARTS]
#: The pilot of a designed study needs two schools for each of its own; meetings for everybody cost more than there is.
SMALLER = {
    ("sequence", "pilot"): ("strategy.sequence.schools=1",),
    ("selection", "everybody"): ("strategy/support=[coaching]",),
}


def with_part(group: str, name: str) -> tuple[str, ...]:
    """Return overrides of a strategy that holds this part."""
    more = SMALLER.get((group, name), ())
    if group == "support":
        held = name if name in ("coaching", "workshop") else f"coaching,{name}"
        return "strategy=trailblazer", f"strategy/support=[{held}]", *more
    value = f"[{name}]" if group in MANY else name
    return "strategy=trailblazer", f"strategy/{group}={value}", *more


def people(found: Batch) -> object:
    """Return the spells of everybody in an order that does not depend on rows."""
    return found.people.drop(columns=["run"]).sort_values(["luck", "post", "start_week"]).reset_index(drop=True)


@pytest.mark.parametrize(("group", "name"), PARTS, ids=IDS)
def test_a_part_keeps_the_budget_and_is_carried_out_the_same_twice(group, name):
    settings = plan(*with_part(group, name), "run.support_years=2", "run.horizon_years=2", "run.replicates=1")
    found, again = run_batch(settings), run_batch(settings)
    assert people(found).equals(people(again))
    assert found.ledger.equals(again.ledger)
    spent = found.ledger.groupby("luck")["money"].sum()
    assert (spent <= found.manifest["budget"]["trailblazer"] * (1 + 1e-6)).all()
    assert (found.ledger[["hours", "money"]] >= 0).all().all()
    assert np.isfinite(found.weeks[["hours", "money"]].to_numpy()).all()


@pytest.mark.parametrize(("group", "name"), PARTS, ids=IDS)
def test_a_part_works_in_schools_of_three_and_for_one_person(group, name, tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text("school_code,classroom_teachers\nA,3\nB,3\n")
    small = [o for o in TINY if not o.startswith("district.")]
    three = load(overrides=[*small, *with_part(group, name), f"district.table={path}", "run.replicates=1"])
    assert len(run_batch(three).weeks) > 0
    if name == "pilot":
        return
    one = plan(*with_part(group, name), "district.schools=1", "district.staff=1", "run.replicates=1")
    assert run_batch(one).manifest["posts"] == 1


@pytest.mark.parametrize(("group", "name"), PARTS, ids=IDS)
def test_a_part_without_money_is_refused_or_free(group, name):
    own = with_part(group, name)
    if group == "capacity":
        settings = plan(*own, "run.budget=0")
    else:
        settings = plan("strategy=laissez_faire", "run.budget=0", *own[1:])
    try:
        assert run_batch(settings).ledger["money"].sum() == 0.0
    except BadInput as refusal:
        assert "needs money" in str(refusal) and "budget is 0" in str(refusal)


@pytest.mark.parametrize(("group", "name"), PARTS, ids=IDS)
def test_the_order_of_rows_decides_nothing(group, name, tmp_path):
    head = "school_code,level,classroom_teachers,teacher_turnover_1yr,pct_econ_disadvantaged\n"
    rows = [f"S{k},{'EMH'[k % 3]},{5 + k},0.{1 + k % 3},{20 + 7 * k}\n" for k in range(4)]
    found = []
    for mixed in (rows, rows[::-1]):
        path = tmp_path / f"{len(found)}.csv"
        path.write_text(head + "".join(mixed))
        small = [o for o in TINY if not o.startswith(("district.", "run.replicates"))]
        settings = load(overrides=[*small, *with_part(group, name), f"district.table={path}", "run.replicates=1"])
        found.append(people(run_batch(settings)))
    assert found[0].equals(found[1])
