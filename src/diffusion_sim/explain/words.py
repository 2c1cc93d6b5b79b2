"""A person's story for a reader: who, what moved when, what support and colleagues did, how belief and skill went."""

from __future__ import annotations

import textwrap

import pandas as pd

from diffusion_sim.compare.words import rows as each
from diffusion_sim.engines.columns import YEAR
from diffusion_sim.explain.events import share, when
from diffusion_sim.explain.history import History
from diffusion_sim.explain.life import Ears, Life, Numbers
from diffusion_sim.explain.who import address, called
from diffusion_sim.tables import LEVEL_NAMES

WIDTH = 100
HOURS = {"coaching": "coaching", "cohort": "cohort meetings", "training": "training"}
#: How many colleagues are named.
NAMED = 3


def tell(past: History, row: int, life: Life, heard: pd.DataFrame, found: pd.DataFrame) -> str:
    """Return the story in words: a heading, then a chapter for every occupant of the post."""
    place = past.world
    district = place.layout.district
    rep = place.replicate
    school = district.schools.name[district.staff.school[row]]
    head = (
        f"{called(district, row)}, {school}, under {place.arm.name}; replicate {rep.luck} (district {rep.district}), "
        f"{place.horizon} weeks."
    )
    occupants = sorted({int(w["occupant_before"]) for w in life.weeks})
    chapters = [_chapter(past, row, life, heard, found, k) for k in occupants]
    return "\n\n".join([_wrap(head), *chapters])


def _chapter(past: History, row: int, life: Life, heard: pd.DataFrame, found: pd.DataFrame, occupant: int) -> str:
    weeks = [w for w in life.weeks if int(w["occupant_before"]) == occupant]
    lines = [] if occupant == 0 else [f"Successor {occupant}"]
    lines.append(_wrap(_person(past, row, weeks[0], occupant)))
    lines.append(_wrap(_summary(weeks)))
    mine = found[found["occupant"] == occupant]
    for event in each(mine):
        lines.append(_wrap(f"{when(int(event.week))}: {event.text}", "  ", "    "))
    if not (mine["kind"] != "near miss").any():
        lines.append(f"  Nothing moves: level {LEVEL_NAMES[int(weeks[0]['level_before'])]} throughout.")
    first, last = int(weeks[0]["week"]), int(weeks[-1]["week"])
    said = [_support(weeks), _belief(weeks), _skill(weeks)]
    said += _colleagues(heard[(heard["week"] >= first) & (heard["week"] <= last)])
    last_level = LEVEL_NAMES[int(weeks[-1]["level"])]
    mode = " by compliance" if weeks[-1]["compliance"] > 0.0 else ""
    said.append(f"Last seen at level {last_level}{mode}, {when(last)[0].lower()}{when(last)[1:]}.")
    return "\n".join([*lines, *(_wrap(text) for text in said)])


def _person(past: History, row: int, week: Numbers, occupant: int) -> str:
    ears = Ears(past.world, row)
    district = past.world.layout.district
    asks = [address(district, int(j)) for j in ears.advisers]
    some = ", ".join(asks[:6]) + (f" and {len(asks) - 6} more" if len(asks) > 6 else "")
    who = f"asks {len(asks)} colleague{'s' * (len(asks) != 1)} ({some})" if asks else "asks nobody"
    start = "Starts" if occupant == 0 else "Arrives"
    return (
        f"Openness {share(week['openness_before'])}, availability {share(week['availability_before'])}, standing "
        f"{share(week['standing_before'])} (1 is the highest of the staff), {week['years_before']:.0f} years of "
        f"experience; {who}; colleagues' example counts fully {_gate(week)}. {start} at level "
        f"{LEVEL_NAMES[int(week['level_before'])]} with belief {share(week['belief_before'])} "
        f"and skill {share(week['skill_before'])}."
    )


def _gate(week: Numbers) -> str:
    if "gate" not in week:
        return "from the first user on"
    share_needed = 100 * week["threshold_before"]
    return f"with {week['credible_needed']:.0f} credible users and {share_needed:.0f} % of them in use"


def _summary(weeks: list[Numbers]) -> str:
    """Return what became of this occupant's use, in a sentence."""
    using = [w for w in weeks if w["level"] >= 3.0]
    if not using:
        return f"Never uses the practice; gets to level {LEVEL_NAMES[int(max(w['level'] for w in weeks))]}."
    first, last = int(using[0]["week"]), weeks[-1]
    begun = "In use from the start" if weeks[0]["level_before"] >= 3.0 else f"Begins to use it in {_lower(when(first))}"
    deep = [w for w in weeks if w["level"] >= 5.0 and w["compliance"] == 0.0]
    depth = f", deep from {_lower(when(int(deep[0]['week'])))}" if deep else ", never deeply"
    end = "still in use at the last" if last["level"] >= 3.0 else "no longer in use at the last"
    return f"{begun}{depth}; in use in {len(using)} of {len(weeks)} weeks, {end}."


def _support(weeks: list[Numbers]) -> str:
    parts = []
    for year in sorted({int(w["week"]) // YEAR for w in weeks}):
        mine = [w for w in weeks if int(w["week"]) // YEAR == year]
        hours = {word: sum(w[name] for w in mine) for name, word in HOURS.items()}
        given = ", ".join(f"{h:.0f} h of {word}" for word, h in hours.items() if h >= 0.5)
        if given:
            parts.append(f"year {year + 1}: {given}")
    return f"Support received: {'; '.join(parts)}." if parts else "Support received: none."


def _belief(weeks: list[Numbers]) -> str:
    own = sum(w["belief_after_use"] - w["belief_before"] for w in weeks)
    peers = sum(w["belief_after_peers"] - w["belief_after_use"] for w in weeks)
    told = sum(w["belief"] - w["belief_after_peers"] for w in weeks)
    a, b = weeks[0]["belief_before"], weeks[-1]["belief"]
    return (
        f"Belief went from {share(a)} to {share(b)}: own pupils' results {own:+.2f}, colleagues {peers:+.2f}, "
        f"leaders' messages and pressure {told:+.2f}."
    )


def _skill(weeks: list[Numbers]) -> str:
    top = max(weeks, key=lambda w: w["skill"])
    a, b = weeks[0]["skill_before"], weeks[-1]["skill"]
    peak = f", highest {share(top['skill'])} in {_lower(when(int(top['week'])))}" if top["skill"] > b else ""
    overload = sum(w["load"] > 1.0 for w in weeks)
    load = f" Load was above 1 in {overload} week{'s' * (overload != 1)}." if overload else ""
    return f"Skill went from {share(a)} to {share(b)}{peak}.{load}"


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


def _colleagues(heard: pd.DataFrame) -> list[str]:
    """Name those whose shown results were heard most, and what there was to hear."""
    out = []
    titles = {"advice": "Of those asked", "team": "In the team", "cohort": "In the cohort group"}
    for channel, title in titles.items():
        mine = heard[heard["channel"] == channel]
        if mine.empty or "using" not in mine:
            continue
        users = mine[mine["using"] > 0.0]
        if users.empty:
            out.append(f"{title}, nobody who was met used the practice ({mine['week'].nunique()} weeks with contacts).")
            continue
        said = (users["weight"] * users["shown"]) if "shown" in users else users["weight"]
        total = said.groupby(users["colleague"]).sum().sort_values(key=abs, ascending=False)
        weeks = users.groupby("colleague")["week"].nunique().to_dict()
        named = [f"{who} ({weeks[who]} weeks, {v / weeks[who]:+.2f} a week)" for who, v in list(total.items())[:NAMED]]
        more = f", and {len(total) - NAMED} more" if len(total) > NAMED else ""
        verb = "was heard" if len(total) == 1 else "were heard"
        how = "results shown times the weight of the tie"
        out.append(f"{title}, {', '.join(named)}{more} {verb} while using it ({how}).")
    return out


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
