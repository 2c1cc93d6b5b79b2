"""Pilots: which schools, what a survey shows of them, and what a district concludes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from diffusion_sim.cli.main import main
from diffusion_sim.errors import BadInput
from diffusion_sim.plots.power import power_figure
from diffusion_sim.power import power
from diffusion_sim.power.judge import Verdicts, judged, summary
from diffusion_sim.power.pilot import plan as pilot_plan
from diffusion_sim.power.pilot import seen, sites, survey, survey_error
from diffusion_sim.power.study import REST, pilots
from diffusion_sim.power.words import contrast, sentences
from diffusion_sim.replicates import Replicate, luck_keys
from diffusion_sim.simulate import laid_out, simulate_block
from diffusion_sim.strategies.sequence.pilot import Pilot, pilot_schools
from diffusion_sim.strategies.window import total_budget
from small_runs import plan, refused

SMALL = ("district.schools=6", "district.staff=120", "run.replicates=4", "run.districts=2")
REPS = [Replicate(0, 0, 0), Replicate(0, 2, 2)]


@given(st.integers(1, 10), st.integers(0, 15), st.integers(0, 1000))
def test_the_lot_takes_two_schools_of_every_group_of_like_need(groups, more, seed):
    rng = np.random.Generator(np.random.PCG64(seed))
    schools = 2 * groups + more
    need, lot = rng.random(schools), rng.random((5, schools))
    one, two = pilot_schools(need, np.arange(len(need), dtype=np.uint64), lot, groups)
    assert not (one & two).any()
    rank = np.argsort(np.argsort(need))
    for chosen in (one, two):
        for row in chosen:
            assert sorted(rank[row] * groups // schools) == list(range(groups))


def test_every_school_has_the_same_chance_within_its_group():
    lot = np.random.Generator(np.random.PCG64(3)).random((4000, 12))
    one, _ = pilot_schools(np.arange(12.0), np.arange(12, dtype=np.uint64), lot, 3)
    assert one.mean(axis=0) == pytest.approx(np.full(12, 0.25), abs=0.04)


def test_pilot_schools_alone_are_served_and_they_are_the_ones_that_are_read():
    settings = plan("strategies=[training_mandate]", *SMALL)
    small = pilot_plan(settings, settings.arms[0], 2, 9, "second")
    tables = simulate_block(small, small.arms[0], REPS)
    _, two = sites(settings, REPS, 2)
    names = np.array(laid_out(settings, 0).district.schools.id, dtype=object)
    people = tables.people[tables.people["mode"] == "compliance"]
    for r, rep in enumerate(REPS):
        assert set(people[people["luck"] == rep.luck]["school"]) == set(names[two[r]])


def test_a_pilot_has_its_schools_share_of_the_money_and_its_own_length():
    settings = plan("strategies=[training_mandate]", *SMALL, "run.budget=0.9")
    small = pilot_plan(settings, settings.arms[0], 2, 18, "first")
    one, _ = sites(settings, REPS, 2)
    place = laid_out(settings, 0)
    share = np.array([np.diff(place.school_start)[chosen].sum() for chosen in one]) / place.n
    spent = simulate_block(small, small.arms[0], REPS).ledger.groupby("luck")["money"].sum()
    total = total_budget(small, place.n)
    assert np.all(spent[[r.luck for r in REPS]] <= share * total + 1e-6) and np.all(spent > 0.8 * share.min() * total)
    assert (small.run.support_years, small.run.horizon_years) == (2.0, 2.0)
    assert small.arms[0].sequence == Pilot(2.0, "first")


@given(st.floats(0.3, 0.95))
def test_a_survey_answer_has_the_reliability_that_was_asked_for(reliability):
    e = survey_error(reliability)
    joint = np.array([[0.5 * (1 - e), 0.5 * e], [0.5 * e, 0.5 * (1 - e)]])
    truth, answer = np.array([0, 1]), np.array([0, 1])
    covariance = (joint * np.outer(truth, answer)).sum() - 0.25
    assert covariance**2 / 0.25**2 == pytest.approx(reliability)


def test_the_survey_shows_users_and_others_with_its_error():
    keys = [int(k) for k in luck_keys(plan(), [Replicate(0, k, 0) for k in range(3000)])]
    staff, use = np.array([40, 40, 40]), np.tile([0, 20, 40], (3000, 1))
    told = survey(use, staff, 0.1, keys, np.array([5, 6, 7], dtype=np.uint64), 36)
    assert told.mean(axis=0) == pytest.approx([4, 20, 36], abs=0.2)
    assert told.var(axis=0) == pytest.approx([3.6, 3.6, 3.6], abs=0.4)
    assert ((told >= 0) & (told <= staff)).all()
    assert (survey(use, staff, 0.0, keys, np.array([5, 6, 7], dtype=np.uint64), 36) == use).all()


def test_the_test_is_students_between_school_means():
    rng = np.random.Generator(np.random.PCG64(8))
    values = rng.random((50, 9))
    first = np.zeros((50, 9), dtype=bool)
    first[:, :4] = True
    found = judged(values, values, first, ~first, 0.3)
    p = stats.ttest_ind(values[:, :4], values[:, 4:], axis=1).pvalue
    assert (found.significant == (p < 0.3)).all()
    assert found.seen == pytest.approx(values[:, :4].mean(axis=1) - values[:, 4:].mean(axis=1))


def test_nothing_is_concluded_where_no_school_differs_from_another():
    same = np.ones((3, 4))
    first = np.tile([True, True, False, False], (3, 1))
    assert not judged(same, same, first, ~first).significant.any()


def test_signs_and_sizes_are_as_gelman_and_carlin_reckon_them():
    """A true effect of 0.5 standard errors: many significant estimates have the wrong sign, all are too large."""
    rng = np.random.Generator(np.random.PCG64(5))
    told = 0.5 + rng.normal(size=200_000)
    found = summary(Verdicts(told, np.abs(told) > 1.96, np.full(200_000, 0.5)), np.arange(200_000) % 50)
    right, wrong = stats.norm.sf(1.96 - 0.5), stats.norm.cdf(-1.96 - 0.5)
    assert found.power == pytest.approx(right + wrong, abs=0.002)
    assert found.type_s == pytest.approx(wrong / (right + wrong), abs=0.01)
    mean = (0.5 * right + stats.norm.pdf(1.46) + stats.norm.pdf(2.46) - 0.5 * wrong) / (right + wrong)
    assert found.type_m == pytest.approx(mean / 0.5, rel=0.02)
    assert found.low < found.power < found.high


def test_no_significant_pilot_leaves_sign_and_size_open():
    found = summary(Verdicts(np.zeros(8), np.zeros(8, dtype=bool), np.ones(8)), np.arange(8) % 4)
    assert found.power == 0 and np.isnan(found.type_s) and np.isnan(found.type_m) and found.high > 0


def test_a_requirement_is_seen_where_it_is_and_doing_nothing_is_not():
    settings = plan("strategies=[training_mandate,laissez_faire]", *SMALL)
    found = pilots(settings, (2, 3), 9, REPS)
    assert set(found) >= {("training_mandate", REST, 3, 9), ("training_mandate", "laissez_faire", 2, 9)}
    assert (found["training_mandate", REST, 3, 9].true > 0.3).all()
    assert (np.abs(found["laissez_faire", REST, 3, 9].true) < 0.1).all()


def test_what_is_seen_is_the_truth_with_a_perfect_survey():
    settings = plan("strategies=[training_mandate]", *SMALL)
    perfect = replace(settings, behaviour=replace(settings.behaviour, seen_reliability=0.9))
    found = seen(pilot_plan(perfect, perfect.arms[0], 2, 9, "first"), 9, REPS)
    noisy = seen(pilot_plan(settings, settings.arms[0], 2, 9, "first"), 9, REPS)
    assert found.true == pytest.approx(noisy.true)
    assert np.abs(found.survey - found.true).mean() < np.abs(noisy.survey - noisy.true).mean()


def test_the_whole_study_and_its_words(monkeypatch):
    settings = plan("strategies=[laissez_faire,training_mandate]", *SMALL, "run.replicates=6")
    found = power(settings, (2, 3), (9,), long_run=False)
    assert len(found.table) == 6 and found.table["points_to_winner"].isna().all()
    assert found.table["power"].between(found.table["low"], found.table["high"]).all()
    text = " ".join(sentences(found))
    assert "Training mandate against schools without it" in text and "reliability 0.6" in text
    assert "<svg" in power_figure(found).svg
    again = power(settings, (2, 3), (9,), long_run=False)
    pd.testing.assert_frame_equal(found.table, again.table)


def test_the_long_run_winner_is_named_where_it_is_known():
    settings = plan(
        "strategies=[laissez_faire,training_mandate]", *SMALL, "run.support_years=1", "run.horizon_years=4"
    )
    found = power(settings, (3,), (9,))
    row = found.table[found.table["against"] == "training_mandate"].iloc[0]
    verdict = found.winners["verdict"].iloc[0]
    assert verdict in ("better", "worse") and row["significant"] > 0
    assert row["points_to_winner"] == (1 - row["positive"] if verdict == "better" else row["positive"])


@pytest.mark.parametrize(
    ("schools", "months", "level", "word"),
    [((4,), (9,), 0.05, "2 to 3"), ((1,), (9,), 0.05, "2 to 3"), ((2,), (1,), 0.05, "months=1"),
     ((2,), (9,), 5.0, "between 0 and 1")],
)  # fmt: skip
def test_a_pilot_that_cannot_be_is_one_sentence(schools, months, level, word):
    with pytest.raises(BadInput, match=word):
        power(plan("strategies=[mandate]", *SMALL), schools, months, level=level)


def test_a_strategy_may_be_a_pilot_and_says_when_it_does_not_fit():
    settings = plan("strategy=mandate", "strategy/sequence=pilot", "strategy.sequence.schools=9")
    with pytest.raises(BadInput, match="too many for a district of 2 schools"):
        simulate_block(settings, settings.arms[0], [Replicate(0, 0, 0)])
    with pytest.raises(BadInput, match="first, second"):
        Pilot(sites="third")


def test_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    line = ["power", "strategies=[training_mandate]", *SMALL, "run.workers=1", "--schools", "2", "--months", "9"]
    assert main([*line, "--out", "out"]) == 0
    assert "Training mandate against schools without it" in capsys.readouterr().out.replace("\n", " ")
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"power.csv", "power.png", "power.svg", "manifest.json"}


@pytest.mark.parametrize(
    ("options", "word"),
    [(("--schools", "two"), "whole numbers"), (("--months", "9.5"), "whole numbers"), (("--level", "low"), "0.05"),
     (("--schools", "9"), "2 to 3"),
     (("--schools", "2", "district.schools=3"), "(--schools) needs a district of 4 schools or more"),
     (("--schools", "2", "district.schools=3"), "this one has 3; allowed: a larger district"),
     (("--shard", "1/2"), "power knows nothing of run.shard=1/2"),
     (("--executor", "dask"), "run.executor=dask; allowed: run.executor=local"),
     (("--fail-fast",), "run.fail_fast=true"), (("run.replicate=1",), "run.replicate=1; allowed: all pilots")],
)  # fmt: skip
def test_wrong_options_are_one_sentence(tmp_path, monkeypatch, capsys, options, word):
    monkeypatch.chdir(tmp_path)
    assert word in refused(tmp_path, capsys, "power", "strategies=[mandate]", *SMALL, "--out", "out", *options)


def kinds(*seen: tuple[int, int, float, float, float]) -> pd.DataFrame:
    """Rows of a table of pilots: schools, months, power and its interval."""
    names = ("schools", "months", "power", "low", "high")
    other = {"arm": "mandate", "against": "other schools", "significant": 0, "pilots": 40}
    return pd.DataFrame([{**other, **dict(zip(names, row, strict=True))} for row in seen])


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (((2, 9, 1.0, 0.34, 1.0),), "whether a pilot in 2 schools over 9 months is enough is open: it sees the "
                                    "difference in 100 % (34 to 100 %) of pilots (more --replicates tell)."),
        (((2, 9, 0.0, 0.0, 0.66),), "even a pilot in 2 schools over 9 months, which sees most, sees the difference in "
                                    "only 0 % (0 to 66 %) of pilots."),
        (((2, 9, 0.82, 0.76, 0.87), (4, 9, 0.95, 0.91, 0.98)), "a pilot in 4 schools over 9 months is enough"),
        (((2, 9, 0.5, 0.43, 0.57), (2, 27, 0.3, 0.24, 0.37)), "even a pilot in 2 schools over 9 months, which sees"),
        (((2, 9, 0.5, 0.1, 0.9),), "is open"),
    ],
)  # fmt: skip
def test_a_pilot_is_called_enough_by_its_interval_and_the_best_is_named(seen, said):
    assert said in contrast(kinds(*seen))[0]


def test_one_simulated_pilot_leaves_everything_open():
    assert "is open" in contrast(kinds((2, 9, 0.0, 0.0, 0.79)).assign(pilots=1))[0]
