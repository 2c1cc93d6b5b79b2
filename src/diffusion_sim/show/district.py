"""The district of these settings: its size, its schools, its ties, and what was missing in the input."""

from __future__ import annotations

import numpy as np
from rich.console import Console

from diffusion_sim.district.build import build_district
from diffusion_sim.district.district import ROLES, District
from diffusion_sim.district.summary import describe
from diffusion_sim.draws import stream_key
from diffusion_sim.settings.settings import Settings
from diffusion_sim.show.style import make_table
from diffusion_sim.show.wanted import Wanted

#: More schools than this are counted, not listed; words choose some of them, and --csv lists all.
LISTED = 40
LEVELS = "  level: E elementary, M middle, H high, I elementary and middle, T middle and high, A all"
#: What the other columns of the table of schools say.
COLUMNS = {
    "need": "share of pupils in poverty",
    "turnover": "share of teachers who leave in a year, in the long run",
    "readiness": "infrastructure, skill and will to take up something new (0 to 1, the middle is 0.5)",
    "climate": "how helpful staff find working together (0 to 1, the middle is 0.5)",
}
#: What a table of schools does not say of them and every simulated district draws anew: one drawing of many, which
#: beside a real name would pass for a finding.
DRAWN = ("readiness", "climate")


def show(settings: Settings, console: Console, wanted: Wanted) -> None:
    """Print a summary and the schools of the first district of these settings."""
    wanted.refuse("district", "csv")
    district = build_district(settings.district, stream_key("district", settings.run.seed))
    if wanted.csv:
        console.out(_csv(district, wanted), end="", highlight=False)
        return
    schools = _schools(district, wanted)
    console.print(_summary(district))
    console.print(schools)
    _say_columns(district, console)
    for note in district.notes:
        console.print(f"  Note: {note}", highlight=False)
    console.print(
        "Your own: district.table=FILE (facts per school), or district.edges=FILE district.roster=FILE\n"
        "(a survey). A generated one: district.schools=N district.staff=N run.seed=N.",
        highlight=False,
    )


def _known(district: District) -> list[str]:
    """Name the facts of schools that are shown; of a table none that is drawn anew in every district."""
    return [name for name in COLUMNS if district.source != "table" or name not in DRAWN]


def _say_columns(district: District, console: Console) -> None:
    known = _known(district)
    console.print(LEVELS, highlight=False)
    for name in known:
        console.print(f"  {name}: {COLUMNS[name]}", highlight=False)
    if len(known) < len(COLUMNS):
        said = f"  Not shown: {' and '.join(DRAWN)}; they differ from one drawing of the district to the next."
        console.print(said, highlight=False)
    console.print()


def _csv(district: District, wanted: Wanted) -> str:
    """Return all schools, or those of the words, as CSV."""
    table = describe(district)[["school", "name", "level", "staff", "teachers", "coaches", *_known(district)]]
    text = table.iloc[_chosen(district, wanted)].to_csv(index=False, float_format="%.3f", lineterminator="\n")
    return str(text)


def _chosen(district: District, wanted: Wanted) -> list[int]:
    """Number the schools that match the words."""
    s = district.schools
    chosen = [i for i in range(len(s)) if wanted.matches(str(s.id[i]), str(s.name[i]))]
    if not chosen:
        raise wanted.no_match("school", "words of a school's name or id", [*map(str, s.name), *map(str, s.id)])
    return chosen


def _summary(district: District) -> object:
    staff, ties, n = district.staff, district.ties, district.n
    asks = np.diff(ties.start)
    asked = np.bincount(ties.to, minlength=n)
    plural = ("teachers", "principals", "coaches")
    count = [int((staff.role == i).sum()) for i in range(len(ROLES))]
    roles = ", ".join(f"{count[i]:,} {ROLES[i] if count[i] == 1 else plural[i]}" for i in range(len(ROLES)))
    table = make_table(f"District {district.name} (from: {district.source})", show_header=False)
    table.add_column(style="dim")
    table.add_column()
    table.add_row("schools", f"{len(district.schools):,}")
    table.add_row("staff", f"{n:,}: {roles}")
    table.add_row("added by the program", f"{int(staff.synthetic.sum()):,} people who are not in the input")
    table.add_row("advice ties", f"{len(ties):,}, of which {_share(ties.layer == 1)} cross schools")
    table.add_row("a person asks", f"{asks.mean():.1f} colleagues on average; {_share(asks == 0)} ask nobody")
    table.add_row(
        "asked most", f"by {int(asked.max(initial=0))} colleagues; {_share(asked == 0)} are asked by nobody"
    )
    table.add_row("experience", f"{_share(staff.years <= 3)} of staff have three years or fewer")
    return table


def _share(mask: np.ndarray) -> str:
    return f"{100 * mask.mean():.0f} %" if len(mask) else "none"


def _schools(district: District, wanted: Wanted) -> object:
    s, staff = district.schools, district.staff
    size = np.bincount(staff.school, minlength=len(s))
    coaches = np.bincount(staff.school[staff.role == 2], minlength=len(s))
    chosen, known = _chosen(district, wanted), _known(district)
    table = make_table("Schools")
    table.add_column("school", max_width=30)
    for title in ("level", "staff", "coaches", *known):
        table.add_column(title, justify="right", no_wrap=True, min_width=len(title))
    for i in chosen[:LISTED]:
        table.add_row(
            str(s.name[i] or s.id[i]), str(s.level[i]), str(size[i]), str(coaches[i]),
            *(f"{getattr(s, name)[i]:.2f}" for name in known),
        )  # fmt: skip
    if len(chosen) > LISTED:
        table.caption = f"and {len(chosen) - LISTED:,} more; --csv lists all, WORD those with the word"
        table.caption_justify = "left"
    return table
