"""``compare --until-sure`` in the folder of an earlier command, with runs that fail, and with what it cannot do."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from diffusion_sim.compare import words
from diffusion_sim.errors import BadInput
from diffusion_sim.plots.certainty import certainty
from diffusion_sim.replicates import Replicate, luck_keys
from diffusion_sim.sequential import OPEN, WIDTH, until_sure
from diffusion_sim.simulate import TABLES
from diffusion_sim.strategies.conduct import Conduct
from small_runs import TINY, plan, refused

USE = "use_end"
ARMS = "strategies=trailblazer,random_cohort"
#: A tiny comparison without the number of replicates.
LINE = ("compare", *TINY[:2], *TINY[3:5], ARMS, "run.districts=4", "--no-progress", "--out", "out")
SURE = ("--until-sure", USE, "--most", "16", "--half-width", "0.01", "--settle", "width")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stored_here(here, replicates: int) -> None:
    """Leave what an ordinary comparison keeps."""
    ordinary = plan(ARMS, "run.districts=4", f"run.replicates={replicates}")
    run_units(units(ordinary), here / "out" / "parts", keep=TABLES, workers=1)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_goes_on_in_the_folder_of_an_ordinary_comparison(here, workers):
    stored_here(here, 8)
    assert cli.main([*LINE, *SURE, "--workers", workers]) == 0
    store = Store(here / "out")
    assert store.failures().empty and len(store.present()) == 32
    assert set(store.table("weeks")["run"]) == store.present(), "all tables are kept of the new runs too"
    assert store.table("runs").groupby("run")["outcome"].nunique().nunique() == 1


def fail(monkeypatch, lucks: tuple[int, ...] | None, arm: str = "random_cohort") -> list[int]:
    """Let some replicates of an arm fail (None: all); return a list that grows with every try."""
    real, tries = Conduct.prepare, list[int]()
    settings = plan(ARMS, "run.districts=4")
    keys = {} if lucks is None else {int(luck_keys(settings, [Replicate(0, k, k)])[0]): k for k in lucks}

    def prepare(self: Conduct) -> int:
        hit = [keys[int(k)] for k in self.luck_keys if int(k) in keys] if lucks is not None else [0]
        if self.arm.name == arm and hit:
            tries.append(len(self.luck_keys))
            raise ZeroDivisionError("of nothing")
        return real(self)

    monkeypatch.setattr(Conduct, "prepare", prepare)
    return tries


def test_failed_runs_are_told_and_counted_and_not_tried_at_every_look(here, monkeypatch, capsys):
    tries = fail(monkeypatch, (3,))
    assert cli.main([*LINE, *SURE]) == 1
    out, err = capsys.readouterr()
    assert "1 of 32 runs failed, first replicate 3 of 'random_cohort' at the stage 'strategy'" in err
    assert "without 1 replicate in which a run failed" in out.replace("\n", " ")
    assert tries.count(1) == 1 and len(pd.read_csv("out/looks.csv")) > 2, "once alone, however many looks"
    row = pd.read_csv("out/sure.csv").iloc[0]
    assert (row["failed"], row["undefined"], row["replicates"]) == (1, 0, 16)
    assert json.loads((here / "out" / "manifest.json").read_text())["failed"] == 1
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert cli.main([*LINE, *SURE]) == 0, "the command tries again what failed"
    assert pd.read_csv("out/sure.csv")["failed"].tolist() == [0]


def test_an_arm_without_any_run_ends_in_the_sentence_of_compare(here, monkeypatch, capsys):
    fail(monkeypatch, None)
    assert cli.main([*LINE, *SURE]) == 1
    err = capsys.readouterr().err
    assert err.startswith("diffusion-sim: 8 of 16 runs failed, first replicate 0 of 'random_cohort'")
    assert err.count("\n") == 1 and not (here / "out" / "sure.csv").exists()


def test_fail_fast_stops_at_the_first_failure(here, monkeypatch, capsys):
    fail(monkeypatch, (3,))
    assert cli.main([*LINE, *SURE, "--fail-fast"]) == 1
    assert "stopped at the first failure" in capsys.readouterr().err
    assert not (here / "out" / "sure.csv").exists()


def test_a_strategy_that_overspends_is_refused_as_in_compare(here, capsys):
    said = refused(here, capsys, *LINE, *SURE, "strategy.capacity.coaches=400")
    assert said == refused(here, capsys, *LINE, "--replicates", "4", "strategy.capacity.coaches=400")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--shard", "1/2"), "--shard and --until-sure are both given; allowed: all replicates"),
        (("run.shard=1/2",), "run.shard=1/2 and --until-sure are both given"),
        (("--replicate", "3"), "--replicate and --until-sure are both given"),
        (("run.replicates=9",), "run.replicates=9 and --until-sure are both given; allowed: --most N"),
        (("--replicates", "9"), "--replicates and --until-sure are both given; allowed: --most N"),
    ],
)
def test_what_it_cannot_honour_is_refused(options, said, here, capsys):
    assert said in refused(here, capsys, *LINE, *SURE, *options)


def test_a_second_plan_in_the_same_folder_is_refused_at_the_start(here, capsys):
    stored_here(here, 2)
    said = refused(here, capsys, *LINE, *SURE, "practice.complexity=0.31")
    assert "holds runs of another plan (practice.complexity=" in said


def test_a_unit_that_knows_no_half_width_for_all_needs_one(here, capsys):
    line = (*LINE, "--until-sure", "money_per_post", "--most", "16")
    assert "money_per_post is in the unit 'money', and half_width (--half-width)" in refused(here, capsys, *line)
    with pytest.raises(BadInput, match="unit 'years'"):
        until_sure(plan(ARMS), "years_to_16")


def partly(defined):
    """A ``more`` of made-up values, clearly apart, in ``defined`` districts of every ten."""

    def more(settings, reps):
        rows = [
            {"arm": arm.name, "district": r.district, "luck": r.luck, "design": r.design, "outcome": USE,
             "value": 0.3 * k + 0.01 * ((7 * r.luck + 3 * k) % 11) if 7 * r.district % 10 < defined else np.nan}
            for k, arm in enumerate(settings.arms) for r in reps
        ]  # fmt: skip
        return pd.DataFrame(rows)

    return more


def test_an_outcome_that_is_mostly_undefined_is_not_settled_by_sign():
    found = until_sure(plan(ARMS, "run.districts=10"), USE, 0.5, most=60, settle="sign", more=partly(4))
    row = found.contrasts.iloc[0]
    assert (row["settled_by"], row["verdict"]) == (OPEN, words.CANNOT_TELL)
    assert row["undefined"] > 0 and row["failed"] == 0 and 2 * row["defined"] < row["counted"]
    said = f"where both are defined; cannot tell: defined in {row['defined']} of {row['counted']} districts."
    assert found.sentences()[0].endswith(said) and f"of {row['counted']} districts" in certainty(found).svg
    wide = until_sure(plan(ARMS, "run.districts=10"), USE, 50, most=60, settle="width", more=partly(4))
    assert wide.contrasts["settled_by"].iloc[0] == WIDTH and "cannot tell: defined in" in wide.sentences()[0]


def test_a_difference_says_in_how_many_districts_it_is_defined():
    found = until_sure(plan(ARMS, "run.districts=10"), USE, 0.5, most=60, settle="sign", more=partly(8))
    assert "in the 8 of 10 districts where both are defined; settled by sign" in found.sentences()[0]
    fixed = until_sure(plan(ARMS, "run.districts=10"), USE, 0.5, most=60, settle="sign", fixed_district=True,
                       more=partly(8))  # fmt: skip
    row = fixed.contrasts.iloc[0]
    assert f"in the {row['defined']} of {row['counted']} replicates where" in fixed.sentences()[0]


def test_nothing_but_undefined_values_make_a_picture_all_the_same():
    found = until_sure(plan(ARMS, "run.districts=10"), USE, 0.5, most=60, more=partly(0))
    assert found.contrasts["verdict"].iloc[0] == words.UNDEFINED and "<svg" in certainty(found).svg
    assert "undefined in every replicate" in found.sentences()[0]
