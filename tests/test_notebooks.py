"""Notebooks: executed from start to end at small size; each says something, draws something, and types no result."""

from __future__ import annotations

import importlib.util
import re
from functools import lru_cache
from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
NAMES = ("trainer", "leader", "researcher")


@lru_cache(maxsize=len(NAMES))
def executed(name: str):
    """Run one notebook at small size, in a kernel of its own."""
    return run(jupytext.read(FOLDER / f"{name}.py"))


def run(book):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFUSION_SIM_SMALL", "1")
        patch.setenv("PYTHONPATH", str(FOLDER.parent / "src"))
        return nbclient.NotebookClient(
            book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
        ).execute()


def outputs(book, kind: str) -> list[str]:
    return [
        out["data"][kind]
        for cell in book.cells if cell.cell_type == "code"
        for out in cell.outputs if kind in out.get("data", {})
    ]  # fmt: skip


def test_every_notebook_is_tested():
    assert sorted(p.stem for p in FOLDER.glob("*.py")) == sorted((*NAMES, "page"))


def test_a_notebook_becomes_one_page_with_its_pictures_and_tables(tmp_path, capsys):
    spec = importlib.util.spec_from_file_location("page", FOLDER / "page.py")
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    made = page.as_html(executed("leader"), "Schools <1>")
    assert made.count("<img") == 2 and made.count("<table") == 3 and "<title>Schools &lt;1&gt;</title>" in made
    assert not re.search(r'(src|href)="(?!data:)', made), "it stands alone"
    assert page.main(["leadr", "--out", str(tmp_path)]) == 2
    assert "Did you mean 'leader'?" in capsys.readouterr().err and not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_has_pictures_and_sentences(name):
    book = executed(name)
    assert len(outputs(book, "image/svg+xml")) >= 2
    said = " ".join(outputs(book, "text/markdown"))
    assert len(said.split()) > 40
    assert not re.search(r"\bnan\b|\binf\b|None|NOT the same", said), said


def test_a_plan_that_spends_nothing_has_no_price_in_the_leaders_table():
    table = next(t for t in outputs(executed("leader"), "text/markdown") if "dollars per lasting deep user" in t)
    prices = {cells[1].strip(): cells[-2].strip() for cells in (line.split("|") for line in table.splitlines()[2:])}
    assert prices["laissez faire"] == "-" and any(text != "-" for text in prices.values())


@pytest.mark.parametrize("name", NAMES)
def test_no_result_is_typed_into_the_prose(name):
    prose = " ".join(c.source for c in jupytext.read(FOLDER / f"{name}.py").cells if c.cell_type == "markdown")
    assert not re.findall(r"\d+(?:\.\d+)?\s*(?:%|points|per cent)", prose)


def test_the_researchers_verdict_is_one_of_those_that_claims_have():
    from diffusion_sim.claims.verdict import CANNOT, CONTRADICTED, DEPENDS, SUPPORTED

    said = " ".join(outputs(executed("researcher"), "text/markdown"))
    judged = re.search(r"thresholds to which every claim is held .*?: \*\*(.+?)\*\*", said)
    assert judged is not None and judged.group(1) in (CANNOT, CONTRADICTED, DEPENDS, SUPPORTED)
    # Two schools and a handful of worlds: no more are decided than by chance, and no share of them is told.
    assert "cannot be told apart" not in said or "so that their share says nothing" in said


def test_a_leaders_schools_of_one_name_are_told_apart_and_none_is_named_by_chance(tmp_path):
    book = jupytext.read(FOLDER / "leader.py")
    end = next(i for i, cell in enumerate(book.cells) if "## 5." in cell.source)
    own = tmp_path / "own.csv"
    own.write_text("school,school_name,classroom_teachers,teacher_turnover_1yr\n7,Oak,12.5,0.3\n8,Oak,14,0.1\n9,Elm,3,\n")
    for cell in book.cells:
        cell.source = cell.source.replace('ROOT / "tests" / "data" / "schools.csv", "river_county"', f'"{own}", "mine"')
    book.cells = book.cells[:end]
    done = run(book)
    drawn, said = outputs(done, "image/svg+xml")[-1], " ".join(outputs(done, "text/markdown"))
    assert all(label in drawn for label in ("Oak (7), 14 staff", "Oak (8), 15 staff", "Elm, 4 staff"))
    assert "no school can be told from all others" in said
    assert "rounded in 1 school" in said and "% is taken to last" in said
    assert not re.search(r", -[0-9.]+ to", said)
