"""The dials: continuous, the same money at every position, the middle between the ends, any part still overridable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.pathway import DIALS, PARTS, Pathway, charted, part_settings
from diffusion_sim.pathway.meaning import _flexibility, hours, meaning, waves
from diffusion_sim.pathway.survey import MEAN, SURVEY
from diffusion_sim.plots.pathway import guide
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import MANY
from diffusion_sim.settings.settings import part_name
from diffusion_sim.simulate import run_batch
from small_runs import TINY, refused

ENDS = [(name, end) for name in DIALS for end in (1.0, 5.0)]


def settings_at(dial: str, position: float) -> dict[str, float]:
    return part_settings(Pathway(**{dial: position}), 3.0)


@pytest.mark.parametrize("dial", DIALS)
def test_settings_are_continuous_and_the_middle_lies_between_the_ends(dial):
    step = 1e-4
    left, middle, right = (settings_at(dial, p) for p in (1.0, 3.0, 5.0))
    assert left != right
    for key in left:
        assert min(left[key], right[key]) <= middle[key] <= max(left[key], right[key])
        for position in np.arange(1.0, 5.0, 0.5):
            change = abs(settings_at(dial, position + step)[key] - settings_at(dial, position)[key])
            assert change <= step * 10.0


def test_the_middle_splits_the_same_hours_and_never_buys_both_ends():
    total = [sum(hours(charted(Pathway(control=p)))) for p in (1.0, 2.2, 3.0, 5.0)]
    assert total == pytest.approx([total[0]] * 4)
    for p in (1.0, 1.7, 3.0, 5.0):
        share = charted(Pathway(sharing=p)).amplify[0]
        assert share.best + share.failures == pytest.approx(1.0)
    middle = charted(Pathway())
    assert middle.capacity.outside == 0.5
    assert middle.sequence.readiness == middle.selection.readiness == 0.5
    assert middle.sequence.years == 3.0


def test_what_a_participant_costs_beside_coaches_is_the_same_on_the_control_dial():
    costs = load(overrides=["strategy=pathway", *TINY]).costs
    price = [
        sum(p.price(costs) for p in charted(Pathway(control=c)).support if not p.uses_coaches) for c in (1.0, 3.0, 5.0)
    ]
    assert price == pytest.approx([price[0]] * 3)


def test_slower_is_more_waves_over_more_years():
    found = [waves(charted(Pathway(pace=p))) for p in (1.0, 3.0, 5.0)]
    assert found[0][0] == 1
    assert found[0][0] < found[1][0] < found[2][0]
    assert found[0][2] < found[1][2] < found[2][2]


def test_every_position_spends_the_same_budget_or_less():
    base = load(overrides=["strategy=pathway", *TINY, "run.support_years=2", "run.horizon_years=2"])
    arms = tuple(charted(Pathway(**{d: e}), 2.0, f"{d}{e:g}") for d, e in ENDS)
    runs = run_batch(replace(base, arms=arms)).runs
    spent = runs[runs["outcome"] == "budget_spent"].groupby("arm")["value"].mean()
    assert len(spent) == len(ENDS)
    assert (spent <= 1.0 + 1e-6).all()
    assert (spent > 0.5).all()


def test_file_and_function_make_the_same_arm():
    arm = load(overrides=["strategy=pathway", "pathway.pace=4.2", "pathway.sharing=1.5"]).arms[0]
    assert arm == charted(Pathway(pace=4.2, sharing=1.5))
    for group, names in PARTS.items():
        parts = getattr(arm, group) if group in MANY else (getattr(arm, group),)
        assert tuple(part_name(p) for p in parts) == names


@pytest.mark.parametrize(
    ("override", "group", "name"),
    [
        ("strategy/selection=random", "selection", "random"),
        ("strategy/sequence=waves", "sequence", "waves"),
        ("strategy/support=[workshop]", "support", "workshop"),
        ("strategy/stance=mandate", "stance", "mandate"),
        ("strategy/capacity=coaches", "capacity", "coaches"),
        ("strategy/amplify=[tours]", "amplify", "tours"),
        ("strategy/learning=fixed", "learning", "fixed"),
        ("strategy/comprehensiveness=prix_fixe", "comprehensiveness", "prix_fixe"),
    ],
)
def test_any_part_can_be_exchanged(override, group, name):
    arm = load(overrides=["pathway.pace=4", override]).arms[0]
    part = getattr(arm, group)
    assert part_name(part[0] if group in MANY else part) == name
    if group != "sequence":
        assert arm.sequence == charted(Pathway(pace=4.0)).sequence


def test_any_number_can_be_overridden():
    arm = load(overrides=["strategy.sequence.start_years=0.5", "pathway.pace=5"]).arms[0]
    assert (arm.sequence.start_years, arm.sequence.years) == (0.5, 6.0)


def test_arms_of_an_experiment_have_dials_of_their_own(tmp_path):
    (tmp_path / "experiment").mkdir()
    (tmp_path / "experiment" / "mine.yaml").write_text(
        "# @package _global_\narms:\n  fast: [strategy=pathway, pathway.pace=1]\n"
        "  slow: [strategy=pathway, pathway.pace=5]\n"
        "  mix: [strategy=pathway, pathway=survey_mean, strategy/stance=mandate]\n"
    )
    fast, slow, mix = load("mine", conf=tmp_path).arms
    assert (fast.sequence.years, slow.sequence.years) == (1.5, 6.0)
    assert part_name(mix.stance) == "mandate"
    assert mix.sequence == charted(MEAN).sequence


@pytest.mark.parametrize(
    ("tokens", "found"),
    [
        (["pathway.pase=4"], "Did you mean 'pathway.pace'"),
        (["pathway.pace=6"], "from 1 to 5"),
        (["pathway.pace=fast"], "a number"),
        (["pathway=survey_men"], "Did you mean 'survey_mean'"),
        (["strategy=trailblazer", "pathway.pace=2"], "strategy=pathway"),
    ],
)
def test_a_mistake_is_one_sentence(tokens, found):
    with pytest.raises(BadInput) as said:
        load(overrides=tokens)
    assert found in str(said.value)


def test_the_preset_of_the_survey_is_the_table_of_the_survey():
    assert load(overrides=["pathway=survey_mean"]).arms[0] == charted(MEAN)
    median = Pathway(**{name: answers.median for name, answers in SURVEY.items()})
    assert load(overrides=["pathway=survey_median"]).arms[0] == charted(median)


@pytest.mark.parametrize("dial", DIALS)
def test_a_dial_is_told_differently_at_each_position(dial):
    said = [meaning(dial, Pathway(**{dial: float(p)}), 3.0) for p in range(1, 6)]
    assert len(set(said)) == 5


def test_the_shares_of_the_survey_on_each_side_are_shown_as_it_tells_them(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    assert cli.main(["show", "pathway"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for line in (
        "fast: 1% at the end; slow: 58% on this side, 19% at the end",
        "need: 26% on this side; readiness: 54% on this side",
        "buy: 22% on this side; build: 52% on this side",
        "fixed: 14% on this side; adaptive: 67% on this side",
        "prix fixe: 27% on this side; a la carte: 51% on this side",
        "2018) process and failures: 12% on this side",
    ):
        assert line in said
    assert SURVEY["control"].leaning() == ("", "")


def test_the_drawn_guide_has_the_shares_below_the_ends():
    said = {text.get_text() for axes in guide(MEAN).axes for text in axes.texts}
    assert {side for answers in SURVEY.values() for side in answers.leaning() if side} <= said


def test_adaptive_tells_that_no_wave_waits_unless_it_does():
    middle = charted(Pathway())
    waiting = replace(middle, learning=replace(middle.learning, gate=0.3))
    assert "no wave is ever held back" in meaning("flexibility", Pathway(), 3.0)
    assert "waves wait for 30% visible use" in _flexibility(waiting)


def test_show_prints_every_position_and_draws_the_guide(tmp_path, capsys):
    assert cli.main(["show", "pathway", "pace", "pathway.pace=4.5"]) == 0
    out = capsys.readouterr().out
    assert "4.5" in out and "waves" in out and "whole budget" in out and "Locus" not in out
    path = tmp_path / "guide.png"
    assert cli.main(["show", "pathway", "--figure", str(path), "--current", "2,3,4,3,2,3,2"]) == 0
    assert path.stat().st_size > 10_000
    assert cli.main(["show", "systems", "chicago"]) == 0
    assert "told" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--figure", "a.png", "--current", "2,3"], "seven positions"),
        (["--figure", "a.png", "--aspired", "2,3,4,3,2,3,6"], "seven positions"),
        (["--figure", "a.bmp"], ".png"),
        (["--figure", "nowhere/a.png"], "folder does not exist"),
        (["--current", "2,3,4,3,2,3,2"], "--figure FILE"),
        (["--csv"], "--csv"),
    ],
)
def test_show_pathway_refuses_in_one_sentence(tmp_path, capsys, monkeypatch, arguments, found):
    monkeypatch.chdir(tmp_path)
    assert found in refused(tmp_path, capsys, "show", "pathway", *arguments)
