"""Political patience: leaders who change may end support early, and all that it gave ends with it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.rules.patience import support_ends_chance
from diffusion_sim.schedule import SUPPORT
from diffusion_sim.simulate import Batch, run_batch
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.patience import Patience
from small_runs import batch, plan, refused
from test_strategies_means import after

YEARS = ("run.support_years=4", "run.horizon_years=6", "run.replicates=12", "run.districts=1")
COHORT = ("strategy=trailblazer", *YEARS)
OFTEN = "run.leaders_change=0.3"
share = st.floats(0.0, 1.0)


@given(share, share, st.floats(0.0, 0.3))
def test_visible_use_buys_patience(use: float, more: float, change: float) -> None:
    low, high = sorted((use, more))
    assert 0.0 <= support_ends_chance(change, high) <= support_ends_chance(change, low) <= change
    assert support_ends_chance(change, 1.0) == 0.0 and support_ends_chance(0.0, use) == 0.0


def years_paid(found: Batch) -> pd.Series:
    """Return the number of years in which each replicate paid for anything."""
    paid = found.ledger[found.ledger["money"] > 0.0]
    return (paid["week"] // 36).groupby(paid["luck"]).nunique()


def test_support_ends_as_often_as_leaders_change_who_keep_nothing() -> None:
    reps = 400
    view = after(1, "strategy=trailblazer", "district.initial_use=0.2").conduct.view
    patience, ledger = Patience(0.3, range(reps)), Ledger("a", 0.0, spent=np.zeros(reps))
    chance = support_ends_chance(0.3, float(view.using.mean()))
    assert chance < 0.28, "use buys patience"
    patience.ask(view, ledger)
    assert abs(patience.ended.mean() - chance) < 4.0 * np.sqrt(chance * (1.0 - chance) / reps)
    before = patience.ended.copy()
    patience.ask(view, ledger)
    assert np.all(patience.ended >= before), "what has ended stays ended"


def test_until_support_ends_nothing_differs_and_afterwards_nothing_is_given() -> None:
    stays, changes = batch(*COHORT), batch(*COHORT, OFTEN)
    years = years_paid(changes)
    assert years_paid(stays).eq(4).all() and years.min() < 4 == years.max(), "some end early, some never"
    for luck, lasted in years.items():
        mine, theirs = (t.weeks[t.weeks["luck"] == luck].drop(columns="run") for t in (changes, stays))
        until, later = mine["week"] < 36 * lasted, mine["week"] >= 36 * lasted
        assert mine[until].equals(theirs[theirs["week"] < 36 * lasted])
        assert mine.loc[later, ["hours", "money"]].eq(0.0).all(axis=None)
        spent = changes.ledger.query("luck == @luck")["money"].sum()
        planned = stays.ledger.query("luck == @luck")["money"].sum()
        assert spent < planned * 0.95 if lasted < 4 else spent == planned
    assert not changes.people.drop(columns="run").equals(stays.people.drop(columns="run"))


@pytest.mark.parametrize("name", ["training_mandate", "mandate", "cohorts_by_need", "rolling_by_grade"])
def test_pressure_and_messages_end_with_the_leaders(name: str) -> None:
    r = after(36, f"strategy={name}", *YEARS)
    conduct, block = r.conduct, r.block
    given_before = block.support[0].copy()
    conduct.patience.ended[:] = True
    conduct.prepare()
    assert given_before.any() and not block.support[0].any() and not block.groups.any()
    assert not conduct.members.any() and conduct.ledger.entries[-1].money.sum() == 0.0


def test_what_a_pipeline_built_goes_on_where_support_has_ended() -> None:
    settled = ("strategy=coaching_only", "district.initial_use=0.4", "strategy/capacity=pipeline",
               "strategy.capacity.taking_up=1", *YEARS)  # fmt: skip
    r = after(36, *settled)
    conduct: Conduct = r.conduct
    conduct.patience.ended[:] = True
    conduct.prepare()
    hours = r.block.support[0, SUPPORT.index("coaching")]
    assert np.all(hours[hours > 0.0] == 0.5) and hours.any()
    new = [e for e in conduct.ledger.entries if e.week == 36 and e.hours.sum() > 0.0]
    assert {e.line for e in new} == {"coaching by colleagues"}


def test_both_engines_end_support_alike() -> None:
    few = (*COHORT, OFTEN, "run.replicates=3")
    fast, plain = (run_batch(plan(*few, f"run.engine={engine}")) for engine in ("columns", "agents"))
    for name in ("weeks", "people", "ledger"):
        one, other = (getattr(b, name).drop(columns="run").sort_values("luck", kind="stable") for b in (fast, plain))
        assert one.reset_index(drop=True).equals(other.reset_index(drop=True)), name
    assert years_paid(fast).min() < 4


def test_a_chance_out_of_range_is_refused(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = refused(tmp_path, capsys, "compare", "run.leaders_change=1.5")
    assert "run.leaders_change=1.5" in said and "from 0 to 1" in said
