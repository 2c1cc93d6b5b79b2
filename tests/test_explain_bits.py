"""One person's weeks are the engines' weeks: every column and every passing name, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.engines.model import DistrictModel
from diffusion_sim.engines.people import attribute
from diffusion_sim.explain.history import History, history
from diffusion_sim.explain.life import Player, Swap, live
from diffusion_sim.explain.replay import given, world
from diffusion_sim.replicates import Replicate
from diffusion_sim.ruleset import RuleSet, rule_set
from engine_worlds import own_rules
from small_runs import plan

REP = Replicate(1, 3, 3)


def past(*overrides: str, rules: RuleSet | None = None) -> History:
    place = world(plan("run.horizon_years=3", "run.support_years=2", *overrides), REP, rules=rules)
    return history(place, given(place))


@pytest.mark.parametrize(
    "overrides",
    [
        ("strategy=trailblazer",),
        ("strategy=training_mandate", "behaviour=similarity", "district.initial_use=0.3"),
        ("strategy=cohorts_by_need", "behaviour=simple_contagion"),
        ("strategy=rolling_by_grade", "behaviour=no_peers"),
    ],
)
def test_every_state_column_of_a_life_is_that_of_the_columns_engine(overrides: tuple[str, ...]) -> None:
    found = past(*overrides)
    using = found.columns.index("using") if "using" in found.columns else None
    for row in range(0, found.world.n, 13):
        life = live(found, row)
        end = np.array([life.weeks[-1][name] for name in found.world.rules.state])
        assert np.array_equal(end.view(np.int64), found.end[:, row].copy().view(np.int64)), row
        assert np.array_equal(life.column("level"), found.level[:, row])
        if using is not None:
            assert np.array_equal(life.column("using_before"), found.shown[:, using, row])


@pytest.mark.parametrize("own", [False, True])
def test_every_name_of_a_week_is_that_of_the_agents_engine(own: bool) -> None:
    settings = plan("strategy=trailblazer", "run.horizon_years=2", "district.initial_use=0.2")
    rules = own_rules(rule_set(settings.behaviour)) if own else None
    place = world(settings, REP, rules=rules)
    rows = (0, 5, 29, 31, 44)
    lives = [live(history(place, given(place)), row) for row in rows]
    model = DistrictModel.from_settings(settings, replicate=REP, rules=rules)
    names = {ln.name for ln in place.rules.week} | {n for ln in place.rules.week for n in ln.reads}
    for week in range(place.horizon):
        model.step()
        for row, life in zip(rows, lives, strict=True):
            person = model.people[row]
            mine = life.weeks[week]
            told = {n: getattr(person, attribute(n), mine[n]) for n in names if not n.startswith("u_week")}
            unlike = {
                n: (x, mine[n]) for n, x in told.items() if np.float64(x).tobytes() != np.float64(mine[n]).tobytes()
            }
            assert not unlike, (week, row, unlike)


def test_the_example_of_another_history_changes_a_life() -> None:
    """A swap is heard: with nobody's example taken over from an empty district, somebody's weeks differ."""
    found, empty = past("strategy=training_mandate"), past("strategy=laissez_faire")
    everybody = dict.fromkeys(range(found.world.n), Swap(empty))
    moved = 0
    for row in range(0, found.world.n, 5):
        moved += not np.array_equal(
            live(found, row).column("peer_word"), Player(found.world, row).live(found, everybody).column("peer_word")
        )
        assert np.array_equal(
            Player(found.world, row).live(found, {row: Swap(empty)}).column("level"), live(found, row).column("level")
        )
    assert moved > 3
