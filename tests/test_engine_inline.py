"""Rules written into the sweep as text say what the rules say; what cannot be written is called."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from diffusion_sim.engines.inline import Writer
from diffusion_sim.rules import contagion
from diffusion_sim.ruleset import rule_set
from diffusion_sim.schedule import Line

WEIGHT = 0.25


def run(rule: Callable[..., float], arguments: list[float]) -> float:
    """Run the inlined text of a rule as plain Python."""
    names = {f"v_{i}": x for i, x in enumerate(arguments)}
    lines = Writer().lines(rule, list(names), "out")
    assert lines is not None
    scope = {**names, "select": lambda c, a, b: a if c else b}
    exec("\n".join(lines), scope)
    return float(scope["out"])


def every_line() -> list[Line]:
    rules = rule_set()
    sets = [Line(name, rule) for lines in contagion.CONTAGION.values() for name, rule in lines]
    return [*rules.start, *rules.week, *rules.year_end, *sets]


@pytest.mark.parametrize("line", every_line(), ids=lambda ln: f"{ln.rule.__module__}.{ln.rule.__name__}")
def test_the_inlined_text_of_every_rule_gives_the_same_bits(line: Line) -> None:
    luck = random.Random(7)
    for _ in range(200):
        values = [luck.choice([0.0, 1.0, 0.5, 2.0, 3.0, 5.0, 7.0, luck.random(), -luck.random()]) for _ in line.reads]
        try:
            wanted, found = line.rule(*values), run(line.rule, values)
        except ZeroDivisionError:
            continue  # the text works out both sides of a choice; compiled, the side not taken may be infinite
        assert found == wanted


def branches(x: float, y: float) -> float:
    """A rule with branches, a helper, a constant, and a name that is written twice."""
    share = WEIGHT * x
    share = share + 1
    if not (x > y or x < -1):
        return helper(share, 3 * y)
    if x == y:
        return -share
    return min(share, y) if (x > 0 and y != 0.5) else abs(y)


def helper(x: float, share: float) -> float:
    """A name of the caller means something else here."""
    return share if x <= share else x - share


def test_branches_helpers_and_constants_are_written_out() -> None:
    for x in (-2.0, -0.5, 0.0, 0.5, 1.0, 3.0):
        for y in (-2.0, 0.0, 0.5, 1.0, 4.0):
            assert run(branches, [x, y]) == branches(x, y)


def loops(x: float) -> float:
    """A rule with a loop."""
    for _ in range(3):
        x = x * 0.5
    return x


def closed(factor: float) -> Callable[[float], float]:
    """Make a rule that closes over a number."""

    def rule(x: float) -> float:
        return factor * x

    return rule


def test_what_cannot_be_written_on_one_line_is_left_to_be_called() -> None:
    scope: dict[str, Callable[[float], float]] = {}
    exec("def nowhere(x):\n    return x", scope)
    for rule in (loops, closed(2.0), scope["nowhere"], lambda x: x):
        assert Writer().lines(rule, ["v_x"], "out") is None


def test_a_text_that_is_not_the_running_text_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(x: float, share: float) -> float:
        return x

    monkeypatch.setattr(helper, "__code__", other.__code__.replace(co_name="helper"))
    assert Writer().lines(helper, ["v_x", "v_y"], "out") is None
