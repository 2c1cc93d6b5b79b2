"""The tables are checked on write, come back as they were, and are never half there."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from diffusion_sim import tables
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import outcomes
from make_tables import Toy, make


@pytest.fixture(scope="module")
def batch() -> tables.Tables:
    made = make({"trailblazer": Toy(), "laissez_faire": Toy(climb=0.0, money=0.0)}, 2, 1, 40, 72, 36)
    return dataclasses.replace(made, runs=outcomes(made, 36))


def test_written_tables_come_back_equal(batch, tmp_path):
    paths = tables.write(batch, tmp_path / "new" / "folder", csv=True)
    assert len(paths) == 11 and paths[-1].name == "manifest.json"
    back = tables.read(tmp_path / "new" / "folder")
    for name in tables.SCHEMAS:
        pd.testing.assert_frame_equal(getattr(back, name), getattr(batch, name), check_dtype=False)
    assert dict(back.manifest) == dict(batch.manifest)
    assert back.people["post"].dtype == np.uint64 and int(back.people["post"].max()) > 2**63
    csv = pd.read_csv(tmp_path / "new" / "folder" / "ledger.csv")
    assert csv["money"].sum() == pytest.approx(batch.ledger["money"].sum())


def test_an_empty_table_is_a_table(batch, tmp_path):
    nobody = dataclasses.replace(batch, people=tables.empty("people"), ledger=tables.empty("ledger"))
    tables.write(nobody, tmp_path)
    assert tables.read(tmp_path).people.empty


def test_categories_and_column_order_do_not_matter(batch):
    shuffled = batch.weeks.iloc[:, ::-1].assign(role=batch.weeks["role"].astype("category"))
    assert tables.check("weeks", shuffled).equals(tables.check("weeks", batch.weeks))


@pytest.mark.parametrize(
    ("name", "change", "sentence"),
    [
        (
            "weeks",
            lambda f: f.rename(columns={"level_3": "levl_3"}),
            r"table weeks: the column 'level_3' is missing. Did you mean 'levl_3'?",
        ),
        (
            "weeks",
            lambda f: f.assign(mony=1.0),
            "table weeks: the column 'mony' is not known; .* Did you mean 'money'?",
        ),
        (
            "weeks",
            lambda f: f.assign(role="techer"),
            "table weeks: the column 'role' holds 'techer'; .* Did you mean 'teacher'?",
        ),
        (
            "weeks",
            lambda f: f.assign(n=f["n"] + 1),
            "table weeks: the levels do not add up to n at run=trailblazer-0-0",
        ),
        ("weeks", lambda f: f.assign(n_deep=f["n"] + 1), "table weeks: n_deep"),
        ("weeks", lambda f: f.assign(n_overloaded=f["n"] + 1), "n_overloaded is larger than n"),
        (
            "weeks",
            lambda f: f.assign(money=-1.0),
            "table weeks: the column 'money' holds -1.0; allowed: 0 or more",
        ),
        ("weeks", lambda f: f.assign(hours=np.nan), "table weeks: row 0 has no value in the column 'hours'"),
        ("weeks", lambda f: f.assign(week="one"), "table weeks: the column 'week' holds values of type"),
        ("weeks", lambda f: pd.concat([f, f.head(1)]), "stands there twice"),
        ("people", lambda f: f.assign(cause="peer+pear"), "table people: the cause 'peer.pear' is not known"),
        ("people", lambda f: f.assign(cause="peer+peer"), "table people: the cause 'peer.peer' is not known"),
        ("people", lambda f: f.assign(start_week=f["end_week"] + 1), "start_week is after end_week"),
        ("people", lambda f: f.assign(top_level=2), "top_level of a spell of use is outside 3 to 7"),
        ("people", lambda f: f.assign(ongoing=~f["ongoing"]), "ongoing and end_reason disagree"),
        ("schools", lambda f: f.assign(n_use=f["n"] + 1), "n_use is larger than n"),
        ("schools", lambda f: f.assign(n_deep=f["n_use"] + 1), "n_deep is larger than n_use"),
        ("schools", lambda f: f.assign(need=1.5), "need is outside 0 to 1"),
    ],
)
def test_a_broken_table_is_one_sentence_and_nothing_is_written(batch, tmp_path, name, change, sentence):
    broken = dataclasses.replace(batch, **{name: change(getattr(batch, name))})
    with pytest.raises(BadInput, match=sentence):
        tables.write(broken, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_manifest_takes_plain_values_only(batch, tmp_path):
    tables.write_manifest({"a": np.int64(3), "b": float("nan"), "c": [tmp_path]}, tmp_path)
    assert json.loads((tmp_path / "manifest.json").read_text()) == {"a": 3, "b": None, "c": [str(tmp_path)]}
    with pytest.raises(BadInput, match="the manifest holds a set"):
        tables.write(dataclasses.replace(batch, manifest={"a": {1}}), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_file_that_fails_halfway_leaves_the_old_one(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(RuntimeError), tables.whole_file(path) as part:
        part.write_text("half")
        raise RuntimeError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_reading_says_what_is_wrong(batch, tmp_path):
    with pytest.raises(BadInput, match=r"runs\.parquet is missing"):
        tables.read(tmp_path)
    tables.write(batch, tmp_path)
    (tmp_path / "weeks.parquet").write_bytes(b"nonsense")
    with pytest.raises(BadInput, match=r"weeks\.parquet is not readable as Parquet"):
        tables.read(tmp_path)
    tables.write(batch, tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BadInput, match=r"manifest\.json is not readable as JSON"):
        tables.read(tmp_path)
    (tmp_path / "manifest.json").unlink()
    with pytest.raises(BadInput, match=r"manifest\.json is missing"):
        tables.read(tmp_path)
