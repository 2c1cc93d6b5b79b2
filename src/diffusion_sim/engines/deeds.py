"""From the printed lists to what a person does: how summaries are heard, and a list as one function."""

from __future__ import annotations

import linecache
from collections.abc import Callable, Collection, Iterable
from typing import Any

from diffusion_sim.engines.people import Deed, Person, attribute
from diffusion_sim.rules.colleagues import Summary
from diffusion_sim.schedule import Line


def ears(summaries: Iterable[Summary]) -> Deed:
    """Return how a person comes to know what colleagues showed last week, as one function.

    Sums run over ties in their stored order, in plain loops: from Python 3.12 on ``sum`` rounds differently.
    """
    heard = list(summaries)
    met = [s for s in heard if s.how == "active_sum"]
    asked = [s for s in heard if s.how in ("share", "count")]
    body = [f"y_{s.name} = 0.0" for s in (*met, *asked)]
    adding = [f"    y_{s.name} += colleague.{attribute(s.column)}" for s in asked]
    if met:
        adding += ["    if weight > 0.0:"]
        adding += [f"        y_{s.name} += weight * colleague.{attribute(s.column)}" for s in met]
        body += ["for colleague, weight in zip(person.advisers, person.contact):", *adding]
    elif asked:
        body += ["for colleague in person.advisers:", *adding]
    if any(s.how == "share" for s in asked):
        body += ["share = 1.0 / len(person.advisers) if person.advisers else 0.0"]
    body += [f"person.{attribute(s.name)} = {_heard(s)}" for s in heard]
    return _function("<ears of a person>", "listen", body or ["pass"], {})


def _heard(summary: Summary) -> str:
    column = attribute(summary.column)
    if summary.over == "advice":
        return f"y_{summary.name} * share" if summary.how == "share" else f"y_{summary.name}"
    if summary.over == "team":
        return f"person.team.mean_of_others(person, {column!r})"
    if summary.over == "school":
        return f"person.staff.mean_of_others(person, {column!r})"
    if summary.over == "cohort":
        return f"person.meeting.mean_of_others(person, {column!r}) if person.meeting else 0.0"
    return f"person.head.{column}"


def deed(title: str, lines: Iterable[Line], settings: dict[str, float], district: Collection[str]) -> Deed:
    """Return a list as something that a person does: line by line, each rule called as it is.

    The function is written from the list (``person.room = v_room = rule_2(v_load)``), so that a person-week
    costs no search for names. Everything that a line writes stays on the person to be looked at.

    Parameters
    ----------
    title : str
        Name of the list.
    lines : iterable of Line
    settings : dict
        Coefficients by name, bound as constants.
    district : collection of str
        Names of district summaries, read from the model.
    """
    written: set[str] = set()
    reads: dict[str, str] = {}
    calls = []
    space: dict[str, Any] = {f"v_{name}": value for name, value in settings.items()}
    for k, line in enumerate(lines):
        for name in line.reads:
            if name not in written and name not in settings:
                reads[name] = f"person.model.{name}" if name in district else f"person.{attribute(name)}"
        given = ", ".join(f"v_{name}" for name in line.reads)
        calls.append(f"person.{attribute(line.name)} = v_{line.name} = rule_{k}({given})")
        space[f"rule_{k}"] = line.rule
        written.add(line.name)
    constants = [f"v_{name} = c_{name}" for name in settings if name in written]
    space |= {f"c_{name}": value for name, value in settings.items()}
    body = [*constants, *(f"v_{name} = {text}" for name, text in reads.items()), *calls]
    return _function(f"<{title} of a person>", "deed", body, space)


def snapshot(names: Iterable[str]) -> Callable[[Person], tuple[float, ...]]:
    """Return a function that reads these columns off a person."""
    values = "".join(f"person.{attribute(name)}, " for name in names)
    return _function("<state of a person>", "state", [f"return ({values})"], {})


def _function(file: str, name: str, body: list[str], space: dict[str, Any]) -> Any:
    text = f"def {name}(person):\n" + "".join(f"    {line}\n" for line in body)
    # so that an error in a rule of one's own shows the line that called it
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    exec(compile(text, file, "exec"), space)
    return space[name]


def columns_over(needed: tuple[Summary, ...], over: str) -> tuple[str, ...]:
    """Return the columns that some summary takes over these groups."""
    return tuple({attribute(s.column): None for s in needed if s.over == over})


def drawn(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Return the purposes of the draws that some line reads."""
    return tuple({n.removeprefix("u_"): None for ln in lines for n in ln.reads if n.startswith("u_")})
