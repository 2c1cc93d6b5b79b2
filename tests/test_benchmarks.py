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
    NumpyWeeks(block, Behaviour()).run(block, WEEKS)
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


def test_a_row_that_is_measured_beside_the_workers_promises_no_bound() -> None:
    """What a plain loop gains in the same minutes is no limit: the workers themselves may gain more."""
    rows = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))["rows"]
    check = next(row["check"] for row in rows if row["name"] == "processes_control")
    assert check == "what a plain vector loop gained on two processes in the same minutes"
    assert f'"{check}"' in (ROOT / "benchmarks" / "scale.py").read_text(encoding="utf-8")


def test_peers_without_their_environment_are_reported_and_curves_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from benchmarks import peers
    from benchmarks.rows import Unequal

    from diffusion_sim.engines.threshold import cascade

    work = peers.task(staff=900, weeks=12)
    work.save(tmp_path / "task.npz")
    curve = cascade(work.network, work.threshold, work.first, work.weeks).curve[0].tolist()
    here = Path(sys.executable)
    mesa = peers.run_peer(here, "plain Mesa", tmp_path / "task.npz")
    assert mesa is not None and mesa["curve"] == curve and curve[0] < curve[-1]
    assert peers.run_peer(here, "agentpy", tmp_path / "task.npz") is None
    assert peers._row("plain Mesa", mesa, 1e-9, "a cascade", curve, 1.0).met == "yes"
    assert peers._row("agentpy", None, 1e-9, "a cascade", curve, 1.0).met == "skipped"
    with pytest.raises(Unequal):
        peers._row("plain Mesa", mesa, 1e-9, "a cascade", [*curve[:-1], 0], 1.0)
    monkeypatch.setenv("DIFFUSION_SIM_PEERS", str(tmp_path / "nothing"))
    assert peers.environment() is None
    assert {row.met for row in peers.peers(900, 12)} == {"skipped", "reported"}


def test_every_peer_is_pinned() -> None:
    from benchmarks import peers

    pinned = {line.partition("==")[0].lower() for line in peers.LOCK.read_text(encoding="utf-8").splitlines()}
    assert {package for package, _ in peers.PEERS.values()} | {"six"} <= pinned


def test_the_answer_by_hand_is_made_of_the_same_runs() -> None:
    from benchmarks import answer

    small = ("district.schools=2", "district.staff=60", "run.support_years=1", "run.horizon_years=4")
    rows = answer.answer(*small, "costs.budget_per_post=8000", by_hand=4, first_stage=4, rounds=1)
    assert [row.name for row in rows] == ["answer", "answer_by_hand", "answer_until_sure"]
    assert all(row.reached is not None and row.reached > 0.0 for row in rows)


def test_two_stages_ask_for_as_many_pairs_as_the_variance_wants() -> None:
    from benchmarks.answer import pairs_needed

    spread = np.array([-1.0, 1.0] * 10)
    few, many = pairs_needed(spread, 0.25), pairs_needed(spread, 0.125)
    assert pairs_needed(spread, 5.0) == 20 and 20 <= few < many
    assert 3.9 < many / few < 4.1
    # 2.093 is the t quantile of 19 degrees of freedom; the SD is sqrt(20 / 19)
    assert few == max(20, int(np.ceil((2.0930240544 / 0.25) ** 2 * 20 / 19)))


def test_groups_are_named_by_word_or_option(capsys: pytest.CaptureFixture[str]) -> None:
    from benchmarks import __main__ as command

    assert command.main(["--list"]) == 0
    assert {"peers", "answer", "first_curve"} <= set(capsys.readouterr().out.split())
    with pytest.raises(SystemExit):
        command.main(["peer"])
    assert "allowed: agents" in capsys.readouterr().err


def test_the_control_of_two_processes_computes_what_it_says() -> None:
    from benchmarks.scale import _alu

    # x -> 0.75 x + 0.5 goes to 2 in each of 128 places
    assert _alu(1, 400) == pytest.approx(256.0)
    assert _alu(1, 1) == pytest.approx(128 * 1.25)
