"""From the printed lists to compiled sweeps: the text that runs is written by the schedule itself.

For each list a loop over people is generated (:mod:`diffusion_sim.engines.sweep`), and drivers that run the loops week
by week (:mod:`diffusion_sim.engines.drivers`). Here the text is named by all that it depends on, compiled and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import CellType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from diffusion_sim import draws
from diffusion_sim.engines import drivers, hearing, inline, lanes, passes, sweep
from diffusion_sim.engines.cache import digest, function_text, module_from_text
from diffusion_sim.engines.drivers import drivers_text
from diffusion_sim.engines.hearing import advice_text
from diffusion_sim.engines.inline import select
from diffusion_sim.engines.sweep import ARRIVAL_BLOCKS, SweepText, parameter_order, summaries_read
from diffusion_sim.rules.colleagues import SUMMARIES
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import DISTRICT, PLACE

__all__ = ["ARRIVAL_BLOCKS", "parameter_order", "summaries_read", "weave", "woven_name", "woven_text"]

#: Shared passes that the generated text calls.
PASSES = (
    "wide", "active_ties", "group_mean", "members", "reach", "cohort_sums", "empty", "host_values",
    "cohort_mean",
    "principal_value", "count_cells", "tally_cells", "sum_hours", "write_spells", "close_leavers",
)  # fmt: skip
#: Modules that write the text, or that it calls: another text of theirs is another compilation.
WRITERS = (drivers, draws, hearing, inline, lanes, passes, sweep)


def compiled_rule(rule: Callable[..., Any], known: dict[int, Any] | None = None) -> Any:
    """Return the rule compiled to be inlined, with every plain function that it calls compiled likewise."""
    known = {} if known is None else known
    if hasattr(rule, "py_func") or not isinstance(rule, FunctionType):
        return rule
    if id(rule) not in known:
        names = {n: rule.__globals__[n] for n in rule.__code__.co_names if n in rule.__globals__}
        inner = {n: compiled_rule(v, known) if isinstance(v, FunctionType) else v for n, v in names.items()}
        cells = tuple(CellType(compiled_rule(c.cell_contents, known)) for c in rule.__closure__ or ())
        plain = FunctionType(rule.__code__, inner, rule.__name__, rule.__defaults__, cells)
        # compiled code is loaded again by module name, and a rule made on the fly lives in none
        plain.__module__ = __name__
        known[id(rule)] = numba.njit(forceinline=True, error_model="numpy")(plain)
    return known[id(rule)]


def woven_text(rules: RuleSet) -> str:
    """Return the generated source for a rule set."""
    sweeps = _sweeps(rules)
    head = '"""Generated from the schedule: the order of the rules as compiled loops."""\n'
    body = "\n".join(s.text() for s in sweeps.values())
    return head + body + advice_text(rules) + drivers_text(rules, sweeps)


def _sweeps(rules: RuleSet) -> dict[str, SweepText]:
    lists = (("start", rules.start), ("week", rules.week), ("year_end", rules.year_end))
    return {title: SweepText(title, lines, rules) for title, lines in lists}


def woven_name(rules: RuleSet) -> str:
    """Return the name under which the compiled rules are kept: a hash of all that they and their text depend on."""
    lists = (("start", rules.start), ("week", rules.week), ("year end", rules.year_end))
    lines = [(title, ln.name, ln.reads) for title, some in lists for ln in some]
    order = (rules.state, rules.support, parameter_order(rules), SUMMARIES, DISTRICT, PLACE)
    written = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in WRITERS]
    return digest(repr(lines), repr(order), *(function_text(ln.rule) for _, some in lists for ln in some), *written)


def weave(rules: RuleSet) -> ModuleType:
    """Return the compiled module of a rule set: ``run_start``, ``run_weeks``, ``run_year_end``.

    Calling it again with the same rules returns the same module; compiled code is kept on disk.
    """
    # naming a rule set takes longer than a small block; the same object has the same name
    if id(rules) in _KNOWN:
        return _KNOWN[id(rules)][1]
    name = woven_name(rules)
    module = _woven(name, rules) if name not in _MADE else _MADE[name]
    _KNOWN[id(rules)] = (rules, module)
    return module


_MADE: dict[str, ModuleType] = {}
#: Rule sets met in this process, kept alive so that an id is never used twice.
_KNOWN: dict[int, tuple[RuleSet, ModuleType]] = {}


def _woven(name: str, rules: RuleSet) -> ModuleType:
    given: dict[str, Any] = {
        "np": np, "njit": numba.njit, "uint32": numba.uint32, "uint64": numba.uint64, "int32": numba.int32,
        "OPTIONS": passes.OPTIONS, "INNER": passes.INNER, "CELLS": passes.CELLS, "select": select,
    }  # fmt: skip
    for f in ("philox", "low32", "high32", "unit"):
        given[f] = getattr(draws, f)
    for f in ("put", "ask"):
        given[f] = getattr(lanes, f)
    for f in PASSES:
        given[f] = getattr(passes, f)
    known: dict[int, Any] = {}
    for title, lines in (("start", rules.start), ("week", rules.week), ("year_end", rules.year_end)):
        for k, ln in enumerate(lines):
            given[f"r_{title}_{k}"] = compiled_rule(ln.rule, known)
    _MADE[name] = module_from_text(lambda: woven_text(rules), name, given)
    return _MADE[name]
