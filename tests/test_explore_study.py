"""Studies: lean values equal the full ones; stopped, they go on to the same tables; robustness of a comparison."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from diffusion_sim import draws
from diffusion_sim.cli import main as cli
from diffusion_sim.errors import BadInput
from diffusion_sim.explore import Design, Values, Worlds, ledger_axes, open_study, robustness, run_study, sample
from diffusion_sim.explore.axes import Axis
from diffusion_sim.explore.effects import by_point
from diffusion_sim.explore.robustness import judge
from diffusion_sim.explore.study import Study
from diffusion_sim.explore.words import decides, render, verdict
from diffusion_sim.outcomes import REGISTRY
from diffusion_sim.replicates import Replicate
from diffusion_sim.simulate import outcomes_block, simulate_block
from diffusion_sim.tables import REPLICATE
from small_runs import TINY, plan, refused

ARMS = "strategies=[trailblazer,training_mandate]"
REPS = [Replicate(0, 0, 0), Replicate(0, 2, 2)]


@pytest.mark.parametrize("arm", [0, 1, 2])
def test_chosen_outcomes_equal_those_of_the_full_tables(arm):
    settings = plan("strategies=[trailblazer,training_mandate,laissez_faire]", "run.horizon_years=2")
    full = simulate_block(settings, settings.arms[arm], REPS).runs["value"].to_numpy().reshape(2, -1)
    lean = outcomes_block(settings, settings.arms[arm], REPS, list(REGISTRY))
    assert np.array_equal(np.isnan(full), np.isnan(lean))
    assert np.allclose(full, lean, rtol=1e-12, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", REGISTRY)
def test_an_outcome_alone_reads_the_tables_it_names(name):
    settings = plan("strategy=trailblazer")
    every = outcomes_block(settings, settings.arms[0], REPS[:1], list(REGISTRY))[:, list(REGISTRY).index(name)]
    alone = outcomes_block(settings, settings.arms[0], REPS[:1], [name])[:, 0]
    assert np.array_equal(every, alone, equal_nan=True)


def small(points: int = 6) -> tuple[Design, Worlds]:
    worlds = Worlds.load([*TINY, ARMS, "run.replicates=4"])
    return sample(ledger_axes(worlds.base, ["behaviour."]), points, "lhs"), worlds


def test_a_study_meets_every_point_and_arm_on_the_same_replicates(tmp_path):
    design, worlds = small()
    study = run_study(design, worlds, tmp_path / "s", ("use_end", "money_per_post"), workers=1)
    assert len(study.table) == 6 * 2 * 4 * 2
    by_point_and_arm = study.table.groupby(["point", "arm"])[["district", "luck", "design"]]
    triples = by_point_and_arm.apply(lambda t: t.to_numpy().tolist())
    assert all(t == triples.iloc[0] for t in triples)
    assert study.values("use_end").district.tolist() == [0, 0, 1, 1]
    point = worlds.at(design.rows()[3])
    reps = [Replicate(0, 0, 0), Replicate(0, 2, 2)]
    true = outcomes_block(point, point.arms[1], reps, ["use_end"])[:, 0]
    assert np.array_equal(study.values("use_end", "training_mandate").value[3, :2], true)
    table = by_point(open_study(tmp_path / "s"), ("use_end",), "trailblazer", "training_mandate")
    gap = study.values("use_end", "trailblazer") - study.values("use_end", "training_mandate")
    assert np.allclose(table["mean"], gap.mean())


def test_a_design_hashes_every_plan_once(tmp_path, monkeypatch):
    from diffusion_sim.batch import unit
    from diffusion_sim.identity import plan_hash, rules_text

    hashed = []

    def counted(settings, arm, rules):
        hashed.append((id(settings), arm.name))
        return plan_hash(settings, arm, rules)

    monkeypatch.setattr(unit, "plan_hash", counted)
    design, worlds = small()
    study = run_study(design, worlds, tmp_path / "s", ("use_end",), workers=1)
    assert len(hashed) == len(set(hashed)) == 6 * 2
    monkeypatch.setattr("diffusion_sim.identity._text_of", lambda rules, arm, behaviour: rules_text(rules))
    point = worlds.at(design.rows()[0])
    assert study.link["plan"][0] == plan_hash(point, point.arms[0], unit.rules_of(point.arms[0], point.behaviour))


@pytest.mark.parametrize(("years", "read"), [(3.5, False), (4.0, True)])
def test_a_horizon_too_short_for_the_headline_is_refused_before_anything_is_run(tmp_path, years, read):
    worlds = Worlds.load([*TINY, ARMS, f"run.horizon_years={years}"])
    design = sample(ledger_axes(worlds.base, ["behaviour.peer_belief"]), 2, "lhs")
    if read:
        assert not np.isnan(run_study(design, worlds, tmp_path / "s", workers=1).values().value).any()
        return
    with pytest.raises(BadInput, match="3 years after support.*horizon_years of 4 or more, or another outcome"):
        run_study(design, worlds, tmp_path / "s", workers=1)
    assert not (tmp_path / "s").exists()
    both = run_study(design, worlds, tmp_path / "s", ("deep_use_3y_after", "use_end"), workers=1)
    assert np.isnan(both.values().value).all() and not np.isnan(both.values("use_end").value).any()


SCRIPT = """
import sys
from diffusion_sim.explore import read_design, run_study, Worlds
run_study(read_design(sys.argv[1]), Worlds.load(sys.argv[3:]), sys.argv[2], ("use_end",), workers=1)
"""


@pytest.mark.parametrize("after", [1, 3])
def test_a_killed_study_goes_on_to_the_same_table(tmp_path, after):
    from diffusion_sim.explore import write_design

    design, worlds = small(20)
    path = write_design(design, tmp_path / "d.csv")[0]
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(path), str(tmp_path / "s"), *(worlds.overrides or ())],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1] / "src")},
    )
    done = tmp_path / "s" / "parts" / "done"
    while process.poll() is None and len(list(done.glob("*.parquet"))) < after:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    resumed = run_study(design, worlds, tmp_path / "s", ("use_end",), workers=1)
    whole = run_study(design, worlds, tmp_path / "t", ("use_end",), workers=1)
    assert resumed.store.complete()
    pd.testing.assert_frame_equal(resumed.table, whole.table)


def test_a_folder_holds_one_design(tmp_path):
    design, worlds = small()
    run_study(design, worlds, tmp_path / "s", ("use_end",), workers=1)
    more = Worlds.load([*(worlds.overrides or ()), "run.replicates=6", "run.districts=2"])
    assert len(run_study(design, more, tmp_path / "s", ("use_end",), workers=1).table) == 6 * 2 * 6
    with pytest.raises(BadInput, match="other outcomes"):
        run_study(design, worlds, tmp_path / "s", ("use_end", "bass_p"), workers=1)
    with pytest.raises(BadInput, match="another design"):
        run_study(small(7)[0], worlds, tmp_path / "s", ("use_end",), workers=1)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "file").write_text("")
    with pytest.raises(BadInput, match="holds other files"):
        run_study(design, worlds, tmp_path / "other", ("use_end",), workers=1)
    with pytest.raises(BadInput, match="holds no design"):
        open_study(tmp_path)


WRITTEN = (".points.71.part.parquet", "points.parquet", ".design.71.part.csv", "design.csv", "design.json")


@pytest.mark.parametrize("count", range(len(WRITTEN) + 1))
def test_a_folder_that_another_shard_of_the_design_is_just_beginning_is_no_strangers(count, tmp_path):
    design, worlds = small(3)
    run_study(design, worlds, tmp_path / "whole", ("use_end",), workers=1, shard="2/2")
    begun = tmp_path / "begun"
    begun.mkdir()
    for name in WRITTEN[:count]:
        if name.startswith("."):
            (begun / name).touch()
        else:
            shutil.copy(tmp_path / "whole" / name, begun / name)
    strangers = begun / "letter.txt"
    strangers.touch()
    with pytest.raises(BadInput, match="holds other files"):
        run_study(design, worlds, begun, ("use_end",), workers=1, shard="1/2")
    strangers.unlink()
    if "points.parquet" in WRITTEN[:count]:
        with pytest.raises(BadInput, match="another design"):
            run_study(small(4)[0], worlds, begun, ("use_end",), workers=1, shard="1/2")
    study = run_study(design, worlds, begun, ("use_end",), workers=1, shard="1/2")
    assert len(study.store.present()) == 3 * 4


@pytest.mark.parametrize("name", ["design.csv", "study.txt", ".points.parquet", "parts/store.json"])
def test_what_a_study_does_not_write_first_is_not_its_own(name, tmp_path):
    design, worlds = small(3)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(BadInput, match="holds other files"):
        run_study(design, worlds, tmp_path, ("use_end",), workers=1)
    assert (tmp_path / name).read_text() == "mine"


class Told:
    """A study whose values are given."""

    def __init__(self, gap: np.ndarray, district: np.ndarray, design: Design):
        self.gap, self.district, self.design, self.folder = gap, district, design, Path("told")

    def values(self, outcome: str, arm: str) -> Values:
        value = self.gap if arm == "a" else np.zeros_like(self.gap)
        return Values(np.arange(len(value)), value, self.district)


def test_share_counts_decided_worlds_alone_and_the_direction_of_the_outcome():

    design = sample((Axis("x.0", 0, 1), Axis("x.1", 0, 1), Axis("x.2", 0, 1)), 64, "sobol")
    x = design.unit()
    wobble = 0.001 * np.array([-1.0, 1, -1, 1, 2, -2, 1, -1])
    response = np.where(x[:, 0] > 0.75, 1.0, np.where(x[:, 0] > 0.5, 0.0, -1.0)) + 0.3 * (x[:, 1] - 0.5)
    response[(x[:, 0] > 0.5) & (x[:, 0] <= 0.75)] = 0.0
    study = Told(response[:, None] + wobble, np.arange(8) % 4, design)
    found = judge(study, "use_end", "a", "b", resamples=20)  # type: ignore[arg-type]
    assert found.undecided == pytest.approx(0.25, abs=0.02)
    assert found.share == pytest.approx(1 / 3, abs=0.03)
    assert found.share_low < found.share < found.share_high
    assert found.deciding["parameter"].iloc[0] == "x.0"
    lower = judge(study, "overloaded_mean", "a", "b", resamples=20)  # type: ignore[arg-type]
    assert lower.share == pytest.approx(1 - found.share)
    assert "x.0" in decides(found) and "33 %" in verdict(found)


@pytest.mark.parametrize("better", [1.0, -1.0])
def test_what_districts_do_to_all_worlds_alike_widens_the_interval_of_the_share(better):
    from diffusion_sim.explore.robustness import _effects
    from diffusion_sim.explore.samplers import stream
    from diffusion_sim.explore.share import share_in_favour

    def chance(k: int, rows: int, columns: int) -> np.ndarray:
        drawn = draws.draws(stream(k), "pick", np.arange(rows * columns, dtype=np.uint64))
        return drawn.reshape(rows, columns) - 0.5

    design = Design.of({"x.0": np.arange(400.0)}, (), "lhs", 1)
    true, own, district = 2 * chance(1, 400, 1), 0.4 * chance(2, 400, 8), np.arange(8) % 4
    idle = np.arange(400)[:, None] < 200  # worlds in which nothing differs: no district moves them

    def width(common: float) -> tuple[float, float]:
        gap = np.where(idle, 0.0, better * (true + own + common * np.array([-0.6, 0.3, -0.2, 0.5])[district]))
        effects = _effects(design, Values(np.arange(400), gap, district), better, 0.95)
        units = np.column_stack([gap[:, district == d].mean(axis=1) for d in range(4)])
        share, low, high = share_in_favour(effects, units, 0.95, better)
        decided = int((effects["sign"] != 0).sum())
        assert decided <= 200 and low < share < high
        return high - low, 2 * 1.96 * np.sqrt(share * (1 - share) / decided)

    alone, wilson = width(0.0)
    assert wilson * 0.9 < alone < wilson * 1.3, "districts that move worlds each in its own way add little"
    assert width(0.6)[0] > 2 * alone and width(0.3)[0] > 1.3 * alone


def test_identical_arms_are_undecided_everywhere():

    design = sample((Axis("x.0", 0, 1),), 32, "sobol")
    found = judge(Told(np.zeros((32, 8)), np.arange(8) % 4, design), "use_end", "a", "b")  # type: ignore[arg-type]
    assert found.undecided == 1.0 and np.isnan(found.share)
    assert found.which.startswith("cannot tell") and found.deciding.empty


def test_a_share_is_told_only_where_more_worlds_are_decided_than_by_chance():
    rng = np.random.default_rng(5)
    x, district = rng.random(256), np.arange(8) % 4
    design = Design.of({"behaviour.x0": x}, (), "lhs", 1)
    alike = [
        judge(Told(rng.normal(size=(256, 8)), district, design), "use_end", "a", "b")  # type: ignore[arg-type]
        for _ in range(20)
    ]  # fmt: skip
    assert sum(r.beyond_chance for r in alike) <= 4 and all(r.by_chance == pytest.approx(12.8) for r in alike)
    assert "about 13 would be by chance" in verdict(next(r for r in alike if not r.beyond_chance))
    moved = judge(Told(3 * (x - 0.5)[:, None] + 0.3 * rng.normal(size=(256, 8)), district, design), "use_end", "a", "b")  # type: ignore[arg-type]
    assert moved.beyond_chance and moved.decided > 100
    assert list(moved.sides["parameter"]) == ["behaviour.x0"] and moved.sides["side"].iloc[0] == "high"
    assert "A is ahead where behaviour.x0 is high" in (said := decides(moved))
    assert "Its lead moves most with behaviour.x0 (+0.9" in said
    assert sum(", may be chance)" in decides(r) for r in alike) > 15


@pytest.mark.parametrize("decides_it", [False, True])
def test_no_ranking_is_printed_of_indices_that_are_not_believed(decides_it):
    from io import StringIO

    from rich.console import Console

    design = sample(tuple(Axis(f"x.{k}", 0, 1) for k in range(5)), 64, "sobol")
    rng = np.random.default_rng(4)
    gap = decides_it * design.unit()[:, :1] + 0.01 * rng.normal(size=(64, 8))
    study = Told(gap, np.arange(8) % 4, design)
    found = judge(study, "use_end", "a", "b", resamples=10)  # type: ignore[arg-type]
    assert found.indices is not None and found.indices.believed == decides_it
    console = Console(width=100, file=StringIO())
    console.print(render(found))
    text = " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]
    assert ("Largest of 5 parameters" in text) == decides_it and "the surrogate predicts" in text


def test_robustness_of_a_comparison_end_to_end(tmp_path):
    settings = plan(ARMS)
    found = robustness(settings, "use_end", 24, 4, tmp_path / "r", only=["behaviour."], workers=1)
    assert found.points == 24 and (found.arm, found.reference) == ("trailblazer", "training_mandate")
    assert set(found.effects["sign"]) <= {-1, 0, 1}
    assert render(found)
    from diffusion_sim.plots.robustness import robustness as draw

    assert "<svg" in draw(found).svg
    with pytest.raises(BadInput, match="nothing to hold it against"):
        robustness(plan("strategy=mandate"), points=4)


def test_commands(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = [*TINY, ARMS]
    vary = ["--only", "behaviour.peer_belief", "--only", "behaviour.use_odds"]
    assert cli.main(["design", "make", "d.csv", *settings, "--points", "24", *vary]) == 0
    run = ["design", "run", "d.csv", *settings, "--replicates", "2", "--out", "s", "--outcome", "use_end"]
    assert cli.main([*run, "--workers", "1"]) == 0
    assert "96 of 96 runs" in capsys.readouterr().out
    assert cli.main(["design", "query", "s"]) == 0
    assert len(pd.read_csv("s/query.csv")) == 48
    assert cli.main(["design", "indices", "s", "--arm", "training_mandate"]) == 0
    assert "behaviour.use_odds" in capsys.readouterr().out
    robust = ["robust", *settings, *vary, "--points", "8", "--replicates", "2", "--out", "r", "--workers", "1"]
    assert cli.main([*robust, "--outcome", "use_end"]) == 0
    assert "plausible worlds" in capsys.readouterr().out
    assert Path("r/robustness.png").is_file() and len(pd.read_csv("r/effects.csv")) == 8
    assert cli.main(["design", "make", "g.csv", "--method", "factorial", "run.budget=0.5,1", *TINY]) == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["design", "mak", "d.csv"], "make"),
        (["design", "make", "d.csv", "--points", "many"], "--points"),
        (["design", "make", "d.csv", "--range", "behaviour.peer_belief"], "LOW..HIGH"),
        (["design", "run", "none.csv"], "not there"),
        (["design", "query", "none"], "holds no design"),
        (["robust", "strategy=mandate"], "two strategies"),
        (["robust", ARMS, "--outcome", "deep"], "outcome"),
    ],
)
def test_mistakes_end_in_one_sentence(tmp_path, capsys, monkeypatch, words, part):
    monkeypatch.chdir(tmp_path)
    assert part in refused(tmp_path, capsys, *words)


def script(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "verification" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_committed_coverage_of_the_share_is_near_its_level():
    found = pd.read_csv(Path(__file__).parents[1] / "verification" / "share_coverage.csv")
    assert (found["experiments"] >= 300).all() and set(found["true_share"]) == {0.5, 0.9, 0.99}
    assert (found["covered"] >= 0.88).all() and found["covered"].mean() > 0.94
    assert (found["mean_covered"] >= 0.93).all()


def test_the_script_of_the_share_runs_and_knows_the_indices_of_its_functions():
    module = script("share_coverage")
    found = module.experiment(module.CASES[2], 1, 0)
    assert found["low"] <= found["share"] <= found["high"]
    for total, first in (script("index_coverage").g_indices(), script("index_coverage").ishigami_indices()):
        assert (total >= first).all() and total.sum() > 1 > first.sum()
    total, _ = script("index_coverage").ishigami_indices()
    assert total == pytest.approx([0.558, 0.442, 0.244], abs=1e-3)


def test_the_digest_of_a_strategy_hangs_on_numbers_alone_and_versions_are_told_apart(tmp_path):
    module = script("same_numbers")
    one, other = module.digest("trailblazer"), module.digest("mandate")
    assert one == module.digest("trailblazer") != other
    path = tmp_path / "versions.csv"
    assert module.told(pd.DataFrame(), path) == []
    for version, digests in (("a", "xx"), ("b", "xy"), ("a", "zy")):
        rows = pd.DataFrame({"sources": version, "strategy": ["mandate", "plan"], "digest": list(digests)})
        module.kept(rows, path).to_csv(path, index=False)
    assert pd.read_csv(path)["digest"].to_list() == ["x", "y", "z", "y"]
    assert module.told(rows, path) == ["b: mandate differs", "a: no strategy differs"]


def test_a_design_killed_twice_from_the_command_line_reads_the_same_by_every_door(tmp_path):
    passes, figures = script("killed_design").experiment(6, 2, tmp_path, 1)
    assert passes["runs_after"].iloc[-1] == 24 and (passes["runs_before"] <= passes["runs_after"]).all()
    assert {"parts of the table runs", "DuckDB, s"} <= set(figures["what"])


def test_arms_of_a_folder_that_is_not_complete_are_paired_by_replicate(tmp_path):
    design = sample((Axis("x.0", 0, 1),), 2)
    rows = [(p, arm, d, k, 0, "use_end", v) for p in range(2) for arm, d, k, v in
            (("a", 0, 0, 0.5), ("a", 1, 0, 0.9), ("b", 1, 0, 0.2), ("b", 1, 1, 0.1))]  # fmt: skip
    study = Study(tmp_path, design, pd.DataFrame({"arm": ["a", "b"]}), ("use_end",))
    study.__dict__["table"] = pd.DataFrame(rows, columns=["point", "arm", *REPLICATE, "outcome", "value"])
    gap = study.values("use_end", "a") - study.values("use_end", "b")
    assert list(gap.district) == [0, 1, 1]
    assert np.allclose(gap.value, [[np.nan, 0.7, np.nan]] * 2, equal_nan=True), "each from its own like, or from none"
