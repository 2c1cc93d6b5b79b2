"""What happened to a person and when: steps, near misses, places in the cohort, conviction, who came and went."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pandas as pd

from diffusion_sim.engines.columns import YEAR
from diffusion_sim.explain.history import History
from diffusion_sim.explain.life import Life, Numbers
from diffusion_sim.explain.lines import down_line, threshold, up_line
from diffusion_sim.record import cause_names
from diffusion_sim.settings.behaviour import Behaviour
from diffusion_sim.tables import CHANNELS, LEVEL_NAMES

#: The largest odds of a plain lapse that may be set.
MOST_LAPSE = next(f.metadata["high"] for f in fields(Behaviour) if f.name == "lapse_odds")
#: A draw is a near miss when it lies within a quarter beyond its line.
NEAR = 0.25
#: Channel -> the line of the schedule that holds its drive.
DRIVES = dict(zip(CHANNELS, ("peer_drive", "coach_drive", "workshop_drive", "mandate_drive", "own_drive"), strict=True))
CHANNEL_WORDS = {
    "peer": "colleagues", "coach": "the coach", "training": "the training", "pressure": "pressure",
    "own": "own conviction and leaders' messages",
}  # fmt: skip
COLUMNS = ("week", "occupant", "kind", "level", "draw", "line", "text")


def events(past: History, life: Life) -> pd.DataFrame:
    """Return the events of a post in the order of time; see :class:`diffusion_sim.explain.story.Story`."""
    rows = [row for week in life.weeks for row in _week(week)]
    rows += _memberships(past, life.row)
    rows += [row for year in life.years for row in _year_end(past, year)]
    rows += _near_misses(life)
    order = {"arrives": 0, "takes part": 1, "no longer takes part": 1, "year end": 3}
    rows.sort(key=lambda e: (e["week"], order.get(e["kind"], 2)))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"draw": "float64", "line": "float64"})


def chance(value: float) -> str:
    """Write a chance or share: two decimals, or two significant digits where it is small."""
    text = f"{value:.2f}" if value >= 0.1 or value < 1e-12 else f"{value:.2g}" if value >= 1e-4 else f"{value:.0e}"
    return text[1:] if text.startswith("0.") else text


def share(value: float) -> str:
    """Write a share with two decimals."""
    return f"{value:.2f}".removeprefix("0")


def when(week: int) -> str:
    """Return the school year and its week, both from 1."""
    return f"Year {week // YEAR + 1}, week {week % YEAR + 1}"


def _event(week: Numbers, kind: str, text: str, draw: float | None = None, line: float | None = None) -> dict[str, Any]:
    return {
        "week": int(week["week"]), "occupant": int(week["occupant_before"]), "kind": kind,
        "level": int(week.get("level", 0)), "draw": draw, "line": line, "text": text,
    }  # fmt: skip


def _week(week: Numbers) -> list[dict[str, Any]]:
    out, u = [], week["u_move"]
    if week["step"] > 0.0:
        level = LEVEL_NAMES[int(week["level"])]
        line = up_line(week)
        kind = "use begins" if week["starts"] > 0.0 else "up"
        why = f" {why_use_began(week)}" if week["starts"] > 0.0 else ""
        text = f"steps up to {level}: a draw of {chance(u)} against {chance(line)}.{why}"
        out.append(_event(week, kind, text, u, line))
    if week["step"] < 0.0:
        line = down_line(week)
        text = f"ends use: a draw of {chance(u)} above {chance(line)}; {why_use_ended(week)}."
        out.append(_event(week, "use ends", text, u, line))
    before, after = week["belief_before"] >= 0.5, week["belief"] >= 0.5
    if before != after:
        text = "becomes convinced: belief rises past .5." if after else "loses conviction: belief falls below .5."
        out.append(_event(week, "conviction", text))
    return out


def why_use_began(week: Numbers) -> str:
    """Say what drove the step into use, and without which channel it would not have happened."""
    # in the wide rule set pressure works as far as relief from evaluation lets it
    now = {**week, "mandate_drive": week.get("pressed_drive", week["mandate_drive"])}
    drives = {channel: now[name] for channel, name in DRIVES.items() if now[name] > 0.0}
    total = sum(drives.values())
    shares = sorted(drives.items(), key=lambda item: -item[1])
    parts = ", ".join(f"{CHANNEL_WORDS[c]} {100 * d / total:.0f} %" for c, d in shares if d >= 0.005 * total)
    needed = str(cause_names()[int(week["cause"])])
    words = " or ".join(CHANNEL_WORDS[c] for c in needed.split("+") if c in CHANNEL_WORDS)
    said = f"without {words} this draw would have been no step" if words else "no single one was needed"
    by = "; use is by compliance, not by conviction" if week["compliance"] > 0.0 else ""
    return f"Of the drive: {parts}; {said}{by}."


def why_use_ended(week: Numbers) -> str:
    """Say which of the four reasons for ending use held."""
    belief = f"belief {share(week['belief'])}"
    if week["compliance_before"] > 0.0:
        return f"use was by compliance ({belief}, pressure {share(week['pressure'])})"
    if week["belief"] < 0.5:
        return f"disappointed ({belief}, load {week['load']:.2f})"
    # Odds above those of any lapse are the convinced's who give up what gives nothing (rules/use.py).
    why = "a lapse" if week["down_odds"] <= MOST_LAPSE else "it gives next to nothing"
    return f"{why}, though {belief}"


def _memberships(past: History, row: int) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    inside, before = False, -1
    for span in past.spans:
        took_part = bool(span.members[row] and not past.removal.places[row])
        occupant = int(past.occupant[span.week // YEAR, row])
        kind = "takes part" if took_part else "no longer takes part"
        new_year = span.week % YEAR == 0 and took_part
        if took_part != inside or (new_year and inside and occupant != before):
            out.append({
                "week": span.week, "occupant": occupant, "kind": kind, "level": int(past.level[span.week, row]),
                "draw": None, "line": None, "text": "takes part in the strategy." if took_part else
                "no longer takes part.",
            })  # fmt: skip
        inside, before = took_part, occupant
    return out


def _year_end(past: History, year: Numbers) -> list[dict[str, Any]]:
    u, rule = year["u_leave"], next(ln for ln in past.world.rules.year_end if ln.name == "leaving")
    given = {**year, **{name.removesuffix("_before"): v for name, v in year.items() if name.endswith("_before")}}

    def leaves(draw: float) -> bool:
        values = {**given, "u_leave": draw}
        return float(rule.rule(*[values[name] for name in rule.reads])) > 0.0

    line = threshold(leaves)
    moment = {**year, "week": year["week"] - 1}
    if year["leaving"] <= 0.0:
        near = line <= u < line * (1.0 + NEAR)
        text = f"nearly leaves: a draw of {chance(u)} against {chance(line)}."
        return [_event(moment, "near miss", text, u, line)] if near else []
    out = [_event(moment, "year end", f"leaves the post: a draw of {chance(u)} against {chance(line)}.", u, line)]
    level = LEVEL_NAMES[int(year["level"])]
    came = "and already uses the practice" if year["arrives_using"] > 0.0 else f"at level {level}"
    text = f"a successor arrives, openness {share(year['openness'])}, belief {share(year['belief'])}, {came}."
    successor = {**year, "occupant_before": year["occupant"]}
    return [*out, _event(successor, "arrives", text)]


def _near_misses(life: Life) -> list[dict[str, Any]]:
    """Return, for every stay at a level, the draw that came nearest to a step without being one."""
    stays: dict[tuple[int, int], list[Numbers]] = {}
    stay = 0
    for week in life.weeks:
        if week["step"] == 0.0:
            stays.setdefault((int(week["occupant_before"]), stay), []).append(week)
        else:
            stay += 1
    out = []
    for weeks in stays.values():
        up = min(weeks, key=lambda w: w["u_move"] / max(up_line(w), 1e-12))
        u, line = up["u_move"], up_line(up)
        if line <= u < line * (1.0 + NEAR):
            level = LEVEL_NAMES[min(int(up["level"]) + 1, len(LEVEL_NAMES) - 1)]
            text = f"nearly steps up to {level}: a draw of {chance(u)} against {chance(line)}, just missed."
            out.append(_event(up, "near miss", text, u, line))
        down = min(weeks, key=lambda w: (1.0 - w["u_move"]) / max(1.0 - down_line(w), 1e-12))
        gap, room = 1.0 - down["u_move"], 1.0 - down_line(down)
        if room > 0.0 and room <= gap < room * (1.0 + NEAR):
            line = down_line(down)
            text = f"nearly ends use: a draw of {down['u_move']:.4f} under {line:.4f}."
            out.append(_event(down, "near miss", text, down["u_move"], line))
    return out
