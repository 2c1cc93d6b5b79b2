"""The store: identity decides what is missing; parts are plain Parquet; mishaps end in one sentence."""

from __future__ import annotations

import errno
import json
import os

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from batch_small import equal, small, stored
from diffusion_sim import identity, replicates
from diffusion_sim.batch import collect, parts, work
from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.lock import only_writer
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.errors import BadInput
from diffusion_sim.simulate import TABLES, run_batch


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole") / "store")


def counted(monkeypatch) -> list[str]:
    """Return a list that grows by the id of every run that is simulated."""
    done: list[str] = []
    real = work._tables

    def tables(unit: Unit, task: work.Task):
        done.extend(unit.runs)
        return real(unit, task)

    monkeypatch.setattr(work, "_tables", tables)
    return done


def test_the_tables_are_those_of_a_batch_in_memory(whole):
    settings = small()
    found = collect.batch(whole, settings, collect.wanted_runs(whole, settings))
    memory = run_batch(settings)
    for name in TABLES:
        both = (getattr(found, name), getattr(memory, name))
        a, b = (t.sort_values(list(t.columns)).reset_index(drop=True) for t in both)
        pd.testing.assert_frame_equal(a, b, check_exact=True, check_dtype=False)
    assert list(found.runs["arm"].unique()) == ["laissez_faire", "mandate"]
    first = found.runs.drop_duplicates("run")
    assert first[first["arm"] == "mandate"]["luck"].tolist() == list(range(18))


def test_asking_again_runs_nothing(whole, monkeypatch):
    done = counted(monkeypatch)
    again = stored(whole.folder)
    assert done == [] and again.complete(units(small())) and again.complete()


def test_more_replicates_add_only_those(tmp_path, monkeypatch):
    stored(tmp_path, "run.replicates=6")
    before = Store(tmp_path).table("runs")
    done = counted(monkeypatch)
    store = stored(tmp_path, "run.replicates=10")
    assert len(done) == 8 and not set(done) & set(before["run"])
    assert store.table("runs", sorted(set(before["run"]))).equals(before)
    assert store.table("runs")["run"].nunique() == 20


@pytest.mark.parametrize("block", [60, 120, 10_000])
def test_blocks_of_any_size_give_the_same_store(block, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(replicates, "BLOCK_PEOPLE", block)
    stored(tmp_path, "run.replicates=4")
    monkeypatch.setattr(replicates, "BLOCK_PEOPLE", 90)
    assert equal(stored(tmp_path), whole)


def test_two_workers_give_the_same_store(whole, tmp_path):
    assert equal(stored(tmp_path, workers=2), whole)


def test_pandas_and_duckdb_read_it_as_it_is(whole):
    frame = pd.read_parquet(whole.folder / "runs")
    assert len(frame) == len(whole.table("runs"))
    query = f"""
        select arm, count(distinct run) as runs, avg(value) as mean
        from read_parquet('{whole.folder}/runs/*.parquet') where outcome = 'use_end' group by arm order by arm
    """
    found = duckdb.sql(query).df()
    assert found["runs"].tolist() == [18, 18]
    mine = frame[frame["outcome"] == "use_end"].groupby("arm")["value"].mean()
    assert found["mean"].to_numpy() == pytest.approx(mine.to_numpy(), rel=1e-12)
    joined = duckdb.sql(
        f"select plan, count(*) as runs from read_parquet('{whole.folder}/done/*.parquet') as done "
        f"join read_parquet('{whole.folder}/plans/*.parquet') as plans using (plan) group by plan"
    ).df()
    assert joined["runs"].tolist() == [18, 18]


def test_a_file_under_way_is_seen_by_nobody(whole, tmp_path):
    parts.save(tmp_path / "runs" / "a.parquet", b"x", tmp_path)
    assert [p.name for p in (tmp_path / "runs").iterdir()] == ["a.parquet"]
    assert list((tmp_path / ".incoming").iterdir()) == []


def test_units_of_several_plans_share_a_folder(tmp_path):
    plans = [small("run.replicates=2", f"practice.complexity={c}") for c in (0.2, 0.5)]
    todo = [unit for plan in plans for unit in units(plan)]
    store = run_units(todo, tmp_path, workers=1)
    assert len(store.plans()) == 4 and len(store.present()) == 8
    for unit in todo:
        assert set(store.table("runs", unit.runs)["run"]) == set(unit.runs)
        assert store.settings(unit.plan).canonical(unit.arm) == unit.settings.canonical(unit.arm)
    assert store.about["keep"] == ["runs"] and not (tmp_path / "weeks").exists()


def test_chosen_outcomes_are_those_of_the_whole(tmp_path, whole):
    names = ("deep_use_end", "use_end")
    found = stored(tmp_path, keep=("runs",), outcomes=names).table("runs")
    there = whole.table("runs")
    both = [t[t["outcome"].isin(names)].sort_values(["run", "outcome"]).reset_index(drop=True) for t in (found, there)]
    pd.testing.assert_frame_equal(*both, rtol=1e-12)
    assert set(found["outcome"]) == set(names)


def test_keys_follow_the_runs_and_not_their_order():
    one = units(small("run.replicates=18", "run.districts=1"))[0]
    turned = Unit(one.settings, one.arm, one.reps[::-1])
    assert one.key == turned.key and one.runs == turned.runs[::-1]
    assert one.without(set(one.runs)) is None and one.without(set()) is one
    assert one.without({one.runs[0]}).reps == one.reps[1:]


def test_a_part_that_was_cut_off_is_set_aside_and_run_again(whole, tmp_path):
    store = stored(tmp_path)
    victim = sorted((tmp_path / "weeks").iterdir())[1]
    victim.write_bytes(victim.read_bytes()[:-200])
    with pytest.raises(BadInput, match=f"{victim.name} is not readable as Parquet; allowed: ask the batch again"):
        store.table("weeks")
    assert equal(stored(tmp_path), whole)
    assert [p.name for p in (tmp_path / "unreadable" / "weeks").iterdir()] == [victim.name]


def test_a_part_that_has_gone_is_run_again(whole, tmp_path):
    stored(tmp_path)
    sorted((tmp_path / "people").iterdir())[0].unlink()
    assert equal(stored(tmp_path), whole)


def test_a_flipped_byte_in_the_middle_is_found_and_mended(whole, tmp_path):
    store = stored(tmp_path)
    victim = sorted((tmp_path / "weeks").iterdir())[0]
    content = bytearray(victim.read_bytes())
    group = pq.ParquetFile(victim).metadata.row_group(0)
    largest = max((group.column(k) for k in range(group.num_columns)), key=lambda c: c.total_compressed_size)
    # the end of a column's pages is content, not a header that nobody reads
    content[(largest.dictionary_page_offset or largest.data_page_offset) + largest.total_compressed_size - 3] ^= 0xFF
    victim.write_bytes(bytes(content))
    settings = small()
    found = collect.mended(
        store, lambda: stored(tmp_path), lambda: collect.batch(store, settings, collect.wanted_runs(store, settings))
    )
    assert len(found.weeks) == len(whole.table("weeks"))
    assert (tmp_path / "unreadable" / "weeks" / victim.name).is_file()


@pytest.mark.parametrize("after", [0, 3, 9])
def test_a_full_disk_ends_in_a_sentence_and_loses_nothing(after, whole, tmp_path, monkeypatch):
    real, calls = os.replace, []

    def full(*args):
        calls.append(args)
        if len(calls) > after:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args)

    monkeypatch.setattr(parts.os, "replace", full)
    with pytest.raises(BadInput, match=r"cannot be written \(No space left on device\); allowed: room on the disk"):
        stored(tmp_path)
    monkeypatch.undo()
    assert not list((tmp_path / ".incoming").iterdir())
    assert equal(stored(tmp_path), whole)


def test_two_batches_at_once(tmp_path):
    with only_writer(tmp_path):
        with pytest.raises(BadInput, match=rf"another batch \(process {os.getpid()} on .* since .*\); allowed: wait"):
            stored(tmp_path)
        assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", ".writer.json"]
    assert stored(tmp_path).complete()


def test_other_sources_are_told(tmp_path, monkeypatch):
    stored(tmp_path, "run.replicates=2")
    about = json.loads((tmp_path / "store.json").read_text())
    (tmp_path / "store.json").write_text(json.dumps({**about, "sources": "0123456789abcdef"}))
    said = rf"other sources \(0123456789abcdef\) than the ones installed \({identity.sources()}\)"
    with pytest.raises(BadInput, match=said):
        stored(tmp_path)


def test_other_tables_are_told(tmp_path):
    stored(tmp_path, "run.replicates=2", keep=("runs",))
    with pytest.raises(BadInput, match="keeps the tables runs and this asks for weeks, people, schools, ledger too"):
        stored(tmp_path)
    with pytest.raises(BadInput, match="keep='week' is not a table; allowed: runs, weeks"):
        stored(tmp_path, keep=("week",))
    with pytest.raises(BadInput, match="table 'weeks' does not exist; allowed: runs"):
        Store(tmp_path).table("weeks")


def test_a_folder_without_a_batch_is_told(tmp_path):
    with pytest.raises(BadInput, match=r"holds no batch \(store.json is missing\)"):
        Store(tmp_path).table("runs")
    assert Store(tmp_path).present() == frozenset() and Store(tmp_path).failures().empty


def test_the_horizon_of_the_other_arms_is_part_of_the_id():
    alone = units(small("strategies=[mandate]"))[0]
    slow = units(small("strategies=[mandate,rolling_by_grade]", "run.horizon_years=3", "run.support_years=1"))
    fast = units(small("strategies=[mandate,laissez_faire]", "run.horizon_years=3", "run.support_years=1"))
    assert alone.plan == units(small())[1].plan
    assert slow[0].plan != fast[0].plan
