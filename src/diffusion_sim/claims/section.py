"""The default settings against the worlds: a section of a claim's page, and how large the districts of both are."""

from __future__ import annotations

from collections.abc import Sequence

from diffusion_sim.claims.found import Found, OverWorlds
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.spread import beyond
from diffusion_sim.claims.words import against, difference, span

HEAD = ("comparison", "difference at the defaults", "median of plausible worlds [80 % of them]",
        "median of worlds that fit the evidence [80 % of them]", "the defaults lie")  # fmt: skip


def over_worlds(result: Result) -> list[str]:
    """Return the difference at the defaults beside those of the worlds, for every comparison that a verdict needs."""
    shown = [f for f in result.needed if any(o and o.median is not None for o in (f.plausible, f.fitted))]
    if not shown:
        return []
    rows = [f"| {' | '.join(_row(result, f))} |" for f in shown]
    return ["## The default settings against the worlds", "", "Of ten worlds, eight lie in the brackets.", "",
            f"| {' | '.join(HEAD)} |", f"|{'---|' * len(HEAD)}", *rows, ""]  # fmt: skip


def _row(result: Result, found: Found) -> tuple[str, ...]:
    says = f"{found.says}: " if found.says else ""
    kinds = (_median(o, found.outcome) for o in (found.plausible, found.fitted))
    return f"{says}{against(result, found)}", difference(found), *kinds, beyond(found.fitted)[1] or "-"


def _median(over: OverWorlds | None, outcome: str) -> str:
    return "-" if over is None or over.median is None else span(over.median, over.p10, over.p90, outcome)


def district_words(results: Sequence[Result]) -> list[str]:
    """Say how large the districts of the worlds and those at the defaults are, as they were run."""
    told = dict.fromkeys((*_size(r.worlds), *_size(r.district)) for r in results)
    return [
        f"- Districts of the worlds have {schools} schools and {staff:,} staff; at the defaults a district has "
        f"{more} and {all_staff:,}.{_smaller(staff, all_staff)}"
        for schools, staff, more, all_staff in told
    ]


def _smaller(worlds: int, defaults: int) -> str:
    """Say that worlds are not held against the defaults in districts of the same size."""
    if worlds == defaults:
        return ""
    sizes = "smaller" if worlds < defaults else "larger"
    return f" Worlds differ from the defaults in that too: their districts are {sizes}."


def _size(overrides: tuple[str, ...]) -> tuple[int, int]:
    from diffusion_sim.settings.load import load

    district = load(overrides=[*overrides, "strategy=laissez_faire"]).district
    return district.schools, district.staff
