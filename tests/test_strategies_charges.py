"""What every part with a price books in a year: its own price for whoever has it, week by week, and never nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

from diffusion_sim.engines import columns
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.registry import PART_GROUPS, part_class, part_names
from diffusion_sim.strategies.part import Capacity, Part, Support
from small_runs import plan

SIZE = ("district.schools=4", "district.staff=80", "district.initial_use=0.3", "run.budget=2")
YEAR, QUARTER, POSTS = 36, 9, 80
COACH, TRAINER, SUBSTITUTE, LEADER = 105_000.0, 250.0, 150.0, 70.0
#: An hour of released time, and an hour of training (a day has six).
HOUR, TRAINED = SUBSTITUTE / 6.0, (TRAINER + SUBSTITUTE) / 6.0
People = Callable[[Rollout], float]


@dataclass(frozen=True)
class Case:
    """A strategy that holds a part, and what the part is to cost.

    ``yearly`` dollars, worked out here from the words of the part's page, for each of the ``people`` of a week; the
    part's own price is ``share`` times as much, where only so many of those whom it counts have it.
    """

    keys: tuple[str, ...]
    yearly: float
    people: People
    lines: tuple[str, ...]
    share: float | None = 1.0


def members(r: Rollout) -> float:
    return float(r.conduct.members.sum())


def started(r: Rollout) -> float:
    return float((r.conduct.start_week < r.week).sum())


def everybody(r: Rollout) -> float:
    return float(POSTS)


def who_have(column: str) -> People:
    return lambda r: float((r.block.given(column) > 0.0).sum())


def hours_of(column: str) -> People:
    """Hours a week, as of so many people who have an hour a year."""
    return lambda r: float(r.block.given(column).sum()) * YEAR


def in_week(week: int, people: People) -> People:
    """All of a year at once."""
    return lambda r: people(r) * YEAR if (r.week - 1) % YEAR == week else 0.0


def reviewed(r: Rollout) -> float:
    """Nobody in the first quarter, which has no review."""
    return float(POSTS) if r.week > QUARTER else 0.0


def reviewed_for_those_who_wait(r: Rollout) -> float:
    begin = (r.week - 1) // QUARTER * QUARTER
    return float(POSTS) if begin > 0 and (r.conduct.start_week >= begin).any() else 0.0


def users(r: Rollout) -> float:
    """Who used the practice at the start of the quarter, as the test notes it."""
    return float(r.noted.sum())  # type: ignore[attr-defined]


def coaches(r: Rollout) -> float:
    return float(r.conduct._coaches(r.week - 1)[0])


def given(name: str, yearly: float, people: People, *lines: str, more: str = "", share: float | None = 1.0) -> Case:
    """A part of support for people drawn by lot; a workshop of no days breaks its quarters into spans of weeks."""
    more = more or "strategy.support.workshop.days=0"
    both = ",".join(dict.fromkeys((name, "workshop")))
    keys = ("strategy=random_cohort", f"strategy/support=[{both}]", "strategy/capacity=no_coaches", more)
    return Case(keys, yearly, people, lines, share)


def shown(name: str, yearly: float, people: People, line: str, share: float | None = 1.0) -> Case:
    return Case(("strategy=trailblazer", f"strategy/amplify=[{name}]"), yearly, people, (line,), share)


def coached(name: str, yearly: float, *lines: str) -> Case:
    return Case(("strategy=coaching_only", f"strategy/capacity={name}"), yearly, coaches, lines)


def stance(name: str, yearly: float, people: People, line: str, *more: str) -> Case:
    return Case(("strategy=laissez_faire", f"strategy/stance={name}", *more), yearly, people, (line,))


def learns(name: str, people: People, *more: str) -> Case:
    """Ten hours of design work per hundred posts and quarter."""
    keys = ("strategy=cohorts_by_need", "strategy.sequence.waves=2", "strategy.sequence.spacing=2")
    return Case((*keys, f"strategy/learning={name}", *more), 0.1 * 4 * HOUR, people, ("design",))


CASES = {
    ("support", "release_time"): given("release_time", 0.5 * YEAR * HOUR, members, "release time"),
    ("support", "monitoring"): given("monitoring", 2.0 * LEADER, members, "monitoring"),
    ("support", "menu"): given("menu", 0.5 * YEAR * TRAINED, members, "sessions"),
    ("support", "growth_plan"): given("growth_plan", 2.0 * HOUR, members, "growth plans"),
    ("support", "incentives"): given("incentives", 500.0, members, "incentives"),
    ("support", "cohort_meetings"): given("cohort_meetings", 0.75 * YEAR * HOUR, members, "cohort meetings"),
    ("support", "design_sessions"): given("design_sessions", 12.0 * HOUR, members, "design sessions"),
    ("support", "intensive_summer"): given(
        "intensive_summer", 5.0 * (TRAINER + 200.0), in_week(0, members), "intensive summer"),
    ("support", "workshop"): given(
        "workshop", 2.0 * 6.0 * TRAINED, in_week(1, members), "workshop",
        more="strategy.support.workshop.days=2"),
    ("support", "training_for_all"): given("training_for_all", TRAINED, hours_of("training"), "training for all",
                                           share=None),
    ("support", "model_classrooms"): given(
        "model_classrooms", 0.25 * YEAR * HOUR, who_have("cohort"), "model classrooms"),
    ("support", "plc"): given("plc", 0.5 * YEAR * 0.5 * HOUR, who_have("cohort"), "team meetings"),
    ("support", "coordinator"): given("coordinator", COACH / 1000.0, everybody, "coordinator"),
    ("support", "sessions"): given("sessions", 0.5 * YEAR * TRAINED, members, "sessions", "sessions by colleagues"),
    ("support", "coaching"): Case(("strategy=coaching_only",), COACH, coaches, ("coaches",), 1.0 / 18.0),
    ("amplify", "tours"): shown("tours", 4 * 3.0 * HOUR, lambda r: float((r.block.given("cohort") == 3.0 / 9.0).sum()),
                                "tours", 0.05),
    ("amplify", "spotlight"): shown("spotlight", 4 * 6.0 * HOUR, who_have("spotlight"), "case studies", 0.03),
    ("amplify", "sharing"): shown("sharing", (0.5 + 0.5) * 4.0 * HOUR, users, "sharing"),
    ("stance", "mandate"): stance("mandate", LEADER, started, "monitoring"),
    ("stance", "vision"): stance("vision", 0.1 * LEADER, everybody, "vision"),
    ("stance", "voluntary_then_required"): stance(
        "voluntary_then_required", LEADER, started, "monitoring", "strategy.stance.years=0"),
    ("learning", "adaptive"): learns("adaptive", reviewed),
    ("learning", "partly_adaptive"): learns("partly_adaptive", reviewed),
    ("learning", "adaptive_means"): learns("adaptive_means", reviewed_for_those_who_wait),
    ("capacity", "coaches"): coached("coaches", COACH, "coaches"),
    ("capacity", "limited_caseload"): coached("limited_caseload", COACH, "coaches"),
    ("capacity", "pipeline"): coached("pipeline", COACH, "coaches"),
    ("capacity", "other_duties"): coached("other_duties", 0.6 * COACH, "coaches"),
    ("capacity", "trained_coaches"): coached("trained_coaches", COACH + 10.0 * TRAINER, "coaches"),
    ("capacity", "outside_coaches"): coached("outside_coaches", 1.3 * COACH, "outside coaches"),
    ("capacity", "partner"): coached("partner", 1.3 * COACH, "outside coaches"),
    ("capacity", "inside_outside"): coached("inside_outside", 1.15 * COACH, "coaches", "outside coaches"),
}  # fmt: skip
IDS = ["/".join(c) for c in CASES]


def declared(part: Part, group: str) -> float:
    """Return the dollars a year that a part says it costs for each person, or for each coach."""
    costs = Costs()
    if isinstance(part, Capacity):
        return part.price(costs, 0)
    # of all other groups `each` is the price; of support it comes on top, as not only participants have it
    own = part.price(costs) if isinstance(part, Support) else 0.0
    return own + part.each(costs, 3 * YEAR) + part.running(costs, POSTS) / POSTS


def lived(case: Case) -> tuple[Rollout, float]:
    """Return a rollout after a year, and what its weeks come to at the price of the case."""
    r, due = Rollout(columns, plan(*SIZE, *case.keys), None, FIRST, None), 0.0
    for week in range(YEAR):
        if week % QUARTER == 0:
            r.noted = r.block.column("using")[0] > 0.0  # type: ignore[attr-defined]
        r.step()
        due += case.people(r) * case.yearly / YEAR
    return r, due


@pytest.mark.parametrize(("which", "case"), CASES.items(), ids=IDS)
def test_a_part_books_its_price_for_whoever_has_it(which, case):
    group, name = which
    r, due = lived(case)
    entries = r.conduct.ledger.entries
    booked = sum(float(e.money[0]) for e in entries if e.line in case.lines)
    assert booked > 0.0, f"{name} costs nothing"
    assert booked == pytest.approx(due, rel=1e-9)
    (part,) = (p for p in r.conduct.arm.parts if type(p) is part_class(group, name))
    if case.share is not None:
        assert declared(part, group) == pytest.approx(case.share * case.yearly)
    others = [e for e in entries if e.line not in case.lines and not np.all(e.money == 0.0)]
    allowed = {"coaches", "cohort meetings"}
    assert {e.line for e in others} <= allowed, "nothing else is booked for it"


@pytest.mark.parametrize("group", PART_GROUPS)
def test_every_part_that_declares_a_price_is_among_the_cases(group):
    # the price of a coach stands there as well where nobody is hired
    paid = {n for n in part_names(group) if n != "no_coaches" and costs_something(group, n)}
    assert paid == {name for its, name in CASES if its == group}


def costs_something(group: str, name: str) -> bool:
    """Return whether a part says in any of the ways there are that it costs money."""
    part = part_class(group, name)()
    share = getattr(part, "portion", 0.0) + getattr(part, "takes_rest", False)
    return declared(part, group) + share > 0.0


def test_training_for_all_costs_its_share_of_what_the_year_has():
    r, _ = lived(CASES["support", "training_for_all"])
    booked = sum(float(e.money[0]) for e in r.conduct.ledger.entries if e.line == "training for all")
    assert booked == pytest.approx(0.5 * 2 * 600.0 * POSTS)


def test_a_workshop_that_takes_the_rest_takes_all_of_it():
    keys = ("strategy=random_cohort", "strategy/support=[workshop,cohort_meetings]", "strategy/capacity=no_coaches")
    r = Rollout(columns, plan(*SIZE, *keys, "strategy.selection.size=20", "run.budget=1"), None, FIRST, None)
    for _ in range(YEAR):
        r.step()
    spent = {e.line: 0.0 for e in r.conduct.ledger.entries}
    for e in r.conduct.ledger.entries:
        spent[e.line] += float(e.money[0])
    most = members(r) * 7.0 * (TRAINER + SUBSTITUTE)
    assert spent["workshop"] == pytest.approx(min(600.0 * POSTS - spent["cohort meetings"], most))
