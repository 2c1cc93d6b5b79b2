"""What every strategy keeps: its budget, its hours, and no bonus for anything but what it gives."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from diffusion_sim.compare import compare
from diffusion_sim.engines import columns
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.replicates import Replicate
from diffusion_sim.schedule import SUPPORT
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import options
from diffusion_sim.simulate import Batch, run_batch
from small_runs import KEYS, TINY, batch

NAMES = options("strategy")
ALL = f"strategies=[{','.join(NAMES)}]"
#: Arms without support: there is nothing to spend on.
FREE = {"laissez_faire"}


def values(found: Batch, arm: str | None = None) -> list[float]:
    """Return all outcomes in order, NaN as -1, of one arm."""
    runs = found.runs if arm is None else found.runs[found.runs["arm"] == arm]
    return runs.sort_values(["luck", "outcome"])["value"].fillna(-1.0).tolist()


def same(a: Batch, b: Batch) -> bool:
    """Whether two batches of one arm tell the same of everybody, whatever the names."""
    drop = ["run", "arm", "money"]
    tables = ("weeks", "people", "schools")
    if values(a) != pytest.approx(values(b), rel=1e-12):
        return False
    shorn = [[getattr(x, name).drop(columns=drop, errors="ignore") for name in tables] for x in (a, b)]
    return all(x.equals(y) for x, y in zip(*shorn, strict=True))


SOME = ("trailblazer", "training_mandate", "rolling_by_grade", "mandate", "cohorts_fast", "laissez_faire")


@pytest.mark.parametrize(("multiple", "years", "names"), [(0.5, 1, SOME), (1.0, 2.5, NAMES), (2.0, 1, SOME)])
def test_nobody_spends_more_than_the_budget_and_who_spends_less_is_flagged(multiple, years, names):
    found = batch(
        f"strategies=[{','.join(names)}]", f"run.budget={multiple}", f"run.support_years={years}", "run.horizon_years=3"
    )
    spent = found.ledger.groupby(["arm", "luck"])["money"].sum()
    for (arm, _), money in spent.items():
        assert money <= found.manifest["budget"][arm] * (1 + 1e-6)
    share = spent.groupby("arm").mean() / found.manifest["budget"]["trailblazer"]
    low = {a for a in names if share.get(a, 0.0) < 0.95 and a != "laissez_faire"}
    flagged = set(compare(found).flagged)
    assert flagged == low
    assert low >= {"mandate"}
    assert found.manifest["budget"]["trailblazer"] == pytest.approx(600 * found.manifest["posts"] * years * multiple)
    assert set(found.ledger["arm"]) == set(names) - FREE
    assert (found.ledger[["hours", "money"]] >= 0).all().all()
    window = found.manifest["support_weeks"]
    unpaid = found.ledger[found.ledger["line"] == "coaching by colleagues"].groupby("arm")["hours"].sum()
    for arm, weeks in found.weeks.groupby("arm"):
        late = weeks[weeks["week"] >= window[arm]]
        assert (late["money"] == 0).all(), "nothing is spent after the window"
        assert late["hours"].sum() == pytest.approx(unpaid.get(arm, 0.0)), "and given by colleagues alone"


def test_over_the_default_window_every_paid_strategy_spends_its_budget():
    found = batch(ALL, "run.support_years=3", "run.horizon_years=3", "district.staff=300", "district.schools=6")
    spent = found.runs[found.runs["outcome"] == "budget_spent"].groupby("arm")["value"].mean()
    assert (spent.drop([*FREE, "mandate"]) > 0.95).all(), spent
    assert 0.05 < spent["mandate"] < 0.5, "a mandate alone pays for its monitoring only"
    assert (spent[list(FREE)] == 0).all()


@pytest.mark.parametrize("name", NAMES)
def test_hours_of_coaching_stay_within_the_coaches_hours(name):
    settings = load(overrides=[*TINY, f"strategy={name}", "district.staff=200", "run.support_years=2",
                               "run.horizon_years=2", "run.budget=2"])  # fmt: skip
    r = Rollout(columns, settings, None, Replicate(0, 0, 0), None)
    paid = r.conduct.ledger
    for week in range(72):
        r.step()
        given = r.block.support[0, SUPPORT.index("coaching")].sum()
        paid_now = [e for e in paid.entries if e.week <= week < e.week + e.weeks]
        due = [e for e in paid_now if e.line in ("coaches", "outside coaches")]
        hours = sum(float(e.hours[0]) / e.weeks for e in due)
        assert given <= 0.40 * hours + 1e-9, f"week {week}"
        coached = r.block.support[0, SUPPORT.index("coaching")] > 0
        assert np.all(r.conduct.members[0][coached]), "only participants are coached"
    assert r.conduct.members.any() == (name != "laissez_faire")


NEUTRAL = [
    ("meetings of no hours", ("strategy=coaching_only",),
     ("strategy=coaching_only", "strategy/support=[coaching,cohort_meetings]",
      "strategy.support.cohort_meetings.hours=0")),
    ("a workshop of no days", ("strategy=trailblazer",),
     ("strategy=trailblazer", "strategy/support=[coaching,cohort_meetings,workshop]",
      "strategy.support.workshop.days=0")),
    ("a mandate without pressure is no mandate", ("strategy=training_voluntary",),
     ("strategy=training_mandate", "strategy.stance.pressure=0")),
    ("messages of no strength", ("strategy=laissez_faire",),
     ("strategy=laissez_faire", "strategy/stance=voluntary", "strategy.stance.message=0")),
    ("coaches whom nobody calls for", ("strategy=training_mandate",),
     ("strategy=training_mandate", "strategy/capacity=coaches")),
    ("one wave on one day", ("strategy=trailblazer",),
     ("strategy=trailblazer", "strategy/sequence=waves", "strategy.sequence.waves=1")),
    ("two waves on one day", ("strategy=trailblazer",),
     ("strategy=trailblazer", "strategy/sequence=waves", "strategy.sequence.waves=2", "strategy.sequence.spacing=0")),
]  # fmt: skip


@pytest.mark.parametrize(("without", "with_"), [n[1:] for n in NEUTRAL], ids=[n[0] for n in NEUTRAL])
def test_a_neutral_part_changes_nothing(without, with_):
    more = ("district.initial_use=0.2", "run.horizon_years=2", "run.support_years=2")
    a, b = batch(*without, *more), batch(*with_, *more)
    assert same(a, b)


def test_the_check_of_neutrality_can_fail():
    more = ("district.initial_use=0.2", "run.horizon_years=2", "run.support_years=2")
    assert not same(batch("strategy=trailblazer", *more), batch("strategy=coaching_only", *more))


def test_more_hours_of_coaching_at_no_cost_do_not_lower_depth():
    """Load's cost in time off, coaches all alike: the paired 99 % interval of the gain reaches above 0."""
    size = ("district.schools=6", "district.staff=300", "run.replicates=16", "run.support_years=2",
            "run.horizon_years=4", "strategy=trailblazer", "behaviour.unreleased=0",
            "strategy.capacity.quality_sd=0")  # fmt: skip
    deep, hours = {}, {}
    for share in (0.25, 0.6):
        found = run_batch(load(overrides=[*TINY, *size, f"strategy.support.coaching.coach_time={share}"]))
        deep[share] = found.runs[found.runs["outcome"] == "deep_use_end"].set_index("luck")["value"]
        hours[share] = found.weeks["hours"].sum()
    gain = deep[0.6] - deep[0.25]
    assert hours[0.6] > 1.2 * hours[0.25]
    reach = stats.t.ppf(0.995, len(gain) - 1) * gain.std() / np.sqrt(len(gain))
    assert gain.mean() + reach >= 0.0
    assert gain.mean() > 0.0, "at this size, more hours also show"


USELESS = (
    "practice.advantage=0",
    "strategies=[trailblazer,training_mandate,laissez_faire]",
    "district.schools=6",
    "district.staff=300",
    "run.replicates=4",
    "run.support_years=3",
    "run.horizon_years=6",
)


def convinced_at_the_end(found: Batch) -> dict[str, float]:
    """Return the share of staff in use by conviction in the last week, by arm."""
    last = found.weeks[found.weeks["week"] == found.weeks["week"].max()].groupby("arm").sum(numeric_only=True)
    users = last[[f"level_{k}" for k in range(3, 8)]].sum(axis=1) - last["n_compliance"]
    return (users / last["n"]).to_dict()


PRACTICES = ("simple_act", "classroom_technique", "ai_assistant", "whole_school_blended")


@pytest.mark.parametrize("message", ["behaviour.message_belief=0", "behaviour.message_belief=0.03"])
def test_a_practice_without_advantage_does_not_last_whoever_talks_it_up(message):
    use = convinced_at_the_end(batch(*USELESS, message))
    assert all(share < 0.01 for share in use.values()), use


@pytest.mark.parametrize("start", [0.0, 0.01, 0.05])
@pytest.mark.parametrize("practice", PRACTICES)
def test_a_practice_without_advantage_does_not_last_in_the_default_district(practice, start):
    """Whoever began with it, and the principals, whose belief is the district's setting, give it up as well."""
    few = [o for o in USELESS if not o.startswith("district.")]
    use = convinced_at_the_end(batch(f"practice={practice}", f"district.initial_use={start}", *few))
    assert all(share < 0.01 for share in use.values()), use


def test_with_the_least_advantage_at_0_a_practice_is_given_up_as_before():
    """The row switches off, and above it no number changes."""
    assert values(batch("behaviour.least_advantage=0")) == values(batch("behaviour.least_advantage=0.1"))


HEAD = "school_code,level,classroom_teachers,teacher_turnover_1yr,pct_econ_disadvantaged\n"
ROWS = [f"S{k},{'EMH'[k % 3]},{6 + k},0.{1 + k % 3},{20 + 7 * k}\n" for k in range(8)]


@pytest.mark.parametrize("name", ["trailblazer", "cohorts_by_need", "random_cohort", "rolling_by_grade"])
def test_the_order_of_rows_decides_nothing(name, tmp_path):
    files = {"there": ROWS, "back": ROWS[::-1], "mixed": ROWS[3:] + ROWS[:3]}
    people = {}
    for label, rows in files.items():
        path = tmp_path / f"{label}.csv"
        path.write_text(HEAD + "".join(rows))
        small = [o for o in TINY if not o.startswith("district.")]
        found = run_batch(load(overrides=[*small, f"strategy={name}", f"district.table={path}"])).people
        people[label] = found.drop(columns=["run"]).sort_values(["luck", "post", "start_week"]).reset_index(drop=True)
    assert people["there"].equals(people["back"]) and people["there"].equals(people["mixed"])
    assert len(people["there"]) > 0


def test_a_strategy_is_carried_out_the_same_twice():
    three = "strategies=[random_cohort,training_mandate,cohorts_by_readiness]"
    again, before = run_batch(load(overrides=[*TINY, three])), batch(three)
    assert values(again) == values(before)
    assert again.ledger.equals(before.ledger)
    assert again.people[KEYS].equals(before.people[KEYS])
