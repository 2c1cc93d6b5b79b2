"""What parts of strategies do stands in the description, and on the terminal, as their files tell it."""

from __future__ import annotations

import inspect

import pytest

from diffusion_sim.settings.ledger import ledger
from diffusion_sim.settings.registry import PART_GROUPS, part_class, part_names
from diffusion_sim.show import source
from diffusion_sim.show.odd import documents
from test_cli_commands import run

PARTS = [(group, name) for group in PART_GROUPS for name in part_names(group)]


@pytest.fixture(scope="module")
def description() -> str:
    return documents()["odd.md"]


def test_the_description_tells_the_whole_of_every_part_by_group(description):
    for group in PART_GROUPS:
        assert f"#### {group}: " in description
    for group, name in PARTS:
        for paragraph in (inspect.getdoc(part_class(group, name)) or "").split("\n\n"):
            said = source.clean(" ".join(paragraph.split()).removeprefix("ODD: "))
            assert said[1:] in description, (group, name)


def test_the_description_tells_how_coach_and_teacher_are_matched(description):
    said = description.partition("#### matching: ")[2].partition("\n### ")[0]
    assert "coaches in turn over schools drawn by lot" in said and "Coaches form blocks of `choices`" in said
    assert "the coach of the block who looks best to the person" in said and "Spread of" not in said


def test_a_part_is_shown_with_its_whole_text_and_its_keys(capsys):
    for group, name in PARTS:
        out = " ".join(run(capsys, "show", "strategies", name)[1].split())
        for paragraph in (inspect.getdoc(part_class(group, name)) or "").split("\n\n"):
            last = " ".join(source.clean(paragraph).replace("`", "").split()[-4:])
            assert last in out, (group, name)
        for row in ledger():
            if row.part == name and row.key.startswith(f"strategy.{group}."):
                assert row.key.rpartition(".")[2] in out and row.about.split()[0] in out


def test_the_name_of_a_part_asks_for_it_alone_unless_a_strategy_has_the_same(capsys):
    out = run(capsys, "show", "strategies", "coaching")[1]
    assert "coach_week" in out and "who takes part" not in out and ":mod:" not in out
    both = run(capsys, "show", "strategies", "most_connected")[1]
    assert "who takes part" in both and "most_connected (selection: who takes part)" in both


def test_the_keys_of_a_part_have_range_and_unit(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    out = run(capsys, "show", "strategies", "menu")[1]
    assert "strategy.support.menu.KEY=VALUE" in out and "0 to 2 hours per week" in out
    assert "fits one of three visible stages" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80
