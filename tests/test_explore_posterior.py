"""Worlds that fit the evidence: calibrated coefficients of one posterior point, the rest over whole ranges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from diffusion_sim import load
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.explore import Worlds, ledger_axes
from diffusion_sim.explore.posterior import fitted, posterior
from diffusion_sim.fit.free import free_parameters
from diffusion_sim.settings.ledger import ledger

ROOT = Path(__file__).parents[1]
ARMS = "strategies=[trailblazer,training_mandate]"
TINY = ["district.schools=2", "district.staff=40", "run.support_years=1", "run.horizon_years=1"]


def test_the_sample_in_use_is_the_one_of_the_last_calibration() -> None:
    of_search = pd.read_csv(ROOT / "experiments" / "calibration" / "posterior.csv")
    for f in free_parameters():
        assert posterior().points[f.key].tolist() == of_search[f.name].tolist()
    assert set(posterior().keys) == {f.key for f in free_parameters()}


def test_every_point_lies_in_the_ranges_of_the_ledger() -> None:
    rows = {row.key: row for row in ledger(load(overrides=[ARMS]))}
    for key in posterior().keys:
        low, high = rows[key].low, rows[key].high
        assert posterior().points[key].between(low, high).all(), key


def test_a_world_takes_all_it_takes_from_one_point_and_every_point_is_taken() -> None:
    axes = ledger_axes(load(overrides=[ARMS]))
    design = fitted(axes, 256, seed=3)
    held = {tuple(row) for row in posterior().points.to_numpy()}
    taken = {tuple(row) for row in design.points[list(posterior().keys)].to_numpy()}
    assert taken == held
    assert {a.key for a in design.axes} == {a.key for a in axes} - set(posterior().keys)
    assert design.unit().std(axis=0) == pytest.approx(12**-0.5, abs=0.03)


def test_places_reach_both_ends_of_the_sample() -> None:
    key = posterior().keys[0]
    values = posterior().at(np.array([0.0, 0.999999, 1.0]), [key, "behaviour.contact_chance"])
    assert set(values) == {key}
    column = posterior().points[key]
    assert values[key].tolist() == [column.iloc[0], column.iloc[-1], column.iloc[-1]]


def test_such_worlds_can_be_composed() -> None:
    plan = load(overrides=[ARMS, *TINY])
    design = fitted(ledger_axes(plan), 3)
    for row, made in zip(design.rows(), Worlds(plan).all(design), strict=True):
        assert made.behaviour.peer_belief == row["behaviour.peer_belief"]
        assert made.behaviour.contact_chance == row["behaviour.contact_chance"]


def test_parameters_that_calibration_all_moved_are_refused() -> None:
    plan = load(overrides=[ARMS])
    with pytest.raises(BadInput, match="moved every one"):
        fitted(ledger_axes(plan, ["behaviour.peer_belief"]), 8)
    with pytest.raises(BadInput, match="moved none"):
        fitted(ledger_axes(plan, ["behaviour.contact_chance"]), 8)


def test_robust_says_which_worlds_it_ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["robust", ARMS, *TINY, "--points", "4", "--replicates", "2", "--out", "r", "--workers", "1", "--fit"]
    assert cli.main([*asked, "--outcome", "use_end"]) == 0
    effects = pd.read_csv("r/effects.csv")
    held = posterior().points["behaviour.peer_belief"]
    assert all(np.isclose(held, value).any() for value in effects["behaviour.peer_belief"])
