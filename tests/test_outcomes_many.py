"""Outcomes on synthetic batches: the Bass fit, many runs against one run each, ranges, speed."""

from __future__ import annotations

import dataclasses
import time

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.outcomes import REGISTRY, outcomes
from diffusion_sim.outcomes.bass import categories, curve, fit
from diffusion_sim.tables import Tables, empty
from make_tables import make

SHARES = [name for name, o in REGISTRY.items() if o.unit == "share" and name != "budget_spent"]


@pytest.mark.parametrize(
    ("p", "q", "m", "start"),
    [(0.03, 0.38, 0.9, 0.0), (0.01, 1.5, 0.7, 0.02), (4.0, 0.3, 0.95, 0.0), (0.1, 0.6, 0.97, 0.05)],
)
def test_bass_recovers_what_made_the_curve(p, q, m, start):
    t = np.arange(1, 41) / 4
    found = fit(t, curve(t, p, q, m, start), start)
    assert found[:3] == pytest.approx((p, q, m), rel=0.02) and found[3] > 0.9999


def test_newcomers_who_bring_it_along_are_no_users_at_the_start():
    batch = make(districts=1, lucks=1, people=60, weeks=144, schools=4)
    late = batch.people["start_week"] > 0
    carried = dataclasses.replace(
        batch, people=batch.people.assign(cause=batch.people["cause"].where(~late, "initial"))
    )
    value = [outcomes(b, 36).set_index(["run", "outcome"])["value"] for b in (batch, carried)]
    for name in ("bass_p", "bass_q", "bass_m"):
        pd.testing.assert_series_equal(*(v.xs(name, level="outcome") for v in value))


def test_bass_curve_solves_its_equation():
    t = np.linspace(0, 8, 4001)
    x = curve(t, 0.03, 0.9, 0.8, 0.05)
    slope = np.gradient(x, t)
    assert x[0] == pytest.approx(0.05)
    assert slope[1:-1] == pytest.approx((0.03 + 0.9 * x / 0.8)[1:-1] * (0.8 - x)[1:-1], rel=1e-3)


def test_categories_sum_to_one_and_need_an_s_shape():
    found = categories(np.array([0.03, 0.4]), np.array([0.38, 0.3]))
    # Early adopters and the two majorities at the inflection points of the closed form.
    times = [-np.log((2 + s * np.sqrt(3)) * 0.03 / 0.38) / 0.41 for s in (1, -1)]
    reached = curve(np.array(times), 0.03, 0.38, 1.0, 0.0)
    assert found[0].sum() == pytest.approx(1)
    assert found[0, :2].sum() == pytest.approx(reached[0]) and found[0, 4] == pytest.approx(1 - reached[1])
    assert np.isnan(found[1]).all()


NAMES = ("weeks", "people", "schools", "ledger")


def pick(batch, run):
    return [getattr(batch, t)[getattr(batch, t)["run"] == run] for t in NAMES]


def test_many_runs_equal_one_run_each():
    batch = make(districts=2, lucks=2, people=40, weeks=144, schools=4)
    every = outcomes(batch, 36).set_index(["run", "outcome"])["value"]
    for run in ("trailblazer-0-1", "laissez_faire-1-0"):
        alone = Tables(empty("runs"), *pick(batch, run))
        single = outcomes(alone, 36).set_index("outcome")["value"]
        pd.testing.assert_series_equal(single, every[run], rtol=1e-12)


def test_ranges_and_row_order():
    batch = make(districts=2, lucks=1, people=50, weeks=144, schools=4)
    runs = outcomes(batch, 36)
    value = runs.pivot(index="run", columns="outcome", values="value")
    inside = value[SHARES]
    assert ((inside >= -1e-12) & (inside <= 1 + 1e-12) | inside.isna()).all().all()
    channels = [f"ownership_{c}" for c in ("peer", "coach", "training", "pressure", "own", "joint")]
    assert value[channels].sum(axis=1, skipna=False).dropna().to_numpy() == pytest.approx(1)
    assert (value["years_to_16"] <= value["years_to_50"]).all() and (
        value["years_to_50"] <= value["years_to_84"]
    ).all()
    mixed = Tables(empty("runs"), *(getattr(batch, t).sample(frac=1, random_state=3) for t in NAMES))
    again = outcomes(mixed, 36).pivot(index="run", columns="outcome", values="value")
    pd.testing.assert_frame_equal(again, value, rtol=1e-9)


def test_a_large_batch_takes_seconds():
    small = make(districts=3, lucks=2, people=60)
    copies = 20

    def tile(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([frame.assign(run=frame["run"] + f"-{k}") for k in range(copies)], ignore_index=True)

    big = Tables(empty("runs"), *(tile(getattr(small, t)) for t in NAMES))
    start = time.perf_counter()
    runs = outcomes(big)
    # 360 runs of 216 weeks and nine groups; 1800 runs must take seconds, also on a busy machine.
    assert time.perf_counter() - start < 6
    assert runs["run"].nunique() == 360
