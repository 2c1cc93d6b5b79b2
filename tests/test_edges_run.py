"""The smallest and largest plans run: one person, one school, no money, no support, a fraction of a year."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.compare import compare
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import options
from diffusion_sim.simulate import run_batch
from small_runs import TINY, batch, plan

NAMES = options("strategy")


def whole(found) -> None:
    """Check what holds for every batch, however small."""
    weeks = found.weeks
    levels = [f"level_{k}" for k in range(8)]
    assert (weeks[levels].sum(axis=1) == weeks["n"]).all()
    assert (weeks.groupby(["run", "week"])["n"].sum() == found.manifest["posts"]).all()
    runs = found.runs[found.runs["outcome"] != "bass_r2"]  # below 0 where a Bass curve fits worse than a flat line
    shares = runs[runs["unit"] == "share"]["value"].dropna()
    assert ((shares >= 0.0) & (shares <= 1.0 + 1e-9)).all()
    assert np.isfinite(weeks[["hours", "money"]].to_numpy()).all()


@pytest.mark.parametrize("engine", ["columns", "agents"])
@pytest.mark.parametrize("name", NAMES)
def test_every_strategy_in_one_small_school(name, engine):
    found = batch(f"strategy={name}", "district.schools=1", "district.staff=12", f"run.engine={engine}")
    assert found.manifest["posts"] == 12
    whole(found)


@pytest.mark.parametrize("engine", ["columns", "agents"])
@pytest.mark.parametrize("name", ["laissez_faire", "mandate", "training_mandate", "trailblazer", "rolling_by_grade"])
def test_one_person(name, engine):
    found = batch(
        f"strategy={name}", "district.schools=1", "district.staff=1", "run.replicates=1", f"run.engine={engine}"
    )
    assert found.manifest["posts"] == 1
    assert set(found.weeks["role"]) == {"principal"}
    whole(found)


def test_one_person_can_be_compared(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    small = ("district.schools=1", "district.staff=1", "run.replicates=1", "--no-progress")
    assert cli.main(["compare", *TINY, *small, "strategies=laissez_faire,mandate", "--out", "there"]) == 0
    assert (tmp_path / "there" / "report.html").is_file()
    assert "nan" not in capsys.readouterr().out.lower().replace("finan", "")


@pytest.mark.parametrize("name", NAMES)
def test_a_school_of_three_teachers(name, tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text("school_code,classroom_teachers\nA,3\n")
    small = [o for o in TINY if not o.startswith("district.")]
    found = run_batch(load(overrides=[*small, f"strategy={name}", f"district.table={path}", "run.horizon_years=2"]))
    assert found.weeks[found.weeks["role"] == "teacher"]["n"].max() == 3
    whole(found)


def test_laissez_faire_without_a_budget():
    found = batch("strategy=laissez_faire", "run.budget=0", "costs.budget_per_post=0")
    assert found.ledger.empty and found.weeks["money"].sum() == 0
    whole(found)
    both = batch("strategies=[laissez_faire,mandate]", "run.budget=0", "strategy.stance.monitoring=0")
    assert "mandate" in str(compare(both)).lower()


@pytest.mark.parametrize("years", [0.25, 0.5, 1.5])
def test_less_than_a_year(years):
    found = batch(
        "strategies=[trailblazer,training_mandate]", f"run.horizon_years={years}", f"run.support_years={years}"
    )
    assert found.weeks["week"].max() == round(36 * years) - 1
    assert found.schools["week"].max() == round(36 * years) - 1
    whole(found)
    compare(found)


def test_no_support_means_nobody_is_given_anything():
    found = batch(f"strategies=[{','.join(NAMES)}]", "run.support_years=0")
    assert found.ledger.empty
    whole(found)
    use = found.weeks.groupby(["arm", "luck", "week"])[[f"level_{k}" for k in range(3, 8)]].sum().sum(axis=1)
    assert (use.groupby(["luck", "week"]).nunique() == 1).all(), "without support all strategies are the same"
    compare(found)


def test_one_replicate_is_described_and_not_judged():
    found = batch("strategies=[trailblazer,training_mandate]", "run.replicates=1")
    comparison = compare(found)
    assert not comparison.differences["verdict"].isin(["better", "worse"]).any()
    assert "trailblazer" in str(comparison).lower()


def test_a_very_large_school():
    found = batch("strategies=[trailblazer,training_mandate]", "district.schools=1", "district.staff=200")
    assert found.manifest["posts"] == 200
    assert "between_school_gini_end" in set(found.runs["outcome"])
    gap = found.runs[found.runs["outcome"] == "use_gap_end"]["value"]
    assert gap.isna().all(), "a gap between schools is undefined for one school"
    whole(found)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_nobody_or_everybody_uses_it_at_the_start(share):
    found = batch("strategies=[laissez_faire,training_mandate]", f"district.initial_use={share}")
    start = found.schools[found.schools["week"] == 0]
    assert (start["n_use"].sum() / start["n"].sum()) == share
    whole(found)
    compare(found)


def test_the_shortest_plan_of_all():
    found = run_batch(plan("strategy=trailblazer", "run.horizon_years=0.25", "run.support_years=0.01"))
    assert found.weeks["week"].nunique() == 9
    whole(found)
