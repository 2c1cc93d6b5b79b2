"""A design in a folder: shared out in shards and judged, its state, one of its runs again; what designs refuse."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from diffusion_sim.batch import work
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from small_runs import TINY, refused

ARMS = "strategies=[trailblazer,training_mandate]"
PLAN = (*TINY[:2], *TINY[3:], ARMS)
VARY = ("--only", "behaviour.peer_belief", "--only", "behaviour.use_odds", "--points", "8")
RUN = ("--replicates", "2", "--outcome", "use_end", "--no-progress")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Run a design as two shards."""
    here = tmp_path_factory.mktemp("design")
    assert cli.main(["design", "make", str(here / "d.csv"), *PLAN, *VARY]) == 0
    for part in ("1/2", "2/2"):
        line = ["design", "run", str(here / "d.csv"), *PLAN, *RUN, "--shard", part, "--out", str(here / "d")]
        assert cli.main(line) == 0
    return here / "d"


def test_robust_judges_what_shards_have_run(folder, monkeypatch, capsys):
    monkeypatch.setattr(work, "_tables", lambda *_: pytest.fail("something was run again"))
    assert Store(folder).complete() and len(list((folder / "parts" / "shards").iterdir())) == 2
    assert cli.main(["robust", *PLAN, *VARY, *RUN, "--out", str(folder)]) == 0
    assert "plausible worlds" in capsys.readouterr().out
    assert len(pd.read_csv(folder / "effects.csv")) == 8


def test_the_state_of_a_design_names_the_command_that_compares(folder, capsys):
    assert cli.main(["status", str(folder), "--partial"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"diffusion-sim design query {folder} shows them so far" in last


def test_a_run_of_a_design_is_found_by_its_point(folder, capsys):
    line = ["rerun", str(folder), "--replicate", "1", "--arm", "trailblazer"]
    assert cli.main([*line, "--point", "3"]) == 0
    assert "outcomes equal the stored ones to the last bit" in capsys.readouterr().out
    assert (folder / "replay" / "trailblazer-1-columns-point-3" / "history.parquet").is_file()
    assert cli.main(line) == 2
    err = capsys.readouterr().err
    assert "has 8 runs; allowed: with --point P of a design, or --run, one of" in err and "and 3 more." in err
    assert cli.main([*line, "--point", "8"]) == 2
    assert "--point 8 is not one of the 8 points of the design; allowed: 0 to 7." in capsys.readouterr().err
    assert cli.main([*line, "--run", "x"]) == 2
    assert "and 3 more." in capsys.readouterr().err


@pytest.mark.parametrize("command", [("robust",), ("design", "run", "d.csv")])
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("run.shard=1/2", "run.shard=1/2; allowed: design run --shard K/N"),
        ("run.replicate=1", "run.replicate=1; allowed: all replicates"),
        ("run.fail_fast=true", "run.fail_fast=true; allowed: without it"),
        ("run.folder=x", "run.folder=x; allowed: --out DIR"),
    ],
)
def test_what_a_design_does_not_honour_is_refused(command, given, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("d.csv").write_text("practice.complexity\n0.3\n0.7\n")
    assert f"A design knows nothing of {said}" in refused(tmp_path, capsys, *command, *PLAN, *VARY, given)


def test_making_a_design_takes_no_shard(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert "make runs nothing" in refused(tmp_path, capsys, "design", "make", "d.csv", *PLAN, "--shard", "1/2")


def test_replicates_and_workers_may_be_keys(tmp_path, monkeypatch, capsys):
    from diffusion_sim.cli import explore

    asked = ("robust", *PLAN, "run.replicates=6")
    args = cli._parser("robust").read(asked[1:])
    plan = explore.worlds(args)
    assert plan.base.run.replicates == 6 and explore.workers(args, plan) == 1
    args = cli._parser("robust").read([*asked[1:], "--replicates", "4"])
    assert explore.worlds(args).base.run.replicates == 4
    assert explore.worlds(cli._parser("robust").read(PLAN)).base.run.replicates == 8
