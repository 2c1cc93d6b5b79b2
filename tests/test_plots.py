"""Figures: bands equal the estimator, pictures can be written, titles say no more than they may."""

from __future__ import annotations

import dataclasses
import re

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from diffusion_sim.compare import compare
from diffusion_sim.compare.nested import estimate
from diffusion_sim.outcomes import outcomes
from diffusion_sim.plots import bands, findings, pictures, save, style
from diffusion_sim.plots.adoption import adoption
from make_tables import ARMS, Toy, make


@pytest.fixture(scope="module")
def batch():
    made = make(districts=3, lucks=2, people=60)
    return dataclasses.replace(made, runs=outcomes(made))


@pytest.fixture(scope="module")
def comparison(batch):
    return compare(batch)


@pytest.fixture(scope="module")
def drawn(batch, comparison):
    return pictures(batch, comparison, dict.fromkeys(comparison.names, 108))


def test_every_picture_is_written_readable_and_alike_twice(drawn, batch, comparison, tmp_path):
    assert [p.name for p in drawn] == [
        "adoption",
        "by_role",
        "by_need",
        "level_of_use",
        "cost_and_depth",
        "differences",
    ]
    for picture in drawn:
        png, svg = save(picture, tmp_path)
        with Image.open(png) as image:
            assert image.size[0] == 1200 and np.asarray(image.convert("L")).std() > 10
        assert picture.finding.split()[0] in svg.read_text(encoding="utf-8")
    again = adoption(batch.weeks, comparison, dict.fromkeys(comparison.names, 108))
    assert again.svg == drawn[0].svg
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_axes_are_years_and_bands_are_named(drawn):
    for picture in drawn[:4]:
        assert "school years since the start" in picture.svg and "support ends" in picture.svg
    for picture in drawn[:3]:
        assert "middle 80 % of replicates" in picture.svg and "95 % interval of the mean" in picture.svg


def test_drawing_leaves_the_readers_own_settings_alone(batch, comparison):
    with mpl.rc_context({"font.size": 33.0}):
        adoption(batch.weeks, comparison, dict.fromkeys(comparison.names, 108))
        assert mpl.rcParams["font.size"] == 33.0


def test_shares_and_levels_agree_with_the_table(batch):
    frame = bands.shares(batch.weeks)
    one = frame[(frame["run"] == "trailblazer-1-0") & (frame["week"] == 107)].iloc[0]
    rows = batch.weeks[(batch.weeks["run"] == "trailblazer-1-0") & (batch.weeks["week"] == 107)]
    assert one["use"] == rows[[f"level_{k}" for k in range(3, 8)]].sum().sum() / 60
    assert one["deep"] == rows["n_deep"].sum() / 60
    levels = bands.levels(batch.weeks, "trailblazer")
    assert levels.sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert {0, 35, 107, 215} <= set(levels.index)


@pytest.mark.parametrize("fixed", [False, True])
def test_the_band_of_the_mean_is_the_estimators_interval(fixed):
    rng = np.random.default_rng(3)
    values, district = rng.random((12, 4)), np.repeat(np.arange(4), 3)
    mean, low, high = bands.mean_interval(values, district, 0.95, fixed)
    for k in range(4):
        one = estimate(values[:, k], district, 0.95, fixed)
        assert (mean[k], low[k], high[k]) == pytest.approx((one.mean, one.low, one.high))


def test_curves_hold_the_middle_of_the_replicates(batch):
    frame = bands.shares(batch.weeks, "role")
    data = bands.curves(frame, "use", list(ARMS))
    assert set(data["group"]) == {"teacher", "principal", "coach"}
    assert (data["p10"] <= data["p90"]).all() and data["mean"].between(0, 1).all()


def test_a_title_never_claims_what_the_interval_does_not_show(batch, comparison):
    def said(*verdicts):
        rows = comparison.differences
        changed = rows.assign(verdict=rows["arm"].map(dict(zip(comparison.names[1:], verdicts, strict=True))))
        return findings.standing(dataclasses.replace(comparison, differences=changed), comparison.headline)

    assert "ahead of every other strategy" in said("worse", "worse")
    assert "behind every other strategy" in said("better", "better")
    assert "behind training mandate, cannot tell yet against laissez faire" in said(
        "better", "cannot tell yet"
    )
    assert "cannot tell yet against training mandate and laissez faire" in said(*["cannot tell yet"] * 2)
    two = compare(batch, arms=["trailblazer", "training_mandate"])
    unsure = dataclasses.replace(two, differences=two.differences.assign(verdict="cannot tell yet"))
    assert findings.standing(unsure, two.headline).startswith("Cannot tell yet: ")


def test_many_arms_one_replicate_and_a_short_horizon_can_be_drawn():
    arms = {f"arm_{k}": Toy(climb=0.01 * k) for k in range(1, 6)}
    made = make(arms, districts=1, lucks=1, people=40, weeks=72, support=36)
    found = dataclasses.replace(made, runs=outcomes(made, 36))
    many = compare(found)
    drawn = pictures(found, many, dict.fromkeys(many.names, 36))
    assert all("nan" not in p.finding.lower() for p in drawn)
    assert "middle 80 %" not in drawn[0].svg
    assert len(set(style.colours([str(k) for k in range(9)]).values())) == 9


def test_the_legend_of_long_names_stays_within_the_figure_and_the_gap_by_need_is_told_with_its_sign():
    names = [f"{n}_public_schools_of_ca" for n in ("leadership", "baltimore", "trailblazer", "survey")]
    made = make({n: Toy(climb=0.01 * k) for k, n in enumerate(names, 1)}, districts=2, lucks=1, people=60)
    found = dataclasses.replace(made, runs=outcomes(made))
    many = compare(found)
    drawn = pictures(found, many, dict.fromkeys(many.names, 108))
    for picture in drawn:
        for legend in picture.figure.legends:
            box, sheet = legend.get_window_extent(), picture.figure.bbox
            assert box.x0 >= 0 and box.x1 <= sheet.width, picture.name
    title, about = next((p.finding, p.about) for p in drawn if p.name == "by_need")
    assert "low-need" in title or "high-need" in title or "cannot tell" in title
    assert "the lowest need less that in the third with the highest" in about


def test_the_picture_of_differences_says_that_rows_are_turned_and_counts_no_contrasts(drawn, comparison):
    picture = next(p for p in drawn if p.name == "differences")
    said = "Training mandate and laissez faire against trailblazer: differences on the main outcomes"
    assert picture.finding == said and "contrasts" not in picture.svg
    axes = picture.figure.axes[0]
    assert axes.get_xlabel() == "points, turned so that right is better for the named strategy, left for trailblazer"
    assert "posts never reached (less is better, turned)" in [t.get_text() for t in axes.get_yticklabels()]


def test_labels_keep_their_order_their_gap_and_their_place():
    assert style.apart([0.5, 0.1, 0.9], 0.1) == pytest.approx([0.5, 0.1, 0.9])
    places = style.apart([0.50, 0.51, 0.49, 0.9], 0.1)
    assert places == pytest.approx([0.5, 0.6, 0.4, 0.9])


def test_many_arms_are_said_by_their_extremes(comparison):
    four = dataclasses.replace(comparison, names=(*comparison.names, comparison.names[0]))
    assert re.match(r"from .* with laissez faire to .* with trailblazer", findings.extremes(four, "use_end"))
    assert findings.extremes(comparison, "use_end").count(" with ") == 3


def test_every_arm_keeps_its_colour(drawn):
    tint = style.colours(list(ARMS))
    for picture in (drawn[0], drawn[4]):
        for arm in ARMS:
            assert re.search(tint[arm], picture.svg, re.IGNORECASE)
