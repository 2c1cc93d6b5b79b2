"""Where schools are equal, rows decide nothing; and a wave in two halves of one day is the wave as a whole."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from diffusion_sim.engines import columns, rollout
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import part_class, part_names
from diffusion_sim.simulate import run_batch
from small_runs import TINY, batch, plan
from test_engine_agents import columns_layout_of, renumbered
from test_strategies_each import people
from test_strategies_whole import same

ORDERS = ("need", "readiness", "random")


def has(name: str, key: str) -> bool:
    """Return whether a sequence has a key."""
    return key in {f.name for f in fields(part_class("sequence", name))}


def keys_of(name: str) -> list[tuple[str, ...]]:
    """Return a strategy with a sequence in every order of schools that it knows."""
    orders = ORDERS if has(name, "order") and name != "by_role" else (None,)
    # of pilot schools there are as many groups of like need
    more = ("strategy.sequence.schools=7",) if name == "pilot" else ()
    own = ("strategy=trailblazer", f"strategy/sequence={name}", *more)
    return [(*own, f"strategy.sequence.order={o}") if o else own for o in orders]


SEQUENCES = [keys for name in part_names("sequence") for keys in keys_of(name)]
#: Selections that put schools in order, too.
CHOSEN = [
    ("strategy=trailblazer", "strategy/selection=whole_schools"),
    ("strategy=trailblazer", "strategy/selection=need_or_readiness", "strategy.selection.readiness=0"),
    ("strategy=trailblazer", "strategy/selection=core_group"),
]
SCHOOLS, STAFF = 20, 200
SIZE = (f"district.schools={SCHOOLS}", f"district.staff={STAFF}", "district.initial_use=0.1", "run.support_years=2",
        "run.horizon_years=2")  # fmt: skip


def called(keys: tuple[str, ...]) -> str:
    return " ".join(k.split("/")[-1].split("sequence.")[-1] for k in keys[1:])


@pytest.mark.parametrize("keys", SEQUENCES + CHOSEN, ids=called)
def test_schools_of_equal_need_and_readiness_do_not_come_in_the_order_of_rows(keys, monkeypatch):
    settings = plan(*SIZE, *keys)
    place = Rollout(columns, settings, None, FIRST, None).block.layout.district
    even = replace(place.schools, need=np.full(SCHOOLS, 0.5), readiness=np.full(SCHOOLS, 0.5))
    found = []
    moved, order = renumbered(replace(place, schools=even), -1)
    for district in (replace(place, schools=even), moved):
        again = columns_layout_of(settings, district)
        monkeypatch.setattr(rollout, "laid_out", lambda settings, index, again=again: again)
        r = Rollout(columns, settings, None, FIRST, None)
        # seen without error, all schools look alike
        r.conduct.view.__dict__["school_readiness"] = np.full(SCHOOLS, 0.5)
        r.conduct.start_week = r.conduct.arm.sequence.first_quarter(r.conduct.view) * 9.0
        for _ in range(46):
            r.step()
        found.append((r.conduct.start_week, r.conduct.members, r.conduct.served, r.block.column("level")))
    assert not np.array_equal(order, np.arange(STAFF))
    for first, second in zip(*found, strict=True):
        assert np.array_equal(first[:, order], second)


HEAD = "school_code,level,classroom_teachers,teacher_turnover_1yr,pct_econ_disadvantaged\n"
ROWS = [f"S{k},{'EMH'[k % 3]},{6 + k % 2},0.2,{(20, 60)[k > 3]}\n" for k in range(8)]


@pytest.mark.parametrize("keys", [k for k in SEQUENCES if k[-1].endswith("=need")] + CHOSEN, ids=called)
def test_a_table_with_equal_needs_may_be_written_in_any_order(keys, tmp_path):
    found = []
    small = [o for o in TINY if not o.startswith(("district.", "run.replicates"))]
    for number, rows in enumerate((ROWS, ROWS[::-1], ROWS[5:] + ROWS[:5])):
        path = tmp_path / f"{number}.csv"
        path.write_text(HEAD + "".join(rows))
        settings = load(overrides=[*small, *keys, f"district.table={path}", "run.replicates=1"])
        found.append(people(run_batch(settings)))
    assert found[0].equals(found[1]) and found[0].equals(found[2])


WAVES = [keys for name in part_names("sequence") if has(name, "waves") for keys in keys_of(name)]


@pytest.mark.parametrize("keys", WAVES, ids=called)
def test_two_waves_on_one_day_are_one(keys):
    more = ("district.schools=20", "district.staff=120", "district.initial_use=0.2", "run.horizon_years=2",
            "run.support_years=2")  # fmt: skip
    one, two, apart = (
        batch(*keys, *more, f"strategy.sequence.waves={w}", f"strategy.sequence.spacing={s}")
        for w, s in ((1, 0), (2, 0), (2, 3))
    )
    assert same(one, two)
    assert not same(one, apart), "waves that lie apart tell on the people, or nothing is tested here"
