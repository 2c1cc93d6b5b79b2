"""Named systems: every preset loads at the size that the document tells, and runs within its budget."""

from __future__ import annotations

import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.load import load
from diffusion_sim.settings.places import yaml_options
from diffusion_sim.settings.systems import named, read_system
from diffusion_sim.simulate import run_batch
from small_runs import TINY

#: Schools as the table of claims tells them; None where the document does not say.
SIZES = {
    "henry_county_ga": 50, "greeley_evans_co": 25, "dallas_tx": None, "chicago_il": 660, "mesa_valley_51_co": 43,
    "fulton_ga": 95, "gwinnett_ga": 139, "baltimore_county_md": None, "middletown_ny": None,
    "lausd_northwest_ca": 130, "leadership_public_schools_ca": 5, "oakland_ca": None, "somerville_ma": 10,
    "ace_catholic": 15, "dc_public_schools": None, "roots_elementary_co": 1, "trailblazer_elementary_co": 1,
    "tla_slvh": 19, "district_of_the_survey": None,
}  # fmt: skip


def test_every_row_of_the_table_is_a_preset():
    assert set(yaml_options("system")) == set(SIZES)


@pytest.mark.parametrize("name", SIZES)
def test_a_system_says_what_is_told_and_what_is_assumed(name):
    system = read_system(name)
    assert system.schools == SIZES[name]
    assert system.about and system.source and system.says and system.assumed
    if system.schools is None:
        assert system.staff is None and any("default district" in a for a in system.assumed)
    else:
        usual = DistrictSettings()
        assert system.staff == round(system.schools * usual.staff / usual.schools)
        assert any(a.startswith("Staff:") for a in system.assumed)


@pytest.mark.parametrize("name", SIZES)
def test_a_system_runs_small_and_keeps_its_budget(name):
    schools = 1 if SIZES[name] == 1 else 2
    plan = load(overrides=[f"system={name}", *TINY, f"district.schools={schools}", f"district.staff={30 * schools}"])
    batch = run_batch(plan)
    runs = batch.runs.set_index("outcome")["value"]
    assert (runs["budget_spent"] > 0.0).all()
    assert (runs["budget_spent"] <= 1.0 + 1e-6).all()


def test_a_system_brings_its_district_and_a_line():
    plan = load(overrides=["system=chicago_il"], against="laissez_faire")
    assert (plan.district.schools, plan.district.staff) == (660, 29700)
    assert plan.practice.name == "whole_school_blended"
    assert [arm.name for arm in plan.arms] == ["laissez_faire", "chicago_il"]
    assert plan.arms[1].about == read_system("chicago_il").about


def test_what_is_told_of_gwinnett_and_not_carried_is_named_as_left_out():
    system = read_system("gwinnett_ga")
    assert any("mentors" in line for line in system.says)
    assert any(line.startswith("Mentors are left out") for line in system.assumed)


def test_systems_are_strategies_in_one_district():
    plan = load(overrides=["systems=[henry_county_ga,gwinnett_ga]"])
    assert plan.district == load(overrides=["strategy=trailblazer"]).district
    assert [arm.name for arm in plan.arms] == ["henry_county_ga", "gwinnett_ga"]


@pytest.mark.parametrize("own", ["district=small", "district.schools=3", "district.staff=99"])
def test_a_district_of_the_user_wins(own):
    asked = named(["system=fulton_ga", own])
    assert not any("schools=95" in token for token in asked.tokens)


def test_a_part_of_a_system_can_be_exchanged():
    plan = load(overrides=["system=fulton_ga", "strategy/stance=mandate", "pathway.sharing=5", *TINY])
    arm = plan.arms[0]
    assert type(arm.stance).__name__ == "Mandate"
    assert arm.amplify[0].failures == 1.0


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        (["systems=[henry_county_ga,gwinnet_ga]"], "Did you mean 'gwinnett_ga'"),
        (["system=fulton_ga", "system=dallas_tx"], "system=NAME"),
        (["system=[fulton_ga,dallas_tx]"], "system=NAME"),
        (["systems=[]"], "systems=[a,b]"),
        (["systems=[fulton_ga,fulton_ga]"], "each name once"),
        (["systm=fulton_ga"], "Did you mean 'system'"),
    ],
)
def test_a_mistake_is_one_sentence(tokens, found):
    with pytest.raises(BadInput) as said:
        load(overrides=tokens)
    assert found in str(said.value)


def test_a_file_that_is_not_a_system_is_named(tmp_path):
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "mine.yaml").write_text("abuot: mine\nsource: x\n")
    with pytest.raises(BadInput) as said:
        read_system("mine", tmp_path)
    assert "mine.yaml" in str(said.value) and "abuot" in str(said.value)
