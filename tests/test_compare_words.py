"""What a comparison tells of schools by need, money and systems is what the runs show, and no more."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.compare import compare, to_text
from diffusion_sim.compare.need import who_is_ahead
from diffusion_sim.compare.systems import on_systems
from diffusion_sim.compare.terminal import SHOWN
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.report.table import outcome_table
from small_runs import batch


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
