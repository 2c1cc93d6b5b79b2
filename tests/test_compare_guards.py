"""What may be chance is not told as sure: prices, intervals of single arms and of claims; and commands stay whole."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.claims.judge import _at_defaults
from diffusion_sim.compare import Comparison, compare_runs, to_text
from diffusion_sim.compare.additional import CHANCE, FEWER, FREE, footnote
from diffusion_sim.compare.need import GAP, who_is_ahead
from diffusion_sim.compare.terminal import note_lines
from diffusion_sim.outcomes import HEADLINE, REGISTRY
from diffusion_sim.plots.cost import cost_and_depth
from diffusion_sim.plots.findings import price
from diffusion_sim.report.table import outcome_table
from diffusion_sim.tables import REPLICATE

SPENT, PRICE = "money_per_post", "money_per_lasting_deep_user"
NOISE = [0.0, 0.01, -0.01, 0.02, -0.02, 0.0]


def found(values: dict[str, dict[str, list[float]]]) -> Comparison:
    """Compare arms of outcomes, one value per district."""
    return compare_runs(frame(values))


def frame(values: dict[str, dict[str, list[float]]]) -> pd.DataFrame:
    rows = [
        (f"{arm}{k}", arm, k, k, k, outcome, value, REGISTRY[outcome].unit)
        for arm, columns in values.items()
        for outcome, column in columns.items()
        for k, value in enumerate(column)
    ]
    return pd.DataFrame(rows, columns=["run", "arm", *REPLICATE, "outcome", "value", "unit"])


def arm(users: list[float], money: float) -> dict[str, list[float]]:
    return {HEADLINE: users, SPENT: [money] * len(users), PRICE: [money] * len(users)}


def test_two_districts_with_one_difference_give_no_price():
    two = found({"laissez_faire": arm([0.1, 0.1], 0.0), "a": arm([0.3, 0.3], 300.0)})
    assert two.additional["a"].why == CHANCE and not two.additional["a"].told
    many = found({"laissez_faire": arm([0.1] * 6, 0.0), "a": arm([0.3] * 6, 300.0)})
    assert many.additional["a"].money == pytest.approx(1500.0)


def test_two_districts_with_one_difference_give_a_claim_no_interval():
    plans = {"a": 0, "b": 1}

    def held(count: int) -> SimpleNamespace:
        values = np.array([[0.3] * count, [0.1] * count])
        return SimpleNamespace(row=lambda key, outcome: values[key], district=np.arange(count))

    def at(count: int):
        return _at_defaults({"defaults": held(count)}, lambda side, store: plans[side], "a", "b", HEADLINE)  # type: ignore

    assert at(2).mean == pytest.approx(0.2) and np.isnan(at(2).low) and np.isnan(at(2).high)
    assert at(6).low == pytest.approx(0.2)


def test_two_districts_with_one_gap_do_not_say_who_is_ahead():
    both = found({"a": {HEADLINE: [0.2, 0.3], GAP: [0.1, 0.1]}, "b": {HEADLINE: [0.1, 0.3], GAP: [0.2, 0.4]}})
    row = both.arms.set_index(["arm", "outcome"]).loc[("a", GAP)]
    assert row["mean"] == pytest.approx(0.1) and np.isnan(row["low"]) and np.isnan(row["high"])
    assert who_is_ahead(both.arms, ("a",)) == "cannot tell who is ahead with a"
    spent = found({"a": arm([0.2, 0.3], 9.0), "b": arm([0.1, 0.2], 9.0)}).arms.set_index(["arm", "outcome"])
    assert spent.loc[("a", SPENT), "low"] == 9.0, "what a budget allows may be the same everywhere"


def test_each_reason_for_which_a_price_is_not_told_has_its_own_words():
    values = {
        "laissez_faire": arm([0.5] * 6, 0.0),
        "harmful": arm([0.2 + x for x in NOISE], 300.0),
        "alike": arm([0.5 - x for x in NOISE], 300.0),
        "free_good": arm([0.8 + x for x in NOISE], 0.0),
    }
    four = found(values)
    assert {a: p.why for a, p in four.additional.items()} == {"harmful": FEWER, "alike": CHANCE, "free_good": FREE}
    said = (
        "not told with alike, where that difference may be chance; not told with harmful, which has fewer of them, "
        "beyond chance; not told with free good, which costs no more."
    )
    assert footnote(four.additional).endswith(said)
    assert said in " ".join(to_text(four, 80, details=True).split())
    page = outcome_table(four, [PRICE])
    assert said in page and all(f"not told: {s}<" in page for s in ("costs no more", "fewer of them", "may be chance"))
    assert said in cost_and_depth(frame(values), four).about
    more = {**values, "also": values["harmful"]}
    assert "with harmful and also, which have fewer of them" in footnote(found(more).additional)


def test_a_title_of_prices_tells_where_nobody_pays_one():
    both = found({"laissez_faire": arm([0.2, 0.3], 0.0), "free": arm([0.1, 0.3], 0.0)})
    assert price(both) == "No strategy spends anything, so that a lasting deep user has no price"
    one = found({"laissez_faire": arm([0.2, 0.3], 0.0), "a": arm([0.1, 0.3], 5.0)})
    assert price(one) == "Dollars per lasting deep user: 5.00 with a; laissez faire spends nothing"


def test_a_command_to_be_pasted_is_not_broken_by_a_narrow_screen():
    names = ("trailblazer", "training_mandate", "laissez_faire")
    three = found({name: arm([0.1 + x for x in NOISE], 9.0) for name in names})
    more = " district.table=some_long_folder/schools.csv district.name=river_county practice.complexity=0.7"
    command = f"  diffusion-sim robust strategies=[{','.join(names)}]{more}"
    assert len(command) > 150
    told = Comparison(**{**vars(three), "notes": (*three.notes[:-1], f"This computes it:\n{command}")})
    for width in (80, 100):
        lines = to_text(told, width).splitlines()
        assert lines[-1] == command and max(map(len, lines[:-1])) <= width
    assert [str(line) for line in note_lines("a\n b")] == ["- a", " b"]
