"""The wide rule set: any rule set, with lines that read what further means of a strategy change.

Nothing is replaced: lines are put in (:mod:`diffusion_sim.rules.mechanisms`), and lines that read a quantity read the
changed quantity instead. So a rule of one's own is widened as the model's own rules are, and with every further column
at 0 all numbers stay as they were, to the bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from diffusion_sim.errors import BadInput
from diffusion_sim.rules import mechanisms
from diffusion_sim.ruleset import RuleSet, rule_set, validate
from diffusion_sim.schedule import FURTHER, SUPPORT, Line

if TYPE_CHECKING:
    from diffusion_sim.settings.behaviour import Behaviour
    from diffusion_sim.strategies.arm import Arm

#: Put in at the head of the week.
FIRST = (
    Line("left_out", mechanisms.left_out),
    Line("complexity_carried", mechanisms.complexity_carried),
    Line("advantage_carried", mechanisms.advantage_carried),
    Line("fitted", mechanisms.fitted),
    Line("availability_now", mechanisms.availability_now),
    Line("transfer", mechanisms.transfer),
    Line("cohort_taken", mechanisms.taken, {"offered": "cohort_knowhow"}),
    Line("success_felt", mechanisms.success_felt),
    Line("disappointment_felt", mechanisms.disappointment_felt),
    Line("held", mechanisms.held),
)
#: Put in after the last line of this name.
AFTER = {
    "peer_help": (Line("help_taken", mechanisms.taken, {"offered": "peer_help"}),),
    "belief_after_peers": (
        Line("belief_after_incentive", mechanisms.belief_after_incentive,
             {"advantage": "advantage_carried", "fit": "fitted"}),
    ),
    "mandate_drive": (Line("pressed_drive", mechanisms.pressed_drive),),
    "success": (
        Line("observability_now", mechanisms.observability_now),
        Line("success_shown", mechanisms.success_shown),
        Line("skill_shown", mechanisms.skill_shown),
    ),
}  # fmt: skip
#: What every line of the week reads instead.
INSTEAD = {
    "complexity": "complexity_carried", "advantage": "advantage_carried", "fit": "fitted",
    "availability": "availability_now", "cohort_knowhow": "cohort_taken", "peer_help": "help_taken",
    "mandate_drive": "pressed_drive", "disappointment_odds": "disappointment_felt",
}  # fmt: skip
#: What single lines read instead.
INSTEAD_IN: Mapping[str, Mapping[str, str]] = {
    "belief_after_use": {"success": "success_felt"},
    "belief": {"belief_after_peers": "belief_after_incentive"},
    "down_odds": {"pressure": "held"},
    "shown": {"success": "success_shown", "observability": "observability_now"},
    "knowhow": {"skill": "skill_shown"},
}


def widen(rules: RuleSet) -> RuleSet:
    """Return a rule set whose week also reads the columns of :data:`diffusion_sim.schedule.FURTHER`.

    Raises
    ------
    BadInput
        For rules whose week lacks a line that the mechanisms follow.
    """
    if rules.support != SUPPORT:
        return rules
    names = [ln.name for ln in rules.week]
    missing = [name for name in AFTER if name not in names]
    if missing:
        raise BadInput(
            f"A strategy with parts that need {', '.join(FURTHER)} cannot run on rules without the line "
            f"{missing[0]!r}; allowed: rules that keep the lines {', '.join(AFTER)}."
        )
    last = {name: len(names) - 1 - names[::-1].index(name) for name in AFTER}
    week = list(FIRST)
    for k, line in enumerate(rules.week):
        week.append(_reading(line, {**INSTEAD, **INSTEAD_IN.get(line.name, {})}))
        if last.get(line.name) == k:
            week.extend(AFTER[line.name])
    return validate(replace(rules, week=tuple(week), support=(*SUPPORT, *FURTHER)))


def _reading(line: Line, instead: Mapping[str, str]) -> Line:
    """Return a line that reads other names; a line never reads its own name's stand-in."""
    where = {p: instead.get(n, n) for p, n in zip(line.parameters, line.reads, strict=True)}
    return replace(line, where={p: n for p, n in where.items() if p != n})


def rules_of(arm: Arm, behaviour: Behaviour, own: RuleSet | None = None) -> RuleSet:
    """Return the rules that an arm runs on: the model's (or one's own), widened where a part of the arm needs it."""
    if own is None:
        return rule_set(behaviour, wide=arm.wide)
    return widen(own) if arm.wide else own


def rules_of_all(arms: Iterable[Arm], behaviour: Behaviour, own: RuleSet | None = None) -> tuple[RuleSet, ...]:
    """Return every rule set that some of these arms runs on, once."""
    found = {arm.wide: rules_of(arm, behaviour, own) for arm in arms}
    return tuple(found.values())
