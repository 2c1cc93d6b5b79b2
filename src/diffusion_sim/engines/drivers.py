"""Years and weeks as text: tile by tile what everyone hears from colleagues, the sweep, then what is written down."""

from __future__ import annotations

from diffusion_sim.engines.hearing import after_sweep, before_tiles, before_weeks, in_tile, indented, listed
from diffusion_sim.engines.sweep import SweepText, summaries_read
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import PLACE

#: Columns that are read to write down what happened in a week.
RECORDED = ("level", "compliance", "load", "occupant", "top_level", "cause", "coaching", "cohort", "training")


def drivers_text(rules: RuleSet, sweeps: dict[str, SweepText]) -> str:
    """Return the compiled drivers: a span of weeks, a year's end and the start, for a block of replicates."""
    return (
        _weeks_text(rules, sweeps["week"])
        + f"""
@njit(cache=True, **OPTIONS)
def run_start(S, place, P, D, keys, post):
    for r in range(S.shape[0]):
        {_columns(sweeps["start"].columns, rules)}
        {_call(sweeps["start"], "0")}


@njit(cache=True, **OPTIONS)
def run_year_end(S, place, P, D, keys, post, week, spells, opened):
    for r in range(S.shape[0]):
        {_columns((*sweeps["year_end"].columns, "leaving"), rules)}
        {_call(sweeps["year_end"], "week")}
        close_leavers(c_leaving, opened[r], spells[r])
"""
    )


def _weeks_text(rules: RuleSet, sweep: SweepText) -> str:
    """Return the driver of the weeks.

    All that is heard is of last week. The tiles that come later in a week therefore look at a copy, and within a tile,
    which is whole schools, everything is heard before the sweep.
    """
    colleagues = [n for s in summaries_read(rules) for n in (s.column, s.name)]
    return f"""
@njit(cache=True, **OPTIONS)
def run_weeks(S, place, support, cohort, groups, P, D, keys, post, ties, people, tiles, heard, near, shown, met,
              contact, known, first, last, record, busy, counts, hours, spells, used, opened):
    wide()
    to, weight, tie_key, perm, degree, length, far, asked = ties
    team_start, team_inverse, school_start, school_inverse, principal, group = people
    cells = np.zeros(2 * counts.shape[2] * CELLS, dtype=np.int32)
    for r in range(S.shape[0]):
        {_columns((*sweep.columns, *colleagues, *RECORDED), rules)}
        {indented(before_weeks(rules), 8)}
        for week in range(first, last):
            {indented(before_tiles(rules), 12)}
            for t in range(tiles.shape[0] - 1):
                row, end = tiles[t, 0], tiles[t + 1, 0]
                {indented(in_tile(rules), 16)}
                {_call(sweep, "week", "row, end, ")}
                if week + 1 < last:
                    {indented(after_sweep(rules), 20)}
                if record:
                    count_cells(row, end, group, c_level, c_compliance, c_load, cells)
                    if busy:
                        sum_hours(row, end, group, c_coaching, c_cohort, c_training, hours[r, week - first])
                    used[r] = write_spells(row, end, week, c_level, c_occupant, c_top_level, c_compliance, c_cause,
                                           opened[r], spells[r], used[r])
            if record:
                tally_cells(cells, counts[r, week - first])

"""


def _call(sweep: SweepText, week: str, rows: str = "") -> str:
    given = listed(f"c_{n}" for n in sweep.columns)
    return f"sweep_{sweep.title}(P, D[r], keys[r], {week}, post, {rows}{given})"


def _columns(names: tuple[str, ...], rules: RuleSet) -> str:
    return indented([f"c_{n} = {_place(n, rules)}" for n in dict.fromkeys(names)], 8)


def _place(name: str, rules: RuleSet) -> str:
    """Return where the driver finds a column of the present replicate."""
    if name in rules.state:
        return f"S[r, {rules.state.index(name)}]"
    if name in PLACE:
        return f"place[{PLACE.index(name)}]"
    if name in rules.support:
        return f"support[r, {rules.support.index(name)}]"
    return f"heard[{[s.name for s in summaries_read(rules)].index(name)}]"
