"""Both engines, and the plain model in two orders, agree to the last bit in every column every week."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diffusion_sim.engines import agents, columns
from diffusion_sim.settings.behaviour import CONTAGION, Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice
from engine_worlds import Plain, World, random_support, worlds

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def bits(values: np.ndarray) -> np.ndarray:
    """Return the bits of numbers, so that -0.0 is not 0.0 and nan is itself."""
    return np.ascontiguousarray(values, dtype=np.float64).view(np.int64)


def assert_same_state(world: World, a: np.ndarray, b: np.ndarray, when: object) -> None:
    unlike = [name for k, name in enumerate(world.rules.state) if not np.array_equal(bits(a[k]), bits(b[k]))]
    assert not unlike, f"{when}: columns differ: {unlike}"


def assert_same_block(world: World, a: Any, b: Any, when: object) -> None:
    for r in range(a.replicates):
        assert_same_state(world, a.S[r], b.S[r], (when, r))
    assert np.array_equal(a.counts, b.counts)
    assert np.array_equal(bits(a.hours), bits(b.hours))
    assert np.array_equal(a.used, b.used)
    for r in range(a.replicates):
        assert np.array_equal(a.spells[r, : a.used[r]], b.spells[r, : b.used[r]])
    assert np.array_equal(a.opened, b.opened)
    assert np.array_equal(bits(a.D), bits(b.D))


def same_support(a: Any, *others: Any) -> None:
    for b in others:
        b.support[:], b.cohort[:], b.groups[:] = a.support, a.cohort, a.groups


@given(worlds(), st.integers(0, 2**32 - 1), st.lists(st.integers(1, 4), min_size=1, max_size=4))
@SLOW
def test_engines_and_plain_text_give_the_same_bits(world: World, seed: int, spans: list[int]) -> None:
    lucks = [seed, seed + 7919, 2**63 + seed]
    fast, slow = world.start(columns, lucks), world.start(agents, lucks)
    assert_same_block(world, fast, slow, "start")
    plain = [Plain(world, lucks[0], "rule"), Plain(world, lucks[0], "person")]
    for k, weeks in enumerate(spans):
        random_support(fast, seed + k)
        same_support(fast, slow)
        for _ in range(weeks):
            columns.run_weeks(fast, 1)
            agents.run_weeks(slow, 1)
            assert_same_block(world, fast, slow, fast.week)
            for order in plain:
                order.run_week(fast.support[0], fast.cohort[0], int(fast.groups[0]))
                assert_same_state(world, order.state(), slow.S[0], (order.by, fast.week))
        columns.end_year(fast)
        agents.end_year(slow)
        assert_same_block(world, fast, slow, "year end")
        for order in plain:
            order.end_year(fast.D[0])
            assert_same_state(world, order.state(), slow.S[0], (order.by, "year end"))


@given(worlds(), st.integers(0, 2**32 - 1))
@SLOW
def test_neighbours_and_length_of_spans_change_nothing(world: World, seed: int) -> None:
    lucks = [seed + 1, seed + 2, seed + 3]
    together, alone = world.start(columns, lucks), world.start(columns, lucks[1:2])
    slow = world.start(agents, lucks[1:2])
    for year in range(2):
        random_support(together, seed + year)
        for block in (alone, slow):
            block.support[:], block.cohort[:] = together.support[1:2], together.cohort[1:2]
            block.groups[:] = together.groups[1:2]
        columns.run_weeks(together, 9)
        for weeks in (2, 3, 4):
            columns.run_weeks(alone, weeks)
        agents.run_weeks(slow, 9)
        for block in (together, alone, slow):
            (agents if block is slow else columns).end_year(block)
        for block in (alone, slow):
            assert_same_state(world, together.S[1], block.S[0], year)
            used = int(block.used[0])
            assert used == together.used[1]
            assert np.array_equal(together.spells[1, :used], block.spells[0, :used])
        assert np.array_equal(together.counts[1], slow.counts[0])


@pytest.mark.parametrize("contagion", CONTAGION)
def test_equality_over_a_whole_year_with_every_contagion_rule(contagion: str) -> None:
    """At defaults and with much going on: nobody stays at zero, so equal bits mean something."""
    place = DistrictSettings(schools=3, staff=60, initial_use=0.3)
    world = World(place, Practice(), Behaviour(contagion=contagion), False, 11)
    fast, slow = world.start(columns, [5, 6]), world.start(agents, [5, 6])
    for quarter in range(4):
        random_support(fast, quarter)
        same_support(fast, slow)
        columns.run_weeks(fast, 9)
        agents.run_weeks(slow, 9)
        assert_same_block(world, fast, slow, quarter)
    assert len(set(fast.column("level").ravel().tolist())) >= 4
    assert fast.used.min() > 20


def test_the_comparison_can_fail() -> None:
    """One weight, one bit off: the states part, and the assertion says where."""
    place = DistrictSettings(schools=2, staff=40, initial_use=0.5)
    world = World(place, Practice(), Behaviour(), False, 3)
    odd = World(place, Practice(), replace(Behaviour(), peer_belief=np.nextafter(0.03, 1.0)), False, 3)
    fast, slow = world.start(columns, [1]), odd.start(agents, [1])
    for block, engine in ((fast, columns), (slow, agents)):
        engine.run_weeks(block, 8)
    with pytest.raises(AssertionError, match="belief"):
        assert_same_state(world, fast.S[0], slow.S[0], "by design")
