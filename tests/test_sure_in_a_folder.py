"""``compare --until-sure`` in the folder of an earlier command, with runs that fail, and with what it cannot do."""

from __future__ import annotations

import pytest

from diffusion_sim.batch.execute import run_units
from diffusion_sim.batch.plan import units
from diffusion_sim.batch.store import Store
from diffusion_sim.cli import main as cli
from diffusion_sim.simulate import TABLES
from small_runs import TINY, plan

USE = "use_end"
ARMS = "strategies=trailblazer,random_cohort"
#: A tiny comparison without the number of replicates.
LINE = ("compare", *TINY[:2], *TINY[3:5], ARMS, "run.districts=4", "--no-progress", "--out", "out")
SURE = ("--until-sure", USE, "--most", "16", "--half-width", "0.01", "--settle", "width")


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_goes_on_in_the_folder_of_an_ordinary_comparison(here, workers):
    ordinary = plan(ARMS, "run.districts=4", "run.replicates=8")
    run_units(units(ordinary), here / "out" / "parts", keep=TABLES, workers=1)
    assert cli.main([*LINE, *SURE, "--workers", workers]) == 0
    store = Store(here / "out")
    assert store.failures().empty and len(store.present()) == 32
    assert set(store.table("weeks")["run"]) == store.present(), "all tables are kept of the new runs too"
    assert store.table("runs").groupby("run")["outcome"].nunique().nunique() == 1
