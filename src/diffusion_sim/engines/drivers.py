"""Years and weeks as text: what everyone hears from colleagues, then the sweep, then what is written down."""

from __future__ import annotations

from collections.abc import Iterable

from diffusion_sim.engines.sweep import SweepText, summaries_read
from diffusion_sim.rules.colleagues import Summary
from diffusion_sim.schedule import PLACE, RuleSet

#: Columns that are read to write down what happened in a week.
RECORDED = ("level", "compliance", "load", "occupant", "top_level", "cause", "coaching", "cohort", "training")


def advice_text(rules: RuleSet) -> str:
    """Return the gather over advice ties: people in runs of equal tie count keep branches predictable."""
    taken = _over(rules, "advice")
    if not taken:
        return ""
    cols = list(dict.fromkeys(s.column for s in taken))
    zeros = [f"y{k} = 0.0" for k in range(len(taken))]
    sums, stores = [], []
    for k, s in enumerate(taken):
        sums.append(f"y{k} += {'active[e] * ' if s.how == 'active_sum' else ''}c_{s.column}[j]")
        stores.append(f"o_{s.name}[i] = y{k}{' * scale' if s.how == 'share' else ''}")
    return f"""
@njit(**OPTIONS)
def advice(to, active, perm, degree, length, {_listed("c_", cols)}, {_listed("o_", [s.name for s in taken])}):
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


def drivers_text(rules: RuleSet, sweeps: dict[str, SweepText]) -> str:
    """Return the compiled drivers: a span of weeks, a year's end and the start, for a block of replicates."""

    def call(title: str, week: str) -> str:
        return f"sweep_{title}(P, D[r], keys[r], {week}, post, {_listed('c_', sweeps[title].columns)})"

    def columns(title: str, *more: str) -> str:
        names = dict.fromkeys((*sweeps[title].columns, *more))
        return _indent([f"c_{n} = {_place(n, rules)}" for n in names], 8)

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
        meeting = members(cohort[r], groups[r])
        {_indent([f"c_{s.name}[:] = 0.0" for s in _over(rules, "cohort")], 8)}
        for week in range(first, last):
            {_indent(_heard(rules) or ["pass"], 12)}
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


def _over(rules: RuleSet, over: str) -> list[Summary]:
    return [s for s in summaries_read(rules) if s.over == over]


def _place(name: str, rules: RuleSet) -> str:
    """Return where the driver finds a column of the present replicate."""
    if name in rules.state:
        return f"S[r, {rules.state.index(name)}]"
    if name in PLACE:
        return f"place[{PLACE.index(name)}]"
    if name in rules.support:
        return f"support[r, {rules.support.index(name)}]"
    return f"C[{[s.name for s in summaries_read(rules)].index(name)}]"


def _heard(rules: RuleSet) -> list[str]:
    """Return the lines that write what everyone hears from colleagues this week."""
    advice = _over(rules, "advice")
    calls = []
    if any(s.how == "active_sum" for s in advice):
        calls += [
            "if week % 4 == 0 or (week == first and week // 4 != known):",
            "    active_ties(keys[r], week // 4, contact, tie_key, weight, active[0], active[1], active[2], active[3])",
        ]
    if advice:
        given = _listed("c_", dict.fromkeys([*(s.column for s in advice), *(s.name for s in advice)]))
        calls.append(f"advice(to, active[week % 4], perm, degree, length, {given})")
    for s in summaries_read(rules):
        source, target = f"c_{s.column}", f"c_{s.name}"
        if s.over in ("team", "school"):
            calls.append(f"group_mean({s.over}_start, {s.over}_inverse, {source}, {target})")
        elif s.over == "principal":
            calls.append(f"principal_value(school_start, principal, {source}, {target})")
        elif s.over == "cohort":
            calls.append(f"cohort_mean(meeting, cohort[r], groups[r], {source}, {target})")
    return calls


def _listed(prefix: str, names: Iterable[str]) -> str:
    return ", ".join(f"{prefix}{n}" for n in names)


def _indent(lines: list[str], by: int) -> str:
    return ("\n" + " " * by).join(lines)
