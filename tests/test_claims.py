"""Claims: each has a file, its arms load, differ and share a budget; verdicts follow the thresholds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from diffusion_sim.claims.arms import all_arms, arm_of
from diffusion_sim.claims.claim import Claim, Contrast, claim, claim_ids, read_claim
from diffusion_sim.claims.found import ArmFound, Found
from diffusion_sim.claims.pages import page
from diffusion_sim.claims.plan import DEPTH, Plan, followed, settings_of, store_of
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.run import run_claims
from diffusion_sim.claims.sizes import SIZES
from diffusion_sim.claims.took import read_took
from diffusion_sim.claims.values import Held
from diffusion_sim.claims.verdict import CANNOT, CONTRADICTED, DEPENDS, SUPPORTED, overall, verdict
from diffusion_sim.claims.words import LEADER, leader, named
from diffusion_sim.claims.write import fewer_colours, write_pages, written
from diffusion_sim.cli import claims as cli_claims
from diffusion_sim.compare.words import BY_CONSTRUCTION
from diffusion_sim.errors import BadInput
from diffusion_sim.explore.points import Worlds as Composed
from diffusion_sim.explore.posterior import posterior
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.replicates import replicates
from diffusion_sim.simulate import outcomes_block
from diffusion_sim.strategies.window import horizon_weeks, total_budget, window_weeks
from small_runs import refused

LISTED = (
    *(f"A{k}" for k in range(1, 11)), "T1", "T2", "T3", "T4", "P1", "P2", "P3", "P4", "P5",
    "Q0", "Q1", "Q1a", "Q2", "Q2a", "Q2b", "Q2c", "Q3", "Q3a", "Q3b", "Q3c", "Q4", "Q4a", "Q5", "Q5a", "Q6", "Q6a",
    "Q7", "Q7a",
)  # fmt: skip
TINY = SIZES["tiny"]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return Plan([claim(name) for name in claim_ids()], TINY)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder in which every claim was run at the smallest size."""
    folder = tmp_path_factory.mktemp("claims")
    run_claims(claim_ids(), TINY, folder, folder / "results", workers=1)
    return folder


def test_every_listed_claim_has_a_file() -> None:
    assert claim_ids() == LISTED


@pytest.mark.parametrize("name", LISTED)
def test_a_claim_states_what_it_must(name: str) -> None:
    one = claim(name)
    assert one.claim.endswith(".") and one.contradicted.endswith(".") and one.assumed
    assert one.source.split(":")[0].split(";")[0].endswith(".txt")
    assert {c.outcome for c in one.contrasts} == {HEADLINE} or one.outcome_why
    assert set(one.arms) == {*one.contrasted, *one.also}, "an arm that nothing reads"
    assert all(c.says for c in one.contrasts) or len([c for c in one.contrasts if c.needed]) == 1


@pytest.mark.parametrize("name", LISTED)
def test_the_arms_of_a_contrast_differ_and_have_the_same_money(name: str, plan: Plan) -> None:
    one = claim(name)
    for contrast in one.contrasts:
        pair = [arm_of(one, n) for n in (contrast.arm, contrast.reference)]
        assert pair[0].name != pair[1].name
        settings = [plan.world_settings(f, 1) for f in followed(one, contrast, plan.worlds.settings)]
        assert total_budget(settings[0], 50) == total_budget(settings[1], 50)
        assert horizon_weeks(settings[0]) == horizon_weeks(settings[1])
        slowest = max(window_weeks(s.arms[0], s) for s in settings)
        assert horizon_weeks(settings[0]) >= slowest + 3 * 36 - 1e-9


def test_claims_that_hold_the_same_strategy_share_its_runs() -> None:
    assert arm_of(claim("A1"), "trailblazer") == arm_of(claim("A4"), "both")
    assert len(all_arms()) < sum(len(claim(n).contrasted) for n in LISTED) * 0.7


def test_worlds_change_everything_uncertain_but_not_the_question(plan: Plan) -> None:
    one = claim("Q7")
    best = arm_of(one, "best_practice")
    keys = {a.key for a in plan.worlds.own(best)}
    assert "strategy.amplify.sharing.hours" in keys and "strategy.support.coaching.coach_time" in keys
    assert not keys & {"strategy.amplify.sharing.best", "strategy.amplify.sharing.failures"}
    arms = [plan.worlds.arm(best, k) for k in range(2)]
    assert arms[0] != arms[1]
    assert all(a.amplify[0].best == 1.0 and a.amplify[0].failures == 0.0 for a in arms)
    assert plan.worlds.world(0).behaviour != plan.worlds.world(1).behaviour
    assert plan.worlds.world(0).costs.budget_per_post == plan.defaults.costs.budget_per_post


def test_a_world_makes_no_strategy_do_what_it_does_not_do(plan: Plan) -> None:
    """Worlds change how strong a part works; one that writes nothing of a column writes nothing of it anywhere."""
    for known in all_arms():
        for point in range(plan.worlds.points):
            world = plan.worlds.arm(known, point)
            for part, there in zip(known.arm.parts, world.parts, strict=True):
                assert set(part.needs) == set(there.needs), (known.name, part)


def test_one_claim_alone_meets_the_same_worlds_as_all(plan: Plan) -> None:
    alone = Plan([claim("A2")], TINY)
    stores = alone.in_worlds(alone.claims[0])
    assert set(stores) == {"worlds", "fitted"}
    for store, arms in stores.items():
        for who in arms:
            assert alone.plan_of(who, 1, store) == plan.plan_of(who, 1, store)


def test_worlds_that_fit_the_evidence_take_what_calibration_moved_from_one_of_its_points(plan: Plan) -> None:
    held = posterior().points
    moved = [k for k in held.columns if k.startswith("behaviour.")]
    for k in range(TINY.fitted):
        world, loose = plan.fitted.world(k).behaviour, plan.worlds.world(k).behaviour
        values = [getattr(world, key.partition(".")[2]) for key in moved]
        assert (held[moved].to_numpy() == np.array(values)).all(axis=1).sum() == 1
        assert values != [getattr(loose, key.partition(".")[2]) for key in moved]
        free = [n for n in ("climate_effect", "release_odds", "contact_chance") if f"behaviour.{n}" not in moved]
        assert [getattr(world, n) for n in free] == [getattr(loose, n) for n in free] and free
    design = plan.fitted.design((arm_of(claim("A1"), "trailblazer"),))
    assert not {a.key for a in design.axes} & set(held.columns)


def test_half_the_budget_is_half_the_money_of_the_same_replicates(plan: Plan) -> None:
    half, whole, twice = (plan.at[s] for s in ("half_budget", "defaults", "twice_budget"))
    assert total_budget(whole, 50) == 2 * total_budget(half, 50) == total_budget(twice, 50) / 2
    few = replicates(half)
    assert few == replicates(whole)[: len(few)]


def test_more_points_continue_the_fewer(plan: Plan) -> None:
    more = Plan([claim("A2")], replace(TINY, points=5))
    who = next(iter(more.in_worlds(more.claims[0])["worlds"]))
    assert more.plan_of(who, 1) == plan.plan_of(who, 1)


def test_a_world_is_what_composing_it_gives(plan: Plan) -> None:
    """An arm in a world has the values that the same keys on the command line would give it."""
    known = arm_of(claim("A1"), "training_mandate")
    row = plan.worlds.design((known,)).rows()[1]
    composed = Composed.load(["strategy=training_mandate", *TINY.worlds, "run.replicates=2", "run.districts=2"])
    there = composed.at(row)
    assert replace(there.arms[0], name="", about="") == replace(plan.worlds.arm(known, 1), name="", about="")
    assert there.behaviour == plan.worlds.world(1).behaviour and there.costs == plan.worlds.world(1).costs


@pytest.mark.parametrize(
    ("low", "high", "share", "said"),
    [
        (0.01, 0.02, 0.8, SUPPORTED), (0.01, 0.02, 1.0, SUPPORTED), (-0.02, -0.01, 0.2, CONTRADICTED),
        (0.01, 0.02, 0.79, DEPENDS), (-0.02, -0.01, 0.21, DEPENDS), (-0.01, 0.02, 0.95, CANNOT),
        (0.01, 0.02, 0.1, CANNOT), (-0.02, -0.01, 0.9, CANNOT), (0.01, 0.02, float("nan"), CANNOT),
        (float("nan"), float("nan"), 0.9, CANNOT), (0.0, 0.0, 0.5, CANNOT),
    ],
)  # fmt: skip
def test_verdicts_follow_the_thresholds(low: float, high: float, share: float, said: str) -> None:
    assert verdict(low, high, share) == said


def test_identical_arms_differ_in_nothing_by_construction() -> None:
    assert verdict(0.0, 0.0, float("nan"), identical=True) == BY_CONSTRUCTION


def test_a_claim_is_no_better_than_its_weakest_comparison() -> None:
    assert overall([SUPPORTED, SUPPORTED]) == SUPPORTED
    assert overall([SUPPORTED, DEPENDS]) == DEPENDS
    assert overall([DEPENDS, CANNOT]) == CANNOT
    assert overall([CANNOT, CONTRADICTED, SUPPORTED]) == CONTRADICTED
    assert overall([BY_CONSTRUCTION, SUPPORTED]) == BY_CONSTRUCTION


def test_all_claims_run_and_say_something(ran: Path) -> None:
    results = written(ran / "results")
    assert [r.id for r in results] == list(LISTED)
    for result in results:
        assert result.verdict in LEADER and leader(result)
        assert [(c.arm, c.reference) for c in result.contrasts] == [
            (c.arm, c.reference) for c in claim(result.id).contrasts
        ]
        assert all(c.mean is not None for c in result.contrasts if c.outcome == HEADLINE)
        for c in result.contrasts:
            assert c.plausible is not None and c.fitted is not None
            assert c.plausible.worlds + c.plausible.failed == TINY.points and c.plausible.verdict == c.verdict
            assert c.fitted.worlds + c.fitted.failed == TINY.fitted
            assert 0.0 <= c.plausible.idle <= 1.0 and [b.budget for b in c.budgets] == [0.5, 2.0]
        assert {a.name for a in result.arms} == {*claim(result.id).contrasted, *claim(result.id).also}
        also = claim(result.id).also
        assert {a.years for a in result.nothing} == {a.years for a in result.arms if a.name not in also}


def test_arms_of_other_windows_are_held_against_each_other_on_one_day_too(ran: Path) -> None:
    by_id = {r.id: r for r in written(ran / "results")}
    day = by_id["Q2"].contrasts[1].same_day
    assert day is not None and day.year == max(a.years for a in by_id["Q2"].arms)
    assert by_id["A4"].contrasts[0].same_day is None
    text = page(by_id["Q2"])
    assert "## Looked at on the same day" in text and "nobody does anything" in text
    alone = replace(by_id["Q2"], contrasts=by_id["Q2"].contrasts[1:], verdict=by_id["Q2"].contrasts[1].verdict)
    assert f"on the same day, in year {day.year:.0f}" in leader(alone)


def test_what_a_store_holds_is_what_a_run_gives(ran: Path, plan: Plan) -> None:
    one = claim("A1")
    who = next(iter(plan.at_defaults(one)))
    held = Held(ran / "defaults", replicates(plan.defaults))
    settings = settings_of(plan.defaults, who)
    direct = [outcomes_block(settings, settings.arms[0], [rep], DEPTH)[0, 0] for rep in replicates(settings)]
    np.testing.assert_array_equal(held.row(plan.plan_of(who), HEADLINE), direct)


def test_a_run_that_is_complete_is_not_run_again(ran: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("something was run again")

    monkeypatch.setattr("diffusion_sim.batch.work._tables", never)
    again = run_claims(["A2", "Q3"], TINY, ran, ran / "again", workers=1)
    before = {r.id: r for r in written(ran / "results")}
    assert [r.contrasts for r in again] == [before[r.id].contrasts for r in again]
    then, now = read_took(ran / "results"), read_took(ran / "again")
    assert then is not None and now is not None and now.runs == then.runs > 0 and now.claims == LISTED


def test_time_left_follows_the_pace_of_the_last_minutes(monkeypatch, capsys) -> None:
    now = [0.0]
    monkeypatch.setattr(cli_claims, "monotonic", lambda: now[0])
    lines = cli_claims.Lines()
    at = [(0, 0), (31, 1), (62, 6200), *((62 + 31 * k, 6200 + 310 * k) for k in range(1, 12))]
    for second, done in at:
        now[0] = second
        lines(done, 10000, "Simulating")
    said = capsys.readouterr().err.splitlines()
    assert "left" not in said[0] and "left" in said[1]
    assert said[-1].endswith("about 1 min left")  # those that were there already are forgotten


def test_pages_are_written_from_results(ran: Path, tmp_path: Path) -> None:
    paths = write_pages(ran / "results", tmp_path)
    text = (tmp_path / "claims.md").read_text(encoding="utf-8")
    assert all(f"[{name}](claims/{name}.md)" in text for name in LISTED)
    assert "Not at publication size" in text
    assert {p.suffix for p in paths} == {".md", ".png"}
    page = (tmp_path / "claims" / "A3.md").read_text(encoding="utf-8")
    assert "What would contradict it" in page and "strategy/selection=leadership_posts" in page
    worlds = pd.read_csv(ran / "results" / "A3_worlds.csv")
    assert worlds["worlds"].value_counts().to_dict() == {"plausible": 5 * TINY.points, "fitted": 5 * TINY.fitted}
    assert "0.5 x the budget" in page and "fit the evidence" in page


def test_rare_colours_of_a_claims_figure_survive_its_shrinking(tmp_path: Path) -> None:
    grey = np.repeat(np.tile(np.arange(256, dtype=np.uint8), 4)[None, :, None], 300, axis=0)
    shown = np.repeat(grey, 3, axis=2)
    rare = {"claimed": (31, 119, 180), "opposite": (214, 96, 20)}
    for k, colour in enumerate(rare.values()):
        shown[5 : 5 + 3, 20 * k : 20 * k + 3] = colour
    Image.fromarray(shown).save(tmp_path / "one.png")
    fewer_colours(tmp_path / "one.png")
    kept = np.asarray(Image.open(tmp_path / "one.png").convert("RGB")).astype(int)
    for k, colour in enumerate(rare.values()):
        assert np.abs(kept[6, 20 * k + 1] - colour).max() <= 16
    assert len(Image.open(tmp_path / "one.png").getcolors() or []) <= 64


def test_results_of_an_earlier_version_are_refused_in_a_sentence(ran: Path, tmp_path: Path) -> None:
    for name in ("A2.json", "A2_worlds.csv"):
        (tmp_path / name).write_bytes((ran / "results" / name).read_bytes())
    pd.read_csv(tmp_path / "A2_worlds.csv").drop(columns="worlds").to_csv(tmp_path / "A2_worlds.csv", index=False)
    with pytest.raises(BadInput, match="A2_worlds.csv has no column 'worlds'"):
        write_pages(tmp_path, tmp_path / "docs")


def test_equity_and_overload_are_computed_only_where_they_decide() -> None:
    assert {n for n in LISTED for c in claim(n).contrasts if store_of(c) == "worlds_wide"} == {"A3", "Q3", "Q3b"}
    assert all(store_of(c, "fitted").startswith("fitted") for n in LISTED for c in claim(n).contrasts)


def test_a_bad_claim_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="lacks 'claim'"):
        read_claim(_file(tmp_path, "source: x"))
    with pytest.raises(BadInput, match=r"arm .*'b'"):
        Claim("A1", "c", "s", {"a": ["strategy=mandate"]}, (Contrast("a", "b"),), "x")
    with pytest.raises(BadInput, match="strategy only"):
        Claim("A1", "c", "s", {"a": ["strategy=mandate", "run.budget=2"]}, (Contrast("a", "a"),), "x")
    with pytest.raises(BadInput, match="cannot be read"):
        read_claim(_file(tmp_path, "claim: [" ))


def _file(folder: Path, text: str) -> Path:
    path = folder / "A1.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("claim", "A33"), "A3"), (("claim", "A3", "--size", "huge"), "publication"),
        (("claims", "--points", "1"), "--points 1"), (("claims", "--only", "A1,Z9"), "Z9"),
        (("claims", "--docs", "pages"), "with --write or --pages"),
        (("claims", "--pages", "--points", "4"), "--points and --pages are both given"),
        (("claims", "--pages", "--size", "publication"), "--size and --pages"),
    ],
)  # fmt: skip
def test_a_mistake_on_the_command_line_is_one_sentence(
    arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert said in refused(tmp_path, capsys, *arguments)


def test_a_verdict_on_the_terminal_says_the_claim_and_the_comparison(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one = claim("a3".upper())
    assert cli_claims.asked_claim(" a3 ") == one
    found = Found("trailblazer", "leadership_posts", HEADLINE, "against holders", True, SUPPORTED, 0.1, 0.05, 0.15)
    for width in (60, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        cli_claims.tell(Result("A3", SUPPORTED, "", "", "", "tiny", 2, 2, 2, 2, (), (), (found,)))
        lines = capsys.readouterr().out.splitlines()
        assert all(len(line) <= width for line in lines[1:])
        said = " ".join(" ".join(lines).split())
        assert one.claim in said, "wrapped, not cut"
        assert "trailblazer against leadership posts (against holders): staff in deep use three years" in said


def test_a_wide_table_is_written_row_by_row() -> None:
    from diffusion_sim.cli.commands.claim import _rows_as_lists

    wide = "| a | b | c | d | e |\n|---|---|---|---|---|\n| r | 1 | 2 | 3 | 4 |\n\n| a | b |\n|---|---|\n| r | 1 |"
    assert _rows_as_lists(wide) == "**r**\n\n- b: 1\n- c: 2\n- d: 3\n- e: 4\n\n\n| a | b |\n|---|---|\n| r | 1 |"


def test_the_verdict_hangs_on_the_clearest_of_those_with_it() -> None:
    def found(verdict: str, mean: float, needed: bool = True) -> Found:
        return Found("a", "b", HEADLINE, "", needed, verdict, mean, mean - 0.01, mean + 0.01)

    result = Result("Q0", CONTRADICTED, "", "", "", "tiny", 2, 2, 2, 2, (), (), (
        found(CONTRADICTED, -0.02), found(SUPPORTED, 0.3), found(CONTRADICTED, -0.2), found(CONTRADICTED, -0.9, False),
    ))  # fmt: skip
    assert result.weakest.mean == -0.2
    said = leader(result)
    assert "1 as claimed" in said and "2 the other way" in said and "the opposite holds" not in said


def test_an_arm_that_leaves_money_over_is_marked() -> None:
    arms = tuple(ArmFound(n, 3.0, 6.0, {"budget_spent": [spent]}) for n, spent in (("a", 0.41), ("b", 0.96)))
    result = Result("A4", CANNOT, "", "", "", "tiny", 2, 2, 2, 2, (), (), (), arms)
    assert named(result, "a") == "a (spends 41 % of the money)" and named(result, "b") == "b"
