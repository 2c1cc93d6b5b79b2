"""The study of the dials: its pathways, a stop loses nothing, best positions and the front are what the runs say."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "experiments"))

import dials  # noqa: E402
import dials_report as report  # noqa: E402
from dials_draw import sweeps_finding  # noqa: E402

from diffusion_sim.outcomes import HEADLINE  # noqa: E402
from diffusion_sim.pathway import DIALS  # noqa: E402

NAMES = tuple(DIALS)


def found(best: float) -> pd.DataFrame:
    """Return runs of a sweep of the pace in which ``best`` is the best position in every district."""
    rows = []
    for district in range(6):
        for p in dials.POSITIONS:
            for outcome in dials.OUTCOMES:
                sign = -1.0 if outcome == "deep_gap_size_end" else 1.0
                value = sign * (0.5 - 0.05 * (p - best) ** 2) + 0.01 * district
                rows.append({"world": "w", "practice": "p", "outcome": outcome, "district": district, "luck": 0,
                             "value": value, "arm": "middle" if p == 3.0 else f"pace_{p:g}",
                             "dial": "" if p == 3.0 else "pace", **dict.fromkeys(NAMES, 3.0), "pace": p})  # fmt: skip
    return pd.DataFrame(rows)


def test_every_dial_has_nine_positions_and_the_middle_stands_once():
    table = dials.pathways(5, dials.POSITIONS)
    assert (table["arm"] == "middle").sum() == 1
    assert table["arm"].is_unique
    for dial in DIALS:
        assert set(report.sweep(table, dial)[dial]) == set(dials.POSITIONS)
    cube = table[table["arm"].str.startswith("cube_")]
    assert len(cube) == 5
    assert cube[list(NAMES)].apply(lambda one: one.nunique()).eq(5).all()


@pytest.mark.parametrize("best", [1.0, 2.5, 5.0])
def test_the_best_position_is_found_for_more_and_for_less(best):
    table = report.best_table(found(best), dials.OUTCOMES, ("pace",)).set_index("outcome")
    for outcome in (HEADLINE, "deep_gap_size_end"):
        row = table.loc[outcome]
        assert (row["best"], row["low"], row["high"]) == (best, best, best)
        assert row["better_than_ends"] == float(1.0 < best < 5.0)
        assert not row["flat"]


def test_differences_are_taken_from_the_middle_within_districts():
    table = report.positions_table(found(3.0), (HEADLINE,), ("pace",))
    end = table[table["position"] == 5.0].iloc[0]
    assert end["from_middle"] == pytest.approx(-0.2) and end["told"]
    assert end["low"] == pytest.approx(end["high"]) == pytest.approx(-0.2)


def noise(districts: int, seed: int) -> pd.DataFrame:
    """Return runs of a sweep in which no position matters."""
    runs = found(3.0)
    runs = runs[(runs["outcome"] == HEADLINE) & (runs["district"] == 0)]
    rng = np.random.default_rng(seed)
    return pd.concat([runs.assign(district=d, value=rng.normal(size=len(runs))) for d in range(districts)])


def test_a_dial_that_does_nothing_is_told_from_its_middle_in_one_of_twenty_sweeps_at_most():
    tables = [report.positions_table(noise(8, seed), (HEADLINE,), ("pace",)) for seed in range(200)]
    assert np.mean([t["told"].any() for t in tables]) <= 0.08
    others = pd.concat(tables).query("position != 3.0")
    assert np.mean((others["low"] > 0) | (others["high"] < 0)) == pytest.approx(0.05, abs=0.02)
    assert "0 of 1 (1 dial in 1 district with 1 practice)" in sweeps_finding(tables[0].assign(told=False), HEADLINE)


def test_inner_positions_beat_the_ends_by_chance_as_often_as_there_are_more_of_them():
    tables = [report.best_table(noise(8, seed), (HEADLINE,), ("pace",)) for seed in range(40)]
    assert tables[0]["by_chance"].iloc[0] == pytest.approx(7 / 9)
    assert np.mean([t["better_than_ends"].iloc[0] for t in tables]) == pytest.approx(7 / 9, abs=0.1)


def test_a_pathway_that_another_betters_is_not_on_the_front():
    runs = found(3.0)
    runs.loc[runs["outcome"] == "money_per_post", "value"] = 100.0
    table = report.pathways_table(runs, dials.OUTCOMES, NAMES)
    assert list(table.loc[table["front"], "arm"]) == ["middle"]
    assert np.allclose(table.loc[table["front"], "front_share"], 1.0)


def test_all_arms_are_followed_equally_long_in_every_world():
    wanted = dials.pathways(1, (1.0, 5.0))
    small = ("district.schools=2", "district.staff=60")
    todo = dials.units(dials.worlds()[0], wanted, 2, small)
    assert len({unit.settings for unit in todo}) == 1
    assert {unit.arm.name for unit in todo} == set(wanted["arm"])


def test_what_stands_in_a_folder_is_drawn_and_told_with_its_size_and_version(tmp_path, capsys):
    runs = found(3.0).replace({"world": {"w": "small_rural"}, "practice": {"p": "simple_act"}}).assign(sources="abc")
    report.write(runs, tmp_path, dials.OUTCOMES, ("pace",), dials.about(6, (), runs))
    said = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "6 paired replicates in 6 drawings" in said and "Program version abc." in said
    assert "small rural, simple act (-20.0 points)" in said, "the furthest names district and practice"
    assert dials.main(["--redraw", "--size", "test", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == said, "the tables hold all that is told"
    assert dials.main(["--redraw", "--out", str(tmp_path / "nowhere")]) == 2
    assert "run it without --redraw first" in capsys.readouterr().err


def test_nothing_there_is_a_sentence(tmp_path, capsys):
    small = ["district.schools=2", "district.staff=60"]
    assert dials.main(["--size", "test", "--report", "--out", str(tmp_path), *small]) == 2
    assert "run it without --report first" in capsys.readouterr().err
