"""The yardsticks of the benchmarks do the same work as the columns engine, to the last bit; nothing is timed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
WEEKS = 9


@pytest.fixture(autouse=True, scope="module")
def _benchmarks_can_be_imported() -> Iterator[None]:
    sys.path.insert(0, str(ROOT))
    yield
    sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def world():  # type: ignore[no-untyped-def]
    from benchmarks.world import World

    return World(180)


@pytest.fixture(scope="module")
def fast(world):  # type: ignore[no-untyped-def]
    from diffusion_sim.engines import columns

    block = world.start(columns)
    columns.run_weeks(block, WEEKS)
    assert block.used[0] > 0 and block.hours.sum() > 0.0
    return block


def test_c_gives_the_same_bits(world, fast) -> None:  # type: ignore[no-untyped-def]
    from benchmarks import c_version
    from benchmarks.world import same

    from diffusion_sim.engines import columns

    why = c_version.missing()
    if why:
        pytest.skip(why)
    block = world.start(columns)
    columns._reserve(block, WEEKS)
    c_version.compile_c(world.rules)(block, WEEKS)
    assert same(fast, block)


def test_numpy_gives_the_same_bits(world, fast) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.numpy_version import NumpyWeeks
    from benchmarks.world import same

    from diffusion_sim.engines import columns
    from diffusion_sim.settings.behaviour import Behaviour

    block = world.start(columns)
    columns._reserve(block, WEEKS)
    NumpyWeeks(block, Behaviour().same_role_weight).run(block, WEEKS)
    assert same(fast, block)


def test_agents_with_one_compiled_step_give_the_same_bits(world, fast) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.fused import FusedEngine
    from benchmarks.world import same

    from diffusion_sim.engines import agents

    block = world.start(FusedEngine)
    agents.run_weeks(block, WEEKS)
    assert same(fast, block)


def test_a_version_with_other_results_is_told_apart(world, fast) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.rows import Unequal, require
    from benchmarks.world import same

    from diffusion_sim.engines import columns

    block = world.start(columns)
    columns.run_weeks(block, WEEKS)
    assert same(fast, block)
    belief = block.column("belief")
    belief[0, 0] = np.nextafter(belief[0, 0], 2.0)
    assert not same(fast, block)
    with pytest.raises(Unequal):
        require(same(fast, block), "this version")


def test_rows_say_whether_the_limit_is_met() -> None:
    from benchmarks.rows import Row, skipped

    assert Row("a", "more is better", 3.0, "x", 2.5).met == "yes"
    assert Row("a", "more is better", 2.0, "x", 2.5).met == "no"
    assert Row("a", "less is better", 3.0, "x", 2.5, at_least=False).met == "no"
    assert Row("a", "only told", 3.0, "x").met == "reported"
    assert skipped("a", "no gcc", "x", 1.25, "no gcc on this machine").met == "skipped"


def test_results_are_kept_and_continued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import __main__ as command
    from benchmarks.rows import Row

    monkeypatch.setattr(command, "RESULTS", tmp_path / "results.json")
    groups = {name: lambda name=name: [Row(name, name, 2.0, "x", 1.0)] for name in ("one", "two")}
    monkeypatch.setattr(command, "GROUPS", groups)
    assert command.main([]) == 0
    groups["two"] = lambda: [Row("two", "two", 0.5, "x", 1.0)]
    assert command.main(["--only", "two"]) == 1
    kept = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert {row["name"]: row["reached"] for row in kept["rows"]} == {"one": 2.0, "two": 0.5}
    assert str(Path.home()) not in json.dumps(kept)
