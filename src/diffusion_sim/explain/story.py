"""One person's story in one run: weeks, what was heard from whom, and events, as tidy tables and in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from diffusion_sim.engines.columns import YEAR
from diffusion_sim.engines.passes import hosted_by
from diffusion_sim.engines.weave import summaries_read
from diffusion_sim.explain.events import events
from diffusion_sim.explain.history import History, history
from diffusion_sim.explain.life import Ears, Life, live
from diffusion_sim.explain.lines import down_line, up_line
from diffusion_sim.explain.replay import given, world
from diffusion_sim.explain.who import address, called, find_person
from diffusion_sim.replicates import Replicate, replicates
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.schedule import SUPPORT, setting_names
from diffusion_sim.settings.settings import Settings

#: Columns of the week table that a reader looks at first; all others follow.
FIRST = (
    "week", "year", "week_of_year", "occupant", "level_before", "level", "step", "u_move", "up_line", "down_line",
    "belief", "skill", "load", "room", *SUPPORT,
    "own_drive", "peer_drive", "coach_drive", "workshop_drive", "mandate_drive", "ease",
)  # fmt: skip
#: What a colleague can show, in the order of the table ``heard``.
SHOWN = ("using", "credible", "shown", "knowhow", "belief")


@dataclass(frozen=True)
class Story:
    """What happened to one post in one run.

    Attributes
    ----------
    who, school, role, arm : str
        Whose story (``SCHOOL:PERSON``), where, and under which strategy.
    post : int
        64-bit id, as in the table people.
    replicate : Replicate
    weeks : DataFrame
        One row per week, one column per name of the week's printed list; ``up_line`` and ``down_line`` are the lines
        that the draw ``u_move`` was held against (a step up below the first, the end of use above the second),
        ``NAME_before`` the state before the week.
    heard : DataFrame
        One row per week and colleague heard: week, channel (advice, team, school, cohort, principal), colleague, role,
        weight, and what he or she showed (using, credible, shown, knowhow; of the principal belief).
    events : DataFrame
        week, occupant, kind, level, draw, line, text; draw and line are empty where there is none.
    text : str
        The story in words.
    """

    who: str
    school: str
    role: str
    arm: str
    post: int
    replicate: Replicate
    weeks: pd.DataFrame
    heard: pd.DataFrame
    events: pd.DataFrame
    text: str

    def __str__(self) -> str:
        return self.text


def replicate_of(settings: Settings, number: int) -> Replicate:
    """Return the triple of the replicate with this number, as a batch would run it."""
    return replicates(replace(settings, run=replace(settings.run, replicates=number + 1)))[number]


def explain(
    settings: Settings, person: str, replicate: int = 0, arm: str | None = None, rules: RuleSet | None = None
) -> Story:
    """Tell one person's weeks in one run.

    Parameters
    ----------
    settings : Settings
        From :func:`diffusion_sim.load`.
    person : str
        Roster id where it is unique, ``SCHOOL:PERSON``, or post id.
    replicate : int
        Number of the replicate, from 0; the numbers are those of the same replicate in a batch.
    arm : str, optional
        Name of one of the settings' strategies; the first if left out.
    rules : RuleSet, optional
        Own rules.

    Raises
    ------
    BadInput
        For a person or an arm that does not exist.
    """
    place = world(settings, replicate_of(settings, replicate), arm, rules)
    row = find_person(place.layout.district, person)
    return story(history(place, given(place)), row)


def story(past: History, row: int) -> Story:
    """Return the story of a post in a history."""
    from diffusion_sim.explain.words import tell

    place, life = past.world, live(past, row)
    district = place.layout.district
    weeks, heard, found = weeks_table(life), heard_table(past, row), events(past, life)
    return Story(
        who=address(district, row), school=str(district.schools.name[district.staff.school[row]]),
        role=called(district, row).split(" ")[0], arm=place.arm.name, post=int(place.layout.post[row]),
        replicate=place.replicate, weeks=weeks, heard=heard, events=found, text=tell(past, row, life, heard, found),
    )  # fmt: skip


def weeks_table(life: Life) -> pd.DataFrame:
    """Return one row per week with every name but the coefficients, those for a reader first."""
    constants = set(setting_names())
    rows = []
    for week in life.weeks:
        extra = {"year": week["week"] // YEAR + 1, "week_of_year": week["week"] % YEAR + 1}
        rows.append({**week, **extra, "up_line": up_line(week), "down_line": down_line(week)})
    frame = pd.DataFrame(rows)
    rest = sorted(c for c in frame.columns if c not in FIRST and c not in constants)
    whole = ("week", "year", "week_of_year", "occupant", "level_before", "level", "step")
    return frame[[*(c for c in FIRST if c in frame.columns), *rest]].astype(dict.fromkeys(whole, "int64"))


def heard_table(past: History, row: int) -> pd.DataFrame:
    """Return who was heard in which week, and what they showed."""
    place, ears = past.world, Ears(past.world, row)
    rows: list[dict[str, object]] = []
    over = {s.over for s in summaries_read(past.world.rules)}
    for span in past.spans:
        _, cohort = past.removal.apply(span)
        for week in range(span.week, span.week + span.weeks):
            people: list[tuple[str, int, float]] = []
            if "advice" in over:
                met = ears.met(week)
                chosen = zip(ears.advisers[met].tolist(), ears.weights[met].tolist(), strict=True)
                people += [("advice", j, w) for j, w in chosen]
            if "team" in over:
                people += [("team", j, 1.0) for j in range(*ears.mates("team").indices(place.n)) if j != row]
            if "cohort" in over and span.groups and cohort[row] >= 0:
                mates = (cohort == cohort[row]).nonzero()[0].tolist()
                people += [("cohort", j, 1.0) for j in mates if j != row]
            if "cohort" in over and span.groups and cohort[row] <= -2:
                people.append(("cohort", int(hosted_by(cohort[row])), 1.0))
            if "principal" in over and ears.principal != row:
                people.append(("principal", ears.principal, 1.0))
            rows += [{"week": week, "channel": c, "row": j, "weight": w} for c, j, w in people]
    frame = pd.DataFrame(rows, columns=["week", "channel", "row", "weight"])
    return _named(past, frame)


def _named(past: History, frame: pd.DataFrame) -> pd.DataFrame:
    """Add names and what was shown; what others believe is seen of the principal alone."""
    district = past.world.layout.district
    frame.insert(2, "colleague", [address(district, j) for j in frame["row"]])
    frame.insert(3, "role", [called(district, j).split(" ")[0] for j in frame["row"]])
    for name in SHOWN:
        if name in past.columns and len(frame):
            k = past.columns.index(name)
            frame[name] = past.shown[frame["week"].to_numpy(), k, frame["row"].to_numpy()]
            if name == "belief":
                frame[name] = frame[name].where(frame["channel"] == "principal")
    return frame.drop(columns="row")
