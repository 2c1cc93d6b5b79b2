"""The page of all claims, and a page for each."""

from __future__ import annotations

from collections.abc import Sequence

from diffusion_sim.claims.claim import Claim, claim
from diffusion_sim.claims.found import ArmFound, AtBudget, Found
from diffusion_sim.claims.moved import moved_past
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.section import district_words, over_worlds
from diffusion_sim.claims.together import chance_words
from diffusion_sim.claims.took import Took, took_words
from diffusion_sim.claims.words import (
    LEADER,
    against,
    deciding,
    difference,
    fitted,
    in_table,
    leader,
    named,
    share,
    span,
    undecided,
    unit,
    value,
)
from diffusion_sim.compare.words import arm_words, number
from diffusion_sim.outcomes import HEADLINE, describe

INTRODUCTION = (
    "Written by `diffusion-sim claims --size publication --write`. Every claim of the documents, put to the model.",
    "What the model says is no better than its assumptions; the plausible worlds vary them.",
)
#: What stands on a page of a run that was smaller.
TOO_SMALL = "Not at publication size"
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
    "- A claim that needs several comparisons has the verdict of the weakest; shown is the clearest of those with it.",
    "- An arm that spends less than 95 % of the money is marked: it ran out of people to spend it on.",
    "- Of 20 worlds in which nothing differs, one is decided by chance. Where no more worlds are decided than chance",
    "  would decide, their share says nothing, and the verdict is *cannot tell*. That bound is not sharp: all worlds",
    "  meet the same few districts, so that where nothing differs a share is told more often than one time in twenty",
    "  (`verification/share_null.csv`). A share of few decided worlds is weak, whatever its interval.",
    "- A plausible world is one of independent points over every ledger row of class assumption or derived, those",
    "  of strategy parts among them; all claims meet the same points. What a claim sets in an arm is its question and",
    "  stays, and so do positions of dials. Which parameters decide is read off total-order indices of the paired",
    "  difference where a surrogate predicts it, and off a rank test of the decided worlds (Mann-Whitney, corrected",
    "  for the number of parameters and of comparisons in all claims; a second parameter is named for what it says",
    "  beyond the first), which says on which side of a parameter the claimed sign is found. Beside them stand the",
    "  two parameters with which the lead *moves* most: Spearman's rank correlation with the paired difference over",
    "  all worlds, of the second given the first (+ where the lead grows with the parameter). The largest of two",
    "  hundred is large by chance too: what *may be chance* is a guess.",
    "- Worlds that *fit the evidence* differ in one thing: what calibration moved is taken from the points that come",
    "  closest to its targets (`conf/behaviour/posterior.csv`), one point per world. The verdict does not hang on",
    "  them; beside it stands what the same thresholds say with their share. They were added after a first run had",
    "  shown that in most plausible worlds hardly anybody comes to deep use at all, so that there is little to decide.",
    "- Where nothing takes hold, fewer than one in a hundred come to lasting deep use under either arm. Such a world",
    "  may still be decided, by a difference too small to matter.",
    "- Beside the difference at the defaults stand the median and the middle 80 % of the worlds' differences. Where it",
    "  lies beyond 95 % of those of the worlds that fit, its page says that the defaults are an outlier there.",
    "- Nothing was adjusted to make a claim come true. Outcome and contrasts stand in `conf/claim`.",
)
#: What stands below tables of arms that are read in different years.
APART = (
    "Use goes on growing by itself: hold arms against those of the same year alone. What is read three years after "
    "support ends goes by each arm's own clock."
)
#: Columns of every table of contrasts, after those that say which.
COLUMNS = (
    "verdict", "difference at the defaults", "claimed sign, of decided worlds", "undecided",
    "in worlds that fit the evidence", "hangs on, moves with",
)  # fmt: skip


def line(result: Result) -> str:
    """Return one row of the table of all claims."""
    one, hangs = claim(result.id), result.weakest
    cells = (
        f"[{result.id}](claims/{result.id}.md)", one.claim, f"**{result.verdict}**", in_table(hangs),
        share(hangs.plausible), undecided(hangs.plausible), fitted(hangs.fitted), deciding(hangs),
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
        f"{result.budget_replicates} replicates at half and at twice the budget"
        f"{f'; seed {result.seed}' if result.seed != 1 else ''}."
    )


def table(results: Sequence[Result], publishable: bool, took: Took | None = None) -> str:
    """Return the page of all claims."""
    counts = {v: sum(r.verdict == v for r in results) for v in LEADER}
    told = ", ".join(f"{n} {v}" for v, n in counts.items() if n)
    dated = [*dict.fromkeys(sizes(r) for r in results)]
    if len({r.sources for r in results}) > 1:
        dated.append("They are of more than one version: [what changed between them](fairness.md).")
    dated += took_words(took, [r.id for r in results])
    notes = [] if publishable else [f"**{TOO_SMALL}: these are no verdicts to quote.**", ""]
    head = f"| id | claim | {' | '.join(COLUMNS)} |"
    return "\n".join([
        "# Claims", "", *INTRODUCTION, "", *notes,
        f"{len(results)} claims: {told}.", "", *(f"- {text}" for text in dated), "",
        head, f"|{'---|' * (len(COLUMNS) + 2)}", *(line(r) for r in results), "", *RULES,
        *district_words(results), *(chance_words(results) if results else ()), "",
    ])  # fmt: skip


def page(result: Result) -> str:
    """Return the page of one claim."""
    one = claim(result.id)
    outcomes = dict.fromkeys(describe(found.outcome).label for found in result.contrasts)
    rows = [_row(result, found, len(outcomes) > 1) for found in result.contrasts]
    head = ["comparison", *(["outcome"] if len(outcomes) > 1 else []), *COLUMNS]
    why = [one.outcome_why, ""] if one.outcome_why else []
    small = [] if result.publishable else [f"**{TOO_SMALL}: this is no verdict to quote.**", ""]
    return "\n".join([
        f"# {result.id}: {result.verdict}", "", f"> {one.claim}", "", f"Source: {one.source}.", "",
        *small, leader(result), "", f"![{result.id}]({result.id}.png)", "",
        *([f"Outcome: {next(iter(outcomes)).lower()}.", ""] if len(outcomes) == 1 else []),
        f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *rows, "", *why,
        f"What would contradict it: {one.contradicted}", "", *_failed(result), *over_worlds(result),
        *_same_day(result), *_budgets(result), "## What was assumed in translating it", "",
        *(f"- {text}" for text in one.assumed), *_moved(one), "",
        "## The arms at the defaults", "", *_arms(result), "",
        "## What each arm is", "", *_recipes(one), "", sizes(result), "",
    ])  # fmt: skip


def _moved(one: Claim) -> list[str]:
    """Say where an arm is what its name says at the defaults, and in part of the worlds alone."""
    return [
        f"- In worlds `{m.key}` stays at {m.value:g} in *{arm_words(m.fixed)}*, as the claim sets it, and goes from "
        f"{m.low:g} to {m.high:g} in *{arm_words(m.free)}*: which of them has more differs from world to world."
        for m in moved_past(one)
    ]


def _failed(result: Result) -> list[str]:
    """Say of worlds without a value: the outcome is undefined there, or an arm cannot pay for what it holds."""
    rows = [
        f"- {against(result, f)}, {describe(f.outcome).label.lower()}: {over.failed} of {over.failed + over.worlds} "
        f"{kind} have no value (the outcome is undefined, or an arm costs more than the budget)."
        for f in result.contrasts
        for over, kind in ((f.plausible, "plausible worlds"), (f.fitted, "worlds that fit the evidence"))
        if over is not None and over.failed
    ]
    return [*rows, ""] if rows else []


def _row(result: Result, found: Found, with_outcome: bool) -> str:
    says = f"{found.says}: " if found.says else ""
    beside = "" if found.needed else " (beside the verdict)"
    cells = (
        f"{says}{against(result, found)}{beside}",
        *([describe(found.outcome).label] if with_outcome else []), found.verdict, difference(found),
        share(found.plausible), undecided(found.plausible), fitted(found.fitted), deciding(found),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _same_day(result: Result) -> list[str]:
    """Return the contrasts on the last day that both arms are followed, where they are supported over other years."""
    rows = [
        f"| {against(result, f)} | {f.same_day.year:.0f} | {f.same_day.verdict} | "
        f"{span(f.same_day.mean, f.same_day.low, f.same_day.high, f.outcome)} | {difference(f)} |"
        for f in result.contrasts if f.same_day is not None
    ]  # fmt: skip
    if not rows:
        return []
    why = (
        "These arms are supported over different years, and use goes on growing by itself: three years after the end "
        "of its own support comes later for the slower arm. On one and the same day:"
    )
    head = "| comparison | read in year | verdict then | staff in deep use then | by their own clocks |"
    return ["## Looked at on the same day", "", why, "", head, "|---|---|---|---|---|", *rows, ""]


def _budgets(result: Result) -> list[str]:
    """Return the differences with half and with twice the money, beside those at the default budget."""
    shown = [f for f in result.contrasts if f.budgets]
    if not shown:
        return []
    heads = " | ".join(f"{b.budget:g} x the budget" for b in shown[0].budgets)
    rows = []
    for f in shown:
        cells = (_at_budget(f, b) for b in f.budgets)
        says = f"{arm_words(f.arm)} against {arm_words(f.reference)}, {describe(f.outcome).label.lower()}"
        rows.append(f"| {says} | {difference(f)} | {' | '.join(cells)} |")
    width = len(shown[0].budgets) + 2
    return ["## With less and with more money", "", f"| comparison | the default budget | {heads} |",
            f"|{'---|' * width}", *rows, ""]  # fmt: skip


def _at_budget(found: Found, at: AtBudget) -> str:
    if at.mean is None:
        return "an arm cannot pay for what it holds"
    return span(at.mean, at.low, at.high, found.outcome)


def _arms(result: Result) -> list[str]:
    """Return the table of the arms, with the years in which each is read, and what comes of doing nothing."""
    outcomes = list(dict.fromkeys((HEADLINE, *result.arms[0].values)))
    head = f"| arm | supported for, years | {' | '.join(describe(o).label for o in outcomes)} |"
    years = sorted({arm.years for arm in result.arms})
    lines: list[str] = []
    for year in years:
        then = (a for a in result.arms if a.years == year)
        rows = [_arm(named(result, a.name), f"{a.support_years:g}", a, outcomes) for a in then]
        rows += [_arm("*nobody does anything*", "", a, outcomes) for a in result.nothing if a.years == year]
        lines += [f"Read in year {year:g}:", "", head, f"|{'---|' * (len(outcomes) + 2)}", *rows, ""]
    if len(years) > 1:
        lines += [APART, ""]
    return lines[:-1]


def _arm(name: str, supported: str, arm: ArmFound, outcomes: Sequence[str]) -> str:
    cells = (number(value(arm.values[o][0]), unit(o)) if o in arm.values else "" for o in outcomes)
    return f"| {name} | {supported} | {' | '.join(cells)} |"


def _recipes(one: Claim) -> list[str]:
    return [f"- {arm_words(name)}: `{' '.join(one.overrides(name))}`" for name in one.arms]
