"""Whole comparisons: pairing, direction, verdicts, flags, words, and the table on the terminal."""

from __future__ import annotations

import shlex
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.compare import compare, compare_runs, to_text, words
from diffusion_sim.compare.notes import on_assumptions
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import REGISTRY, outcomes
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import run_batch
from diffusion_sim.tables import Tables, empty
from make_tables import make

HEAD = "deep_use_3y_after"


@pytest.fixture(scope="module")
def runs() -> pd.DataFrame:
    made = make(districts=4, lucks=3, people=80)
    money = {"trailblazer": 50 * 80 * 108.0, "training_mandate": 60 * 80 * 108.0, "laissez_faire": 0.0}
    return outcomes(made, budget=money)


def table(values: dict[str, dict[str, list[float]]], lucks: int = 3) -> pd.DataFrame:
    """The table runs from arm -> outcome -> one value per replicate."""
    rows = []
    for arm, columns in values.items():
        for outcome, column in columns.items():
            for k, value in enumerate(column):
                rows.append(
                    (f"{arm}{k}", arm, k // lucks, k % lucks, k, outcome, value, REGISTRY[outcome].unit)
                )
    names = ["run", "arm", "district", "luck", "design", "outcome", "value", "unit"]
    return pd.DataFrame(rows, columns=names)


BASE = [0.10, 0.30, 0.20, 0.60, 0.50, 0.70, 0.35, 0.45, 0.40]
NOISE = np.array([0.0, 0.01, -0.01, 0.01, 0.0, -0.01, 0.0, 0.01, -0.01])


def test_pairs_share_their_replicate():
    better = list(np.array(BASE) + 0.1 + NOISE)
    runs = table({"a": {HEAD: BASE}, "b": {HEAD: better}})
    row = compare_runs(runs.sample(frac=1, random_state=1), reference="a").row("b")
    assert row["difference"] == pytest.approx(0.1) and row["verdict"] == "better" and row["p_better"] == 1.0
    assert row["low"] > 0.08 and row["variance_ratio"] > 100
    apart = np.var(BASE, ddof=1) + np.var(better, ddof=1)
    assert row["variance_independent"] == pytest.approx(apart)


def test_lower_is_better_where_it_is():
    cheap = {"money_per_post": [90.0, 95.0, 91.0] * 3, HEAD: BASE, "budget_spent": [1.0] * 9}
    dear = {
        "money_per_post": [100.0, 104.0, 103.0] * 3,
        HEAD: list(np.array(BASE) - 0.05 + NOISE),
        "budget_spent": [0.9] * 9,
    }
    found = compare_runs(table({"cheap": cheap, "dear": dear}))
    assert found.row("dear", "money_per_post")["verdict"] == "worse"
    assert found.row("dear", "money_per_post")["p_better"] == 0.0
    assert found.row("dear")["verdict"] == "worse"
    assert found.row("dear", "budget_spent")["verdict"] == "lower"
    assert found.flagged == ("dear",) and any("spent only 90 %" in n for n in found.notes)


def test_laissez_faire_is_not_flagged(runs):
    found = compare_runs(runs.assign(value=runs["value"].where(runs["outcome"] != "budget_spent", 0.5)))
    assert found.flagged == ("trailblazer", "training_mandate")


def test_cannot_tell_says_what_is_needed():
    other = list(np.array(BASE) + np.array([0.2, 0.18, 0.22, -0.15, -0.1, -0.12, 0.1, 0.12, 0.09]))
    row = compare_runs(table({"a": {HEAD: BASE}, "b": {HEAD: other}})).row("b")
    assert row["verdict"] == "cannot tell yet" and row["needed_kind"] == "districts" and row["needed"] > 5
    assert "more districts" in words.needed_words(row)
    assert "Cannot tell yet; still needed: about" in words.headline(row, 0.95)


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("lucks per district", 1, "about 1 more luck per district"),
        ("lucks per district", 2, "about 2 more lucks per district"),
        ("districts", 1, "about 1 more district"),
    ],
)
def test_one_more_is_not_said_in_the_plural(kind, more, said):
    assert words.needed_words(pd.Series({"verdict": "cannot tell yet", "needed_kind": kind, "needed": more})) == said


def test_identical_arms_differ_by_construction_only():
    twin = {HEAD: BASE, "use_kept_1y": [np.nan, *BASE[1:]]}
    found = compare_runs(table({"a": twin, "b": twin}))
    assert set(found.differences["verdict"]) == {"no difference, by construction"}
    assert "No difference, by construction" in found.sentences()[0]
    near = {HEAD: BASE, "use_kept_1y": [np.nan, *BASE[1:-1], 0.9]}
    found = compare_runs(table({"a": twin, "b": near}))
    assert found.row("b")["verdict"] == "no difference in any replicate"


def test_undefined_pairs_are_counted_not_hidden():
    gappy = [np.nan, np.nan, *list(np.array(BASE[2:]) + 0.2 + NOISE[2:])]
    found = compare_runs(table({"a": {HEAD: BASE}, "b": {HEAD: gappy}}))
    row = found.row("b")
    assert row["undefined"] == 2 and row["replicates"] == 7
    assert any("undefined in 2 of 9 pairs" in n for n in found.notes)
    # The means stand over the same pairs as the difference.
    assert row["mean_arm"] - row["mean_reference"] == pytest.approx(row["difference"])
    nothing = compare_runs(table({"a": {HEAD: BASE}, "b": {HEAD: [np.nan] * 9}}))
    assert nothing.row("b")["verdict"] == "undefined" and "undefined here" in nothing.sentences()[0]
    assert to_text(nothing)


def test_a_horizon_before_the_week_of_the_headline_tells_deep_use_at_the_horizon():
    late = {HEAD: [np.nan] * 9, "deep_use_end": BASE}
    found = compare_runs(table({"a": late, "b": {**late, "deep_use_end": list(np.array(BASE) + 0.1 + NOISE)}}))
    assert found.headline == HEAD and found.told == "deep_use_end" and found.row("b")["verdict"] == "better"
    assert found.sentences()[0].startswith("Staff in deep use at the horizon: ")
    assert "run.horizon_years must be run.support_years + 3 or more" in found.notes[0]
    assert not any("undefined in" in note for note in found.notes)
    assert any("fixed beforehand is 'Staff in deep use three years after" in note for note in found.notes)
    assert "deep use at the horizon" in to_text(found) and "deep use, 3 years after" in to_text(found)


def test_one_district_is_fixed_and_said_so():
    few = table({"a": {HEAD: BASE}, "b": {HEAD: list(np.array(BASE) + 0.1 + NOISE)}}, lucks=9)
    found = compare_runs(few)
    assert found.fixed_district and found.row("b")["df"] == 8
    assert any("simulated district alone" in n for n in found.notes)
    single = compare_runs(table({"a": {HEAD: [0.1]}, "b": {HEAD: [0.2]}}))
    assert (
        single.row("b")["verdict"] == "cannot tell yet" and "too few for an interval" in single.sentences()[0]
    )


def test_swapping_the_reference_mirrors_everything(runs):
    one = compare_runs(runs, "trailblazer", ["trailblazer", "training_mandate"])
    two = compare_runs(runs, "training_mandate", ["trailblazer", "training_mandate"])
    a, b = (c.differences.set_index("outcome") for c in (one, two))
    assert a["difference"].to_numpy() == pytest.approx(-b["difference"].to_numpy(), nan_ok=True)
    assert a["p_better"].to_numpy() == pytest.approx(1 - b["p_better"].to_numpy(), nan_ok=True)
    mirror = {"better": "worse", "worse": "better", "higher": "lower", "lower": "higher"}
    assert [mirror.get(v, v) for v in a["verdict"]] == list(b["verdict"])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reference": "trailblaser"}, "arm 'trailblaser' does not exist.*Did you mean 'trailblazer'"),
        ({"arms": ["trailblazer"]}, "there is one arm, 'trailblazer', and nothing to compare it with"),
        ({"headline": "deep_use"}, "outcome 'deep_use' does not exist"),
        ({"level": 95}, "level=95 is out of range; allowed: between 0.5 and 1"),
    ],
)
def test_bad_input_is_one_sentence(runs, change, sentence):
    with pytest.raises(BadInput, match=sentence):
        compare_runs(runs, **change)


def test_replicates_must_pair(runs):
    with pytest.raises(BadInput, match="two runs of one replicate"):
        compare_runs(pd.concat([runs, runs.head(1)]))
    moved = runs.assign(district=runs["district"] + 100 * (runs["arm"] == "laissez_faire"))
    with pytest.raises(BadInput, match=r"no replicate .district, luck, design. in common"):
        compare_runs(moved)


def test_a_verdict_is_told_with_its_assumptions_and_the_command_that_varies_them(runs):
    found = compare_runs(runs)
    sure = compare_runs(table({"a": {HEAD: BASE}, "b": {HEAD: list(np.array(BASE) + 0.1 + NOISE)}}))
    assert sure.sentences()[0].endswith(" B is better at these assumptions.")
    assert found.notes[-1].startswith("How far this depends on the assumptions is not computed here")
    command = "diffusion-sim robust strategies=[trailblazer,training_mandate,laissez_faire]"
    assert command in found.notes[-1] and command in to_text(found, 80)
    many = ("trailblazer", "mandate", "random_cohort", "laissez_faire")
    assert on_assumptions(many).endswith("strategies=[trailblazer,mandate]")
    assert on_assumptions(("trailblazer", "of my own")).endswith("with the settings of this plan.")


def test_the_command_that_varies_the_assumptions_has_the_settings_of_the_run(data):
    """It must answer for the same district, whatever names a terminal would take apart."""
    own = [f"district.table={data / 'schools.csv'}", "district.name=river county", "district.columns.need=enrolment %"]
    more = ["practice=simple_act", "practice.complexity=0.7", "run.budget=0.5", "run.replicates=9"]
    plan = load(overrides=["strategies=[trailblazer,mandate]", *own, *more])
    note = on_assumptions(("trailblazer", "mandate"), {"settings": plan.to_dict()})
    command = shlex.split(note.partition("\n")[2])
    assert command[:3] == ["diffusion-sim", "robust", "strategies=[trailblazer,mandate]"]
    assert sorted(command[3:]) == sorted([*own, *more[:-1]]), "how much is run is the command's own"
    changed = plan.to_dict()
    changed["arms"][1]["stance"]["pressure"] = 0.3
    assert on_assumptions(("mandate", "trailblazer"), {"settings": changed}).endswith("settings of this plan.")


def test_the_terminal_table_can_be_read(runs):
    found = compare_runs(runs)
    text = to_text(found)
    assert max(len(line) for line in text.splitlines()) <= 100
    lines = text.splitlines()
    assert lines[0].startswith("Staff in deep use three years after support ends:")
    for word in (
        "trailblazer is better",
        "training mandate *",
        "cannot tell yet",
        "mere compliance",
        "95 % interval",
    ):
        assert word in text
    assert "…" not in text
    short = to_text(found, details=False)
    assert "mere compliance" not in short and len(short) < len(text)


def test_to_frame_has_the_headline_first_and_words(runs):
    frame = compare_runs(runs).to_frame()
    assert list(frame["outcome"].head(2)) == [HEAD, HEAD] and len(frame) == 2 * len(REGISTRY)
    assert frame["words"].str.len().min() > 5
    assert (frame.loc[frame["verdict"] != "cannot tell yet", "still_needed"] == "").all()


def test_numbers_in_plain_units():
    assert words.number(0.234, "share") == "23.4 %" and words.number(0.041, "share", True) == "+4.1 pts"
    assert words.number(-0.0001, "share", True) == "0.0 pts" and words.number(float("nan"), "share") == "-"
    assert words.number(123456.0, "money") == "123k" and words.number(2.345, "years") == "2.35 yr"
    assert (
        words.percent(0.997) == "over 99 %"
        and words.percent(1.0) == "100 %"
        and words.percent(0.001) == "under 1 %"
    )


def test_a_batch_is_compared_by_its_runs(runs):
    batch = Tables(runs, *(empty(name) for name in ("weeks", "people", "schools", "ledger")))
    found = compare(batch, reference="laissez_faire")
    assert found.names == ("laissez_faire", "trailblazer", "training_mandate")
    assert str(found) == to_text(found)


@pytest.mark.parametrize("width", [80, 100, 140])
def test_no_number_is_cut_off_on_a_narrow_screen(runs, width):
    found = compare_runs(runs)
    wide, text = to_text(found, 200, details=True), to_text(found, width, details=True)
    assert all(len(line) <= width for line in text.splitlines())
    for word in (w for line in wide.splitlines() for w in line.split() if any(c.isdigit() for c in w)):
        assert word in text
    assert "better" in text


def test_rounding_of_sums_is_no_difference():
    spent = np.array([0.1 + 0.2, 1.0, 0.7])
    other = np.array([0.3, 1.0 + 2.0**-52, 0.7])
    kept = {"use_kept_1y": [0.1, 0.2, 0.8]}, {"use_kept_1y": [0.1, 0.2, 0.9]}
    found = compare_runs(table({"a": {HEAD: spent, **kept[0]}, "b": {HEAD: other, **kept[1]}}))
    assert found.row("b")["verdict"] == "no difference in any replicate" and found.row("b")["difference"] == 0


def test_different_strategies_that_come_out_alike_are_not_the_same_by_construction():
    batch = run_batch(load(overrides=["strategies=[laissez_faire,trailblazer]", "district=small", "run.replicates=2"]))
    twin = batch.runs[batch.runs["arm"] == "laissez_faire"]
    alike = replace(batch, runs=pd.concat([twin, twin.assign(arm="trailblazer")]))
    assert set(compare(alike).differences["verdict"]) == {"no difference in any replicate", "undefined"}
    once = [{**a, "name": n} for n in ("laissez_faire", "trailblazer") for a in batch.manifest["settings"]["arms"][:1]]
    manifest = {**batch.manifest, "settings": {**batch.manifest["settings"], "arms": once}}
    assert set(compare(replace(alike, manifest=manifest)).differences["verdict"]) == {"no difference, by construction"}
