"""However a district is cut into tiles, its weeks have the same bits, and those of the agents engine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from diffusion_sim.engines import agents, columns, layout
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice
from engine_worlds import World, random_support
from test_engine_equality import assert_same_block, same_support

LUCKS = [5, 2**63 + 6]


def in_tiles(size: int, monkeypatch: pytest.MonkeyPatch, own: bool, wide: bool) -> World:
    """Return the same world in tiles of about ``size`` people."""
    monkeypatch.setattr(layout, "TILE", size)
    place = DistrictSettings(schools=7, staff=130, initial_use=0.3)
    return World(place, Practice(), Behaviour(), own, 23, wide)


def run(block: Any, engine: Any) -> None:
    """Run three years in spans of several lengths, with cohort groups, guests and uneven support."""
    for year in range(3):
        for k, weeks in enumerate((1, 3, 5)):
            rng_seed = 10 * year + k
            random_support(block, rng_seed)
            block.groups[1] = 3 * (rng_seed % 2)
            engine.run_weeks(block, weeks)
        engine.end_year(block)


@pytest.mark.parametrize(("own", "wide"), [(False, False), (True, False), (True, True)])
def test_tiles_change_no_bit(own: bool, wide: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One tile, a few, and one for each school; the cuts are where they are meant to be."""
    whole, few, schools = (in_tiles(size, monkeypatch, own, wide) for size in (2048, 45, 1))
    assert [len(w.layout.tiles) - 1 for w in (whole, schools)] == [1, 7]
    assert 1 < len(few.layout.tiles) - 1 < 7
    one = whole.start(columns, LUCKS)
    run(one, columns)
    assert (one.cohort <= -2).any() and (one.cohort >= 0).any() and one.used.min() > 20
    for world in (few, schools):
        block = world.start(columns, LUCKS)
        run(block, columns)
        assert_same_block(world, one, block, len(world.layout.tiles))


def test_tiles_agree_with_agents_every_week(monkeypatch: pytest.MonkeyPatch) -> None:
    world = in_tiles(30, monkeypatch, True, True)
    fast, slow = world.start(columns, LUCKS), world.start(agents, LUCKS)
    for week in range(9):
        random_support(fast, week)
        same_support(fast, slow)
        columns.run_weeks(fast, 1)
        agents.run_weeks(slow, 1)
        assert_same_block(world, fast, slow, week)


def test_ties_within_tiles_and_across_are_the_districts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom a tie leads to is found again from the tile's own numbers, with the tie's key."""
    lay = in_tiles(45, monkeypatch, False, False).layout
    to, key, far, asked = lay.ties[0], lay.ties[2], lay.ties[6], lay.ties[7]
    found = []
    for begin, end in zip(lay.tiles[:-1], lay.tiles[1:], strict=True):
        people = np.concatenate((np.arange(begin[0], end[0]), asked[far[begin[5] : end[5]]]))
        found.append(people[to[begin[4] : end[4]]])
    order, given = np.argsort(key), lay.district.ties
    assert 0 < len(far) < len(to)
    assert np.array_equal(np.concatenate(found)[order], given.to[np.argsort(given.key)])
