"""Every flipped byte of a store's files is noticed, also in a footer; stores without digests are read as before."""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pandas as pd
import pyarrow.parquet as pq
import pytest

from batch_small import equal, small, stored
from diffusion_sim.batch import parts, seal
from diffusion_sim.batch.merge import merge
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.simulate import TABLES
from small_runs import TINY

FILES = (*TABLES, parts.DONE, parts.ASKED, parts.PLANS, parts.FAILURES)


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Store:
    return stored(tmp_path_factory.mktemp("whole") / "store")


@pytest.fixture(scope="module")
def one(tmp_path_factory) -> Path:
    """A store of one small part, with a run that failed."""
    folder = tmp_path_factory.mktemp("one")
    stored(folder, "run.replicates=1", "run.districts=1")
    (name,) = parts.names(folder, parts.PLANS)
    failed = pq.read_table(parts.part(folder, parts.PLANS, name))
    parts.save(parts.part(folder, parts.FAILURES, "0" * 16), seal.sealed(failed), folder)
    return folder


def first(folder: Path, table: str) -> Path:
    return sorted((folder / table).iterdir())[0]


def flip(path: Path, place: int) -> None:
    """Turn one bit of a byte, another one from byte to byte; asked twice it is turned back."""
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ (1 << (place % 8))]))


def names_in_footer(path: Path) -> int:
    """Return where in the footer the first column is named: spoilt, it is still Parquet, of another column."""
    found = pq.ParquetFile(path)
    begin = path.stat().st_size - 8 - found.metadata.serialized_size
    return path.read_bytes().index(found.schema_arrow.names[0].encode(), begin)


@pytest.mark.parametrize("table", FILES)
def test_every_flipped_byte_is_noticed_by_who_reads_and_who_goes_on(table, one, tmp_path):
    copytree(one, tmp_path, dirs_exist_ok=True)
    path, missed = first(tmp_path, table), []
    parts.load(path)
    for place in range(path.stat().st_size):
        flip(path, place)
        try:
            parts.load(path)
            missed.append(place)
        except BadInput as said:
            assert re.search(f"{path.name} is not readable as Parquet; allowed: ask the batch again", str(said))
        if parts.is_whole(path):
            missed.append(place)
        flip(path, place)
    assert missed == [] and parts.is_whole(path)


@pytest.mark.parametrize("table", [*TABLES, parts.DONE])
def test_a_part_with_a_flipped_footer_is_set_aside_and_run_again(table, whole, tmp_path):
    copytree(whole.folder, tmp_path, dirs_exist_ok=True)
    victim = first(tmp_path, table)
    flip(victim, names_in_footer(victim))
    assert equal(stored(tmp_path), whole)
    assert [p.name for p in (tmp_path / "unreadable" / table).iterdir()] == [victim.name]


@pytest.mark.parametrize("table", [parts.ASKED, parts.PLANS])
def test_a_record_with_a_flipped_footer_is_written_anew(table, whole, tmp_path):
    copytree(whole.folder, tmp_path, dirs_exist_ok=True)
    victim = first(tmp_path, table)
    before = victim.read_bytes()
    flip(victim, names_in_footer(victim))
    with pytest.raises(BadInput, match=f"{victim.name} is not readable as Parquet"):
        getattr(Store(tmp_path), table)()
    assert equal(stored(tmp_path), whole)
    assert first(tmp_path, table).read_bytes() == before


@pytest.mark.parametrize("table", ["runs", parts.DONE])
def test_status_tells_a_flipped_footer(table, whole, tmp_path, capsys):
    copytree(whole.folder, tmp_path, dirs_exist_ok=True)
    victim = first(tmp_path, table)
    flip(victim, names_in_footer(victim))
    assert cli.main(["status", str(tmp_path), "--partial"]) == 2
    said = capsys.readouterr().err
    assert f"{victim.name} is not readable as Parquet" in said and said.count("\n") == 1


@pytest.mark.parametrize("table", [parts.PLANS, parts.ASKED, parts.DONE])
def test_the_same_command_mends_a_flipped_footer_and_another_plan_is_still_refused(table, tmp_path, capsys):
    command = ["compare", "strategies=laissez_faire,mandate", *TINY, "run.replicates=2", "--no-progress", "--out"]
    folder = tmp_path / "out"
    assert cli.main([*command, str(folder)]) == 0
    victim = first(folder / "parts", table)
    flip(victim, names_in_footer(victim))
    capsys.readouterr()
    assert cli.main([*command, str(folder), "run.seed=5"]) == 2
    said = capsys.readouterr().err
    assert "holds runs of another plan (" in said and said.count("\n") == 1
    assert cli.main([*command, str(folder)]) == 0 and cli.main(["status", str(folder)]) == 0
    assert "Nothing is missing" in capsys.readouterr().out


def test_what_is_merged_holds_digests_of_its_own(whole, tmp_path):
    for k in (1, 2):
        stored(tmp_path, shard=f"{k}/2")
    home = tmp_path / "shards" / "1-of-2"
    for table in (parts.ASKED, parts.DONE, "people"):
        victim = first(home, table)
        place = names_in_footer(victim)
        flip(victim, place)
        with pytest.raises(BadInput, match=f"{victim.name} is not readable as Parquet"):
            merge([tmp_path])
        flip(victim, place)
    assert equal(merge([tmp_path]), whole)
    done = first(tmp_path, parts.DONE)
    assert set(seal.stated(done.read_bytes()) or ()) == set(TABLES)
    for table in (*TABLES, parts.DONE):
        path = first(tmp_path, table)
        for place in range(path.stat().st_size - 1, 0, -7):
            flip(path, place)
            assert not parts.is_whole(path)
            flip(path, place)


def as_before(folder: Path) -> None:
    """Take the digests out of a store, which is how it was written before there were any."""
    for table in (parts.DONE, parts.ASKED, parts.PLANS, parts.FAILURES):
        for name in parts.names(folder, table):
            path = parts.part(folder, table, name)
            path.write_bytes(seal.as_bytes(pq.read_table(path).replace_schema_metadata(None)))
            assert seal.stated(path.read_bytes()) is None


def test_a_store_without_digests_is_read_and_goes_on(whole, tmp_path):
    stored(tmp_path, "run.replicates=6")
    as_before(tmp_path)
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    assert len(Store(tmp_path).present()) == 12 and Store(tmp_path).complete()
    assert equal(stored(tmp_path), whole) and Store(tmp_path).complete(units(small()))
    assert all(path.read_bytes() == content for path, content in kept.items())
    for victim in sorted(p for p in kept if p.parent.name == "weeks"):
        before = set(tmp_path.rglob("*.parquet")) - {victim}
        victim.write_bytes(kept[victim][:-200])
        assert not parts.is_whole(victim)
        assert equal(stored(tmp_path), whole), "cut off, it is run again, and then has a digest"
        # a plan with more replicates may cut what is missing into other parts
        made = sorted(p for p in set(tmp_path.rglob("*.parquet")) - before if p.parent.name == "weeks")
        again = next(p for p in made if parts.is_whole(p))
        good = again.read_bytes()
        flip(again, names_in_footer(again))
        assert not parts.is_whole(again)
        again.write_bytes(good)


def test_other_readers_pass_the_digests_over(whole):
    frame = pd.read_parquet(whole.folder / parts.DONE).sort_values("run", ignore_index=True)
    pd.testing.assert_frame_equal(frame, whole.done())
    assert pq.read_metadata(first(whole.folder, parts.DONE)).metadata[seal.KEY.encode()].count(b"=") == 1 + len(TABLES)
