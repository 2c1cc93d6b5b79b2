"""A rule set: the three lists of :mod:`diffusion_sim.schedule` as one thing to check, change and print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from diffusion_sim.draws import PURPOSES
from diffusion_sim.errors import BadInput, nearest
from diffusion_sim.plain_rule import check_extra, check_line
from diffusion_sim.rules import start
from diffusion_sim.schedule import (
    DISTRICT,
    PASSING,
    PLACE,
    START,
    SUMMARY_NAMES,
    SUPPORT,
    TRAITS,
    YEAR_END,
    Line,
    Rule,
    arrival,
    setting_names,
    week_lines,
)
from diffusion_sim.settings.behaviour import Behaviour


@dataclass(frozen=True)
class RuleSet:
    """The three lists that make a model, and coefficients of one's own.

    Attributes
    ----------
    start, week, year_end : tuple of Line
    extra : mapping
        Coefficients that own rules read and the ledger does not hold.
    support : tuple of str
        Columns of support that the week may read: :data:`SUPPORT`, in the wide set followed by :data:`FURTHER`.
    """

    start: tuple[Line, ...] = START
    week: tuple[Line, ...] = field(default_factory=lambda: week_lines("complex"))
    year_end: tuple[Line, ...] = YEAR_END
    extra: Mapping[str, float] = field(default_factory=dict)
    support: tuple[str, ...] = SUPPORT

    @cached_property
    def state(self) -> tuple[str, ...]:
        """State columns in order: traits first, then what ``start`` writes and keeps."""
        written = [ln.name for ln in self.start if ln.name not in PASSING]
        return tuple(dict.fromkeys((*TRAITS, *written)))

    def replace_rule(self, name: str, rule: Rule) -> RuleSet:
        """Return a rule set in which every line of the week that writes ``name`` uses ``rule``."""
        if name not in {ln.name for ln in self.week}:
            names = [ln.name for ln in self.week]
            raise BadInput(f"The week has no line {name!r}; allowed: {', '.join(names)}.{nearest(name, names)}")
        lines = tuple(Line(name, rule) if ln.name == name else ln for ln in self.week)
        return validate(replace(self, week=lines))

    def add_rule(self, name: str, rule: Rule, *, after: str, extra: Mapping[str, float] | None = None) -> RuleSet:
        """Return a rule set with a new line after the line ``after`` of the week.

        A rule that reads its own ``name`` gets a state column of that name, 0 at the start and for arrivals.
        """
        names = [ln.name for ln in self.week]
        if after not in names:
            raise BadInput(f"The week has no line {after!r}; allowed: {', '.join(names)}.{nearest(after, names)}")
        place = len(names) - names[::-1].index(after)
        line = Line(name, rule)
        check_line("week", line)
        week = (*self.week[:place], line, *self.week[place:])
        grown = replace(self, week=week, extra={**self.extra, **(extra or {})})
        if name in line.reads and name not in self.state:
            zero = next(i for i, ln in enumerate(self.year_end) if ln.name == "zero") + 1
            year = (*self.year_end[:zero], arrival(name, "zero"), *self.year_end[zero:])
            grown = replace(grown, start=(*self.start, Line(name, start.zero)), year_end=year)
        return validate(grown)


def validate(rules: RuleSet) -> RuleSet:
    """Refuse a list in which a line reads something that does not exist yet, or another person's state.

    Own rules that are not plain are refused as well (:mod:`diffusion_sim.plain_rule`).

    Raises
    ------
    BadInput
        Naming the line, the parameter and the nearest known name.
    """
    check_extra(rules.extra)
    draws = {f"u_{p}" for p in PURPOSES}
    settings = {*setting_names(), *rules.extra}
    common = {*PLACE, *settings, *draws}
    _check("start", rules.start, {*TRAITS, *common})
    _check("week", rules.week, {*rules.state, *rules.support, *SUMMARY_NAMES, *common})
    _check("year_end", rules.year_end, {*rules.state, *DISTRICT, *common})
    return rules


def _check(title: str, lines: tuple[Line, ...], known: set[str]) -> None:
    known = set(known)
    for line in lines:
        check_line(title, line)
        for name in line.reads:
            if name not in known:
                raise BadInput(
                    f"Line {line.name!r} of the {title} reads {name!r}, which is not an own column, a colleague "
                    f"summary, support, a setting, a draw or an earlier line.{nearest(name, known)}"
                )
        known.add(line.name)


def rule_set(behaviour: Behaviour | None = None, *, wide: bool = False) -> RuleSet:
    """Return the model's rules with the contagion rule that ``behaviour`` names.

    Parameters
    ----------
    behaviour : Behaviour, optional
    wide : bool
        Whether the week also reads the columns of :data:`FURTHER`; a strategy without such parts does not need it.
    """
    return _shipped((behaviour or Behaviour()).contagion, wide)


@cache
def _shipped(contagion_rule: str, wide: bool) -> RuleSet:
    core = validate(RuleSet(week=week_lines(contagion_rule)))
    if not wide:
        return core
    from diffusion_sim.widen import widen

    return widen(core)


def table(rules: RuleSet | None = None) -> list[dict[str, Any]]:
    """Return the three lists as rows: when, number, name, rule, what it reads, what it says."""
    chosen = rules or rule_set()
    parts = (("start", chosen.start), ("week", chosen.week), ("year end", chosen.year_end))
    return [
        {"when": when, "line": i, "name": ln.name, "rule": f"{ln.rule.__module__}.{ln.rule.__name__}",
         "reads": ", ".join(ln.reads), "about": ln.about}
        for when, lines in parts for i, ln in enumerate(lines, 1)
    ]  # fmt: skip
