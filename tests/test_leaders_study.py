"""The study of leaders who change: what is kept, what the page says, and a note beside a comparison."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "experiments"))

import leaders  # noqa: E402
import leaders_page  # noqa: E402

from diffusion_sim.compare.windows import on_patience  # noqa: E402
from diffusion_sim.outcomes import HEADLINE  # noqa: E402
from small_runs import batch  # noqa: E402


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    few = ("district.schools=2", "district.staff=60", "run.replicates=4", "run.districts=2", "run.workers=1")
    return leaders.run(tmp_path_factory.mktemp("leaders"), few)


def test_every_arm_is_kept_at_every_chance_with_its_paired_difference(kept: pd.DataFrame) -> None:
    mine = kept[kept["outcome"] == HEADLINE].set_index(["arm", "chance"])
    assert set(mine.index) == {(arm, chance) for arm in leaders.ARMS for chance in leaders.CHANCES}
    paired = mine["difference"].dropna()
    assert len(paired) == len(leaders.ARMS) * (len(leaders.CHANCES) - 1)
    for (arm, chance), difference in paired.items():
        assert difference == pytest.approx(mine["mean"][arm, chance] - mine["mean"][arm, 0.0], abs=1e-12)
    spent = kept[kept["outcome"] == "budget_spent"].groupby("chance")["mean"].mean()
    assert spent.is_monotonic_decreasing and spent.iloc[-1] < spent.iloc[0]


def test_the_measured_chance_is_among_those_that_are_run() -> None:
    left_in_three_years = 1.0 - (1.0 - leaders.MEASURED) ** 3
    assert left_in_three_years == pytest.approx(0.45)
    assert round(leaders.MEASURED, 2) in leaders.CHANCES


def test_the_page_and_the_title_say_what_the_table_says(kept: pd.DataFrame, tmp_path: Path) -> None:
    leaders.write(kept, tmp_path)
    page = (tmp_path / "leaders.md").read_text(encoding="utf-8")
    assert "- slow: `strategy=cohorts_slow`" in page and "- hybrid: `strategy=hybrid`" in page
    mine = kept[(kept["outcome"] == HEADLINE) & (kept["chance"] == kept["chance"].max())]
    for value in mine["mean"]:
        assert f"{100 * value:.1f} %" in page
    most = mine.sort_values("difference").iloc[0]
    assert f"{100 * most['difference']:+.1f} points" in leaders_page.drawn(kept).finding
    later = kept[(kept["outcome"] == "deep_use_end") & kept["arm"].isin(leaders_page.PACES) & (kept["chance"] == 0.0)]
    best = later.sort_values("mean").iloc[-1]["arm"].replace("_", " ")
    assert f"in the same week for all, that of *{best}*" in page
    assert (tmp_path / "figures" / "leaders.png").stat().st_size > 10_000


def test_a_comparison_tells_that_leaders_change() -> None:
    found = batch("strategies=[trailblazer,laissez_faire]", "run.leaders_change=1", "run.support_years=2",
                  "run.horizon_years=2", "run.replicates=4")  # fmt: skip
    said = on_patience(found.manifest, found.ledger, ("trailblazer", "laissez_faire"))
    ended = found.ledger.query("arm == 'trailblazer' and line == 'support ended early'")
    assert len(ended) == ended["run"].nunique() > 0 and ended["week"].eq(36).all()
    assert len(said) == 1 and f"{25 * len(ended)} % of replicates with trailblazer" in said[0]
    assert "laissez" not in said[0] and "planned end" in said[0]
    assert on_patience({"settings": {"run": {"leaders_change": 0.0}}}, found.ledger, ("trailblazer",)) == ()
