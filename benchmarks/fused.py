"""The best that an agent per person can do: Mesa agents whose whole week is one compiled call."""

from __future__ import annotations

from typing import Any

import numba

from diffusion_sim.engines import agents
from diffusion_sim.engines.agents import AgentsBlock
from diffusion_sim.engines.inline import select
from diffusion_sim.engines.people import Deed, attribute
from diffusion_sim.engines.sweep import SweepText, parameter_order
from diffusion_sim.ruleset import RuleSet


def fused_week(rules: RuleSet, settings: dict[str, float]) -> Deed:
    """Return a person's week as one compiled function over plain attributes, settings bound as constants.

    The function is woven from the same lines as the columns engine's sweep, for one person instead of a loop.
    """
    sweep = SweepText("week", rules.week, rules)
    inputs = [*sweep.loads, *sweep.draws]
    given = ", ".join(f"v_{n}" for n in inputs)
    body = [*(f"v_{n} = {settings[n]!r}" for n in sweep.settings), *sweep.rule_text()]
    lines = [f"def week({given}):", *(f"    {line}" for line in body)]
    lines.append(f"    return {', '.join(f'v_{n}' for n in sweep.kept)}")
    space: dict[str, Any] = {"select": select}
    exec("\n".join(lines), space)
    signature = "(" + ", ".join(["float64"] * len(inputs)) + ")"
    compiled = numba.njit(signature, error_model="numpy")(space["week"])
    read = ", ".join(f"person.{attribute(n)}" for n in inputs)
    kept = ", ".join(f"person.{attribute(n)}" for n in sweep.kept)
    deed: dict[str, Any] = {"week": compiled}
    exec(f"def live_week(person):\n    {kept} = week({read})\n", deed)
    made: Deed = deed["live_week"]
    return made


class FusedEngine:
    """The agents engine with the fused week in place of rule after rule."""

    @staticmethod
    def start(rules: RuleSet, *rest: Any) -> AgentsBlock:
        """Return a block of the agents engine whose people live the fused week."""
        block = agents.start(rules, *rest)
        settings = dict(zip(parameter_order(rules), block.P.tolist(), strict=True))
        week = fused_week(rules, settings)
        for model in block.models:
            model.in_a_week = week
        return block
