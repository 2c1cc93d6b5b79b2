"""What a rule of one's own may not hold: refused with one sentence before anything is compiled."""

from __future__ import annotations

import math
import random
from typing import Any

import numba
import pytest

from diffusion_sim.errors import BadInput
from diffusion_sim.plain_rule import found_in
from diffusion_sim.rules import shape
from diffusion_sim.rules.shape import positive
from diffusion_sim.ruleset import rule_set

STEP, NAMES = 0.5, ["a"]


def by_chance(load: float) -> float:
    return random.random() * load


def doubled(x: float) -> float:
    return 2.0 * positive(x)


def raised(x: float) -> float:
    return x**2.5


def plain(load: float, belief: float, u_week_1: float) -> float:
    """Return what a rule may hold."""
    share = doubled(load) if u_week_1 < STEP and not belief > 0.9 else -load
    share += float(belief > 0.5)
    if share > 1.0 or share < 0.0:
        return min(max(share, 0.0), 1.0)
    return abs(share) / (1.0 + belief)


REFUSED = {
    "return random.random() * load": "random.random",
    "return math.exp(load)": "math.exp",
    "return exp(load)": "exp",
    "return load ** 0.5": "**",
    "load **= 2.0; return load": "**=",
    "return raised(load)": "** (in raised)",
    "return shape.positive(load)": "shape.positive",
    "return missing(load)": "missing, which does not exist",
    "return NAMES": "NAMES",
    "return load.real": "the attribute real",
    "import random; return random.random()": "import random",
    "return 'high' if load > 1.0 else 0.0": "'high'",
    "return 1.0, load": "a tuple",
    "return [load]": "a list",
    "return rule(load - 1.0) if load > 1.0 else 0.0": "rule, which calls itself",
    "x = load": "nothing to return",
    "if load > 1.0: return 1.0": "nothing to return",
    "return sum(load for i in range(3))": "a loop",
    "return (lambda x: x)(load)": "a function",
    "assert load > 0.0; return load": "raise or assert",
    "for i in range(3): load += i\n return load": "a loop",
    "while load > 1.0: load -= 1.0\n return load": "a loop",
}


def made(body: str) -> Any:
    """Return a rule without a source, as from a prompt."""
    space = {"random": random, "math": math, "exp": math.exp, "raised": raised, "shape": shape, "NAMES": NAMES}
    exec(f"def rule(load):\n {body}", space)
    return space["rule"]


@pytest.mark.parametrize(("body", "found"), REFUSED.items(), ids=list(REFUSED))
def test_a_rule_that_is_not_plain_is_one_sentence(body: str, found: str) -> None:
    with pytest.raises(BadInput) as refused:
        rule_set().replace_rule("room", made(body))
    said = str(refused.value)
    assert said.startswith("Line 'room' of the week has a rule that is not plain: it holds ")
    assert found in said and "; allowed: numbers, + - * /, comparisons" in said and "\n" not in said
    with pytest.raises(BadInput, match="Line 'mine' of the week"):
        rule_set().add_rule("mine", made(body), after="load")


def test_a_compiled_rule_is_judged_by_its_function() -> None:
    with pytest.raises(BadInput, match=r"it holds random\.random"):
        rule_set().replace_rule("room", numba.njit(by_chance))
    rule_set().replace_rule("room", numba.njit(plain))


def test_what_a_rule_may_hold() -> None:
    assert found_in(plain) is None
    compiled, half = numba.njit(doubled), 0.5

    def own(load: float) -> float:
        return half * compiled(load) + doubled(x=load)

    rule_set().replace_rule("room", own).add_rule("mine", lambda load, mine: mine + load, after="load")


@pytest.mark.parametrize("rule", [3.0, max, float, math.exp], ids=str)
def test_a_rule_is_a_function(rule: Any) -> None:
    with pytest.raises(BadInput, match="which is not a plain function; allowed: def or lambda"):
        rule_set().add_rule("mine", rule, after="load")


@pytest.mark.parametrize("name", ["own drive", "2nd", "class", ""])
def test_a_line_and_a_coefficient_have_names_that_can_be_read(name: str) -> None:
    with pytest.raises(BadInput, match=f"'{name}' is no name for a line of the week; allowed: letters"):
        rule_set().add_rule(name, plain, after="belief")
    with pytest.raises(BadInput, match=f"'{name}' is no name for a coefficient; allowed: letters"):
        rule_set().add_rule("mine", plain, after="belief", extra={name: 1.0})


@pytest.mark.parametrize("value", ["a", None, True, float("nan"), [1.0]], ids=str)
def test_a_coefficient_is_a_number(value: Any) -> None:
    with pytest.raises(BadInput, match=r"^extra recovery=.* is not a number; allowed: a finite number"):
        rule_set().add_rule("mine", plain, after="belief", extra={"recovery": value})
