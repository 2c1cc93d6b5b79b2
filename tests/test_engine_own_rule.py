"""A rule of one's own: in both engines, in the docs, refused where it must be, never stale after an edit."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from diffusion_sim.engines import agents, columns
from diffusion_sim.engines.columns import parameter_vector
from diffusion_sim.errors import BadInput
from diffusion_sim.ruleset import RuleSet, rule_set, validate
from diffusion_sim.schedule import Line
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice
from engine_worlds import World, own_rules
from test_engine_equality import assert_same_block, random_support, same_support

ROOT = Path(__file__).resolve().parents[1]
PLACE = DistrictSettings(schools=2, staff=40, initial_use=0.4)


def run(world: World, engine: Any, weeks: int = 6) -> Any:
    block = world.start(engine, [1, 2])
    random_support(block, 1)
    engine.run_weeks(block, weeks)
    return block


def test_one_function_changes_both_engines_alike() -> None:
    shipped = World(PLACE, Practice(), Behaviour(), False, 1)
    own = World(PLACE, Practice(), Behaviour(), True, 1)
    fast, slow, before = run(own, columns), run(own, agents), run(shipped, columns)
    assert_same_block(own, fast, slow, "own rules")
    assert not np.array_equal(fast.column("level"), before.column("level"))
    assert fast.column("memory").min() > 0.0
    for engine, block in ((columns, fast), (agents, slow)):
        engine.end_year(block)
    left = fast.column("leaving") > 0.0
    assert left.any()
    assert np.all(fast.column("memory")[left] == 0.0)
    assert_same_block(own, fast, slow, "after the year's end")


def test_a_coefficient_of_ones_own_is_a_number_like_any_other() -> None:
    world = World(PLACE, Practice(), Behaviour(), True, 1)
    base = run(world, agents)
    world.rules = RuleSet(world.rules.start, world.rules.week, world.rules.year_end, {"forgetting": 0.6})
    world.P = parameter_vector(world.rules, world.practice, world.behaviour, world.settings)
    fast, slow = run(world, columns), run(world, agents)
    assert_same_block(world, fast, slow, "other coefficient")
    assert not np.array_equal(base.column("memory"), slow.column("memory"))


def test_spans_with_changing_support_and_own_rules_agree() -> None:
    world = World(PLACE, Practice(), Behaviour(), True, 5)
    fast, slow = world.start(columns, [9]), world.start(agents, [9])
    for k in range(3):
        random_support(fast, k)
        same_support(fast, slow)
        columns.run_weeks(fast, 4)
        agents.run_weeks(slow, 4)
        assert_same_block(world, fast, slow, k)


def _reads(name: str) -> Any:
    space: dict[str, Any] = {}
    exec(f"def rule({name}):\n    return {name}", space)
    return space["rule"]


@pytest.mark.parametrize(
    "name", ["neighbour_belief", "people", "up_odd", "district_using", "peers", "level_of_j"]
)
def test_a_line_cannot_read_other_people_or_what_does_not_exist(name: str) -> None:
    with pytest.raises(
        BadInput, match=rf"^Line 'room' of the week reads '{name}', which is not an own column"
    ):
        rule_set().replace_rule("room", _reads(name))


def test_a_line_cannot_read_a_later_line() -> None:
    """``up_odds`` stands below ``room``: it does not exist yet when ``room`` is written."""
    with pytest.raises(BadInput, match="reads 'up_odds'"):
        rule_set().replace_rule("room", _reads("up_odds"))


def test_every_summary_of_the_week_is_of_last_weeks_state() -> None:
    """All that a line can know of others are summaries of columns that are kept from week to week."""
    from diffusion_sim.rules.colleagues import SUMMARIES

    rules = rule_set()
    assert {s.column for s in SUMMARIES} <= set(rules.state)
    written = {ln.name for ln in rules.week}
    assert not written & {s.name for s in SUMMARIES}


def test_the_sentences_for_names_that_do_not_exist() -> None:
    with pytest.raises(BadInput, match=r"no line 'rom'; allowed: .* Did you mean 'room'\?"):
        rule_set().replace_rule("rom", _reads("load"))
    with pytest.raises(BadInput, match=r"no line 'levl'; allowed: .* Did you mean 'level'\?"):
        rule_set().add_rule("mine", _reads("load"), after="levl")
    with pytest.raises(BadInput, match="reads 'lod', .* Did you mean 'load'"):
        validate(RuleSet(week=(Line("mine", _reads("lod")), *rule_set().week)))


def test_the_example_in_the_docs_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text of docs/own_rule.md is executed as it stands; only the horizon is shortened."""
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "own_rule.md").read_text(), re.S)
    assert len(blocks) == 3
    text = "\n".join(blocks).replace('"run.replicates=2"', '"run.replicates=2", "run.horizon_years=3"')
    lines = [ln for ln in blocks[0].split("\n\n", 1)[1].splitlines() if ln.strip()]
    assert len(lines) <= 10
    path = ROOT / "docs" / "own_rule.md"
    space: dict[str, Any] = {"__name__": "own_rule"}
    exec(compile(text, str(path), "exec"), space)
    assert len(space["batch"].runs) > 0
    assert space["model"].week == 9
    assert all(hasattr(person, "fatigue") for person in space["model"].agents)
    assert 0 < len(space["tired"]) < len(space["model"].agents)


RULES = """
from helper import half
STEP = {step}
def load(load: float, level: float) -> float:
    return load + STEP * half(1.0) + {inline}
"""
HELPER = """
def half(x: float) -> float:
    return {share} * x
"""
#: A model of one line: it compiles in a moment, through the same weaving and the same cache as the whole one.
SCRIPT = """
import sys
import numpy as np
sys.path.insert(0, {folder!r})
import mine
from diffusion_sim.district.build import build_district
from diffusion_sim.engines import columns
from diffusion_sim.engines.layout import layout
from diffusion_sim.engines.weave import weave, woven_name
from diffusion_sim.rules import start
from diffusion_sim.ruleset import RuleSet, validate
from diffusion_sim.schedule import Line
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.practice import Practice

names = "occupant level compliance load top_level cause leaving using knowhow belief".split()
zeros = tuple(Line(name, start.zero) for name in names)
rules = validate(RuleSet(start=zeros, week=(Line("load", mine.load),), year_end=zeros))
place = DistrictSettings(schools=1, staff=4)
how = Behaviour()
P = columns.parameter_vector(rules, Practice(), how, place)
space = layout(build_district(place, 1), Practice(), how)
block = columns.start(rules, space, P, how, 1, np.array([1], dtype=np.uint64))
columns.run_weeks(block, 2)
print(woven_name(rules), block.column("load")[0, 0])
"""


def test_editing_a_rule_changes_the_next_run_though_the_cache_is_kept(tmp_path: Path) -> None:
    """A constant in the rule, one of its module, one in a helper of another file; unedited: the same."""
    values = {"step": 0.5, "inline": 0.0, "share": 0.5}
    seen = {}

    def changed(name: str, **edit: float) -> None:
        now = values | edit
        (tmp_path / "mine.py").write_text(RULES.format(**now))
        (tmp_path / "helper.py").write_text(HELPER.format(**now))
        seen[name] = _run(tmp_path)

    changed("first")
    changed("again")
    changed("constant in the rule", inline=0.125)
    changed("module constant", step=0.25)
    changed("helper in another file", share=0.75)
    assert seen["again"] == seen["first"]
    assert [float(text.split()[1]) for text in seen.values()] == [0.5, 0.5, 0.75, 0.25, 0.75]
    assert len({text.split()[0] for text in seen.values()}) == 4
    from diffusion_sim.engines.cache import function_text

    assert _text("x + 1.0") != _text("x + 2.0")
    assert function_text(_reads("load")) == function_text(_reads("load"))


def _text(body: str) -> str:
    from diffusion_sim.engines.cache import function_text

    space: dict[str, Any] = {}
    exec(f"def rule(x):\n    return {body}", space)
    return function_text(space["rule"])


def _run(folder: Path) -> str:
    import diffusion_sim

    source = str(Path(diffusion_sim.__file__).parents[1])
    env = {
        **os.environ,
        "DIFFUSION_SIM_CACHE": str(folder / "cache"),
        "PYTHONPATH": source,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(folder=str(folder))],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_own_rules_grow_the_lists_as_they_say() -> None:
    shipped, own = rule_set(), own_rules(rule_set())
    names = [ln.name for ln in own.week]
    assert names[names.index("load") + 1] == "memory"
    assert set(own.state) - set(shipped.state) == {"memory"}
    assert [ln.name for ln in shipped.week] == [ln.name for ln in rule_set().week]
