"""The columns engine against other ways to compute the same weeks, which must agree to the last bit."""

from __future__ import annotations

import llvmlite.binding as llvm

from benchmarks import c_version
from benchmarks.fused import FusedEngine
from benchmarks.numpy_version import NumpyWeeks
from benchmarks.rows import Row, race, require, skipped
from benchmarks.world import World, same
from diffusion_sim.engines import agents, columns
from diffusion_sim.settings.behaviour import Behaviour

STAFF = 20_000
#: Lines of the rule set of trial size for which 5 us per person-week are allowed.
TRIAL_LINES = 12


def against_agents(staff: int = STAFF, rounds: int = 3, weeks: int = 4) -> list[Row]:
    """Race the columns engine against Mesa agents, rule by rule and with one compiled call."""
    world = World(staff)
    fast = [world.start(columns) for _ in range(3)]
    slow, fused = world.start(agents), world.start(FusedEngine)
    columns.run_weeks(world.start(columns), 1)
    versions = {f"columns {k}": lambda b=b: columns.run_weeks(b, weeks) for k, b in enumerate(fast)}
    versions |= {
        "agents": lambda: agents.run_weeks(slow, weeks),
        "fused": lambda: agents.run_weeks(fused, weeks),
    }
    took = race(versions, rounds)
    require(same(fast[0], slow), "the agents engine")
    require(same(fast[0], fused), "agents with a fused step")
    best = min(took[f"columns {k}"] for k in range(3))
    micro = 1e6 / (weeks * world.layout.n)
    lines = len(world.rules.week)
    return [
        Row("agents", "columns engine against the agents engine", took["agents"] / best, "x", 150.0,
            note=f"{best * micro * 1000:.0f} ns against {took['agents'] * micro:.1f} us a person-week"),
        Row("agents_pace", f"agents engine, per {TRIAL_LINES} of its {lines} lines",
            took["agents"] * micro * TRIAL_LINES / lines, "us", 5.0, at_least=False),
        Row("fused", "columns engine against agents with one compiled step", took["fused"] / best, "x", 80.0,
            note=f"{took['fused'] * micro:.1f} us a person-week"),
    ]  # fmt: skip


def against_c(staff: int = STAFF, rounds: int = 25, weeks: int = 4) -> list[Row]:
    """Race the columns engine against the same week in C."""
    title = "columns engine's time against C of the same week"
    why = c_version.missing()
    if why:
        return [skipped("c", title, "x", 1.25, why)]
    world = World(staff)
    blocks = {"columns": world.start(columns)}
    versions = {"columns": lambda: columns.run_weeks(blocks["columns"], weeks)}
    for k, flags in enumerate(c_version.widths()):
        run, block = c_version.compile_c(world.rules, *flags), world.start(columns)
        columns._reserve(block, rounds * weeks)
        blocks[f"c{k}"] = block
        versions[f"c{k}"] = lambda run=run, block=block: run(block, weeks)
    columns.run_weeks(world.start(columns), 1)
    took = race(versions, rounds)
    for name, block in blocks.items():
        require(same(blocks["columns"], block), name)
    best = min(t for name, t in took.items() if name != "columns")
    nano = 1e9 / (weeks * world.layout.n)
    seen = ", ".join(f"{name} {t * nano:.1f}" for name, t in took.items())
    return [
        Row("c", title, took["columns"] / best, "x", 1.25, at_least=False,
            note=f"ns a person-week: {seen} (c0 as gcc likes, c1 widest vectors)"),
    ]  # fmt: skip


def against_numpy(staff: int = STAFF, rounds: int = 8, weeks: int = 4) -> list[Row]:
    """Race the columns engine against vectorised NumPy."""
    world = World(staff)
    fast, slow = world.start(columns), world.start(columns)
    columns._reserve(slow, rounds * weeks)
    arrays = NumpyWeeks(slow, Behaviour())
    columns.run_weeks(world.start(columns), 1)
    took = race({"c": lambda: columns.run_weeks(fast, weeks), "n": lambda: arrays.run(slow, weeks)}, rounds)
    require(same(fast, slow), "NumPy")
    wide = bool(llvm.get_host_cpu_features().get("avx512f"))
    note = f"{took['n'] * 1e9 / (weeks * world.layout.n):.0f} ns a person-week in NumPy"
    what = "AVX-512" if wide else "no AVX-512"
    return [
        Row("numpy", f"columns engine against vectorised NumPy ({what})", took["n"] / took["c"], "x",
            2.5 if wide else 1.3, note=note),
    ]  # fmt: skip
