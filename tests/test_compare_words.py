"""What a comparison tells of schools by need, money and systems is what the runs show, and no more."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.compare import Comparison, compare, compare_runs, to_text, words
from diffusion_sim.compare.need import who_is_ahead
from diffusion_sim.compare.systems import on_systems
from diffusion_sim.compare.terminal import SHOWN
from diffusion_sim.compare.words import NO_PRICE
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.replicates import district_count, replicates
from diffusion_sim.report.table import outcome_table
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import run_batch
from diffusion_sim.tables import REPLICATE
from small_runs import TINY, batch

PRICE = "money_per_lasting_deep_user"


def test_who_is_ahead_by_need_is_told_of_the_gap_with_its_sign():
    gaps = [("a", 0.04, 0.02, 0.06), ("b", -0.05, -0.07, -0.03), ("c", 0.01, -0.02, 0.04), ("d", *[np.nan] * 3)]
    arms = pd.DataFrame(gaps, columns=["arm", "mean", "low", "high"]).assign(outcome="use_gap_end")
    low, high = "low-need schools ahead by 4.0 points", "high-need schools ahead by 5.0 points"
    assert who_is_ahead(arms, "abc") == f"{low} with a; {high} with b; cannot tell who is ahead with c"
    more = pd.concat([arms, arms[arms["arm"] == "a"].assign(arm="e", mean=0.06)])
    many = f"{low} to 6.0 points with 2 strategies; {high} with 1 strategy; cannot tell who is ahead with 1 strategy"
    assert who_is_ahead(more, "abcde") == many and who_is_ahead(arms, "d") == ""


def test_the_gap_by_need_is_shown_with_its_sign_and_its_size_is_said_to_hold_chance():
    assert "use_gap_end" in SHOWN and "use_gap_size_end" not in SHOWN
    found = compare(batch("strategies=[trailblazer,mandate]", "district.schools=6"))
    said, pair = (who_is_ahead(found.arms, names) for names in (found.names, found.names[::-1]))
    assert pair and f"{SHOWN['use_gap_end']}: {pair}" in " ".join(to_text(found, 300).split())
    page = outcome_table(found, ["use_gap_end", "use_gap_size_end"])
    assert f"<p class='soft'>{REGISTRY['use_gap_end'].label}: {said}</p>" in page
    assert "so that chance alone makes it larger than 0.</p>" in page


def told(values: dict[str, tuple[list[float], list[float]]]) -> Comparison:
    """Compare arms of lasting deep use and money per post, one value per replicate."""
    rows = [
        (f"{arm}{k}", arm, k, k, k, outcome, value, REGISTRY[outcome].unit)
        for arm, columns in values.items()
        for outcome, column in zip(("deep_use_3y_after", "money_per_post", PRICE), (*columns, columns[1]), strict=True)
        for k, value in enumerate(column)
    ]
    return compare_runs(pd.DataFrame(rows, columns=["run", "arm", *REPLICATE, "outcome", "value", "unit"]))


def test_money_of_an_arm_that_spends_nothing_has_no_verdict_and_additional_users_have_a_price():
    noise = [0.0, 0.01, -0.01, 0.02, -0.02, 0.0]
    found = told({
        "better": ([0.6 + x for x in noise], [300.0] * 6),
        "alike": ([0.2 - x for x in noise], [300.0] * 6),
        "laissez_faire": ([0.2] * 6, [0.0] * 6),
    })  # fmt: skip
    assert all(found.row("laissez_faire", o)["verdict"] == NO_PRICE for o in ("money_per_post", PRICE))
    assert found.row("laissez_faire")["verdict"] == "worse"
    assert found.additional["better"].money == pytest.approx(750.0)
    assert found.additional["better"].low < 750.0 < found.additional["better"].high
    assert not found.additional["alike"].told and set(found.additional) == {"better", "alike"}
    text = to_text(found, 120, details=True)
    row = next(line.split() for line in text.splitlines() if line.startswith("$ per additional deep user  "))
    assert row[-5:] == ["-", "750", "-", "-", "-"] and "not told with alike, where that" in " ".join(text.split())
    assert found.row("alike")["verdict"] == "worse"
    page = outcome_table(found, [PRICE])
    assert ">750<" in page and "(dollars, less is better)" in page and "▲ better" not in page
    assert told({"a": (noise, [1.0] * 6), "b": (noise, [2.0] * 6)}).additional == {}


@pytest.mark.parametrize(
    ("kind", "districts", "pairs", "more", "typed"),
    [
        ("districts", 20, 200, 469, "run.districts=489 run.replicates=4890"),
        ("districts", 20, 50, 1, "run.districts=21 run.replicates=53"),
        ("lucks per district", 20, 200, 3, "run.districts=20 run.replicates=260"),
        ("lucks per district", 1, 10, 30, "run.replicates=40"),
        ("too many", 20, 200, 0, ""),
    ],
)
def test_settings_give_what_is_still_needed(kind, districts, pairs, more, typed):
    row = SimpleNamespace(verdict="cannot tell yet", needed_kind=kind, needed=more, districts=districts,
                          replicates=pairs - 5, undefined=5)  # fmt: skip
    assert words.needed_settings(row) == typed
    assert words.needed_settings(row, districts) == typed
    if not typed:
        return
    plan = load(overrides=["strategy=trailblazer", f"run.districts={districts}", *typed.split()])
    new = more if kind == "districts" else 0
    assert district_count(plan) == districts + new and len(replicates(plan)) == plan.run.replicates
    lucks = plan.run.replicates / district_count(plan)
    assert lucks >= pairs / districts + (0 if new else more) and lucks < pairs / districts + (0 if new else more) + 1


def test_settings_that_are_needed_count_districts_without_a_value():
    row = SimpleNamespace(verdict="cannot tell yet", needed_kind="districts", needed=30, districts=15,
                          replicates=150, undefined=50)  # fmt: skip
    assert words.needed_settings(row, 20) == "run.districts=60 run.replicates=600"
    row.needed_kind, row.needed = "lucks per district", 3
    assert words.needed_settings(row, 20) == "run.districts=20 run.replicates=260"


def test_a_comparison_knows_how_many_districts_were_run():
    values = [0.1, 0.2, 0.15, float("nan"), 0.1, 0.3]
    found = told({"a": (values, [1.0] * 6), "b": ([0.2] * 6, [1.0] * 6)})
    assert found.districts == 6 and found.row("b")["districts"] == 5


def test_a_table_is_one_district_of_which_drawings_are_made(tmp_path):
    rows = "".join(f"elm,{k},E,{12 + k},{10 * k}\n" for k in range(1, 7))
    (tmp_path / "s.csv").write_text(f"district,school_code,level,classroom_teachers,pct_econ_disadvantaged\n{rows}")
    own = (f"district.table={tmp_path / 's.csv'}", *(key for key in TINY if not key.startswith("district.")))
    found = compare(run_batch(load(overrides=["strategies=[trailblazer,mandate]", *own])))
    drawn = "2 paired replicates in 2 drawings of your district (what its table does not hold is drawn: people, ties,"
    assert found.own and found.notes[1].startswith(drawn)
    assert found.notes[2] == "Intervals are over such drawings of your district, and over luck, not over assumptions."
    open_ = found.differences.assign(verdict="cannot tell yet", needed_kind="districts", needed=12)
    doubt = dataclasses.replace(found, differences=open_)
    said = "about 12 more drawings of your district, by run.districts=14 run.replicates=14."
    assert doubt.sentences()[0].endswith(said)
    text, page = " ".join(to_text(doubt, 200).split()), outcome_table(doubt, [found.told])
    assert "by run.districts=14 run.replicates=14." in text and "more districts" not in text
    assert "needs about 12 more drawings of your district" in page


def test_systems_are_told_with_what_they_stand_for_and_their_practice():
    found = compare(batch("systems=[henry_county_ga,gwinnett_ga]")).notes
    assert any(n.startswith("Henry county ga and gwinnett ga stand for what they did, not") for n in found)
    said = "The practice of this run is 'classroom technique', for all strategies; the documents tell of "
    assert f"{said}'whole school blended' with henry county ga (practice=whole_school_blended runs it)." in found
    own = batch("systems=[henry_county_ga,gwinnett_ga]", "practice=whole_school_blended").manifest
    assert on_systems(own, ("henry_county_ga",))[1].endswith("'whole school blended', for all strategies.")
    assert not any("stand" in n for n in compare(batch("strategies=[trailblazer,mandate]", "district.schools=6")).notes)


def test_shares_of_steps_by_cause_have_no_better_side():
    shares = [o for o in REGISTRY.values() if o.name.startswith("ownership_") and o.name != "ownership_hours"]
    assert len(shares) == 7 and {o.better for o in shares} == {"neither"}
