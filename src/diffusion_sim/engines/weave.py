"""From the printed lists to compiled sweeps: the text that runs is written by the schedule itself.

For each list a loop over people is generated that loads the columns a line reads, works out the rules in
order and stores what is kept. The rules are the very functions of :mod:`diffusion_sim.rules`, written into
the loop (:mod:`diffusion_sim.engines.inline`); nothing of the theory is written here. Reading aid:
``diffusion-sim show schedule --text`` prints the generated text.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import CellType, FunctionType, ModuleType
from typing import Any

import numba
import numpy as np

from diffusion_sim import draws
from diffusion_sim.engines import inline, passes
from diffusion_sim.engines.cache import digest, function_text, module_from_text
from diffusion_sim.engines.inline import Writer, select
from diffusion_sim.rules.colleagues import SUMMARIES, Summary
from diffusion_sim.schedule import DISTRICT, PLACE, Line, RuleSet, setting_names

#: Draw blocks whose address is the arriving occupant, one more than the present one.
ARRIVAL_BLOCKS = (3, 4)
#: Shared passes that the generated text calls.
PASSES = (
    "wide", "active_ties", "group_mean", "cohort_mean", "principal_value", "tally", "sum_hours",
    "write_spells", "close_leavers",
)  # fmt: skip


def parameter_order(rules: RuleSet) -> tuple[str, ...]:
    """Return the order of the settings vector that the compiled sweeps read."""
    return (*setting_names(), *rules.extra)


def summaries_read(rules: RuleSet) -> tuple[Summary, ...]:
    """Return the colleague summaries that some line of the week reads; the others are not computed."""
    read = {name for ln in rules.week for name in ln.reads}
    return tuple(s for s in SUMMARIES if s.name in read)


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


def _address(name: str) -> tuple[int, int]:
    number = draws.purpose_number(name.removeprefix("u_"))
    return number // 4, number % 4


class SweepText:
    """The loop of one list: which columns it takes and the text of its body."""

    def __init__(self, title: str, lines: tuple[Line, ...], rules: RuleSet) -> None:
        self.title, self.lines, self.rules = title, lines, rules
        written = [ln.name for ln in lines]
        read: list[str] = []
        for k, ln in enumerate(lines):
            read += [n for n in ln.reads if n not in written[:k]]
        self.read = tuple(dict.fromkeys(read))
        state = set(rules.state)
        self.kept = tuple(dict.fromkeys(n for n in written if n in state))
        self.draws = tuple(n for n in self.read if n.startswith("u_"))
        self.settings = tuple(n for n in self.read if n in parameter_order(rules))
        self.district = tuple(n for n in self.read if n in DISTRICT)
        scalars = {*self.draws, *self.settings, *self.district}
        self.loads = tuple(n for n in self.read if n not in scalars)
        numbered = ("occupant",) if self.draws and title != "start" else ()
        self.columns = tuple(dict.fromkeys((*self.loads, *self.kept, *numbered)))

    def text(self) -> str:
        """Return the source of the sweep."""
        arguments = ", ".join(("P", "D", "key", "week", "post", *(f"c_{n}" for n in self.columns)))
        out = ["", "@njit(**OPTIONS)", f"def sweep_{self.title}({arguments}):"]
        order = parameter_order(self.rules)
        out += [f"    v_{n} = P[{order.index(n)}]" for n in self.settings]
        out += [f"    v_{n} = D[{DISTRICT.index(n)}]" for n in self.district]
        out += ["    k0, k1 = low32(key), high32(key)", "    w = uint32(week)"]
        out += ["    wide()", "    for i in range(post.shape[0]):"]
        body = (*self.draw_text(), *self.load_text(), *self.rule_text(), *self.store_text())
        out += [f"        {line}" for line in body]
        return "\n".join(out) + "\n"

    def draw_text(self) -> list[str]:
        """Return the lines that make this week's draws."""
        blocks = sorted({_address(n)[0] for n in self.draws})
        out = [] if not blocks else ["p0, p1 = low32(post[i]), high32(post[i])"]
        if blocks:
            out.append("o = uint32(0)" if self.title == "start" else "o = uint32(int32(c_occupant[i]))")
        for b in blocks:
            who = "uint32(o + uint32(1))" if b in ARRIVAL_BLOCKS else "o"
            words = ", ".join(f"x{b}_{k}" for k in range(4))
            where = f"uint32(uint32({b << draws.OCCUPANT_BITS}) | {who})"
            out.append(f"{words} = philox(p0, p1, w, {where}, k0, k1)")
        out += [f"v_{n} = unit(x{_address(n)[0]}_{_address(n)[1]})" for n in self.draws]
        return out

    def load_text(self) -> list[str]:
        """Return the lines that load columns."""
        return [f"v_{n} = c_{n}[i]" for n in self.loads]

    def rule_text(self) -> list[str]:
        """Return the rules' own text, line by line; a call where the text cannot be taken."""
        out, writer = [], Writer()
        for k, ln in enumerate(self.lines):
            arguments = [f"v_{n}" for n in ln.reads]
            inlined = writer.lines(ln.rule, arguments, f"v_{ln.name}")
            out.append(f"# {ln.name}: {ln.rule.__module__.rpartition('.')[2]}.{ln.rule.__name__}")
            out += inlined or [f"v_{ln.name} = r_{self.title}_{k}({', '.join(arguments)})"]
        return out

    def store_text(self) -> list[str]:
        """Return the lines that keep what was worked out."""
        return [f"c_{n}[i] = v_{n}" for n in self.kept]


def _column(name: str, rules: RuleSet) -> str:
    """Return where the driver finds a column of the present replicate."""
    if name in rules.state:
        return f"S[r, {rules.state.index(name)}]"
    if name in PLACE:
        return f"place[{PLACE.index(name)}]"
    if name in rules.support:
        return f"support[r, {rules.support.index(name)}]"
    return f"C[{[s.name for s in summaries_read(rules)].index(name)}]"


def _advice_text(needed: tuple[Summary, ...]) -> str:
    """Return the gather over advice ties: people in runs of equal tie count keep branches predictable."""
    taken = [s for s in needed if s.over == "advice"]
    if not taken:
        return ""
    cols = list(dict.fromkeys(s.column for s in taken))
    given = ", ".join((*(f"c_{c}" for c in cols), *(f"o_{s.name}" for s in taken)))
    zeros = [f"y{k} = 0.0" for k in range(len(taken))]
    sums, stores = [], []
    for k, s in enumerate(taken):
        sums.append(f"y{k} += {'active[e] * ' if s.how == 'active_sum' else ''}c_{s.column}[j]")
        stores.append(f"o_{s.name}[i] = y{k}{' * scale' if s.how == 'share' else ''}")
    return f"""
@njit(**OPTIONS)
def advice(to, active, perm, degree, length, {given}):
    p = uint64(0)
    row = 0
    for q in range(degree.shape[0]):
        d = uint64(degree[q])
        scale = 1.0 / np.float64(d) if d > uint64(0) else 0.0
        for _ in range(length[q]):
            {_indent(zeros, 12)}
            for k in range(d):
                e = p + uint64(k)
                j = to[e]
                {_indent(sums, 16)}
            i = perm[row]
            {_indent(stores, 12)}
            row += 1
            p += d
"""


def _indent(lines: list[str], by: int) -> str:
    return ("\n" + " " * by).join(lines)


def _summary_calls(rules: RuleSet) -> list[str]:
    needed = summaries_read(rules)
    advice = [s for s in needed if s.over == "advice"]
    calls = []
    if advice:
        if any(s.how == "active_sum" for s in advice):
            four = "active[0], active[1], active[2], active[3]"
            calls += [
                "if week % 4 == 0 or (week == first and week // 4 != known):",
                f"    active_ties(keys[r], week // 4, contact, tie_key, weight, {four})",
            ]
        cols = list(dict.fromkeys(s.column for s in advice))
        given = ", ".join(f"c_{n}" for n in (*cols, *(s.name for s in advice)))
        calls.append(f"advice(to, active[week % 4], perm, degree, length, {given})")
    for s in needed:
        source, target = f"c_{s.column}", f"c_{s.name}"
        if s.over in ("team", "school"):
            calls.append(f"group_mean({s.over}_start, {s.over}_inverse, {source}, {target})")
        elif s.over == "principal":
            calls.append(f"principal_value(school_start, principal, {source}, {target})")
        elif s.over == "cohort":
            calls.append(f"if groups[r] > 0: cohort_mean(cohort[r], groups[r], {source}, {target})")
    return calls


def _alone(rules: RuleSet) -> list[str]:
    """Return lines that clear the summaries of cohort meetings, which nobody writes while there are none."""
    cohort = [s.name for s in summaries_read(rules) if s.over == "cohort"]
    return [f"if groups[r] == 0: c_{name}[:] = 0.0" for name in cohort]


#: Columns that are read to write down what happened in a week.
RECORDED = ("level", "compliance", "load", "occupant", "top_level", "cause", "coaching", "cohort", "training")


def _drivers(rules: RuleSet, sweeps: dict[str, SweepText]) -> str:
    """Return the compiled drivers: a span of weeks, a year's end and the start, for a block of replicates."""

    def call(title: str, week: str) -> str:
        given = ", ".join(f"c_{n}" for n in sweeps[title].columns)
        return f"sweep_{title}(P, D[r], keys[r], {week}, post, {given})"

    def columns(title: str, *more: str) -> str:
        names = dict.fromkeys((*sweeps[title].columns, *more))
        return _indent([f"c_{n} = {_column(n, rules)}" for n in names], 8)

    colleagues = [n for s in summaries_read(rules) for n in (s.column, s.name)]
    return f"""
@njit(cache=True, **OPTIONS)
def run_start(S, place, P, D, keys, post):
    for r in range(S.shape[0]):
        {columns("start")}
        {call("start", "0")}


@njit(cache=True, **OPTIONS)
def run_weeks(S, place, support, cohort, groups, P, D, keys, post, ties, people, C, active, contact,
              known, first, last, record, busy, counts, hours, spells, used, opened):
    wide()
    to, weight, tie_key, perm, degree, length = ties
    team_start, team_inverse, school_start, school_inverse, principal, group = people
    for r in range(S.shape[0]):
        {columns("week", *colleagues, *RECORDED)}
        {_indent(_alone(rules) or ["pass"], 8)}
        for week in range(first, last):
            {_indent(_summary_calls(rules) or ["pass"], 12)}
            {call("week", "week")}
            if record:
                tally(group, c_level, c_compliance, c_load, counts[r, week - first])
                if busy:
                    sum_hours(group, c_coaching, c_cohort, c_training, hours[r, week - first])
                used[r] = write_spells(week, c_level, c_occupant, c_top_level, c_compliance, c_cause,
                                       opened[r], spells[r], used[r])


@njit(cache=True, **OPTIONS)
def run_year_end(S, place, P, D, keys, post, week, spells, opened):
    for r in range(S.shape[0]):
        {columns("year_end", "leaving")}
        {call("year_end", "week")}
        close_leavers(c_leaving, opened[r], spells[r])
"""


def woven_text(rules: RuleSet) -> str:
    """Return the generated source for a rule set."""
    sweeps = _sweeps(rules)
    head = '"""Generated from the schedule: the order of the rules as compiled loops."""\n'
    body = "\n".join(s.text() for s in sweeps.values())
    return head + body + _advice_text(summaries_read(rules)) + _drivers(rules, sweeps)


def _sweeps(rules: RuleSet) -> dict[str, SweepText]:
    lists = (("start", rules.start), ("week", rules.week), ("year_end", rules.year_end))
    return {title: SweepText(title, lines, rules) for title, lines in lists}


def woven_name(rules: RuleSet) -> str:
    """Return the name under which the compiled rules are kept: a hash of all that they depend on."""
    return _name(woven_text(rules), rules)


def _name(text: str, rules: RuleSet) -> str:
    rules_of = [ln.rule for lines in (rules.start, rules.week, rules.year_end) for ln in lines]
    shared = [inspect.getsource(module) for module in (passes, inline, draws)]
    return digest(text, *map(function_text, rules_of), *shared)


def weave(rules: RuleSet) -> ModuleType:
    """Return the compiled module of a rule set: ``run_start``, ``run_weeks``, ``run_year_end``.

    Calling it again with the same rules returns the same module; compiled code is kept on disk.
    """
    # naming a rule set takes longer than a small block; the same object has the same name
    if id(rules) in _KNOWN:
        return _KNOWN[id(rules)][1]
    text = woven_text(rules)
    name = _name(text, rules)
    module = _woven(name, text, rules) if name not in _MADE else _MADE[name]
    _KNOWN[id(rules)] = (rules, module)
    return module


_MADE: dict[str, ModuleType] = {}
#: Rule sets met in this process, kept alive so that an id is never used twice.
_KNOWN: dict[int, tuple[RuleSet, ModuleType]] = {}


def _woven(name: str, text: str, rules: RuleSet) -> ModuleType:
    given: dict[str, Any] = {
        "np": np, "njit": numba.njit, "uint32": numba.uint32, "uint64": numba.uint64, "int32": numba.int32,
        "OPTIONS": passes.OPTIONS, "select": select,
    }  # fmt: skip
    for f in ("philox", "low32", "high32", "unit"):
        given[f] = getattr(draws, f)
    for f in PASSES:
        given[f] = getattr(passes, f)
    known: dict[int, Any] = {}
    for title, lines in (("start", rules.start), ("week", rules.week), ("year_end", rules.year_end)):
        for k, ln in enumerate(lines):
            given[f"r_{title}_{k}"] = compiled_rule(ln.rule, known)
    _MADE[name] = module_from_text(text, name, given)
    return _MADE[name]
