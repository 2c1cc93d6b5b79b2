"""Stop when sure with the simulator, from Python and from the command line."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.cli.main import main
from diffusion_sim.compare import words
from diffusion_sim.errors import BadInput
from diffusion_sim.plots.certainty import certainty
from diffusion_sim.replicates import Replicate, replicates
from diffusion_sim.sequential import SIGN, WIDTH, FromStore, until_sure
from diffusion_sim.sequential.source import values
from diffusion_sim.simulate import run_batch
from small_runs import TINY, plan, refused

VERIFICATION = Path(__file__).parents[1] / "verification"
ARMS = "strategies=[laissez_faire,training_mandate]"
USE = "use_end"


def test_a_clear_difference_is_settled_with_the_replicates_of_an_ordinary_batch():
    settings = plan(ARMS, "run.districts=4")
    found = until_sure(settings, USE, most=60)
    row = found.contrasts.iloc[0]
    assert (row["verdict"], row["settled_by"]) == ("better", SIGN)
    first = replace(settings, run=replace(settings.run, replicates=8))
    assert list(found.reps[:8]) == replicates(first)
    batch = run_batch(first).runs
    gap = values(batch, "training_mandate", USE, found.reps[:8]) - values(batch, "laissez_faire", USE, found.reps[:8])
    assert found.looks["difference"].iloc[0] == pytest.approx(gap.reshape(2, 4).mean(axis=0).mean())


def test_what_is_asked_for_grows_at_its_end_alone_and_a_known_store_is_not_run_again(tmp_path):
    settings = plan("strategies=[trailblazer,random_cohort]", "run.districts=4")
    asked: list[list[Replicate]] = []
    kept = FromStore(tmp_path / "parts", outcomes=(USE,))

    def more(plan, reps):
        asked.append(list(reps))
        return kept(plan, reps)

    one = until_sure(settings, USE, 0.01, most=30, settle="width", more=more)
    assert all(b[: len(a)] == a for a, b in pairwise(asked)) and len(asked) > 2
    parts = sorted(p.name for p in (tmp_path / "parts" / "runs").iterdir())
    fresh = FromStore(tmp_path / "parts", outcomes=(USE,))
    again = until_sure(settings, USE, 0.01, most=30, settle="width", more=fresh)
    pd.testing.assert_frame_equal(one.looks, again.looks)
    assert sorted(p.name for p in (tmp_path / "parts" / "runs").iterdir()) == parts
    ahead = FromStore(tmp_path / "ahead", outcomes=(USE,))
    ahead(settings, asked[-1])
    pd.testing.assert_frame_equal(one.looks, until_sure(settings, USE, 0.01, most=30, settle="width", more=ahead).looks)


def made_up(shift):
    """A ``more`` with made-up values: the second arm is ahead by ``shift``, one run has failed."""

    def more(settings, reps):
        rows = [
            {"arm": arm.name, "district": r.district, "luck": r.luck, "design": r.design, "outcome": USE,
             "value": k * shift + 0.01 * ((7 * r.luck + 3 * k) % 11)}
            for k, arm in enumerate(settings.arms) for r in reps if not (k and r.luck == 3)
        ]  # fmt: skip
        return pd.DataFrame(rows)

    return more


def test_a_failed_run_leaves_its_pair_out():
    found = until_sure(plan(ARMS, "run.districts=4"), USE, most=40, more=made_up(0.5))
    assert found.contrasts["verdict"].iloc[0] == "better"


def test_the_half_width_is_in_points_for_shares():
    found = until_sure(plan(ARMS), USE, half_width=3.0, most=400, settle="width", more=made_up(0.0))
    row = found.contrasts.iloc[0]
    assert row["settled_by"] == WIDTH and row["half_width"] <= 0.03
    text = " ".join(found.sentences())
    assert "settled by half-width" in text and "every look together" in text


def test_an_interval_that_rests_on_few_districts_says_what_to_ask_for():
    found = until_sure(plan(ARMS, "run.districts=4"), USE, most=8)
    assert found.contrasts["carried"].isna().all(), "four districts are too few to tell"
    few = replace(found, contrasts=found.contrasts.assign(carried=0.97))
    assert "97 % of the variance" in few.sentences()[-1] and "--interval bounded" in few.sentences()[-1]
    assert not any("of the variance" in said for said in found.sentences())
    bounded = replace(few, rule=replace(few.rule, method="bounded"))
    assert not any("of the variance" in said for said in bounded.sentences())


def test_out_of_budget_says_so_and_about_how_many_more():
    found = until_sure(plan(ARMS), USE, half_width=0.05, most=60, settle="width", more=made_up(0.0))
    assert not found.all_settled
    assert "cannot tell within the budget; the half-width would take about" in found.sentences()[0]


def test_a_search_that_a_sign_stopped_says_how_exact_it_is():
    told = "the half-width is {}, not 0.5 pts; --settle width goes on until it is."
    found = until_sure(plan(ARMS), USE, half_width=0.5, most=60, more=made_up(0.3))
    assert found.contrasts["settled_by"].iloc[0] == "sign"
    half = words.number(found.contrasts["half_width"].iloc[0], "share", True).lstrip("+")
    assert told.format(half) in found.sentences()[-1]
    asked = until_sure(plan(ARMS), USE, half_width=0.5, most=60, settle="sign", more=made_up(0.3))
    assert not any("--settle" in said for said in asked.sentences())


def test_equal_arms_are_so_by_construction():
    settings = plan("strategies=[training_mandate]", "run.districts=2")
    twin = replace(settings.arms[0], name="twin")
    found = until_sure(replace(settings, arms=(settings.arms[0], twin)), USE, most=8)
    assert found.contrasts["verdict"].iloc[0] == words.BY_CONSTRUCTION
    assert words.BY_CONSTRUCTION in found.sentences()[0]


def test_three_arms_share_the_confidence():
    settings = plan("strategies=[laissez_faire,training_mandate,mandate]")
    found = until_sure(settings, USE, most=60, more=made_up(0.3))
    assert found.rule.alpha == pytest.approx(0.025) and len(found.contrasts) == 2
    assert "all 2 intervals hold" in found.sentences()[2]
    picture = certainty(found)
    assert "2 of 2 differences are settled" in picture.finding and "<svg" in picture.svg


def test_fixed_districts_get_luck_alone():
    found = until_sure(plan(ARMS, "run.districts=3"), USE, 0.01, most=60, settle="width", fixed_district=True,
                       more=made_up(0.0))  # fmt: skip
    assert {r.district for r in found.reps} == {0, 1, 2}
    assert "luck" in found.sentences()[-1]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"outcome": "use_ende"}, "Did you mean 'use_end'"),
        ({"half_width": -1.0}, r"half_width=-1 \(--half-width\) is out of range"),
        ({"most": 2}, "too few"),
        ({"most": 2.5}, "whole number"),
        ({"interval": "bounded", "outcome": "money_per_post", "half_width": 5.0}, "an outcome that is a share"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(change, word):
    with pytest.raises(BadInput, match=word):
        until_sure(plan(ARMS), **{"outcome": USE, **change}, more=made_up(0.1))


def test_one_arm_has_nothing_to_be_compared_with():
    with pytest.raises(BadInput, match="nothing to compare"):
        until_sure(plan("strategies=[mandate]"), USE)


def test_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    line = ["compare", *TINY[:2], *TINY[3:], ARMS, "run.districts=4", "--until-sure", USE, "--most", "40"]
    line += ["--out", "out"]
    assert main(line) == 0
    assert "settled by sign" in capsys.readouterr().out.replace("\n", " ")
    for name in ("sure.csv", "looks.csv", "manifest.json", "figures/sure.png", "parts/store.json"):
        assert (tmp_path / "out" / name).is_file()
    (tmp_path / "out" / "manifest.json").unlink()
    assert main(line) == 0, "a stopped command goes on in its folder"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (("--half-width", "1"), "nothing is to be settled"),
        (("--fixed-district",), "nothing is to be settled"),
        (("--until-sure", USE, "--half-width", "wide"), "not a number"),
        (("--until-sure", USE, "--most", "1.5"), "not a whole number"),
        (("--until-sure", USE, "--replicates", "9"), "--most N"),
        (("--until-sure", "use_ende"), "use_end"),
        (("--until-sure", USE, "--confidence", "95"), "between 0.5 and 1"),
        (("--until-sure", USE, "--settle", "widht"), "width"),
    ],
)
def test_wrong_options_are_one_sentence(tmp_path, monkeypatch, capsys, options, word):
    monkeypatch.chdir(tmp_path)
    assert word in refused(tmp_path, capsys, "compare", *TINY[:2], *TINY[3:], ARMS, "--out", "out", *options)


def script(name):
    spec = importlib.util.spec_from_file_location(name, VERIFICATION / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_committed_coverage_is_at_its_nominal_level_wherever_it_is_claimed():
    found = pd.read_csv(VERIFICATION / "sure_coverage.csv")
    claimed = found[(found["interval"] == "bounded") | (found["stream"] != "one district in twenty differs")]
    assert (claimed["missed_low"] <= 0.05).all()
    assert (found["experiments"] >= 500).all()
    none = claimed[claimed["true_difference"] == 0]
    assert (none["t_wrong_sign"] > 0.1).all(), "naive intervals must be seen to fail, or the looks are too few"


def test_the_committed_false_alarms_are_at_their_nominal_level():
    found = pd.read_csv(VERIFICATION / "false_alarms_summary.csv")
    assert set(found["kind"]) == {"design", "luck"}
    assert (found["experiments"] >= 200).all() and (found["alarms_low"] <= found["nominal"]).all()


def test_the_coverage_script_runs():
    module = script("sure_coverage")
    found = module.experiment(module.CASES[0], 0.0, "either", 1)
    assert found["replicates"] <= module.MOST and not found["missed"]
    values = module.lognormal(np.random.Generator(np.random.PCG64(1)), 200_000)
    assert values.mean() == pytest.approx(0, abs=0.02) and values.std() == pytest.approx(1, abs=0.2)


def test_the_twin_of_an_arm_differs_in_what_is_its_own_alone():
    module = script("false_alarms")
    rep = Replicate(3, 7, 7)
    assert module.other(rep, "design") == Replicate(3, 7, 7 + module.APART)
    assert module.other(rep, "luck") == Replicate(3, 7 + module.APART, 7 + module.APART)
    settings = plan("strategies=[random_cohort]", "run.support_years=1", "run.horizon_years=4")
    gap = module.Arms(settings).source("luck")([Replicate(0, 0, 0), Replicate(1, 1, 1)])["twin"]
    assert gap.shape == (2,) and np.isfinite(gap).all()


def test_the_page_says_what_the_tables_say():
    page = (VERIFICATION.parent / "docs" / "stop_when_sure.md").read_text()
    real = pd.read_csv(VERIFICATION / "false_alarms_summary.csv").set_index("kind")
    for kind, name in (("design", "simulator, lots drawn anew"), ("luck", "simulator, own lots and own luck")):
        row = real.loc[kind]
        assert f"| {name} | {100 * row.alarms:.1f} % | {100 * row.t_alarms_any_look:.1f} % |" in page
    made = pd.read_csv(VERIFICATION / "sure_coverage.csv").query("true_difference == 0 and settle == 'sign'")
    made = made.set_index(["stream", "interval"])
    for stream, interval, start in (
        ("normal, nearly all from districts", "mixture", "| normal, nearly all from districts | {} |"),
        ("heavy tails (t, 3 df), from districts", "mixture", "| heavy tails (t, 3 df) | {} |"),
        ("skewed (lognormal, skewness 6), from districts", "mixture", "| skewness 6, from districts | {} ("),
        ("one district in twenty differs", "mixture", "| one district in twenty differs, the others hardly | **{}** |"),
        ("one district in twenty differs", "bounded", "| the same, `--interval bounded` | {} |"),
    ):
        assert start.format(f"{100 * made.loc[(stream, interval), 'missed']:.1f} %") in page
