"""The target table: what counts as met, what stands beside it, and that nothing out of date is mixed in."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.fit import report
from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.target import read_target
from diffusion_sim.settings.settings import Settings

BANDS = {"x": (1.0, 2.0)}


@pytest.fixture(scope="module")
def small() -> dict[str, Settings]:
    arms = read_target("T03").settings()
    return {
        k: replace(s, run=replace(s.run, replicates=4, districts=2), district=replace(s.district, schools=4, staff=160))
        for k, s in arms.items()
    }


@pytest.fixture(scope="module")
def rows(small) -> pd.DataFrame:
    target = read_target("T03")
    return pd.concat([report.target_rows(target, small, null=n) for n in (False, True)], ignore_index=True)


@pytest.mark.parametrize(
    ("value", "low", "high", "said"),
    [
        (1.5, 1.2, 1.8, report.MET),
        (1.5, 0.8, 1.8, report.MET_EDGE),
        (1.5, 0.8, 2.4, report.MET_EDGE),
        (2.1, 1.8, 2.4, report.NOT_EDGE),
        (2.1, 0.5, 3.7, report.NOT_EDGE),
        (2.4, 2.2, 2.6, report.NOT_MET),
        (0.4, 0.2, 0.6, report.NOT_MET),
        (1.5, math.nan, math.nan, report.MET),
        (2.5, math.nan, math.nan, report.NOT_MET),
        (math.nan, math.nan, math.nan, report.NOT_MET),
    ],
)
def test_where_a_value_lies_in_its_band(value, low, high, said):
    assert report.standing(Reading("x", value, low, high), BANDS) == said
    assert report.standing(Reading("y", value, low, high), BANDS) == report.BESIDE


def test_the_null_model_differs_by_nothing_but_the_colleagues(small):
    null = report.without_peers(small)
    for name, settings in null.items():
        assert settings.behaviour.contagion == "none"
        back = replace(settings, behaviour=replace(settings.behaviour, contagion=small[name].behaviour.contagion))
        assert back == small[name]


def test_rows_hold_every_reading_of_both_models(rows):
    assert list(rows.columns) == list(report.COLUMNS)
    assert sorted(set(rows["model"])) == ["model", "null"]
    banded = rows[rows["standing"] != report.BESIDE]
    assert set(banded["reading"]) == set(read_target("T03").bands)
    assert banded[["band_low", "band_high"]].notna().all(axis=None)
    assert rows.loc[rows["standing"] == report.BESIDE, "band_low"].isna().all()


def test_the_fingerprint_follows_everything_that_can_change_a_reading(small):
    target = read_target("T03")
    here = report.fingerprint(target, small)
    assert report.fingerprint(target, dict(small)) == here
    one = small["workshop"]
    changed = [
        replace(one, behaviour=replace(one.behaviour, own_belief=0.123)),
        replace(one, run=replace(one.run, replicates=5)),
        replace(one, run=replace(one.run, seed=2)),
    ]
    for other in changed:
        assert report.fingerprint(target, {**small, "workshop": other}) != here
    assert report.fingerprint(replace(target, options={"week": 15.0}), small) != here
    assert report.fingerprint(replace(target, bands={"workshop": (0.0, 0.2)}), small) != here


def test_writing_replaces_a_target_and_leaves_the_others(rows, tmp_path):
    path = tmp_path / "kept" / "readings.csv"
    other = rows.assign(target="T02")
    report.write_rows(path, pd.concat([rows, other]))
    changed = rows[rows["model"] == "model"].assign(value=0.5)
    kept = report.write_rows(path, changed)
    assert len(kept) == 2 * len(rows)
    own = kept[(kept["target"] == "T03") & (kept["model"] == "model")]
    assert (own["value"] == 0.5).all()
    null = kept[(kept["target"] == "T03") & (kept["model"] == "null")]["value"].to_numpy()
    np.testing.assert_allclose(null, rows[rows["model"] == "null"]["value"].to_numpy(), rtol=1e-5)
    assert len(kept[kept["target"] == "T02"]) == len(rows)
    pd.testing.assert_frame_equal(report.read_rows(path), kept)


def test_what_another_version_made_is_out_of_date(rows):
    target = read_target("T03")
    now = report.fingerprint(target, target.settings())
    assert report.out_of_date(rows.assign(made_with=now), ["T03"]) == []
    assert report.out_of_date(rows.assign(made_with="older"), ["T03"]) == [("T03", "model"), ("T03", "null")]
    only = rows[rows["model"] == "model"].assign(made_with=now)
    assert report.out_of_date(only, ["T03"]) == [("T03", "null")]


def test_the_page_shows_what_is_missed_as_plainly_as_what_is_met(rows):
    missed = rows.copy()
    here = (missed["reading"] == "workshop") & (missed["model"] == "model")
    missed.loc[here, ["value", "low", "high", "standing"]] = [0.31, 0.29, 0.33, report.NOT_MET]
    text = report.markdown(missed)
    assert "| workshop | 0 to 0.1 | 0.31 (0.29 to 0.33) | **not met** |" in text
    assert "Targets fully met by the model: 0 of 1." in text
    assert "Targets fully met by the null model: 1 of 1." in text
    assert "**not met** (0 of 1)" in text
    assert read_target("T03").statement in text and read_target("T03").source in text
    assert "Not run yet: T01, T02, T04" in text


def test_a_null_row_of_another_version_is_not_set_beside_the_model(rows):
    mixed = rows.copy()
    mixed.loc[mixed["model"] == "null", "made_with"] = "older"
    text = report.markdown(mixed)
    assert "not run |" in text
    assert "Targets fully met by the null model: 0 of 0." in text


def test_the_page_says_when_its_rows_come_from_several_versions(rows):
    assert f"Version of the program: {rows['version'].iloc[0]}." in report.markdown(rows)
    mixed = pd.concat([rows, rows.assign(target="T02", version="older")])
    assert "**The rows were made by 2 versions of the program; run --missing.**" in report.markdown(mixed)


@pytest.mark.parametrize(
    ("x", "said"),
    [(4353.234, "4,353"), (0.5905, "0.591"), (0.0042, "0.0042"), (0.0, "0"), (-2.5, "-2.5"), (12.34, "12.3")],
)
def test_numbers_are_short(x, said):
    assert report.number(x) == said


def test_the_committed_page_is_made_from_the_committed_readings():
    root = Path(__file__).resolve().parents[1]
    kept = root / "experiments" / "targets" / "readings.csv"
    if not kept.is_file():
        pytest.skip("no readings are kept yet (python experiments/targets.py --null --write)")
    assert (root / "docs" / "targets.md").read_text(encoding="utf-8") == report.markdown(report.read_rows(kept)), (
        "write it anew: python experiments/targets.py --page"
    )
