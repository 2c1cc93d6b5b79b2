"""The scripts of ``verification`` that no other test runs: on what is committed, or on numbers made up here."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from diffusion_sim.claims.write import written

VERIFICATION = Path(__file__).parents[1] / "verification"
#: Where a script is run small, or as far as it can be without hours or another version of the program.
RUN_BY = {
    "sure_coverage": "test_sequential_until_sure.py", "false_alarms": "test_sequential_until_sure.py",
    "share_coverage": "test_explore_study.py", "index_coverage": "test_explore_study.py",
    "same_numbers": "test_explore_study.py", "killed_design": "test_explore_study.py",
    "claim_arms": "test_verification_scripts.py",
    "claims_again": "test_verification_scripts.py", "slowdown": "test_verification_scripts.py",
    "sure_figure": "test_verification_scripts.py",
}  # fmt: skip
#: What it calls is tested where it stands.
BY_HAND = {"pilot_power"}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, VERIFICATION / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_every_script_is_run_by_a_test_or_named_as_run_by_hand():
    assert {p.stem for p in VERIFICATION.glob("*.py")} == {*RUN_BY, *BY_HAND}
    for name, file in RUN_BY.items():
        assert f'script("{name}")' in (Path(__file__).parent / file).read_text(encoding="utf-8")
    page = (VERIFICATION / "README.md").read_text(encoding="utf-8")
    said = page.split("|", 1)[0]
    assert all(f"`{name}.py`" in said for name in BY_HAND), "the page says which no test runs"
    assert all(f"| `{name}.py` |" in page for name in (*RUN_BY, *BY_HAND))


def test_the_digest_of_an_arm_of_a_claim_hangs_on_the_arm_and_on_every_table(monkeypatch):
    module = script("claim_arms")
    digests = module.digests(("Q2b",), 2).set_index("arm")["digest"]
    assert digests.nunique() == len(digests) == 3
    simulate = module.simulate_block
    for name in ("weeks", "people", "schools", "ledger", "runs"):

        def changed(*asked, name=name):
            tables = simulate(*asked)
            table = getattr(tables, name)
            return replace(tables, **{name: table.iloc[: len(table) - 1]})

        monkeypatch.setattr(module, "simulate_block", changed)
        assert not (module.digests(("Q2b",), 2).set_index("arm")["digest"] == digests).any(), name


def test_claims_held_against_themselves_do_not_differ():
    module = script("claims_again")
    published = written(module.PUBLISHED)
    rows = [row for result in published for row in module.rows(result, result)]
    z = np.array([row["z"] for row in rows], dtype=float)
    assert len(rows) > 50 and np.all(z[np.isfinite(z)] == 0.0) and np.isfinite(z).mean() > 0.9
    for row in rows:
        assert not row["opposite"] and row["excludes_0"] == row["excludes_0_again"]
        assert row["verdict"] == row["verdict_again"] and not row["plausible_apart"] and not row["fitted_apart"]
        assert row["fitted_verdict"] == row["fitted_verdict_again"] and row["plausible"] == row["plausible_again"]
    said = module.summary(pd.DataFrame(rows))
    assert f"the same for {len(rows)} of {len(rows)} contrasts" in said[2] and "intervals apart in 0" in said[1]


def test_claims_run_again_in_few_worlds_compare_shares_and_no_verdict():
    module = script("claims_again")
    first = next(r for r in written(module.PUBLISHED) if r.contrasts[0].plausible.share is not None)
    again = replace(first, points=first.points // 4, seed=2)
    extra = replace(first.contrasts[0], arm="an_arm_of_another_version")
    rows = module.rows(replace(first, contrasts=(extra, *first.contrasts)), again)
    assert len(rows) == len(first.contrasts) and all(r["verdict_again"] is None for r in rows)
    assert rows[0]["plausible_again"] == rows[0]["plausible"] and rows[0]["fitted_verdict_again"] is not None
    over = first.contrasts[0].plausible
    moved = replace(over, share=over.share + 2.0, low=over.low + 2.0, high=over.high + 2.0)
    untold = replace(over, share=None, low=None, high=None)
    assert module.shares("plausible", over, moved)["plausible_apart"]
    assert module.shares("plausible", over, untold)["plausible"] == over.share
    said = module.summary(pd.DataFrame(rows))
    assert "not compared" in said[2] and "not compared" not in said[4]


def test_a_slowdown_is_the_median_over_turns_and_its_range_over_pairs(capsys, monkeypatch):
    module = script("slowdown")
    monkeypatch.setattr(module, "Console", lambda: Console(width=120))
    ratios = (1.1, 1.2, 1.4)
    took = [{name: {"then": [0.01, 0.02, 0.04], "now": [0.01 * r, 0.02 * r, 9.0]} for name in module.STRATEGIES}
            for r in ratios]  # fmt: skip
    module.show("abc", took)
    out = capsys.readouterr().out
    assert out.count("1.200") == len(module.STRATEGIES) and "1.100 - 1.400" in out and "20.0" in out


def test_sources_of_a_commit_that_is_none_are_refused(tmp_path):
    with pytest.raises(SystemExit, match="'none-such' is no commit of this repository"):
        script("slowdown").taken_out("none-such", tmp_path)


def test_the_figure_of_stop_when_sure_has_a_row_for_every_stream_and_kind():
    table = script("sure_figure").rows()
    assert len(table) >= 4 and table[["sure", "plain"]].to_numpy().min() >= 0.0
    assert (table["low"] <= table["sure"]).all() and (table["sure"] <= table["high"]).all()
