"""Results of claims in plain words: a line for a leader, the table of all claims, a page for each."""

from __future__ import annotations

from collections.abc import Sequence

from diffusion_sim.claims.claim import Claim, claim
from diffusion_sim.claims.result import Found, Result
from diffusion_sim.claims.verdict import CANNOT, CONTRADICTED, DEPENDS, SUPPORTED
from diffusion_sim.compare.words import BY_CONSTRUCTION, arm_words, interval, number, percent
from diffusion_sim.outcomes import HEADLINE, describe

NAN = float("nan")
INTRODUCTION = (
    "Written by `diffusion-sim claims --write`. Every claim of the documents, put to the model. What the model says is",
    "no better than its assumptions; the plausible worlds vary them.",
)
RULES = (
    "Differences are the arm named first less the other, in points of a hundred for shares. Of a claim with several",
    "comparisons the row shows the one on which the verdict hangs; all of them are on its page.",
    "",
    "## How a verdict follows",
    "",
    "- Equal total budget for all arms of a comparison, the same districts, people and luck. Arms that are slower have",
    "  the same money over more years, and are judged three years after their own support ends.",
    "- *supported*: the 95 % interval at the defaults lies on the claimed side of 0, and so do at least 80 % of the",
    "  plausible worlds whose own interval excludes 0 (the decided ones). *contradicted*: the mirror image. *depends*:",
    "  the interval excludes 0, and the share lies between 20 and 80 %. *cannot tell*: everything else.",
    "- A claim that needs several comparisons has the verdict of the weakest.",
    "- A plausible world is a point of one Sobol sequence over every ledger row of class assumption or derived, those",
    "  of strategy parts among them; all claims meet the same points. What a claim sets in an arm is its question and",
    "  stays. Which parameters decide is read off total-order indices of the paired difference.",
    "- Worlds that *fit the evidence* differ in one thing: what calibration moved is taken from the points that come",
    "  closest to its targets (`conf/behaviour/posterior.csv`), one point per world. The verdict does not hang on",
    "  them; beside it stands what the same thresholds say with their share. They were added after a first run had",
    "  shown that in most plausible worlds hardly anybody comes to deep use at all, so that there is little to decide.",
    "- Worlds have half the default district (10 schools, 450 staff), which halves the time they take.",
    "- Nothing was adjusted to make a claim come true. Outcome and contrasts stand in `conf/claim`.",
)
#: Columns of every table of contrasts, after those that say which.
COLUMNS = (
    "verdict", "difference at the defaults", "claimed sign, of decided worlds", "undecided",
    "in worlds that fit the evidence", "decides most",
)  # fmt: skip
#: What a verdict means to somebody who decides.
LEADER = {
    SUPPORTED: "In the model this holds: at the default settings, and in most plausible worlds that can tell.",
    CONTRADICTED: "In the model the opposite holds: at the default settings, and in most worlds that can tell.",
    DEPENDS: "In the model this depends: it comes out one way in some plausible worlds and the other way in others.",
    CANNOT: "In the model this cannot be told: the difference is within chance, or defaults and worlds disagree.",
    BY_CONSTRUCTION: "Here both strategies are the same by construction, so that there is nothing to compare.",
}


def value(found: float | None) -> float:
    """Return a number that a file holds, NaN where undefined."""
    return NAN if found is None else found


def unit(outcome: str) -> str:
    """Return the unit of a difference of this outcome."""
    return describe(outcome).unit


def difference(found: Found) -> str:
    """Return the paired difference at the defaults with its interval."""
    said = unit(found.outcome)
    return f"{number(value(found.mean), said, True)} [{interval(value(found.low), value(found.high), said)}]"


def share(found: Found) -> str:
    """Return the share of decided worlds with the claimed sign."""
    if found.share is None:
        return "no world decided"
    return f"{percent(found.share)} ({percent(value(found.share_low))} to {percent(value(found.share_high))})"


def undecided(found: Found) -> str:
    """Return the share of undecided worlds, and the share in which nothing takes hold under either arm."""
    return f"{percent(found.undecided)} (nothing takes hold in {percent(found.idle)})"


def fitted(found: Found) -> str:
    """Return what the worlds that fit the evidence say."""
    fit = found.fitted
    if fit is None:
        return "the same strategy"
    if fit.share is None:
        return f"*{fit.verdict}*: no world decided"
    ends = f"{percent(value(fit.low))} to {percent(value(fit.high))}"
    return f"*{fit.verdict}*: {percent(fit.share)} ({ends}), {percent(fit.undecided)} undecided"


def deciding(found: Found) -> str:
    """Return the two parameters on which a contrast hangs, or that they cannot be told."""
    if not found.deciding:
        return "cannot be told"
    return ", ".join(f"`{d.parameter}`" for d in found.deciding)


def leader(result: Result) -> str:
    """Return the verdict in two sentences for somebody who decides."""
    one, hangs = claim(result.id), result.weakest
    first = f"{LEADER[result.verdict]}"
    if hangs.mean is None or result.verdict == BY_CONSTRUCTION:
        return first
    said = describe(hangs.outcome)
    more = " of this outcome" if len([c for c in one.contrasts if c.needed]) == 1 else f" ({hangs.says})"
    return (
        f"{first} {arm_words(hangs.arm).capitalize()} against {arm_words(hangs.reference)}{more}: "
        f"{difference(hangs)} in \"{said.label.lower()}\". Claimed sign in the worlds that can tell: {share(hangs)}; "
        f"{percent(hangs.undecided)} of {hangs.worlds} worlds cannot (in {percent(hangs.idle)} of all, hardly anybody "
        f"comes to deep use under either). In {_fitted_worlds(hangs)}."
    )


def _fitted_worlds(found: Found) -> str:
    fit = found.fitted
    if fit is None or fit.share is None:
        return "worlds that fit the evidence, no difference can be told"
    return (
        f"{fit.worlds} worlds that fit the evidence: claimed sign in {percent(fit.share)} of those that can tell "
        f"({percent(value(fit.low))} to {percent(value(fit.high))}), {percent(fit.undecided)} cannot"
    )


def line(result: Result) -> str:
    """Return one row of the table of all claims."""
    one, hangs = claim(result.id), result.weakest
    cells = (
        f"[{result.id}](claims/{result.id}.md)", one.claim, f"**{result.verdict}**", difference(hangs), share(hangs),
        undecided(hangs), fitted(hangs), deciding(hangs),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def sizes(result: Result) -> str:
    """Say how much was run."""
    district = ", ".join(result.district) or "the default district"
    worlds = ", ".join(result.worlds) or "the default district"
    return (
        f"{result.date}, version {result.version}, sources {result.sources}; {result.replicates} paired replicates in "
        f"{result.districts} districts at the defaults ({district}); {result.points} plausible worlds x "
        f"{result.world_replicates} paired replicates, and {result.fitted} that fit the evidence ({worlds}); "
        f"{result.budget_replicates} replicates at half and at twice the budget."
    )


def table(results: Sequence[Result], publishable: bool) -> str:
    """Return the page of all claims."""
    counts = {v: sum(r.verdict == v for r in results) for v in LEADER}
    told = ", ".join(f"{n} {v}" for v, n in counts.items() if n)
    dated = dict.fromkeys(sizes(r) for r in results)
    notes = [] if publishable else ["**Not at publication size: these are no verdicts to quote.**", ""]
    head = f"| id | claim | {' | '.join(COLUMNS)} |"
    return "\n".join([
        "# Claims", "", *INTRODUCTION, "", *notes,
        f"{len(results)} claims: {told}.", "", *(f"- {text}" for text in dated), "",
        head, f"|{'---|' * (len(COLUMNS) + 2)}", *(line(r) for r in results), "", *RULES, "",
    ])  # fmt: skip


def page(result: Result) -> str:
    """Return the page of one claim."""
    one = claim(result.id)
    outcomes = dict.fromkeys(describe(found.outcome).label for found in result.contrasts)
    rows = [_row(found, len(outcomes) > 1) for found in result.contrasts]
    head = ["comparison", *(["outcome"] if len(outcomes) > 1 else []), *COLUMNS]
    again = [
        f"- {arm_words(f.arm)} against {arm_words(f.reference)}: by deep use on the last day that both are followed, "
        f"*{f.same_day}*." for f in result.contrasts if f.same_day
    ]  # fmt: skip
    same_day = ["## Looked at on the same day", "", *again, ""] if again else []
    why = [one.outcome_why, ""] if one.outcome_why else []
    return "\n".join([
        f"# {result.id}: {result.verdict}", "", f"> {one.claim}", "", f"Source: {one.source}.", "",
        leader(result), "", f"![{result.id}]({result.id}.png)", "",
        *([f"Outcome: {next(iter(outcomes)).lower()}.", ""] if len(outcomes) == 1 else []),
        f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *rows, "", *why,
        f"What would contradict it: {one.contradicted}", "", *_failed(result), *same_day,
        *_budgets(result), "## What was assumed in translating it", "", *(f"- {text}" for text in one.assumed), "",
        "## The arms at the defaults", "", *_arms(result), "",
        "## What each arm is", "", *_recipes(one), "", sizes(result), "",
    ])  # fmt: skip


def _failed(result: Result) -> list[str]:
    """Say of worlds without a value: the outcome is undefined there, or an arm cannot pay for what it holds."""
    rows = [
        f"- {arm_words(f.arm)} against {arm_words(f.reference)}: {f.failed} of {f.failed + f.worlds} worlds have no "
        "value (the outcome is undefined, or an arm costs more than the budget)." for f in result.contrasts if f.failed
    ]  # fmt: skip
    return [*rows, ""] if rows else []


def _row(found: Found, with_outcome: bool) -> str:
    says = f"{found.says}: " if found.says else ""
    beside = "" if found.needed else " (beside the verdict)"
    cells = (
        f"{says}{arm_words(found.arm)} against {arm_words(found.reference)}{beside}",
        *([describe(found.outcome).label] if with_outcome else []), found.verdict, difference(found), share(found),
        undecided(found), fitted(found), deciding(found),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _budgets(result: Result) -> list[str]:
    """Return the differences with half and with twice the money, beside those at the default budget."""
    shown = [f for f in result.contrasts if f.budgets]
    if not shown:
        return []
    heads = " | ".join(f"{b.budget:g} x the budget" for b in shown[0].budgets)
    rows = []
    for f in shown:
        cells = (_at_budget(f, b.mean, b.low, b.high) for b in f.budgets)
        says = f"{arm_words(f.arm)} against {arm_words(f.reference)}, {describe(f.outcome).label.lower()}"
        rows.append(f"| {says} | {difference(f)} | {' | '.join(cells)} |")
    width = len(shown[0].budgets) + 2
    return ["## With less and with more money", "", f"| comparison | the default budget | {heads} |",
            f"|{'---|' * width}", *rows, ""]  # fmt: skip


def _at_budget(found: Found, mean: float | None, low: float | None, high: float | None) -> str:
    if mean is None:
        return "an arm cannot pay for what it holds"
    said = unit(found.outcome)
    return f"{number(mean, said, True)} [{interval(value(low), value(high), said)}]"


def _arms(result: Result) -> list[str]:
    outcomes = list(dict.fromkeys((HEADLINE, *next(iter(result.arms.values())))))
    head = f"| arm | {' | '.join(describe(o).label for o in outcomes)} |"
    rows = [
        f"| {arm_words(name)} | " + " | ".join(number(value(seen[o][0]), unit(o)) for o in outcomes) + " |"
        for name, seen in result.arms.items()
    ]
    return [head, f"|{'---|' * (len(outcomes) + 1)}", *rows]


def _recipes(one: Claim) -> list[str]:
    return [f"- {arm_words(name)}: `{' '.join(one.overrides(name))}`" for name in one.arms]
