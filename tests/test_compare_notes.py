"""What stands below a comparison: the district's files, marks never reached, windows, few districts, equal need."""

from __future__ import annotations

from pathlib import Path

import pytest

from diffusion_sim.cli import main as cli

SHORT = ("run.replicates=4", "run.districts=2", "run.workers=1", "--no-progress")
TABLE = """district,school_code,school_name,level,classroom_teachers,pct_econ_disadvantaged
elm,1,Oak,E,12,
elm,2,Creek,M,14,
elm,3,River,H,13,
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    assert (code, err) == (0, ""), err
    return out


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    (tmp_path / "elm.csv").write_text(TABLE)
    return tmp_path


def test_a_comparison_says_what_was_not_in_the_file_of_the_district(table, capsys):
    two = "strategies=trailblazer,laissez_faire"
    years = ("run.support_years=1", "run.horizon_years=1")
    out = run(capsys, "compare", two, "district.table=elm.csv", *SHORT, *years, "--out", "there")
    block = out[out.index("About the district\n") :]
    assert out.index("paired replicates in 2 districts") < out.index("About the district\n")
    assert "- 3 of 3 schools have no need: the district's own is used." in block
    assert "- Not in the table, generated: readiness and climate" in block
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 100
    page = (table / "there" / "report.html").read_text()
    notes = page[page.index('<ul class="notes">') : page.index("</header>")]
    assert "About the district: 39 teachers read;" in notes and "3 of 3 schools have no need" in notes


def test_one_strategy_is_told_with_what_was_not_in_the_file_of_the_district(table, capsys):
    years = ("run.support_years=1", "run.horizon_years=1")
    out = run(capsys, "run", "strategy=laissez_faire", "district.table=elm.csv", *SHORT, *years, "--out", "read")
    assert out.startswith("About the district\n- 39 teachers read;") and "have no need" in out
    small = ("district.schools=3", "district.staff=45")
    made = run(capsys, "run", "strategy=laissez_faire", *small, *SHORT, *years, "--out", "made")
    assert "About the district" not in made
