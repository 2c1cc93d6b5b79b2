"""What every strategy part keeps: it sees only what a district sees, and answers in the promised shapes."""

from __future__ import annotations

import ast
import importlib
import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

import test_strategies_each as each
from diffusion_sim import strategies
from diffusion_sim.cli import main as cli
from diffusion_sim.engines import columns
from diffusion_sim.engines.rollout import Rollout
from diffusion_sim.errors import BadInput
from diffusion_sim.replicates import Replicate
from diffusion_sim.rules.invitation import accept_chance
from diffusion_sim.schedule import SUPPORT
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import PART_GROUPS, part_class, part_names, register
from diffusion_sim.show.odd import documents
from diffusion_sim.simulate import run_batch
from diffusion_sim.strategies.capacity.coaches import Coaches
from diffusion_sim.strategies.invite import Invitation
from diffusion_sim.strategies.part import Selection
from diffusion_sim.strategies.plan import QUARTER, YEAR
from diffusion_sim.strategies.sequence.rolling_by_grade import RollingByGrade
from diffusion_sim.strategies.sequence.waves import Waves
from diffusion_sim.strategies.view import View
from small_runs import TINY, plan

HOME = Path(strategies.__path__[0])
PARTS = [(group, name) for group in PART_GROUPS for name in part_names(group)]
SEEN = {name for name in dir(View) if not name.startswith("_")} - {"block"} | {"district_key", "reliability"}


def rollout(*overrides: str) -> Rollout:
    """Return the first replicate of a tiny plan before its first week."""
    return Rollout(columns, plan(*overrides), None, Replicate(0, 0, 0), None)


def hidden(text: str) -> set[str]:
    """Return what a part's text reads that a district cannot see: hidden attributes of a view, or a state column."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            of = node.value
            is_view = (isinstance(of, ast.Name) and of.id == "view") or (
                isinstance(of, ast.Attribute) and of.attr == "view"
            )
            if node.attr in ("block", "__dict__", "layout") or (is_view and node.attr not in SEEN):
                found.add(node.attr)
        if isinstance(node, ast.Name) and node.id in ("vars", "Block"):
            found.add(node.id)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "getattr" and ast.unparse(node.args[0]) != "self":
            found.add("getattr")
    return found


@pytest.mark.parametrize(("group", "name"), PARTS, ids=["/".join(p) for p in PARTS])
def test_a_part_reads_only_what_a_district_can_see(group, name):
    assert hidden((HOME / group / f"{name}.py").read_text()) == set()


def test_the_check_itself_finds_a_part_that_peeps():
    assert hidden("def score(self, view): return view.block.column('belief')") == {"block"}
    assert hidden("def give(self, plan): return plan.view._seen('openness')") == {"_seen"}
    assert hidden("def score(self, view): return getattr(view, 'bl' + 'ock')") == {"getattr"}
    assert hidden("def score(self, view): return view.openness + view.nominations") == set()


@pytest.mark.parametrize("name", part_names("selection"))
def test_selection_scores_everybody(name):
    """The size of scores is the part's own business, and so is whether they differ between replicates."""
    view = rollout().conduct.view
    score = part_class("selection", name)().score(view)
    assert score.shape in (view.shape, view.shape[1:])
    assert not np.isnan(score).any() and not (score == np.inf).any()
    again = part_class("selection", name)().score(view)
    assert np.array_equal(np.argsort(score), np.argsort(again)), "asked twice, the same order"
    assert np.array_equal(np.isfinite(score), np.isfinite(again))


@pytest.mark.parametrize("name", part_names("sequence"))
def test_sequence_gives_a_quarter_to_everybody(name):
    part, view = part_class("sequence", name)(), rollout().conduct.view
    first = part.first_quarter(view)
    assert first.shape == view.shape
    assert np.all(first >= 0) and np.all(first == np.round(first))
    assert first.min() == 0, "somebody starts at once"
    assert part.window_years(3.0) >= 3.0 and part.window_years(8.0) >= part.window_years(3.0)


@pytest.mark.parametrize("name", part_names("support"))
def test_support_has_a_price_and_whole_weeks(name):
    part = part_class("support", name)()
    assert part.price(Costs()) >= 0.0
    assert all(0 <= w <= YEAR and w == int(w) for w in part.changes())


@pytest.mark.parametrize("name", part_names("capacity"))
def test_capacity_counts_and_quality(name):
    part, view = part_class("capacity", name)(), rollout().conduct.view
    wanted = np.array([0.0, 0.3, 2.0, 50.0])
    hired = [part.hired(q, wanted, 100) for q in range(12)]
    assert all(h.shape == wanted.shape and np.all(h >= 0) and np.all(h <= wanted) for h in hired)
    grows = hired[4:] if name == "partner" else hired
    assert np.all(np.diff(grows, axis=0) >= 0), "only a partner's coaches leave"
    quality = part.quality(view, 7)
    assert quality.shape[1] == 7 and quality.shape[0] in (1, view.shape[0]) and np.all(quality >= 0)


@pytest.mark.parametrize("name", sorted({*part_names("stance")} - {"vision"}))
def test_stance_presses_only_those_whose_turn_has_come(name):
    keep = "strategy.sequence.order=need", "strategy.sequence.spacing=2", "strategy.sequence.waves=2"
    r = rollout("strategy=cohorts_by_need", f"strategy/stance={name}", *keep)
    for week in range(YEAR):
        r.step()
        waiting = r.conduct.start_week > week
        assert waiting.any() == (week < 2 * QUARTER)
        for column in ("pressure", "message"):
            given = r.block.support[:, SUPPORT.index(column)]
            assert np.all(given[waiting] == 0.0)
            assert np.all((given >= 0.0) & (given <= 1.0))


def test_rolling_by_grade_starts_one_grade_a_year():
    r = rollout("strategy=rolling_by_grade", "district.staff=80")
    view, first = r.conduct.view, r.conduct.arm.sequence.first_quarter(r.conduct.view)[0]
    for school in np.unique(view.school):
        here = view.school == school
        grades = np.unique(view.grade[here])
        starts = [np.unique(first[here & (view.grade == g)]) for g in grades]
        assert all(len(s) == 1 for s in starts), "a grade starts as one"
        order = np.concatenate(starts)
        assert np.all(np.diff(order) >= 0)
        assert set(order) == {4.0 * k for k in range(min(4, len(grades)))}, "one more every year, four at most"
    assert RollingByGrade(steps=2.0).first_quarter(view).max() == 4.0


@pytest.mark.parametrize("waves", [1, 2, 3, 7, 20])
def test_waves_are_equal_in_schools_and_start_in_turn(waves):
    view = rollout("district.schools=7", "district.staff=70").conduct.view
    part = Waves(order="need", waves=float(waves), spacing=3.0)
    first = part.first_quarter(view)[0]
    by_school = np.array([set(first[view.school == s]).pop() for s in range(7)])
    poorest_first = by_school[np.argsort(-view.school_need, kind="stable")]
    assert np.all(np.diff(poorest_first) >= 0)
    sizes = np.unique(by_school, return_counts=True)[1]
    assert len(sizes) == min(waves, 7) and sizes.max() - sizes.min() <= 1
    assert set(by_school) <= {3.0 * k for k in range(waves)}


def test_readiest_and_random_orders():
    view = rollout("district.schools=7", "district.staff=70").conduct.view
    ready = Waves(order="readiness", waves=7.0).first_quarter(view)[0]
    rank = np.array([ready[view.school == s][0] for s in range(7)])
    assert np.array_equal(np.argsort(rank), np.argsort(-view.school_readiness))
    drawn = Waves(order="random", waves=7.0).first_quarter(view)[0]
    assert all(len(set(drawn[view.school == s])) == 1 for s in range(7))
    assert len(set(drawn)) == 7


def test_coaches_are_hired_with_a_lag_and_the_best_first():
    part = Coaches(hires_per_quarter=1.5, quality_sd=0.5, pool=5.0)
    wanted = np.array([2.0, 10.0])
    assert [part.hired(q, wanted, 200).tolist() for q in range(4)] == [[2, 3], [2, 6], [2, 9], [2, 10]]
    view = rollout("district.schools=10", "district.staff=900").conduct.view
    view.reliability = 1.0
    quality = part.quality(view, 60)[0]
    pool = round(5.0 * view.shape[1] / 100.0)
    assert np.all(np.diff(quality[:pool]) <= 0), "seen without error, the best come first"
    assert np.all(quality[pool:] <= 1.0), "beyond the pool nobody is better than average"
    view.reliability = 0.3
    assert not np.all(np.diff(part.quality(view, 60)[0][:pool]) <= 0)


def test_acceptance_rises_with_openness():
    chances = [accept_chance(o / 10, 0.25) for o in range(11)]
    assert chances[0] == 0.25 and chances[-1] == 1.0 and np.all(np.diff(chances) > 0)
    size = ("district.schools=6", "district.staff=300", "strategy=random_cohort", "strategy.selection.size=60")
    found = {}
    for floor in (0.0, 1.0):
        r = rollout(*size, f"behaviour.accept_floor={floor}")
        r.step()
        found[floor] = r.block.column("openness")[r.conduct.members].mean()
        assert r.conduct.members.sum() == 60
    assert found[0.0] > found[1.0] + 0.1


PAGE = Path(__file__).parents[1] / "docs" / "own_part.md"
(PART,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)


@pytest.fixture
def veterans(tmp_path):
    """The part of docs/own_part.md, as if its file stood in the folder."""
    (tmp_path / "veterans.py").write_text(PART)
    folder = importlib.import_module("diffusion_sim.strategies.selection")
    folder.__path__.append(str(tmp_path))
    register.cache_clear()
    yield part_class("selection", "veterans")
    folder.__path__.remove(str(tmp_path))
    register.cache_clear()


def test_a_new_selection_is_one_short_file(veterans):
    assert len(PART.splitlines()) < 60 and hidden(PART) == set()
    settings = plan("strategy=trailblazer", "strategy/selection=veterans", "strategy.selection.limit=10")
    assert type(settings.arms[0].selection) is veterans and settings.arms[0].selection.limit == 10.0
    assert run_batch(settings).ledger["money"].sum() > 0


def test_the_example_of_the_page_keeps_what_every_part_keeps(veterans, tmp_path):
    """The tests that take up a new file by themselves, on the file of the page."""
    assert ("veterans" in part_names("selection")) and ("selection", "veterans") not in each.PARTS
    example = "selection", "veterans"
    test_selection_scores_everybody("veterans")
    each.test_a_part_keeps_the_budget_and_is_carried_out_the_same_twice(*example)
    each.test_a_part_works_in_schools_of_three_and_for_one_person(*example, tmp_path)
    each.test_a_part_without_money_is_refused_or_free(*example)
    each.test_the_order_of_rows_decides_nothing(*example, tmp_path)


def test_the_page_of_a_part_names_the_command_that_writes_the_documents_anew(veterans, tmp_path):
    text = PAGE.read_text(encoding="utf-8")
    assert "`python -m diffusion_sim.show.odd --write`" in text
    new = documents()
    assert all(f"docs/{name}" in text for name in new)
    assert all("veterans" in page for page in new.values()), "both documents tell of a part"


def test_the_page_of_a_part_says_how_to_hold_it_against_a_shipped_one(veterans, tmp_path, capsys, monkeypatch):
    text = PAGE.read_text(encoding="utf-8")
    (file,) = re.findall(r"`(mine/strategy/\w+\.yaml)`", text)
    (preset,) = re.findall(r"```yaml\n(.*?)```", text, re.S)
    monkeypatch.chdir(tmp_path)
    Path(file).parent.mkdir(parents=True)
    Path(file).write_text(preset, encoding="utf-8")
    shown, compared = re.findall(r"^\$ diffusion-sim (.*)$", text, re.M)
    assert cli.main(shown.split()) == 0 and "veterans" in capsys.readouterr().out
    assert cli.main([*compared.split(), *TINY, "strategy.selection.limit=10", "--out", "found", "--no-progress"]) == 0
    said = capsys.readouterr().out
    assert "not compared" not in said and "not as shipped" not in said and "veterans first" in said
    arms = load(overrides=[compared.split()[1], "strategy.selection.limit=10"], conf=Path("mine")).arms
    usual = load(overrides=["strategy=trailblazer"]).arms[0]
    assert arms[0] == usual
    assert arms[1] == replace(usual, name="veterans_first", about=arms[1].about, selection=veterans(limit=10.0))


def test_the_page_of_a_part_names_what_a_view_shows():
    text = PAGE.read_text(encoding="utf-8")
    left_out = {"id", "school_id", "week", "shape", "served", "friend", "of_person", "by_school", "district_key",
                "design_keys", "reliability"}  # fmt: skip
    assert {name for name in SEEN - left_out if f"`{name}" not in text} == set()


FIVE = ("district.staff=80", "district.schools=5")


@dataclass(frozen=True)
class Served(Selection):
    """Asks by years of experience, in any unit, by turns of the schools."""

    unit: float = 1.0
    size: int | None = 7
    spread: bool = True

    def score(self, view):
        return (view.years + view.chance("pick")) * self.unit


def invited(selection: Selection) -> np.ndarray:
    """Return the order in which a selection asks people of a district of several schools."""
    asking = rollout("strategy=trailblazer", "strategy/stance=mandate", *FIVE).conduct
    nobody = np.zeros(asking.view.shape, dtype=bool)
    arm = replace(asking.arm, selection=selection)
    invite = Invitation(arm, asking.view, asking.invitation.luck_keys, 0.0)
    return invite.order(0, ~nobody, nobody, np.full(nobody.shape, -1))


def test_a_score_that_is_the_same_in_all_replicates_may_have_one_row_or_none():
    scores = {rows: type("One", (Served,), {"score": lambda self, view, rows=rows: view.years.mean(axis=0)[rows]})
              for rows in (Ellipsis, None)}  # fmt: skip
    one, none = (invited(scores[rows]()) for rows in (None, Ellipsis))
    assert np.array_equal(one, none) and np.isfinite(one).any()


def test_only_the_order_of_scores_counts_so_that_turns_go_round_the_schools_in_any_unit():
    orders = [np.argsort(invited(Served(unit)), axis=1) for unit in (2.0**-10, 1.0, 2.0**20)]
    assert np.array_equal(orders[0], orders[1]) and np.array_equal(orders[0], orders[2])
    school = rollout(*FIVE).conduct.view.school
    assert sorted(school[orders[1][0, :5]]) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("score", "said"), [
    (lambda view: view.school_need, "Odd.score gives an array of shape (5,); allowed: (replicates, staff), here (1, 8"),
    (lambda view: view.years * np.inf, "Odd.score gives inf for somebody; allowed: a number"),
    (lambda view: view.years * np.nan, "Odd.score gives NaN for somebody; allowed: a number"),
])  # fmt: skip
def test_a_score_that_is_none_ends_in_a_sentence(score, said):
    odd = type("Odd", (Served,), {"score": lambda self, view: score(view)})
    with pytest.raises(BadInput, match=re.escape(said)):
        invited(odd())


@pytest.mark.parametrize("group", PART_GROUPS)
def test_every_file_of_a_part_is_short(group):
    for name in part_names(group):
        assert len((HOME / group / f"{name}.py").read_text().splitlines()) < 100
