"""What is told and assumed of a named system stands wherever it was run, not only where systems are listed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diffusion_sim.compare import compare
from diffusion_sim.compare.terminal import to_text
from diffusion_sim.compare.told import TITLE, told_of
from diffusion_sim.report.page import _systems
from diffusion_sim.settings.systems import read_system
from small_runs import TINY, batch
from test_cli_commands import run

TWO = ("systems=[dallas_tx,henry_county_ga]", *TINY, "run.support_years=3", "run.horizon_years=3")


@pytest.fixture
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")


def test_a_run_says_at_its_end_what_is_told_and_assumed(narrow, tmp_path, capsys):
    rest = [t for t in TINY if not t.startswith(("district.", "run.support_years", "run.horizon_years"))]
    code, out, _ = run(capsys, "run", "system=dallas_tx", *rest, "run.replicates=1", "--out", str(tmp_path / "r"))
    block = out.partition(TITLE)[2].partition("Results are in")[0]
    said = " ".join(block.split())
    assert code == 0 and max(map(len, block.splitlines())) <= 80
    for line in (*read_system("dallas_tx").says, *read_system("dallas_tx").assumed):
        assert line in said
    assert "assumed: Size: the document does not say; the default district." in said


def test_what_is_assumed_of_the_size_is_left_out_in_a_district_of_another(narrow, tmp_path, capsys):
    out = run(capsys, "run", "system=dallas_tx", *TINY, "run.replicates=1", "--out", str(tmp_path / "r"))[1]
    assert TITLE in out and "Size:" not in out
    assert "dallas_tx: 1 replicate " in out and "1 replicates" not in out
    assert "Money:" not in out, "support of a year is not the default window"
    assert TITLE not in run(capsys, "run", "strategy=trailblazer", *TINY, "--out", str(tmp_path / "s"))[1]


def test_a_comparison_of_systems_says_what_they_share_once_and_so_does_the_page():
    found = compare(batch(*TWO))
    text, page = " ".join(to_text(found, 80).split()), _systems(found.systems)
    assert text.count("Money: the document does not say") == 1 and "All of them" in text
    assert "told: Schools apply each year to be part of a cohort" in text
    for words in ("Schools apply each year", "leadership academy", "<h4>All of them</h4>", TITLE):
        assert words in page
    assert "Practice: the document" in text, "Dallas is run with its practice"
    assert _systems(()) == "" and TITLE not in to_text(replace(found, systems=()), 80)


def test_other_strategies_have_nothing_told():
    both = batch("strategies=[trailblazer,mandate]")
    assert told_of(both.manifest, ("trailblazer", "mandate")) == ()
    assert told_of({}, ("dallas_tx",)) == ()


def test_a_run_that_leaves_much_of_the_budget_says_so_as_a_comparison_does(narrow, tmp_path, capsys):
    few = ("strategy=trailblazer", "strategy.selection.size=1", *TINY)
    out = " ".join(run(capsys, "run", *few, "--out", str(tmp_path / "few"))[1].split())
    assert "of the budget: beside others, not a comparison at the same cost" in out
    free = run(capsys, "run", "strategy=laissez_faire", *TINY, "--out", str(tmp_path / "free"))[1]
    assert "of the budget: beside" not in free
