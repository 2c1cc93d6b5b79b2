"""A batch: the same seed gives the same tables however the work is cut, and the tables agree with each other."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from diffusion_sim import identity, replicates
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import TABLES, Batch, run_batch
from small_runs import KEYS, TINY, batch, plan

LEVELS = [f"level_{k}" for k in range(8)]
USE = LEVELS[3:]
#: Several districts, use from the start, a year end, two strategies.
MIXED = (
    "strategies=[trailblazer,training_mandate]", "run.replicates=6", "run.districts=2", "run.horizon_years=2",
    "run.support_years=2", "district.initial_use=0.3", "behaviour.hire_uses=0.2",
)  # fmt: skip


def equal(a: Batch, b: Batch) -> bool:
    """Whether all five tables are the same, row by row."""
    return all(getattr(a, name).equals(getattr(b, name)) for name in TABLES)


def as_sets(found: Batch) -> dict[str, pd.DataFrame]:
    """Return the tables with their rows in one order."""
    return {n: (t := getattr(found, n)).sort_values(list(t.columns)).reset_index(drop=True) for n in TABLES}


def test_the_same_seed_gives_the_same_tables():
    assert equal(run_batch(plan(*MIXED)), batch(*MIXED))
    other = batch(*MIXED, "run.seed=2")
    assert not other.runs["value"].equals(batch(*MIXED).runs["value"])
    assert not set(other.runs["run"]) & set(batch(*MIXED).runs["run"])


def test_workers_change_nothing():
    alone, two = as_sets(batch(*MIXED)), as_sets(run_batch(plan(*MIXED, "run.workers=2")))
    assert all(alone[name].equals(two[name]) for name in TABLES)


@pytest.mark.parametrize("people", [1, 130])
def test_size_of_a_block_changes_nothing(people, monkeypatch):
    monkeypatch.setattr(replicates, "BLOCK_PEOPLE", people)
    settings = plan(*MIXED)
    assert max(len(b) for b in replicates.blocks(settings, 60)) == max(1, people // 60)
    cut, whole = as_sets(run_batch(settings)), as_sets(batch(*MIXED))
    assert all(cut[name].equals(whole[name]) for name in TABLES)


def test_more_replicates_continue_what_there_is():
    more = batch(*MIXED, "run.replicates=10")
    known = set(batch(*MIXED).runs["run"])
    assert known < set(more.runs["run"])
    first = more.runs[more.runs["run"].isin(known)]
    before = batch(*MIXED).runs
    both = (t.sort_values(["run", "outcome"]).reset_index(drop=True) for t in (first, before))
    pd.testing.assert_frame_equal(*both, check_exact=True)


def test_arms_in_another_order_give_the_same_runs():
    turned = batch("strategies=[training_mandate,trailblazer]", *MIXED[1:])
    a, b = as_sets(turned), as_sets(batch(*MIXED))
    assert all(a[name].equals(b[name]) for name in TABLES)
    alone = batch("strategies=[trailblazer]", *MIXED[1:]).runs
    assert set(alone["run"]) < set(b["runs"]["run"])


def test_two_arms_that_are_the_same_meet_the_same_luck():
    settings = plan("strategy=trailblazer", *MIXED[1:])
    twin = dataclasses.replace(settings.arms[0], name="twin")
    found = run_batch(dataclasses.replace(settings, arms=(settings.arms[0], twin)))
    for name in TABLES:
        table = getattr(found, name).drop(columns="run")
        one, two = (table[table["arm"] == arm].drop(columns="arm") for arm in ("trailblazer", "twin"))
        assert one.reset_index(drop=True).equals(two.reset_index(drop=True)), name


def test_replicates_differ():
    runs = batch(*MIXED).runs
    use = runs[(runs["outcome"] == "use_end") & (runs["arm"] == "trailblazer")]["value"]
    assert use.nunique() > 3


def ids(*overrides: str) -> set[str]:
    return set(batch("strategy=mandate", *overrides).runs["run"])


@pytest.mark.parametrize(
    "change",
    ["practice.complexity=0.5", "behaviour.peer_belief=0.02", "run.seed=7", "run.design=3", "run.horizon_years=2",
     "strategy.stance.pressure=0.5", "costs.trainer_day=300", "district.staff=61", "behaviour.contagion=simple"],
)  # fmt: skip
def test_what_can_change_a_number_changes_the_id(change):
    assert not ids() & ids(change)


@pytest.mark.parametrize("same", ["run.workers=2", "run.folder=there", "run.csv=true"])
def test_what_changes_no_number_keeps_the_id(same):
    assert ids() == ids(same)


def test_sources_and_rules_are_part_of_the_id(monkeypatch):
    before = ids()
    monkeypatch.setattr(identity, "sources", lambda: "another text")
    assert not before & set(run_batch(plan("strategy=mandate")).runs["run"])


def test_of_a_file_the_content_counts_and_not_the_place(tmp_path):
    text = "school_code,classroom_teachers\nA,12\nB,9\n"
    found = []
    for name, content in (("one", text), ("two", text), ("three", text.replace("12", "13"))):
        path = tmp_path / f"{name}.csv"
        path.write_text(content)
        small = [o for o in TINY if not o.startswith("district.")]
        found.append(set(run_batch(load(overrides=[*small, "strategy=mandate", f"district.table={path}"])).runs["run"]))
    assert found[0] == found[1]
    assert not found[0] & found[2]


def test_levels_add_up_to_everybody():
    weeks = batch(*MIXED).weeks
    assert (weeks[LEVELS].sum(axis=1) == weeks["n"]).all()
    assert (weeks["n_compliance"] <= weeks[USE].sum(axis=1)).all()
    assert (weeks["n_deep"] <= weeks[LEVELS[5:]].sum(axis=1)).all()
    posts = weeks.groupby(["run", "week"])["n"].sum()
    assert (posts == batch(*MIXED).manifest["posts"]).all()
    assert weeks.groupby("run")["week"].nunique().eq(72).all()
    assert not weeks.duplicated(["run", "week", "role", "need_group"]).any()


def test_money_by_week_is_the_money_of_the_ledger():
    found = batch(*MIXED)
    weekly, entries = (t.groupby("run")["money"].sum() for t in (found.weeks, found.ledger))
    assert weekly.to_numpy() == pytest.approx(entries.to_numpy(), rel=1e-12)
    assert list(weekly.index) == list(entries.index) and (weekly > 0).all()


def test_users_of_a_week_are_the_spells_that_cover_it():
    found = batch(*MIXED)
    weeks = found.weeks.assign(use=found.weeks[USE].sum(axis=1)).groupby(["run", "week"])["use"].sum().unstack()
    for run, spells in found.people.groupby("run"):
        start, end = spells["start_week"].to_numpy(), spells["end_week"].to_numpy()
        cover = [int(((start <= w) & (w <= end)).sum()) for w in weeks.columns]
        assert cover == weeks.loc[run].tolist()
    by_role = found.weeks[found.weeks["role"] == "principal"].groupby(["run", "week"])[USE].sum().sum(axis=1)
    heads = found.people[found.people["role"] == "principal"]
    now = ((heads["start_week"] <= 71) & (heads["end_week"] >= 71)).groupby(heads["run"]).sum()
    assert by_role.xs(71, level="week").to_dict() == {r: int(now.get(r, 0)) for r in weeks.index}


def test_spells_of_a_post_do_not_overlap_and_say_how_they_ended():
    found = batch(*MIXED)
    people = found.people.sort_values(["run", "post", "start_week"])
    assert (people["start_week"] <= people["end_week"]).all()
    follows = people.duplicated(["run", "post"])
    assert (people["start_week"][follows] > people.groupby(["run", "post"])["end_week"].shift()[follows]).all()
    assert (people["ongoing"] == (people["end_reason"] == "horizon")).all()
    assert (people.loc[people["ongoing"], "end_week"] == 71).all()
    left = people[people["end_reason"] == "left"]
    assert len(left) and (left["end_week"] % 36 == 35).all(), "people leave at the end of a year"
    assert ((people["cause"] == "initial") == people["start_week"].isin([0, 36])).mean() > 0.5
    assert people["top_level"].between(3, 7).all()


def test_snapshots_of_schools_agree_with_the_weeks():
    found = batch(*MIXED)
    weeks = found.weeks.assign(use=found.weeks[USE].sum(axis=1))
    by_week = weeks.groupby(["run", "week"])[["n", "use", "n_deep"]].sum()
    schools = found.schools[found.schools["week"] > 0].groupby(["run", "week"])[["n", "n_use", "n_deep"]].sum()
    assert sorted(set(found.schools["week"])) == [0, 35, 71]
    assert np.array_equal(schools.to_numpy(), by_week.loc[schools.index].to_numpy())


@pytest.mark.parametrize("name", TABLES)
def test_every_table_carries_the_keys(name):
    table = getattr(batch(*MIXED), name)
    assert list(table.columns[:5]) == KEYS
    triples = table[["arm", "district", "luck", "design"]].drop_duplicates()
    assert len(triples) == 12 and table["run"].nunique() == 12


def test_both_engines_give_the_same_tables():
    small = ("district.staff=16", "run.horizon_years=2", "run.support_years=2", "district.initial_use=0.3",
             "strategies=[trailblazer,training_mandate,rolling_by_grade]", "run.replicates=1")  # fmt: skip
    fast, slow = batch(*small), batch(*small, "run.engine=agents")
    for name in TABLES:
        one, two = (getattr(b, name).drop(columns="run") for b in (fast, slow))
        pd.testing.assert_frame_equal(one, two, check_exact=name != "runs", rtol=1e-12)


def test_more_replicates_continue_a_batch():
    few, more = (batch("strategy=trailblazer", f"run.replicates={k}").runs for k in (3, 7))
    assert few.equals(more[more["run"].isin(few["run"])].reset_index(drop=True))
    assert more["run"].nunique() == 7
