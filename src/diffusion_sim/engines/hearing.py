"""What everyone hears from colleagues as text: what all show is copied side by side, then summed up tile by tile."""

from __future__ import annotations

from collections.abc import Iterable

from diffusion_sim.engines.sweep import summaries_read
from diffusion_sim.rules.colleagues import Summary
from diffusion_sim.ruleset import RuleSet


def looked_at(rules: RuleSet) -> tuple[str, ...]:
    """Return the columns that people look up at those whom they ask for advice."""
    return tuple(dict.fromkeys(s.column for s in over(rules, "advice")))


def advice_text(rules: RuleSet) -> str:
    """Return the copy of what is looked up at colleagues, and the sums over the advice ties of a tile.

    Side by side, a colleague far away is one place in memory instead of one for every column; people in runs of equal
    tie count keep branches predictable.
    """
    return _look_text(rules) + _sums_text(rules)


def _look_text(rules: RuleSet) -> str:
    cols = looked_at(rules)
    if not cols:
        return ""
    width, given = len(cols), listed(f"c_{c}" for c in cols)
    return f"""
@njit(**INNER)
def look(row, end, near, far, one, other, now, {given}):
    for k in range(end - row):
        i = uint64(row) + uint64(k)
        put(near, uint64(k), ({"".join(f"c_{c}[i], " for c in cols)}))
    place = uint64(end - row)
    for k in range(one, other):
        i = uint64({width}) * uint64(far[k])
        put(near, place, ({"".join(f"now[i + uint64({k})], " for k in range(width))}))
        place += uint64(1)


@njit(**INNER)
def show(asked, one, other, later, {given}):
    for k in range(one, other):
        i = asked[k]
        put(later, uint64(k), ({"".join(f"c_{c}[i], " for c in cols)}))
"""


def _sums_text(rules: RuleSet) -> str:
    taken, cols = over(rules, "advice"), looked_at(rules)
    if not taken:
        return ""
    stores = []
    for s in taken:
        lane = cols.index(s.column) + (0 if s.how == "active_sum" else len(cols))
        stores.append(f"o_{s.name}[i] = y[{lane}]{' * scale' if s.how == 'share' else ''}")
    return f"""
@njit(**INNER)
def advice(row, run, run_end, tie, week, near, to, weight, met, perm, degree, length,
           {listed(f"o_{s.name}" for s in taken)}):
    first, p, four = row, uint64(tie), uint64(week % 4)
    for q in range(run, run_end):
        d = uint64(degree[q])
        scale = 1.0 / np.float64(d) if d > uint64(0) else 0.0
        for _ in range(length[q]):
            y = ask({len(cols)}, near, to, weight, met, four, p, d)
            i = uint64(perm[row] - first)
            {indented(stores, 12)}
            row += 1
            p += d
"""


def over(rules: RuleSet, whose: str) -> list[Summary]:
    """Return the summaries that are read of these colleagues."""
    return [s for s in summaries_read(rules) if s.over == whose]


def before_weeks(rules: RuleSet) -> list[str]:
    """Return the lines of a span that come before its weeks: what is shown at first, and the cohort groups."""
    cohort = over(rules, "cohort")
    lines = _show(rules, "tiles[0, 6], tiles[tiles.shape[0] - 1, 6], shown[first & 1]")
    if cohort:
        lines += [
            "count = np.zeros(groups[r])",
            "mine = cohort[r]",
            "meeting = members(mine, count)",
            f"hosted, totals = np.empty(({len(cohort)}, len(meeting))), np.zeros((2, {len(cohort)}, groups[r]))",
            *_cohort_sums(rules, "meeting", "first"),
        ]
    return lines


def before_tiles(rules: RuleSet) -> list[str]:
    """Return the lines of a week that come before its tiles: who met, and what hosts show."""
    lines = []
    if over(rules, "advice"):
        lines += [
            "if week % 4 == 0 or (week == first and week // 4 != known):",
            "    active_ties(keys[r], week // 4, contact, tie_key, met)",
        ]
    for k, s in enumerate(over(rules, "cohort")):
        lines.append(f"host_values(meeting, mine, c_{s.column}, hosted[{k}])")
    if over(rules, "cohort"):
        lines += ["total = totals[week & 1]", "empty(totals[(week + 1) & 1])", "at = tiles[0, 0]"]
    return lines or ["pass"]


def in_tile(rules: RuleSet) -> list[str]:
    """Return the lines that write what the people of a tile hear this week."""
    lines, advice = [], [s.name for s in over(rules, "advice")]
    if advice:
        lines += [
            "look(row, end, near, far, tiles[t, 5], tiles[t + 1, 5], shown[week & 1],",
            f"     {listed(f'c_{n}' for n in looked_at(rules))})",
            "advice(row, tiles[t, 3], tiles[t + 1, 3], tiles[t, 4], week, near, to, weight, met, perm, degree, length,",
            f"       {listed(f'c_{n}' for n in advice)})",
        ]
    for s in summaries_read(rules):
        source, target = f"c_{s.column}", f"c_{s.name}"
        school = f"tiles[t, 2], tiles[t + 1, 2], row, {source}, {target}"
        if s.over == "team":
            lines.append(f"group_mean(team_start, team_inverse, tiles[t, 1], tiles[t + 1, 1], row, {source}, {target})")
        elif s.over == "school":
            lines.append(f"group_mean(school_start, school_inverse, {school})")
        elif s.over == "principal":
            lines.append(f"principal_value(school_start, principal, {school})")
    return [*lines, *_in_cohorts(rules)]


def after_sweep(rules: RuleSet) -> list[str]:
    """Return the lines that keep what the people of a tile show now for the colleagues' next week."""
    sums = _cohort_sums(rules, "meeting[since:at]", "week + 1")
    return [*_show(rules, "tiles[t, 6], tiles[t + 1, 6], shown[(week + 1) & 1]"), *sums] or ["pass"]


def _show(rules: RuleSet, where: str) -> list[str]:
    cols = looked_at(rules)
    return [f"show(asked, {where}, {listed(f'c_{n}' for n in cols)})"] if cols else []


def _cohort_sums(rules: RuleSet, rows: str, week: str) -> list[str]:
    cohort = over(rules, "cohort")
    given = [f"c_{s.column}, totals[({week}) & 1, {k}]" for k, s in enumerate(cohort)]
    return [f"cohort_sums({rows}, mine, {g})" for g in given]


def _in_cohorts(rules: RuleSet) -> list[str]:
    lines = ["since, at = at, reach(meeting, at, end)"] if over(rules, "cohort") else []
    for k, s in enumerate(over(rules, "cohort")):
        given = f"mine, hosted[{k}], c_{s.column}, total[{k}], count, row, c_{s.name}"
        lines.append(f"cohort_mean(since, at, meeting, {given})")
    return lines


def listed(*names: Iterable[str]) -> str:
    """Return names as a list of arguments."""
    return ", ".join(n for some in names for n in some)


def indented(lines: list[str], by: int) -> str:
    """Return lines as text that continues at a depth."""
    return ("\n" + " " * by).join(lines)
