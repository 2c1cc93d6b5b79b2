"""Starting up: compiled when it is said to be, with one signature, and with the collector as it was found."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from diffusion_sim.collector import held_off
from diffusion_sim.engines.ready import is_ready, make_ready
from diffusion_sim.engines.weave import weave
from diffusion_sim.ruleset import rule_set
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import run_batch
from small_runs import TINY


def test_the_sweeps_of_a_batch_are_those_compiled_beforehand() -> None:
    settings = load(overrides=["strategy=trailblazer", *TINY])
    rules = rule_set(settings.behaviour)
    make_ready(rules)
    assert is_ready(rules)
    before = {n: list(getattr(weave(rules), n).signatures) for n in ("run_start", "run_weeks", "run_year_end")}
    steps: list[str] = []
    run_batch(settings, lambda done, total, step: steps.append(step))
    after = {n: list(getattr(weave(rules), n).signatures) for n in before}
    assert after == before and all(len(s) == 1 for s in after.values())
    assert "Compiling the rules (first time only)" not in steps and "Simulating" in steps


def test_an_empty_cache_is_not_ready(tmp_path: Path) -> None:
    code = """
from diffusion_sim.engines.ready import is_ready
from diffusion_sim.ruleset import rule_set
from diffusion_sim.settings.behaviour import Behaviour
print(is_ready(rule_set(Behaviour())))
"""
    env = {**os.environ, "DIFFUSION_SIM_CACHE": str(tmp_path)}
    out = subprocess.run([sys.executable, "-c", code], env=env, check=True, capture_output=True, text=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        with pytest.raises(ValueError, match="inside"), held_off():
            assert not gc.isenabled()
            raise ValueError("inside")
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()
