"""Every rule: within its bounds, monotone where the theory says so, neutral where nothing is given."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.rules import (
    belief,
    colleagues,
    contagion,
    invitation,
    load,
    shape,
    skill,
    start,
    success,
    turnover,
    use,
)
from diffusion_sim.ruleset import rule_set
from diffusion_sim.schedule import week_lines
from diffusion_sim.settings.behaviour import CONTAGION
from rule_inputs import QUICK, TINY, Rule, inputs, inputs_of, range_of


def all_rules() -> list[Rule]:
    rules = rule_set()
    lines = [*rules.start, *rules.week, *rules.year_end, *(ln for c in CONTAGION for ln in week_lines(c))]
    return sorted({ln.rule for ln in lines}, key=lambda r: (r.__module__, r.__name__))


def label(value: Any) -> str:
    return f"{value.__module__.rpartition('.')[2]}.{value.__name__}" if callable(value) else str(value)


@pytest.mark.parametrize("rule", all_rules(), ids=label)
@given(data=st.data())
@QUICK
def test_every_rule_gives_one_finite_number_and_says_what_it_is(rule: Rule, data: st.DataObject) -> None:
    value = rule(**data.draw(inputs(rule)))
    assert isinstance(value, float)
    assert math.isfinite(value)
    assert (rule.__doc__ or "").strip()


#: Rule, its lowest and highest value.
BOUNDS: list[tuple[Rule, float, float]] = [
    (belief.prior_belief, 0.0, 1.0), (belief.backing, 0.0, 2.5), (belief.belief_after_use, 0.0, 1.0),
    (belief.borrowed, 0.0, 1.0), (belief.belief, 0.0, 1.0), (belief.own_conviction, 0.0, 1.0),
    (colleagues.using, 0.0, 1.0), (colleagues.shown, -1.5, 1.5), (colleagues.credible, 0.0, 1.0),
    (colleagues.knowhow, 0.0, 1.0), (contagion.gate, 0.0, 1.0), (contagion.complex_example, -1.5, 1.5),
    (contagion.complex_pull, 0.0, 1.0), (contagion.simple_example, -1.5, 1.5), (contagion.team_example, -1.5, 1.5),
    (contagion.advice_help, 0.0, 1.5), (contagion.team_help, 0.0, 1.5), (contagion.trust, 0.5, 1.5),
    (contagion.advice_news, 0.0, 1.0), (contagion.team_news, 0.0, 1.0), (contagion.no_peers, 0.0, 0.0),
    (load.demand, 0.0, 30.0), (load.room, 0.0, 1.0), (skill.slowness, 0.25, 1.0), (skill.learned, 0.0, 0.5),
    (skill.skill, 0.0, 1.0 - TINY), (skill.skill_after_break, 0.0, 1.0), (success.result, -1.0, 1.0),
    (success.success, -1.0, 1.0), (start.starts_using, 0.0, 1.0), (start.initial_belief, 0.0, 1.0),
    (start.initial_skill, 0.0, 1.0), (turnover.leaving, 0.0, 1.0), (turnover.arrives_using, 0.0, 1.0),
    (turnover.experience_ratio, 0.75, 1.4), (use.own_drive, 0.0, 2.0), (use.peer_drive, 0.0, 4.0),
    (use.ease, 0.0, 5.0), (use.climb_odds, 0.0, 5.0), (use.up_odds, 0.0, 100.0), (use.down_odds, 0.0, 5.0),
    (use.step, -1.0, 1.0), (use.starts, 0.0, 1.0), (use.cause, 0.0, 32.0), (use.compliance, 0.0, 1.0),
    (invitation.accept_chance, 0.0, 1.0), (shape.saturate, -1.0, 1.0), (shape.positive, 0.0, 50.0),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "low", "high"), BOUNDS, ids=label)
@given(data=st.data())
@QUICK
def test_bounds(rule: Rule, low: float, high: float, data: st.DataObject) -> None:
    assert low - TINY <= rule(**data.draw(inputs(rule))) <= high + TINY


#: Rule, parameter, +1 never falls or -1 never rises with it, and what is fixed meanwhile.
MONOTONE: list[tuple[Rule, str, int, dict[str, float]]] = [
    (belief.prior_belief, "openness", 1, {}), (belief.prior_belief, "advantage", 1, {}),
    (belief.prior_belief, "fit", 1, {}), (belief.prior_belief, "principal_backing", 1, {"role": 1}),
    (belief.backing, "principal_belief", 1, {}), (belief.belief_after_use, "success", 1, {}),
    (belief.belief_after_peers, "peer_example", 1, {}), (belief.belief_after_peers, "cohort_word", 1, {}),
    (belief.belief, "message", 1, {}), (belief.belief, "belief_after_peers", 1, {"pressure": 0}),
    (colleagues.shown, "success", 1, {}), (colleagues.shown, "observability", 1, {"using": 1, "success": 0.5}),
    (colleagues.shown, "standing", -1, {"using": 1, "success": -0.5}), (colleagues.knowhow, "skill", 1, {}),
    (contagion.gate, "peer_using", 1, {}), (contagion.gate, "peers_credible", 1, {}),
    (contagion.gate, "threshold", -1, {}), (contagion.gate, "credible_needed", -1, {}),
    (contagion.complex_example, "peer_word", 1, {}), (contagion.simple_example, "peer_word", 1, {}),
    (contagion.team_example, "team_word", 1, {}), (contagion.complex_pull, "peer_using", 1, {}),
    (contagion.advice_help, "peer_knowhow", 1, {}), (contagion.trust, "climate", 1, {}),
    (contagion.advice_news, "peer_using", 1, {}), (load.demand, "coaching", 1, {}),
    (load.demand, "complexity", 1, {}), (load.load, "demand", 1, {}), (load.load, "availability", -1, {}),
    (load.load, "leadership", 1, {}), (load.load, "load", 1, {}), (load.room, "load", -1, {}),
    (skill.slowness, "complexity", -1, {}), (skill.learned, "coaching", 1, {}), (skill.learned, "training", 1, {}),
    (skill.learned, "coach_quality", 1, {}), (skill.learned, "cohort", 1, {}), (skill.learned, "peer_help", 1, {}),
    (skill.learned, "using", 1, {}), (skill.learned, "compliance", -1, {}), (skill.skill, "learned", 1, {}),
    (skill.skill, "skill", 1, {}), (skill.skill, "decay_unused", -1, {"using": 0}),
    (success.result, "skill", 1, {}), (success.result, "advantage", 1, {}), (success.result, "fit", 1, {}),
    (success.result, "load", -1, {}), (success.result, "complexity", -1, {}), (success.result, "dip_depth", -1, {}),
    (success.success, "result", 1, {}), (turnover.leaving, "load", 1, {}), (turnover.leaving, "turnover", 1, {}),
    (turnover.arrives_using, "district_using", 1, {}), (use.own_drive, "own_conviction", 1, {}),
    (use.peer_drive, "peer_pull", 1, {}), (use.peer_drive, "peer_odds_ratio", 1, {}),
    (use.peer_drive, "peer_news", 1, {}), (use.coach_drive, "coaching", 1, {}),
    (use.coach_drive, "coach_quality", 1, {}), (use.workshop_drive, "training", 1, {}),
    (use.mandate_drive, "pressure", 1, {}), (use.mandate_drive, "backing", 1, {}), (use.ease, "room", 1, {}),
    (use.ease, "readiness", 1, {"readiness_effect": 0.6}), (use.ease, "trialability", 1, {}),
    (use.ease, "complexity", -1, {"readiness_effect": 0.6}), (use.ease, "backing", 1, {"readiness_effect": 0.6}),
    (use.climb_odds, "room", 1, {}), (use.climb_odds, "skill", 1, {}), (use.climb_odds, "compliance", -1, {}),
    (use.climb_odds, "knowhow_offered", 1, {}), (use.climb_odds, "belief", 1, {}),
    (use.up_odds, "own_drive", 1, {}), (use.up_odds, "peer_drive", 1, {}), (use.up_odds, "coach_drive", 1, {}),
    (use.up_odds, "workshop_drive", 1, {}), (use.up_odds, "mandate_drive", 1, {}), (use.up_odds, "ease", 1, {}),
    (use.down_odds, "belief", -1, {}), (use.down_odds, "load", 1, {}), (use.down_odds, "pressure", -1, {}),
    (use.down_odds, "advantage", -1, {}), (use.down_odds, "least_advantage", 1, {"advantage": 0.03}),
    (use.step, "up_odds", 1, {}), (use.step, "down_odds", -1, {}), (use.step, "draw_odds", -1, {}),
    (use.top_level, "level", 1, {}), (invitation.accept_chance, "openness", 1, {}),
    (shape.saturate, "x", 1, {}), (shape.nudge, "evidence", 1, {}), (shape.nudge, "share", 1, {}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "name", "sign", "fixed"), MONOTONE, ids=label)
@given(data=st.data())
@QUICK
def test_monotone(rule: Rule, name: str, sign: int, fixed: dict[str, float], data: st.DataObject) -> None:
    point = data.draw(inputs(rule, **fixed))
    assert name in point, f"{label(rule)} no longer reads {name}"
    low, high = sorted((point[name], data.draw(range_of(name))))
    difference = rule(**{**point, name: high}) - rule(**{**point, name: low})
    assert sign * difference >= -TINY


# A rule that ignores the parameter would pass the test above.
@pytest.mark.parametrize(("rule", "name", "sign", "fixed"), MONOTONE, ids=label)
def test_what_a_rule_is_said_to_follow_matters_somewhere(
    rule: Rule, name: str, sign: int, fixed: dict[str, float]
) -> None:
    import random

    luck = random.Random(1)
    levels = [0.0, 1.0, 2.0, 3.0, 4.0, 6.0]
    for _ in range(3000):
        point = {n: fixed.get(n, _some(n, luck, levels)) for n in inputs_of(rule)}
        other = {**point, name: _some(name, luck, levels)}
        if rule(**point) != rule(**other):
            return
    raise AssertionError(f"{label(rule)} does not follow {name} anywhere")


def _some(name: str, luck: Any, levels: list[float]) -> float:
    if name in ("level", "top_level"):
        return float(luck.choice(levels))
    if name in ("compliance", "using", "role", "leaving", "starts", "starts_using"):
        return float(luck.choice([0.0, 1.0]))
    return float(luck.choice([0.05, 0.2, 0.5, 0.8, 2.0, luck.random()]))


@given(st.floats(-20, 20), st.floats(0, 1), st.floats(0, 1))
@QUICK
def test_shapes(x: float, share: float, evidence: float) -> None:
    assert shape.saturate(-x) == -shape.saturate(x)
    assert shape.nudge(share, 0.0) == share
    assert 0.0 <= shape.nudge(share, -evidence) <= share <= shape.nudge(share, evidence) <= 1.0
    assert shape.nudge(share, 1.0) == pytest.approx(1.0)
    assert shape.nudge(share, -1.0) == pytest.approx(0.0)
    assert shape.within(x, -1.0, 1.0) == max(-1.0, min(1.0, x))
    assert shape.odds_of(0.5) == 1.0


class TestBelief:
    @given(inputs(belief.belief, pressure=0))
    @QUICK
    def test_no_pressure_is_neutral(self, point: dict[str, float]) -> None:
        assert belief.belief(**point) == belief.belief(**{**point, "pressure_belief": 0.0, "pressure": 1.0})

    @given(inputs(belief.belief, message=0, pressure=1), st.floats(-0.05, 0.05))
    @QUICK
    def test_pressure_pushes_the_unconvinced_its_own_way_and_spares_the_convinced(
        self, point: dict[str, float], sign: float
    ) -> None:
        moved = belief.belief(**{**point, "pressure_belief": sign}) - point["belief_after_peers"]
        if point["belief_after_peers"] >= 0.5:
            assert moved == 0.0
        else:
            assert moved * sign >= 0.0

    @given(inputs(belief.belief))
    @QUICK
    def test_words_lead_at_most_to_the_promise(self, point: dict[str, float]) -> None:
        promised = belief.promise(point["advantage"], point["fit"])
        assert belief.belief(**point) <= max(promised, point["belief_after_peers"]) + 1e-12

    @given(inputs(belief.belief_after_use, using=0))
    @QUICK
    def test_without_use_there_is_no_experience(self, point: dict[str, float]) -> None:
        assert belief.belief_after_use(**point) == point["belief"]

    @given(inputs(belief.belief_after_peers, peer_example=0, cohort=0))
    @QUICK
    def test_silent_colleagues_move_nobody(self, point: dict[str, float]) -> None:
        assert belief.belief_after_peers(**point) == point["belief_after_use"]

    @given(inputs(belief.belief_after_peers))
    @QUICK
    def test_belief_after_peers_stays_a_share(self, point: dict[str, float]) -> None:
        """At every corner of the ledger: evidence is less than one whole step."""
        assert 0.0 <= belief.belief_after_peers(**point) <= 1.0

    def test_a_struggling_colleague_spreads_doubt(self) -> None:
        calm = {"belief_after_use": 0.6, "openness": 0.5, "cohort": 0.0, "cohort_word": 0.0, "peer_belief": 0.05}
        doubt, hope = (belief.belief_after_peers(**calm, peer_example=x) for x in (-0.5, 0.5))
        assert doubt < 0.6 < hope

    @given(st.floats(1.0, 2.5))
    @QUICK
    def test_backing_is_neutral_in_the_middle_and_inverse_at_the_ends(self, effect: float) -> None:
        assert belief.backing(0.5, effect) == 1.0
        assert belief.backing(1.0, effect) == pytest.approx(effect)
        assert belief.backing(0.0, effect) == pytest.approx(1.0 / effect)

    @given(st.floats(0, 1), st.floats(0, 1))
    @QUICK
    def test_what_colleagues_lent_is_not_ones_own(self, held: float, lent: float) -> None:
        assert belief.own_conviction(held, lent) <= held
        assert belief.own_conviction(held, 0.0) == held


class TestColleagues:
    @given(inputs(colleagues.shown, using=0))
    @QUICK
    def test_who_does_not_use_shows_nothing(self, point: dict[str, float]) -> None:
        assert colleagues.shown(**point) == 0.0

    @given(inputs(colleagues.shown, using=1))
    @QUICK
    def test_esteem_is_earned_and_can_be_negative(self, point: dict[str, float]) -> None:
        assert colleagues.shown(**point) * point["success"] >= 0.0

    def test_credible_are_users_whose_use_works(self) -> None:
        assert [colleagues.credible(u, s) for u, s in ((1, 0.1), (1, 0.0), (1, -0.1), (0, 0.5))] == [1, 0, 0, 0]

    @given(st.floats(1, 4), st.floats(1, 3), st.floats(0.5, 3))
    @QUICK
    def test_likeness(self, role: float, grade: float, school: float) -> None:
        def of(*same: float) -> float:
            return colleagues.likeness(*same, role, grade, school)

        assert [of(1, 0, 0), of(0, 1, 0), of(0, 0, 1)] == [role, grade, school]
        assert of(0, 0, 0) == 1.0
        assert of(1, 1, 1) == role * grade * school


class TestContagion:
    def test_without_peers_all_that_colleagues_do_is_zero(self) -> None:
        assert all(rule() == 0.0 for _, rule in contagion.CONTAGION["none"])

    def test_every_set_writes_the_same_four_names(self) -> None:
        names = {c: {n for n, _ in lines} - {"trust", "gate"} for c, lines in contagion.CONTAGION.items()}
        assert len({frozenset(n) for n in names.values()}) == 1

    @given(inputs(contagion.gate, peers_credible=1, credible_needed=2))
    @QUICK
    def test_one_credible_colleague_is_not_enough_where_two_are_needed(self, point: dict[str, float]) -> None:
        assert contagion.gate(**point) == point["below_threshold"]

    @given(inputs(contagion.complex_example, gate=1))
    @QUICK
    def test_past_the_threshold_complex_is_simple(self, point: dict[str, float]) -> None:
        expected = contagion.simple_example(point["peer_word"], point["trust"])
        assert contagion.complex_example(**point) == expected

    def test_a_middling_climate_is_neutral(self) -> None:
        assert contagion.trust(0.5, 0.7) == 1.0


class TestLoad:
    @given(inputs(load.load, load_speed=1))
    @QUICK
    def test_at_full_speed_load_is_what_is_asked(self, point: dict[str, float]) -> None:
        slack = point["support_hours_slack"] * (0.5 + point["availability"])
        asked = point["other_load"] + point["post_load"] * point["leadership"] + point["demand"] / slack
        assert load.load(**point) == pytest.approx(asked)

    @given(inputs(load.demand, coaching=0, cohort=0, training=0))
    @QUICK
    def test_mechanical_use_costs_most(self, point: dict[str, float]) -> None:
        none, mechanical, routine = (load.demand(**{**point, "level": level}) for level in (2.0, 3.0, 4.0))
        assert none == 0.0 <= routine <= mechanical


class TestMeetings:
    @given(inputs(load.demand, meetings_unreleased=0))
    @QUICK
    def test_released_meetings_ask_for_nothing(self, point: dict[str, float]) -> None:
        assert load.demand(**point) == load.demand(**{**point, "cohort": 0.0, "training": 0.0})

    @given(inputs(load.demand, meetings_unreleased=1))
    @QUICK
    def test_meetings_on_top_of_the_week_ask_for_their_hours(self, point: dict[str, float]) -> None:
        more = load.demand(**point) - load.demand(**{**point, "cohort": 0.0, "training": 0.0})
        assert more == pytest.approx(point["cohort"] + point["training"])


class TestWill:
    @given(st.floats(0, 1), st.floats(0, 1))
    @QUICK
    def test_doubt_holds_back_all_but_the_sure(self, belief: float, doubt: float) -> None:
        assert use.will(belief, 0.0) == belief
        assert use.will(belief, 1.0) == belief * (belief * belief)
        assert belief**3 - TINY <= use.will(belief, doubt) <= belief + TINY
        assert use.will(1.0, doubt) == pytest.approx(1.0)
