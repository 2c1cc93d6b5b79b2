"""The order of things: what is computed, by which rule, in which order, as printable lists.

Three lists: ``start`` (state at week 0), ``week`` (one teaching week) and ``year_end``. A line writes one name. A name
that ``start`` writes is a *state column* and is kept; any other name lives for this week only. What a rule reads is
told by its parameter names (or by ``where``, when a rule is used for a column of another name). All colleague
summaries come from last week's columns, so no line can read another person's state of this week, and there is never
an order of people.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from diffusion_sim.rules import (
    belief,
    colleagues,
    contagion,
    load,
    skill,
    start,
    success,
    traits,
    turnover,
    use,
)
from diffusion_sim.rules.shape import odds_of
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.settings.population import Population
from diffusion_sim.settings.practice import Practice

Rule = Callable[..., float]

#: Read from the district: traits of the first occupants.
TRAITS = ("openness", "availability", "standing", "leadership", "threshold", "years")
#: Fixed by post and school; never written.
PLACE = ("role", "fit", "need", "readiness", "climate", "turnover")
#: What a strategy gives a person in a week: hours of coaching and the coach's quality, hours of cohort meeting, hours
#: of training, pressure and leaders' messages (0 to 1).
SUPPORT = ("coaching", "coach_quality", "cohort", "training", "pressure", "message")
#: What further parts give, read by the wide rule set only (:mod:`diffusion_sim.widen`); 0 is as without it. How far the
#: practice is fitted to the school, hours set free, incentive, relief from evaluation, candour (-1 to 1), share of
#: components left out, common vocabulary (-1 to 1), spotlight.
FURTHER = ("adaptation", "release", "incentive", "relief", "candour", "scope", "common", "spotlight")
#: Of these, what has been done stays done: kept from span to span, and after support has ended.
LASTING = ("adaptation", "scope", "common")
#: Known to the year end only: share of the district in use, mean skill and belief of its users.
DISTRICT = ("district_using", "district_skill", "district_belief")
#: Settings of the district that rules read.
DISTRICT_SETTINGS = (
    "initial_use", "principal_backing", "openness_standing", "openness_availability",
    *(f.name for f in fields(Population)),
)  # fmt: skip
SUMMARY_NAMES = tuple(s.name for s in colleagues.SUMMARIES)


def setting_names() -> tuple[str, ...]:
    """Return every coefficient that a rule may read by name."""
    numbers = [f.name for c in (Practice, Behaviour) for f in fields(c) if "unit" in f.metadata]
    return (*numbers, *DISTRICT_SETTINGS)


@dataclass(frozen=True)
class Line:
    """One line of a list: ``name`` is written by ``rule``.

    Attributes
    ----------
    name : str
        Name that is written.
    rule : callable
        Pure function of plain numbers.
    where : mapping
        Rule parameter -> name to read, where the two differ.
    """

    name: str
    rule: Rule
    where: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """Names of the rule's parameters in order."""
        return tuple(inspect.signature(self.rule).parameters)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Names read, in the order of the rule's parameters."""
        return tuple(self.where.get(p, p) for p in self.parameters)

    @property
    def about(self) -> str:
        """First line of the rule's docstring."""
        return (inspect.getdoc(self.rule) or "").split("\n")[0]


SIGNALS = (
    Line("using", colleagues.using),
    Line("shown", colleagues.shown),
    Line("credible", colleagues.credible),
    Line("knowhow", colleagues.knowhow),
)

START = (
    Line("occupant", start.zero),
    Line("prior_belief", belief.prior_belief, {"u_belief": "u_initial_belief"}),
    Line("starts_using", start.starts_using),
    Line("level", start.initial_level),
    Line("compliance", start.zero),
    Line("weeks_at_level", start.zero),
    Line("belief", start.initial_belief),
    Line("borrowed", start.zero),
    Line("skill", start.initial_skill),
    Line("load", start.initial_load),
    Line("result", success.result),
    Line("success", start.initial_success),
    Line("top_level", start.initial_top),
    Line("cause", start.initial_cause),
    Line("leaving", start.zero),
    *SIGNALS,
)

#: Written by ``START`` on the way, but not kept.
PASSING = frozenset({"prior_belief", "starts_using", "result"})


def week_lines(contagion_rule: str) -> tuple[Line, ...]:
    """Return the lines of a teaching week with the named contagion rule."""
    return (
        # load: what support and use ask for
        Line("demand", load.demand),
        Line("load", load.load),
        Line("room", load.room),
        # colleagues: what their example does
        *(Line(name, rule) for name, rule in contagion.CONTAGION[contagion_rule]),
        Line("backing", belief.backing),
        # belief
        Line("belief_after_use", belief.belief_after_use),
        Line("belief_after_peers", belief.belief_after_peers),
        Line("borrowed", belief.borrowed),
        Line("belief", belief.belief),
        Line("own_conviction", belief.own_conviction),
        # skill
        Line("slowness", skill.slowness),
        Line("learned", skill.learned),
        Line("skill", skill.skill),
        # Level of Use
        Line("own_drive", use.own_drive),
        Line("peer_drive", use.peer_drive),
        Line("coach_drive", use.coach_drive),
        Line("workshop_drive", use.workshop_drive),
        Line("mandate_drive", use.mandate_drive),
        Line("ease", use.ease),
        Line("knowhow_offered", use.knowhow_offered),
        Line("climb_odds", use.climb_odds),
        Line("up_odds", use.up_odds),
        Line("down_odds", use.down_odds),
        Line("draw_odds", odds_of, {"u": "u_move"}),
        Line("step", use.step),
        Line("starts", use.starts),
        Line("cause", use.cause),
        Line("compliance", use.compliance),
        Line("level", use.level),
        Line("weeks_at_level", use.weeks_at_level),
        Line("top_level", use.top_level),
        # what colleagues will see next week
        Line("result", success.result),
        Line("success", success.success),
        *SIGNALS,
    )


def arrival(name: str, arrives: str) -> Line:
    """Return the line by which a column keeps its value, or takes that of a successor who arrives."""
    return Line(name, turnover.or_arrival, {"kept": name, "arrival": arrives})


YEAR_END = (
    Line("skill", skill.skill_after_break),
    Line("leaving", turnover.leaving),
    Line("arrives_using", turnover.arrives_using),
    Line("occupant", turnover.occupant_next),
    Line("years", turnover.years_next),
    # traits of the successor
    Line("new_openness", traits.openness),
    Line("new_standing", traits.standing),
    Line("new_availability", traits.availability),
    Line("new_threshold", traits.threshold),
    Line("new_leadership", traits.leadership),
    arrival("openness", "new_openness"),
    arrival("standing", "new_standing"),
    arrival("availability", "new_availability"),
    arrival("threshold", "new_threshold"),
    arrival("leadership", "new_leadership"),
    # state of the successor
    Line("new_level", turnover.arrival_level),
    Line("prior_belief", belief.prior_belief, {"u_belief": "u_arrival_3"}),
    Line("new_belief", turnover.arrival_belief),
    Line("new_skill", turnover.arrival_skill),
    Line("new_cause", start.initial_cause, {"level": "new_level"}),
    Line("zero", start.zero),
    arrival("level", "new_level"),
    arrival("belief", "new_belief"),
    arrival("skill", "new_skill"),
    arrival("compliance", "zero"),
    arrival("borrowed", "zero"),
    arrival("weeks_at_level", "zero"),
    arrival("success", "zero"),
    arrival("top_level", "new_level"),
    arrival("cause", "new_cause"),
    Line("load", start.initial_load),
    *SIGNALS,
)
