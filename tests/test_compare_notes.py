"""What stands below a comparison: the district's files, marks never reached, windows, few districts, equal need."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.compare import Comparison, compare, compare_runs, to_text, words
from diffusion_sim.compare.money import on_money
from diffusion_sim.compare.need import why_no_gap
from diffusion_sim.compare.parts import on_parts
from diffusion_sim.compare.windows import on_windows
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.report.table import outcome_table
from diffusion_sim.settings.registry import options
from small_runs import batch

SHORT = ("run.replicates=4", "run.districts=2", "run.workers=1", "--no-progress")
TABLE = """district,school_code,school_name,level,classroom_teachers,pct_econ_disadvantaged
elm,1,Oak,E,12,
elm,2,Creek,M,14,
elm,3,River,H,13,
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), err
    return out


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "elm.csv").write_text(TABLE)
    return tmp_path


def test_a_comparison_says_what_was_not_in_the_file_of_the_district(table, capsys):
    two = "strategies=trailblazer,laissez_faire"
    years = ("run.support_years=1", "run.horizon_years=1")
    out = run(capsys, "compare", two, "district.table=elm.csv", *SHORT, *years, "--out", "there")
    block = out[out.index("About the district\n") :]
    assert out.index("paired replicates in 2 drawings of your district") < out.index("About the district\n")
    assert "- No school has need: the program's default (0.52) is used." in " ".join(block.split())
    assert "- Not in the table, generated: readiness and climate" in block
    command = next(line for line in out.splitlines() if line.startswith("  diffusion-sim robust "))
    assert "district.table=elm.csv" in command and "run.horizon_years=1" in command, "whole, to be pasted"
    assert max(len(line.rstrip()) for line in out.splitlines() if line != command) <= 100
    assert "\nundefined, as all schools have the same need: gap by need (low less high)" in out
    assert not (table / "there" / "figures" / "by_need.png").exists()
    page = (table / "there" / "report.html").read_text()
    assert "<p class='soft'>Undefined, as all schools have the same need: Size of the gap in use" in page
    notes = page[page.index('<ul class="notes">') : page.index("</header>")]
    assert "About the district: 39 teachers read;" in notes and "No school has need" in notes


def test_one_strategy_is_told_with_what_was_not_in_the_file_of_the_district(table, capsys):
    years = ("run.support_years=1", "run.horizon_years=1")
    out = run(capsys, "run", "strategy=laissez_faire", "district.table=elm.csv", *SHORT, *years, "--out", "read")
    assert out.startswith("About the district\n- 39 teachers read;") and "No school has need" in " ".join(out.split())
    small = ("district.schools=3", "district.staff=45")
    made = run(capsys, "run", "strategy=laissez_faire", *small, *SHORT, *years, "--out", "made")
    assert "About the district" not in made


def told(values: dict[str, tuple[list[float], list[float]]]) -> Comparison:
    """Compare arms of one number of years until half use it, and whether half ever did, per replicate."""
    rows = [
        (f"{arm}{k}", arm, k // 2, k % 2, k, outcome, value, REGISTRY[outcome].unit)
        for arm, columns in values.items()
        for outcome, column in zip(("years_to_50", "reached_50", "deep_use_3y_after"), (*columns, SURE), strict=True)
        for k, value in enumerate(column)
    ]
    names = ["run", "arm", "district", "luck", "design", "outcome", "value", "unit"]
    return compare_runs(pd.DataFrame(rows, columns=names))


SURE = [0.1, 0.2, 0.3, 0.4, 0.3, 0.2, 0.1, 0.2, 0.3, 0.4, 0.3, 0.2]
NEVER = ([4.0] * 12, [0.0] * 12)
SOME = ([4.0, 4.0, 4.0, *[2.5] * 9], [0.0] * 3 + [1.0] * 9)
ALWAYS = ([2.0] * 12, [1.0] * 12)


def years(text: str) -> str:
    """Return the row of the table that says when half use it."""
    return next(line for line in text.splitlines() if "years until half use it" in line)


@pytest.mark.parametrize("width", [80, 100])
def test_a_mark_never_reached_is_not_told_as_reached_at_the_horizon(width):
    found = told({"never": NEVER, "some": SOME, "always": ALWAYS})
    wide, text = to_text(found, 200, details=True), " ".join(to_text(found, width, details=True).split())
    assert "> 4.00 yr" in years(wide) and "2.88 yr" in years(wide) and "> 2.88" not in wide
    assert "never reached in 25 % of runs with some and 100 % of runs with never; these are counted as" in text
    page = outcome_table(found, ["years_to_50"])
    assert "&gt; 4.00 yr" in page and ">2.88 yr<" in page and "4.00 to 4.00" not in page
    assert "never reached in 100 % of runs with never and 25 % of runs with some; these" in page


def test_no_difference_is_told_of_two_arms_that_never_reach_a_mark():
    found = told({"never": NEVER, "nor_this": NEVER})
    assert "0.00" not in years(to_text(found, 100)) and "neither in time" in years(to_text(found, 100))
    page = outcome_table(found, ["years_to_50"])
    assert "neither reached it" in page and "no difference" not in page


def test_a_mark_reached_in_every_run_has_no_footnote():
    found = told({"always": ALWAYS, "too": ALWAYS})
    assert "reached" not in to_text(found, 100) and "<p" not in outcome_table(found, ["years_to_50"])


def test_run_tells_a_mark_never_reached(table, capsys):
    small = ("district.schools=3", "district.staff=45", "run.support_years=1", "run.horizon_years=1")
    out = run(capsys, "run", "strategy=laissez_faire", *small, *SHORT)
    assert "> 1.00 yr" in out and "never reached in 100 % of runs with laissez faire" in out


def test_a_horizon_longer_than_asked_is_told_with_its_reason(table, capsys):
    two = "strategies=trailblazer,cohorts_by_need"
    asked = ("run.support_years=1", "run.horizon_years=2", "district.schools=3", "district.staff=45")
    out = " ".join(run(capsys, "compare", two, *asked, *SHORT, "--out", "there").split())
    said = (
        "Followed for 4 school years (asked: 2), because cohorts by need takes 3 years of support; 'at the horizon' "
        "is 1 year after support ends with cohorts by need and 3 years after support ends with trailblazer."
    )
    assert f"- {said} - How far this depends" in out
    assert said.replace("'", "&#x27;") in (table / "there" / "report.html").read_text()


@pytest.mark.parametrize(
    ("support", "horizon", "said"),
    [
        ({"a": 108, "b": 108}, 216, None),
        ({"a": 108, "laissez_faire": 36}, 216, None),
        (
            {"a": 36, "b": 108, "c": 36},
            216,
            "The strategies give support for different times; 'at the horizon' is 3 years after support ends with b "
            "and 5 years after support ends with a and c.",
        ),
        (
            {"laissez_faire": 108, "slow_one": 126, "slow_too": 126},
            234,
            "Followed for 6.5 school years (asked: 6), because slow one and slow too take 3.5 years of support; "
            "'at the horizon' is 3 years after support ends with slow one and slow too.",
        ),
        (
            {"a": 36, "b": 216},
            216,
            "The strategies give support for different times; 'at the horizon' is the week in which support ends with "
            "b and 5 years after support ends with a.",
        ),
    ],
)
def test_windows_that_differ_are_told(support, horizon, said):
    manifest = {"support_weeks": support, "horizon_weeks": horizon, "settings": {"run": {"horizon_years": 6.0}}}
    assert on_windows(manifest, tuple(support)) == ((said,) if said else ())
    assert on_windows({"support_weeks": 108, "horizon_weeks": 216}, tuple(support)) == ()


@pytest.mark.parametrize(
    ("districts", "lucks", "fixed", "found"),
    [
        (2, 6, False, "2 districts are too few for the intervals to mean much"),
        (4, 3, False, "run.districts=20 run.replicates=200 or more narrows them"),
        (5, 2, False, None),
        (2, 6, True, None),
        (1, 5, False, None),
        (1, 4, False, "4 replicates are too few for the intervals to mean much"),
        (1, 1, False, "1 replicate is too few for the intervals to mean much"),
        (1, 2, True, "run.replicates=20 or more narrows them"),
    ],
)
def test_too_few_districts_for_an_interval_are_told(districts, lucks, fixed, found):
    reps = [(d, d * lucks + k) for d in range(districts) for k in range(lucks)]
    rows = [
        (f"{arm}{k}", arm, d, k, k, "deep_use_3y_after", 0.01 * (k % 5), "share") for arm in ("a", "b") for d, k in reps
    ]
    names = ["run", "arm", "district", "luck", "design", "outcome", "value", "unit"]
    told = compare_runs(pd.DataFrame(rows, columns=names), fixed_district=fixed).notes
    assert any(found in note for note in told) if found else not any("too few" in note for note in told)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("r", "A", 0.2), ("r", "B", 0.2), ("s", "A", 0.3), ("s", "B", 0.3)], "all schools have the same need"),
        ([("r", "A", 0.2), ("r", "B", 0.2), ("s", "A", 0.3), ("s", "B", 0.4)], ""),
        ([("r", "A", 0.2), ("s", "A", 0.3)], "there is one school"),
        ([], ""),
    ],
)
def test_why_schools_have_no_gap_by_need(rows, said):
    assert why_no_gap(pd.DataFrame(rows, columns=["run", "school", "need"])) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "said"),
    [
        (-0.001, -0.0003, "share", "-0.1 to -0.03"),
        (0.0002, 0.004, "points", "+0.02 to +0.4"),
        (-0.001, 0.0003, "share", "-0.1 to 0.0"),
        (-1.2, -0.0004, "years", "-1.20 to just below 0"),
        (0.012, 0.034, "share", "+1.2 to +3.4"),
        (-0.0003, 0.0004, "share", "-0.03 to +0.04"),
        (0.0, 0.0002, "points", "0.0 to +0.02"),
        (0.0, 0.0, "share", "0.0 to 0.0"),
        (12345, 12349, "money", "+12,345 to +12,349"),
        (-0.4, 12349, "money", "-0.40 to +12k"),
        (1.2341, 1.2344, "ratio", "+1.2341 to +1.2344"),
        (100.21, 100.24, "hours", "+100.21 to +100.24"),
        (0.1251, 0.1249, "share", "+12.51 to +12.49"),
        (-0.00401, -0.00402, "years", "-0.00401 to -0.00402"),
    ],
)
def test_an_interval_shows_0_as_an_end_only_where_it_is_one_to_the_digits_of_the_other(low, high, unit, said):
    assert words.interval(low, high, unit) == said


def test_money_is_told_in_dollars_of_a_year_with_the_budget_and_whom_its_price_counts():
    asked = ("run.budget=0.5", "costs.price_year=2024", "run.support_years=0.5", "strategies=[trailblazer,mandate]")
    told = [note for note in compare(batch(*asked)).notes if note.startswith("Money is in dollars of 2024;")]
    assert len(told) == 1 and "the budget is 150 per staff post for all years of support" in told[0]
    assert told[0].endswith("also those who would be there without the strategy.")
    assert on_money({}) == on_money({"settings": {"run": {"budget": 1.0}}}) == ()


@pytest.mark.parametrize(("p", "said"), [(0.875, " (a tie counts half)"), (0.75, ""), (0.125, " (a tie counts half)")])
def test_a_tie_is_told_where_the_number_ahead_is_not_whole(p, said):
    row = SimpleNamespace(
        arm="a", reference="b", verdict="better", label="Use", unit="share", mean_arm=0.5, mean_reference=0.4, low=0.05,
        high=0.15, difference=0.1, p_better=p, replicates=4,
    )  # fmt: skip
    assert f"of 4 paired replicates{said}." in words.headline(row, 0.95)


def test_an_override_that_makes_two_strategies_the_same_is_told_before_anything_else():
    both = compare(batch("strategies=[trailblazer,random_cohort]", "strategy/selection=volunteers"))
    first = both.sentences()[0]
    assert first.startswith(
        "Random cohort and trailblazer are not compared: strategy/selection=volunteers holds for every strategy, so "
        "that they are the same."
    )
    assert "own_part.md" in first and " ".join(to_text(both, 80).split()).startswith(first)
    assert both.row("random_cohort").verdict == words.BY_CONSTRUCTION
    some = compare(batch("strategies=[trailblazer,mandate]", "strategy/selection=volunteers"))
    assert not some.equal and "not compared" not in some.sentences()[0]


def test_a_strategy_with_another_part_is_not_told_as_shipped():
    asked = ("strategies=[trailblazer,training_mandate,pathway]", "strategy/selection=random")
    said = on_parts(batch(*asked).manifest, ("trailblazer", "training_mandate", "pathway"))
    assert said == ("Trailblazer and training mandate with strategy/selection=random, not as shipped.",)
    every = [name for name in options("strategy") if name != "pathway"]
    assert on_parts(batch(f"strategies=[{','.join(every)}]").manifest, every) == ()
    more = batch("strategies=[trailblazer,mandate]", "strategy/support=[coaching,plc]").manifest
    assert any("strategy/support=[coaching,plc]" in line for line in on_parts(more, ("trailblazer", "mandate")))
