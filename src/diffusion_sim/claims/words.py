"""Results of claims in plain words: what a verdict means to somebody who decides, and the cells of tables."""

from __future__ import annotations

from diffusion_sim.claims.found import Found, Moves, OverWorlds, Side
from diffusion_sim.claims.near import near
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.spread import outliers
from diffusion_sim.claims.verdict import CANNOT, CONTRADICTED, DEPENDS, SUPPORTED
from diffusion_sim.compare.notes import FAIR_SPENDING
from diffusion_sim.compare.words import BY_CONSTRUCTION, arm_words, interval, listed, number, percent
from diffusion_sim.outcomes import describe

NAN = float("nan")
#: What a verdict means to somebody who decides, of a claim that hangs on one comparison.
LEADER = {
    SUPPORTED: "In the model this holds: at the default settings, and in most plausible worlds that can tell.",
    CONTRADICTED: "In the model the opposite holds: at the default settings, and in most worlds that can tell.",
    DEPENDS: "In the model this depends: it comes out one way in some plausible worlds and the other way in others.",
    CANNOT: "In the model this cannot be told.",
    BY_CONSTRUCTION: "Here both strategies are the same by construction, so that there is nothing to compare.",
}
SHARES = ("share", "points")
#: Differences too small to matter in practice, by unit: half a point, two school weeks.
SMALL = {"share": (0.005, "half a point"), "points": (0.005, "half a point"), "years": (2 / 36, "two school weeks")}


def value(found: float | None) -> float:
    """Return a number that a file holds, NaN where undefined."""
    return NAN if found is None else found


def unit(outcome: str) -> str:
    """Return the unit of a difference of this outcome."""
    return describe(outcome).unit


def span(mean: float | None, low: float | None, high: float | None, outcome: str) -> str:
    """Return a difference with its interval."""
    said = unit(outcome)
    return f"{_mean(value(mean), value(low), value(high), said)} [{interval(value(low), value(high), said)}]"


def _mean(mean: float, low: float, high: float, said: str) -> str:
    """Return a difference; with as many digits as it takes not to read 0 where its interval leaves out 0."""
    text = number(mean, said, True)
    if said not in (*SHARES, "years") or not (low > 0.0 or high < 0.0) or text.strip("+-0. ptsyr") != "":
        return text
    return f"{mean:+.1g} yr" if said == "years" else f"{100 * mean:+.1g} pts"


def difference(found: Found) -> str:
    """Return the paired difference at the defaults with its interval."""
    return span(found.mean, found.low, found.high, found.outcome)


def small(found: Found) -> str:
    """Return below what a difference lies that is beyond chance and too small to matter; empty where it is not."""
    least, words = SMALL.get(unit(found.outcome), (0.0, ""))
    return words if found.beyond_chance and round(abs(value(found.mean)), 3) < least else ""


def in_table(found: Found) -> str:
    """Return the difference at the defaults for a row of all claims: with what makes it less than it seems."""
    day = found.same_day
    notes = [
        "too small to matter" if small(found) else "",
        f"on the same day {span(day.mean, day.low, day.high, found.outcome)}, *{day.verdict}*" if day else "",
    ]
    return "; ".join((difference(found), *(text for text in notes if text)))


def share(over: OverWorlds | None) -> str:
    """Return the share of decided worlds with the claimed sign."""
    if over is None:
        return "the same strategy"
    if over.share is None:
        return _no_share(over)
    return f"{percent(over.share)} ({percent(value(over.low))} to {percent(value(over.high))})"


def _no_share(over: OverWorlds) -> str:
    return f"no more decided than by chance ({over.decided})" if over.decided else "no world decided"


def undecided(over: OverWorlds | None) -> str:
    """Return the share of undecided worlds, and the share in which nothing takes hold under either arm."""
    if over is None:
        return "the same strategy"
    return f"{percent(over.undecided)} (nothing takes hold in {percent(over.idle)} of all)"


def fitted(over: OverWorlds | None) -> str:
    """Return what the worlds that fit the evidence say."""
    if over is None:
        return "the same strategy"
    if over.share is None:
        return f"*{over.verdict}*: {_no_share(over)}"
    return f"*{over.verdict}*: {share(over)}, {percent(over.undecided)} undecided"


def deciding(found: Found) -> str:
    """Return the parameters on which a contrast hangs, on which side of them, and with which its lead moves most."""
    said = []
    for over, where in ((found.plausible, "plausible worlds"), (found.fitted, "worlds that fit")):
        if over is not None and over.deciding:
            said.append(", ".join(f"`{d.parameter}`" for d in over.deciding))
        if over is not None and over.sides:
            said.append(f"as claimed where {sides(over.sides)} ({where})")
        if over is not None and over.moves:
            said.append(f"{moves(over.moves)} ({where})")
    return "; ".join(said) or "cannot be told"


def moves(found: tuple[Moves, ...]) -> str:
    """Return with which parameters a lead moves most, and which of them may be chance."""
    told = [f"`{m.parameter}` ({m.correlation:+.2f}{'' if m.clear else ', may be chance'})" for m in found]
    return f"moves with {listed(told)}"


def sides(found: tuple[Side, ...]) -> str:
    """Return where the claimed sign is found."""
    return " and ".join(f"`{s.parameter}` is {s.side}" for s in found)


def named(result: Result, name: str) -> str:
    """Return an arm in words, with what it spent where that is clearly less than the budget."""
    arm = result.arm(name)
    if arm is None or not arm.spent < FAIR_SPENDING:
        return arm_words(name)
    return f"{arm_words(name)} (spends {percent(arm.spent)} of the money)"


def against(result: Result, found: Found) -> str:
    """Return the two arms of a contrast."""
    return f"{named(result, found.arm)} against {named(result, found.reference)}"


def leader(result: Result) -> str:
    """Return the verdict in a few sentences for somebody who decides."""
    hangs, many = result.weakest, len(result.needed) > 1
    first = _many(result) if many else LEADER[result.verdict]
    why = _why_not(hangs) if result.verdict == CANNOT else ""
    if why and not many:
        first, why = f"{first} {why}", ""
    if hangs.mean is None or hangs.plausible is None:
        return first
    over, about = hangs.plausible, f" ({hangs.says})" if many and hangs.says else ""
    pair, label = against(result, hangs), describe(hangs.outcome).label.lower()
    kinds = ((over, "in plausible worlds"), (hangs.fitted, "in worlds that fit the evidence"))
    said = [
        f'{first} {pair[:1].upper()}{pair[1:]}{about}: {difference(hangs)} in "{label}"{_size(hangs)}.',
        why,
        _ahead(result),
        _same_day(hangs),
        _plausible_worlds(over),
        _fitted_worlds(hangs.fitted),
        _turned(result),
        outliers(result),
        near(result),
        *(f"It comes out as claimed where {sides(o.sides)} ({where})." for o, where in kinds if o and o.sides),
    ]
    return " ".join(text for text in said if text)


def _many(result: Result) -> str:
    """Return how the comparisons of a claim that needs several of them come out."""
    counts = {v: sum(c.verdict == v for c in result.needed) for v in LEADER}
    words = {SUPPORTED: "as claimed", CONTRADICTED: "the other way", DEPENDS: "one way or the other by the world",
             CANNOT: "open", BY_CONSTRUCTION: "between one strategy and itself"}  # fmt: skip
    told = [f"{n} {words[v]}" for v, n in counts.items() if n]
    which = {SUPPORTED: "The clearest:", CONTRADICTED: "The clearest against it:", CANNOT: "The clearest of the open:",
             DEPENDS: "The clearest of those that depend on the world:", BY_CONSTRUCTION: "As of"}  # fmt: skip
    clearest = which[result.verdict]
    needs = f"The claim needs {len(result.needed)} comparisons to hold; in the model they come out"
    return f"{needs}: {', '.join(told)}. {clearest}"


def _why_not(found: Found) -> str:
    """Return why a contrast cannot be told: within chance, or defaults and worlds do not agree."""
    if not found.beyond_chance:
        return "The difference is within chance."
    if found.plausible is not None and found.plausible.share is None:
        return "There is a difference at the default settings; no more plausible worlds can tell than by chance."
    return "The default settings say one thing, and most plausible worlds that can tell say the other."


def _size(found: Found) -> str:
    return f", less than {small(found)} and too small to matter in practice" if small(found) else ""


def _ahead(result: Result) -> str:
    """Say which schools are ahead at the defaults, where the size of a gap decides: a size has no side."""
    signed = {"deep_gap_size_end": "deep_gap_end", "use_gap_size_end": "use_gap_end"}
    gaps = dict.fromkeys((name, signed[f.outcome]) for f in result.needed for name in (f.arm, f.reference)
                         if f.outcome in signed)  # fmt: skip
    told, untold = [], []
    for name, outcome in gaps:
        arm = result.arm(name)
        values = [None] * 3 if arm is None else [*arm.values.get(outcome, []), None, None, None][:3]
        mean, low, high = (value(v) for v in values)
        if low > 0.0 or high < 0.0:
            side = "low" if mean > 0.0 else "high"
            told.append(f"with {arm_words(name)} schools of {side} need by {number(abs(mean), 'points')}")
        elif values[0] is not None:
            untold.append(arm_words(name))
    said = [f"Ahead at the default settings are, {listed(told)}."] if told else []
    said += [f"The default settings cannot tell which schools are ahead with {listed(untold)}."] if untold else []
    return " ".join(said)


def _turned(result: Result) -> str:
    """Say which comparisons surely come out one way in most plausible worlds and the other way in most that fit."""
    turned = [f for f in result.needed if _mostly(f.plausible) * _mostly(f.fitted) < 0]
    if not turned:
        return ""
    which = "; ".join(f.says or against(result, f) for f in turned) if len(result.needed) > 1 else ""
    about = f" ({which})" if which else ""
    return f"Worlds that fit the evidence mostly say the opposite of the plausible ones{about}."


def _mostly(over: OverWorlds | None) -> int:
    """Return 1 where most worlds that can tell have the claimed sign, -1 where most have the other, 0 if untold.

    Most are so where the interval of their share lies beyond one half: a share of few worlds crosses it by chance.
    """
    if over is None or over.low is None or over.high is None:
        return 0
    return int(over.low > 0.5) - int(over.high < 0.5)


def _same_day(found: Found) -> str:
    day = found.same_day
    if day is None:
        return ""
    return (
        "The arms are supported over different years, so part of this is the calendar: on the same day, in year "
        f"{day.year:.0f}, it is {span(day.mean, day.low, day.high, found.outcome)} (*{day.verdict}*)."
    )


def _plausible_worlds(over: OverWorlds) -> str:
    idle = f"in {percent(over.idle)} of all, hardly anybody comes to deep use under either"
    if over.share is None:
        return f"Of {over.worlds} plausible worlds {over.decided} can tell, no more than by chance ({idle})."
    return (
        f"Claimed sign in the {over.decided} plausible world{'s that' if over.decided != 1 else ' that'} can tell: "
        f"{share(over)}; {percent(over.undecided)} "
        f"of {over.worlds} cannot ({idle})."
    )


def _fitted_worlds(over: OverWorlds | None) -> str:
    if over is None or over.share is None:
        return "In worlds that fit the evidence, no difference can be told."
    return (
        f"In {over.worlds} worlds that fit the evidence: claimed sign in {share(over)} of those that can tell; "
        f"{percent(over.undecided)} cannot."
    )
