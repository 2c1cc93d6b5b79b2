"""Small plans that run in a second, and the check that a mistake ends in one sentence without a trace."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from diffusion_sim.cli import main as cli
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import Batch, run_batch

#: Two schools, two replicates, one year.
TINY = (
    "district.schools=2",
    "district.staff=60",
    "run.replicates=2",
    "run.support_years=1",
    "run.horizon_years=1",
    "run.workers=1",
)
#: What every run is identified by.
KEYS = ["run", "arm", "district", "luck", "design"]


def plan(*overrides: str) -> Settings:
    """Return a tiny plan; later overrides win."""
    return load(overrides=[*TINY, *overrides])


@lru_cache(maxsize=64)
def batch(*overrides: str) -> Batch:
    """Run a tiny plan, once per test session; treat the tables as read-only."""
    return run_batch(plan(*overrides))


def refused(here: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command line in ``here`` that must end in one sentence and leave nothing behind; return it."""
    before = sorted(str(p) for p in here.rglob("*"))
    code = cli.main(list(arguments))
    out, err = capsys.readouterr()
    assert code == 2, f"exit code {code}; {err}"
    assert out == ""
    assert err.startswith("diffusion-sim: ")
    assert err.endswith("\n") and err.count("\n") == 1, err
    assert "Traceback" not in err
    assert sorted(str(p) for p in here.rglob("*")) == before, "something was left behind"
    return err
