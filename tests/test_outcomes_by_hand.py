"""Outcomes on tables small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import REGISTRY, describe, outcomes, registry
from diffusion_sim.outcomes.equity import gini, same_need
from diffusion_sim.outcomes.ownership import split
from diffusion_sim.tables import LEVELS, Tables, empty

KEY = {"run": "r", "arm": "a", "district": 0, "luck": 0, "design": 0}
WEEKS = 144  # one supported year and three after it


def week_row(week, need, levels, comply=0, deep=0, over=0, role="teacher"):
    return {
        **KEY,
        "week": week,
        "role": role,
        "need_group": need,
        "n": sum(levels),
        **dict(zip(LEVELS, levels, strict=True)),
        "n_compliance": comply,
        "n_deep": deep,
        "n_overloaded": over,
        "hours": 1.0,
        "money": 2.0,
    }


def spell(post, start, end, cause, occupant=0, school="A", reason="horizon", mode="conviction"):
    return {
        **KEY,
        "post": np.uint64(post),
        "occupant": occupant,
        "role": "teacher",
        "school": school,
        "start_week": start,
        "end_week": end,
        "ongoing": reason == "horizon",
        "end_reason": reason,
        "top_level": 5,
        "mode": mode,
        "cause": cause,
    }


@pytest.fixture
def hand() -> Tables:
    """Ten teachers: six in school A (low need), four in school B (high need).

    A: 3 of 6 use from week 18; at the end of support 4 (one by compliance, two deep); at the horizon 3, all
    deep. B: 1 of 4 uses at the end of support, 0 at the horizon.
    """
    rows = []
    for w in range(WEEKS):
        if w < 18:
            a, b = (6, 0, 0, 0, 0, 0, 0, 0), (4, 0, 0, 0, 0, 0, 0, 0)
            rows += [week_row(w, "low", a, over=6), week_row(w, "high", b)]
        elif w < 36:
            a, b = (2, 0, 0, 1, 1, 2, 0, 0), (3, 0, 0, 1, 0, 0, 0, 0)
            rows += [week_row(w, "low", a, comply=1, deep=2), week_row(w, "high", b)]
        else:
            a, b = (2, 1, 0, 0, 0, 2, 1, 0), (3, 0, 1, 0, 0, 0, 0, 0)
            rows += [week_row(w, "low", a, deep=3), week_row(w, "high", b)]
    people = [
        spell(1, 18, 143, "peer"),
        spell(2, 18, 35, "peer+coach", reason="discontinued"),
        spell(2, 50, 143, "own"),
        spell(3, 18, 35, "pressure", reason="discontinued", mode="compliance"),
        spell(4, 18, 35, "joint", reason="left"),
        spell(4, 60, 143, "peer", occupant=1),
        spell(9, 18, 35, "training", school="B", reason="discontinued"),
    ]
    schools = []
    told = ((0, 0, 0, 0, 0), (35, 4, 1, 2, 0), (71, 3, 0, 3, 2), (107, 3, 0, 3, 0), (143, 3, 0, 3, 1))
    for w, a, b, da, left in told:
        schools.append(
            {
                **KEY,
                "week": w,
                "school": "A",
                "need": 0.2,
                "need_group": "low",
                "n": 6,
                "n_use": a,
                "n_deep": da,
                "n_left": left,
                "deep_components": 0.5 * da,
            }
        )
        schools.append(
            {
                **KEY,
                "week": w,
                "school": "B",
                "need": 0.8,
                "need_group": "high",
                "n": 4,
                "n_use": b,
                "n_deep": 0,
                "n_left": 0,
                "deep_components": 0.0,
            }
        )
    ledger = [
        {**KEY, "week": 0, "line": "coaches", "hours": 30.0, "money": 900.0},
        {**KEY, "week": 5, "line": "workshop", "hours": 6.0, "money": 300.0},
    ]
    return Tables(
        empty("runs"), pd.DataFrame(rows), pd.DataFrame(people), pd.DataFrame(schools), pd.DataFrame(ledger)
    )


def values(tables: Tables, **more) -> pd.Series:
    return outcomes(tables, 36, **more).set_index("outcome")["value"]


def test_by_hand(hand):
    found = values(hand, budget=1500.0)
    nan = float("nan")
    wanted = {
        "use_support_end": 0.5,
        "use_end": 0.3,
        "use_end_teacher": 0.3,
        "use_end_principal": nan,
        "deep_components_3y_after": 0.15,
        "deep_components_end": 0.15,
        "deep_components_among_users_end": 0.5,
        "schools_past_half_support_end": 0.5,
        "schools_past_half_end": 0.5,
        "deep_use_support_end": 0.2,
        "deep_use_end": 0.3,
        "deep_use_3y_after": 0.3,
        "routine_use_end": 0.3,
        "deep_among_users_support_end": 0.4,
        "deep_among_users_end": 1.0,
        "deep_among_users_3y_after": 1.0,
        "routine_among_users_end": 1.0,
        "compliance_end": 0.0,
        "compliance_among_users_support_end": 0.2,
        "depth_minus_compliance_end": 0.3,
        "use_kept_1y": 0.6,
        "use_kept_3y": 0.6,
        "deep_use_kept_3y": 1.5,
        # Of five users (posts 1, 2, 3, 4, 9): 1 stays, 2 comes back, the one in post 4 is another person.
        "users_kept_1y": 0.4,
        "users_kept_3y": 0.4,
        # Seven steps: peer 1 + 1/2 + 1, coach 1/2, training 1, pressure 1, own 1, joint 1.
        "ownership_peer": 2.5 / 7,
        "ownership_coach": 0.5 / 7,
        "ownership_pressure": 1 / 7,
        "ownership_joint": 1 / 7,
        "ownership_own": 1 / 7,
        "ownership_training": 1 / 7,
        "ownership_peer_after": 0.5,
        # 30 of 36 hours were a coach's of the district, 6 a trainer's.
        "ownership_hours": 30 / 36,
        "use_gap_end": 0.5,
        "use_gap_size_end": 0.5,
        "deep_gap_end": 0.5,
        # Two schools, shares 0.5 (weight 6) and 0 (weight 4): 2*6*4*0.5 / (2 * 100 * 0.3).
        "between_school_gini_end": 0.4,
        "left_out_end": 0.5,
        "left_out_gap_end": 0.75 - 2 / 6,
        "overloaded_mean": 6 * 18 / (10 * 144),
        "overloaded_support": 0.3,
        "overloaded_peak": 0.6,
        # Two left at the first of three breaks, one at the third; ten posts.
        "left_yearly": 3 / 30,
        "money_per_post": 120.0,
        "hours_per_post": 3.6,
        "money_per_user": 400.0,
        "money_per_lasting_deep_user": 400.0,
        "hours_per_lasting_deep_user": 12.0,
        "lasting_deep_users_per_100k": 250.0,
        "unspent_per_post": 30.0,
        "budget_spent": 0.8,
        "years_to_16": 19 / 36,
        "years_to_50": 19 / 36,
        "years_to_84": 4.0,
        "reached_50": 1.0,
        "reached_84": 0.0,
    }
    for name, value in wanted.items():
        assert found[name] == pytest.approx(value, nan_ok=True), name


GAPS = ["use_gap_end", "use_gap_size_end", "deep_gap_end", "deep_gap_size_end", "left_out_gap_end"]


def test_no_gap_by_need_where_all_schools_have_the_same_need(hand):
    alike = Tables(empty("runs"), hand.weeks, hand.people, hand.schools.assign(need=0.5), hand.ledger)
    assert values(alike)[GAPS].isna().all()
    others = [name for name in REGISTRY if name not in GAPS]
    pd.testing.assert_series_equal(values(alike)[others], values(hand)[others])
    assert values(hand)[GAPS].notna().all()
    assert all("where all schools have the same need" in describe(name).definition for name in GAPS)


def test_a_mean_that_stands_in_for_a_blank_is_the_same_need_but_for_rounding():
    code, need = np.array([0, 0, 0, 1, 1, 3]), np.array([0.1, 0.1, (0.1 + 0.1 + 0.1) / 3, 0.1, 0.11, 0.4])
    assert list(same_need(code, need, 4)) == [True, False, False, True]


def test_a_shorter_horizon_leaves_later_outcomes_empty_and_forgets_later_steps(hand):
    found = values(hand, horizon_weeks=72)
    assert np.isnan(
        found[["deep_use_3y_after", "use_kept_2y", "users_kept_2y", "money_per_lasting_deep_user"]]
    ).all()
    assert found["use_kept_1y"] == pytest.approx(0.6)
    assert found["years_to_84"] == 2.0
    assert found["left_yearly"] == 2 / 10 and np.isnan(values(hand, horizon_weeks=36)["left_yearly"])
    shorter = values(hand, horizon_weeks=55)
    assert np.isnan(shorter["use_kept_1y"])
    # Seen by week 55: five steps at week 18 and one at week 50; not the one at week 60.
    assert shorter["ownership_peer"] == pytest.approx(1.5 / 6)


def test_a_window_per_arm(hand):
    assert outcomes(hand, {"a": 36}).equals(outcomes(hand, 36))
    with pytest.raises(BadInput, match="support_weeks is given per arm but not for 'a'"):
        outcomes(hand, {"b": 36})


def test_nobody_uses_and_nothing_is_spent(hand):
    rows = [week_row(w, "low", (5, 0, 0, 0, 0, 0, 0, 0)) for w in range(WEEKS)]
    quiet = Tables(empty("runs"), pd.DataFrame(rows), empty("people"), hand.schools.head(0), empty("ledger"))
    found = values(quiet, budget=0.0)
    assert found["use_end"] == 0 and found["left_out_end"] == 1 and found["money_per_post"] == 0
    undefined = [
        "use_kept_1y",
        "users_kept_1y",
        "ownership_peer",
        "use_gap_end",
        "between_school_gini_end",
        "money_per_lasting_deep_user",
        "budget_spent",
        "bass_p",
        "schools_past_half_end",
    ]
    assert found[undefined].isna().all()


def test_a_gap_in_the_weeks_is_a_sentence(hand):
    holed = Tables(empty("runs"), hand.weeks[hand.weeks["week"] != 7], hand.people, hand.schools, hand.ledger)
    with pytest.raises(BadInput, match="run 'r' has no row for week 7"):
        outcomes(holed, 36)
    with pytest.raises(BadInput, match="run 'r' ends after 144 weeks; allowed: horizon_weeks=200"):
        outcomes(hand, 36, horizon_weeks=200)
    stray = Tables(empty("runs"), hand.weeks, hand.people.assign(run="q"), hand.schools, hand.ledger)
    with pytest.raises(BadInput, match="table people: run 'q' is not in the table weeks"):
        outcomes(stray, 36)
    with pytest.raises(BadInput, match="table weeks: no row"):
        outcomes(Tables(empty("runs"), empty("weeks"), hand.people, hand.schools, hand.ledger), 36)


def test_the_registry_names_what_is_computed(hand):
    table = registry()
    assert set(table["name"]) == set(outcomes(hand, 36)["outcome"]) == set(REGISTRY)
    assert table["name"].iloc[0] == "deep_use_3y_after" and table["name"].is_unique
    assert set(table["better"]) == {"higher", "lower", "neither"}
    assert table[["label", "definition", "unit"]].map(len).min().min() > 4
    with pytest.raises(BadInput, match=r"outcome 'use_ende' does not exist.*Did you mean 'use_end'"):
        describe("use_ende")


def test_causes_split_to_one():
    assert split("peer+coach+own").sum() == pytest.approx(1) and split("initial").sum() == 0
    assert split("joint")[-1] == 1


def test_gini_against_the_definition():
    rng = np.random.default_rng(5)
    x, w = rng.random(9), rng.integers(1, 30, 9).astype(float)
    mean = (w * x).sum() / w.sum()
    slow = (w[:, None] * w * np.abs(x[:, None] - x)).sum() / (2 * w.sum() ** 2 * mean)
    both = gini(np.repeat([0, 1], 9), np.concatenate([x, np.ones(9)]), np.concatenate([w, w]), 3)
    assert both[0] == pytest.approx(slow) and both[1] == pytest.approx(0) and np.isnan(both[2])
