"""Notebooks: executed from start to end at small size; each says something, draws something, and types no result."""

from __future__ import annotations

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
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIFFUSION_SIM_SMALL", "1")
        patch.setenv("PYTHONPATH", str(FOLDER.parent / "src"))
        book = jupytext.read(FOLDER / f"{name}.py")
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
    assert sorted(p.stem for p in FOLDER.glob("*.py")) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_has_pictures_and_sentences(name):
    book = executed(name)
    assert len(outputs(book, "image/svg+xml")) >= 2
    said = " ".join(outputs(book, "text/markdown"))
    assert len(said.split()) > 40
    assert not re.search(r"\bnan\b|\binf\b|None|NOT the same", said), said


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
