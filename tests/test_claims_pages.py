"""Pages of claims say no more than the results do: sizes, what an empty folder is, what stays when nothing is run."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.claims.claim import claim, claim_ids
from diffusion_sim.claims.found import ArmFound, Found, OverWorlds
from diffusion_sim.claims.moved import moved_past
from diffusion_sim.claims.near import near
from diffusion_sim.claims.pages import APART, _moved, page, sizes, table
from diffusion_sim.claims.result import Result, read_result, write_result
from diffusion_sim.claims.spread import spread
from diffusion_sim.claims.together import chance_words, held_together
from diffusion_sim.claims.took import Clock, read_took
from diffusion_sim.claims.verdict import CANNOT, CONTRADICTED, DEPENDS, SUPPORTED, overall
from diffusion_sim.claims.words import leader, span
from diffusion_sim.claims.write import write_pages, written
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots.claim import claim as drawn
from small_runs import refused

ROOT = Path(__file__).parents[1]


def result(name: str = "A2", size: str = "publication", *found: Found) -> Result:
    """A result as a run of some size leaves it, with one contrast that cannot be told."""
    runs = (200, 20, 512, 8) if size == "publication" else (8, 4, 8, 4)
    contrasts = found or (Found("trailblazer", "rolling_by_grade", HEADLINE, "", True, CANNOT, 0.01, -0.01, 0.03),)
    verdict = overall([f.verdict for f in contrasts if f.needed])
    names = dict.fromkeys(n for f in contrasts for n in (f.arm, f.reference))
    arms = tuple(ArmFound(n, 3.0, 6.0, {HEADLINE: [0.4, 0.3, 0.5]}) for n in names)
    return Result(name, verdict, "2026-01-01", "0", "0", size, *runs, (), (), contrasts, arms)


def test_pages_of_a_folder_without_results_leave_those_that_are_there(tmp_path, monkeypatch, capsys):
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "claims.md").write_text("as published", encoding="utf-8")
    with pytest.raises(BadInput, match="holds no result of a claim"):
        write_pages(tmp_path / "nowhere", docs)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["claims", "--pages"]) == 2
    assert "holds no result of a claim; allowed:" in capsys.readouterr().err
    assert (docs / "claims.md").read_text(encoding="utf-8") == "as published"


@pytest.mark.parametrize("more", [(), ("--size", "publication", "--points", "16")])
def test_a_small_run_does_not_take_the_place_of_published_results(more, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "below publication size" in refused(tmp_path, capsys, "claims", "--only", "A2", "--write", *more)


def test_a_page_of_a_small_run_says_that_it_is_none_to_quote():
    whole, small = result(), result(size="test")
    assert whole.publishable and not small.publishable
    said = "Not at publication size: this is no verdict to quote"
    assert said not in page(whole) and said in page(small)


def test_results_of_the_present_format_are_read(tmp_path):
    for path in sorted((ROOT / "experiments" / "claims").glob("[A-Z]*.json")):
        assert read_result(path).id == path.stem
    write_result(result(), pd.DataFrame(), tmp_path)
    held = json.loads((tmp_path / "A2.json").read_text(encoding="utf-8"))
    assert read_result(tmp_path / "A2.json") == result() and held["id"] == "A2"


def found(mean: float, half: float, verdict: str, needed: bool = True) -> Found:
    """A contrast with a symmetric interval at the defaults."""
    return Found("trailblazer", "rolling_by_grade", HEADLINE, "", needed, verdict, mean, mean - half, mean + half)


def test_verdicts_that_hang_on_one_of_many_intervals_are_named():
    sure, narrow = found(0.2, 0.01, SUPPORTED), found(0.0105, 0.01, DEPENDS)
    results = [result("A1", "publication", sure), result("A2", "publication", narrow, found(0.02, 0.01, SUPPORTED))]
    said = " ".join(chance_words(results))
    assert said.startswith("- 3 comparisons decide") and "would change A2 to *cannot tell*" in said
    assert "would change none" in " ".join(chance_words(results[:1]))
    # Student's t with 19 degrees of freedom: 2.433 for two comparisons at once, 2.093 for one.
    edge = found(0.01 * 2.43 / 2.093, 0.01, SUPPORTED)
    assert held_together(result("A1", "publication", edge, sure), 2) == CANNOT
    wider = found(0.01 * 2.44 / 2.093, 0.01, SUPPORTED)
    assert held_together(result("A1", "publication", wider, sure), 2) == SUPPORTED


def test_comparisons_beside_the_verdict_are_not_counted():
    one = result("A1", "publication", found(0.2, 0.01, SUPPORTED), found(0.2, 0.01, SUPPORTED, needed=False))
    assert chance_words([one])[0].startswith("- 1 comparisons decide")


def test_an_arm_named_by_a_dose_says_where_worlds_move_the_other_past_it():
    read = claim("A4")
    one = replace(read, contrasts=(replace(read.contrasts[2], arm="both"),))
    (dose,) = moved_past(one)
    assert (dose.key, dose.fixed, dose.free) == (
        "strategy.support.cohort_meetings.hours", "longer_meetings", "both")  # fmt: skip
    assert dose.low < dose.value < dose.high
    assert f"stays at {dose.value:g} in *longer meetings*" in " ".join(_moved(one))


def test_no_claim_that_is_kept_names_an_arm_by_a_dose_that_worlds_move_past():
    assert [name for name in claim_ids() if moved_past(claim(name))] == []


def test_a_difference_that_is_told_from_0_is_not_printed_as_0():
    assert span(-0.00038, -0.0007, -0.00007, HEADLINE) == "-0.04 pts [-0.1 to -0.007]"
    assert span(-0.00038, -0.0007, 0.0001, HEADLINE) == "0.0 pts [-0.1 to 0.0]"
    assert span(-0.004, -0.005, -0.003, "years_to_16") == "-0.004 yr [-0.01 to -0.003]"
    assert span(-0.004, -0.005, 0.003, "years_to_16") == "0.00 yr [-0.01 to 0.00]"
    assert span(0.0123, 0.01, 0.02, HEADLINE) == "+1.2 pts [+1.0 to +2.0]"


def test_schools_are_told_to_be_ahead_only_where_the_interval_of_their_gap_leaves_out_0():
    gap = Found("need", "readiness", "deep_gap_size_end", "", True, CANNOT, 0.01, -0.01, 0.03, over(0.4, 0.3, 0.5))
    one = result("Q3", "publication", gap)
    arms = (ArmFound("need", 3.0, 6.0, {"deep_gap_end": [-0.05, -0.09, -0.01]}),
            ArmFound("readiness", 3.0, 6.0, {"deep_gap_end": [0.0235, -0.018, 0.065]}))  # fmt: skip
    said = leader(replace(one, arms=arms))
    assert "Ahead at the default settings are, with need schools of high need by 5.0 pts." in said
    assert "cannot tell which schools are ahead with readiness" in said and "2.4 pts" not in said


def over(share: float | None, low: float | None, high: float | None, **more: object) -> OverWorlds:
    """What worlds say, by the share with the claimed sign."""
    return replace(OverWorlds(DEPENDS, share, low, high, 40, 10.0, 0.8, 0.5, 100, 0), **more)


@pytest.mark.parametrize(
    ("plausible", "fit", "told"),
    [
        ((0.43, 0.28, 0.58), (0.53, 0.14, 0.8), False), ((0.3, 0.2, 0.45), (0.53, 0.14, 0.8), False),
        ((0.3, 0.2, 0.45), (0.7, 0.52, 0.8), True), ((0.8, 0.7, 0.9), (0.2, 0.1, 0.3), True),
        ((0.8, 0.7, 0.9), (0.7, 0.6, 0.8), False), ((None, None, None), (0.2, 0.1, 0.3), False),
    ],
)  # fmt: skip
def test_worlds_that_fit_say_the_opposite_only_where_both_intervals_leave_out_one_half(plausible, fit, told):
    one = replace(found(0.2, 0.01, DEPENDS), plausible=over(*plausible), fitted=over(*fit))
    assert ("mostly say the opposite" in leader(result("A2", "publication", one))) == told


def beside(default: float, *worlds: float) -> Found:
    """A contrast whose worlds, of either kind, have these differences."""
    kinds = {kind: spread(over(0.5, 0.4, 0.6), np.array(worlds), default) for kind in ("plausible", "fitted")}
    return replace(found(default, 0.001, DEPENDS), **kinds)


def test_a_difference_at_the_defaults_beyond_nearly_all_worlds_that_fit_is_an_outlier():
    worlds = np.linspace(-0.01, 0.01, 101)
    assert "outlier" not in page(result("A2", "publication", beside(0.008, *worlds)))
    said = page(result("A2", "publication", beside(0.053, *worlds)))
    assert "The defaults are an outlier here: their difference lies above that of all 100 worlds that fit" in said
    row = said.split("## The default settings against the worlds")[1].split("\n\n")[2].splitlines()[2]
    assert "| +5.3 pts [+5.2 to +5.4] | 0.0 pts [-0.8 to +0.8] | 0.0 pts [-0.8 to +0.8] | above that of all" in row
    many = result("A2", "publication", beside(-0.0098, *worlds), beside(0.0, *worlds))
    assert "lies below that of 99 % of the 100 worlds that fit the evidence (trailblazer against" in leader(many)
    few = beside(0.053, *worlds)
    few = replace(few, fitted=replace(over(0.5, 0.4, 0.6, worlds=4), below=1.0))
    assert "outlier" not in leader(result("A2", "publication", few))
    assert spread(over(0.5, 0.4, 0.6), np.array([np.nan]), 0.1).median is None
    assert "against the worlds" not in page(result("A2", "publication", found(0.1, 0.01, DEPENDS)))


def test_spreads_that_an_earlier_version_left_out_are_read_off_the_table_of_worlds(tmp_path):
    worlds = {"plausible": over(0.5, 0.4, 0.6), "fitted": over(0.5, 0.4, 0.6)}
    one = result("A2", "publication", replace(found(0.02, 0.001, DEPENDS), **worlds))
    kinds = ["plausible"] * 3 + ["fitted"]
    rows = pd.DataFrame({"worlds": kinds, "difference": [0.01, 0.02, 0.05, 0.01], "contrast": 0})
    write_result(one, rows, tmp_path)
    (read,) = written(tmp_path)
    seen, fit = read.contrasts[0].plausible, read.contrasts[0].fitted
    assert seen is not None and fit is not None
    assert (seen.median, seen.below, fit.median, fit.below) == (0.02, 0.5, 0.01, 1.0)


@pytest.mark.parametrize(
    ("mean", "verdict", "share", "told"),
    [
        (-0.2, DEPENDS, (0.202, 0.13, 0.29),
         "'depends' hangs on 20.2 %, whose interval 13 % to 29 % holds the line of 20 %: with other worlds it "
         "could read 'contradicted'."),
        (-0.2, CONTRADICTED, (0.16, 0.1, 0.26), "it could read 'depends'"),
        (0.2, SUPPORTED, (0.8, 0.7, 0.9), "the line of 80 %: with other worlds it could read 'depends'"),
        (0.2, DEPENDS, (0.25, 0.15, 0.3), "it could read 'cannot tell'"), (0.2, DEPENDS, (0.5, 0.4, 0.6), ""),
        (0.2, CANNOT, (0.15, 0.1, 0.85), "the line of 20 %: with other worlds it could read 'depends'"),
        (-0.2, DEPENDS, (0.79, 0.7, 0.9), "it could read 'cannot tell'"), (0.2, CANNOT, (None, None, None), ""),
    ],
)  # fmt: skip
def test_a_verdict_that_hangs_on_a_share_near_a_line_says_what_else_it_could_read(mean, verdict, share, told):
    one = result("A1", "publication", replace(found(mean, 0.01, verdict), plausible=over(*share)))
    said = near(one)
    assert told in leader(one) and bool(told) == bool(said)
    # A comparison that is contradicted for sure decides, whatever the other says.
    sure = replace(found(-0.2, 0.01, CONTRADICTED), plausible=over(0.0, 0.0, 0.1))
    assert near(result("A1", "publication", one.contrasts[0], sure)) == ""


def test_the_sizes_of_districts_are_those_that_were_run():
    one = replace(result(), worlds=("district.schools=3", "district.staff=90"))
    said = " ".join(table([one], True).split())
    assert "Districts of the worlds have 3 schools and 90 staff" in said and "a district has 20 and 900" in said
    assert "their districts are smaller" in said and "10 schools" not in said


def test_how_long_it_took_is_summed_over_goes_and_said_where_it_is_known_of_all_claims(tmp_path):
    for k, name in enumerate(("A1", "A2")):
        clock = Clock(tmp_path, k + 1)
        with clock.step():
            clock.runs = 1000
        with clock.step():
            clock.judged(name)
    took = read_took(tmp_path)
    assert took is not None and (took.runs, took.workers, took.claims) == (2000, (1, 2), ("A1", "A2"))
    said = "2,000 runs and their judging took 58 min with 1 and 2 processes."
    took = replace(took, seconds=58 * 60.0)
    assert said in table([result()], True, took) and said not in table([result("A3")], True, took)
    assert read_took(tmp_path / "nowhere") is None and "judging took" not in table([result()], True)


def test_another_seed_is_said():
    assert "seed" not in sizes(result()) and sizes(replace(result(), seed=2)).endswith("; seed 2.")


def test_a_figure_says_which_comparisons_it_leaves_out(monkeypatch):
    monkeypatch.setattr("diffusion_sim.plots.claim.SHOWN", 2)
    some = [found(0.01, 0.001, SUPPORTED, needed=False), found(0.02, 0.01, SUPPORTED), found(0.3, 0.01, SUPPORTED)]
    svg = drawn(result("A2", "publication", *some), "A claim.", pd.DataFrame()).svg
    assert "1 further comparison beside the verdict" in svg
    assert "+2.0 pts" in svg and "+30.0 pts" in svg and "+1.0 pts [" not in svg


def test_an_arm_followed_longer_than_all_others_is_not_to_be_held_against_them():
    one = result("P1")
    rows = {name: ArmFound(name, 3.0, years, {HEADLINE: [0.4, 0.3, 0.5]}) for name, years in (("a", 6.0), ("b", 23.0))}
    nothing = (ArmFound("doing_nothing", 0.0, 6.0, {}),)
    text = page(replace(one, arms=tuple(rows.values()), nothing=nothing))
    six, later = text.split("Read in year 6:")[1].split("Read in year 23:")
    assert "| a | 3 |" in six and "nobody does anything" in six and "| b | 3 |" not in six
    assert "| b | 3 |" in later and "nobody does anything" not in later and APART in later
    assert APART not in page(one)
