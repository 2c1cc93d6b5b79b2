"""Rules of skill, success, the ladder of use, the start and the year end: what each must and must not do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diffusion_sim.rules import (
    skill,
    start,
    success,
    turnover,
    use,
)
from diffusion_sim.settings.behaviour import Behaviour
from rule_inputs import QUICK, TINY, inputs, inputs_of, range_of


class TestSkill:
    @given(st.floats(0.02, 0.1))
    @QUICK
    def test_unused_skill_loses_its_share_a_week(self, decay: float) -> None:
        assert skill.skill(0.8, 0.0, 0.0, decay, 0.003) == pytest.approx(0.8 * (1.0 - decay))

    def test_half_or_more_is_lost_in_six_months_without_use(self) -> None:
        assert (1.0 - Behaviour().decay_unused) ** 26 < 0.55

    @given(st.floats(0, 0.2))
    @QUICK
    def test_the_break_is_sixteen_weeks(self, decay: float) -> None:
        assert skill.kept_over_break(decay) == pytest.approx((1.0 - decay) ** 16)

    @given(inputs(skill.learned, using=0, coaching=0, training=0, cohort=0, peer_help=0))
    @QUICK
    def test_nothing_comes_from_nothing(self, point: dict[str, float]) -> None:
        assert skill.learned(**point) == 0.0

    @given(inputs(skill.learned, using=1))
    @QUICK
    def test_compliance_learns_at_most_as_much(self, point: dict[str, float]) -> None:
        free, made = (skill.learned(**{**point, "compliance": c}) for c in (0.0, 1.0))
        assert made <= free
        equal = {**point, "compliance_learning": 1.0}
        assert skill.learned(**{**equal, "compliance": 1.0}) == skill.learned(**{**equal, "compliance": 0.0})


class TestSuccess:
    @given(inputs(success.result, level=3))
    @QUICK
    def test_the_dip_is_for_beginners_only(self, point: dict[str, float]) -> None:
        early, late = (success.result(**{**point, "weeks_at_level": w}) for w in (0.0, 100.0))
        routine = success.result(**{**point, "level": 4.0, "weeks_at_level": 0.0})
        assert early <= late == routine
        assert late - early <= point["dip_depth"] + TINY

    @given(inputs(success.success, level=2))
    @QUICK
    def test_without_use_what_was_visible_fades(self, point: dict[str, float]) -> None:
        assert abs(success.success(**point)) <= abs(point["success"])


class TestUse:
    """Stage dependence of Frank et al. 2011: training moves non-users, room the middle, know-how the top."""

    @staticmethod
    def up(point: dict[str, float], level: float, **change: float) -> float:
        p = {**point, **change, "level": level}
        climb = use.climb_odds(**{n: p[n] for n in inputs_of(use.climb_odds)})
        ease = use.ease(**{n: p[n] for n in inputs_of(use.ease)})
        drive = use.workshop_drive(p["training"], p["training_drive"])
        return use.up_odds(level, ease, 0.1, 0.0, 0.0, drive, 0.0, climb)

    @given(st.fixed_dictionaries({
        n: range_of(n)
        for n in {*inputs_of(use.climb_odds), *inputs_of(use.ease), "training", "training_drive"}
    }))  # fmt: skip
    @QUICK
    def test_what_lifts_whom(self, point: dict[str, float]) -> None:
        for level in (3.0, 4.0, 6.0):
            assert self.up(point, level, training=0.0) == self.up(point, level, training=12.0)
        assert self.up(point, 1.0, training=0.0) <= self.up(point, 1.0, training=12.0)
        for level in (0.0, 2.0, 3.0):
            assert self.up(point, level, knowhow_offered=0.0) == self.up(point, level, knowhow_offered=2.0)
        assert self.up(point, 5.0, knowhow_offered=0.0) <= self.up(point, 5.0, knowhow_offered=2.0)
        assert self.up(point, 3.0, room=0.1) <= self.up(point, 3.0, room=0.9)
        for level in (4.0, 5.0):
            assert self.up(point, level, room=0.1) == self.up(point, level, room=0.9)

    @given(inputs(use.climb_odds, level=7))
    @QUICK
    def test_nobody_climbs_past_renewal(self, point: dict[str, float]) -> None:
        assert use.climb_odds(**point) == 0.0

    @given(inputs(use.down_odds))
    @QUICK
    def test_only_users_end_use(self, point: dict[str, float]) -> None:
        assert use.down_odds(**{**point, "level": 2.0}) == 0.0

    @given(inputs(use.down_odds, level=4, compliance=1))
    @QUICK
    def test_full_pressure_holds_compliers_and_its_end_releases_them(self, point: dict[str, float]) -> None:
        held = use.down_odds(**{**point, "pressure": 1.0})
        assert held == point["lapse_odds"]
        assert use.down_odds(**{**point, "pressure": 0.0}) >= held + point["release_odds"] - TINY

    @given(inputs(use.down_odds, level=5, compliance=0, belief=1))
    @QUICK
    def test_the_convinced_give_up_what_gives_nothing_and_only_that(self, point: dict[str, float]) -> None:
        some = use.down_odds(**{**point, "advantage": 0.05, "least_advantage": 0.05})
        assert some == point["lapse_odds"], "above the least that is told from nothing, the convinced only lapse"
        none = use.down_odds(**{**point, "advantage": 0.0, "least_advantage": 0.05})
        as_unconvinced = use.down_odds(**{**point, "advantage": 0.05, "least_advantage": 0.05, "belief": 0.0})
        assert none == pytest.approx(as_unconvinced) and none > some
        assert use.down_odds(**{**point, "advantage": 0.0, "least_advantage": 0.0}) == some, "0 switches it off"

    @given(inputs(use.compliance))
    @QUICK
    def test_the_convinced_do_not_comply(self, point: dict[str, float]) -> None:
        assert use.compliance(**{**point, "belief": 0.5}) == 0.0

    @given(inputs(use.compliance, mandate_drive=0, starts=1, belief=0.2))
    @QUICK
    def test_use_begun_without_pressure_is_conviction(self, point: dict[str, float]) -> None:
        point["up_odds"] += 0.01
        point["draw_odds"] = 0.5 * point["up_odds"]
        assert use.compliance(**point) == 0.0

    @given(inputs(use.level))
    @QUICK
    def test_a_step_is_one_rung_and_ending_leads_back_to_orientation(self, point: dict[str, float]) -> None:
        after = use.level(**point)
        assert after == {1.0: point["level"] + 1.0, 0.0: point["level"], -1.0: 1.0}[point["step"]]

    @given(inputs(use.step, up_odds=0, down_odds=0))
    @QUICK
    def test_without_odds_nothing_happens(self, point: dict[str, float]) -> None:
        assert use.step(**point) == 0.0

    @given(range_of("draw_odds"), range_of("ease"), st.lists(st.floats(0.0, 4.0), min_size=5, max_size=5))
    @QUICK
    def test_causes_are_the_channels_whose_removal_stops_the_step(
        self, draw_odds: float, ease: float, drives: list[float]
    ) -> None:
        names = ["peer_drive", "coach_drive", "workshop_drive", "mandate_drive", "own_drive"]
        up = ease * sum(drives)
        cause = use.cause(0.0, 1.0, draw_odds, up, ease, **dict(zip(names, drives, strict=True)))
        for bit, drive in enumerate(drives):
            gap = draw_odds - (up - ease * drive)
            if abs(gap) > 1e-9 * (1.0 + abs(up)):
                assert bool(int(cause) >> bit & 1) == (gap > 0.0)

    def test_cause_and_top_level_are_kept_until_use_begins_anew(self) -> None:
        kept = use.cause(5.0, 0.0, 0.1, 1.0, 1.0, 0.2, 0.2, 0.2, 0.2, 0.2)
        assert kept == 5.0
        assert use.top_level(6.0, 1.0, 3.0) == 3.0
        assert use.top_level(6.0, 0.0, 1.0) == 6.0


class TestStart:
    def test_the_more_open_start_first_and_the_share_is_the_setting(self) -> None:
        grid = [(i + 0.5) / 200 for i in range(200)]
        for initial in (0.0, 0.01, 0.1, 0.35, 0.5, 0.8, 1.0):
            table = [[start.starts_using(u, o, initial) for u in grid] for o in grid]
            share = sum(map(sum, table)) / 40_000
            assert share == pytest.approx(initial, abs=0.01)
            by_openness = [sum(row) for row in table]
            assert by_openness == sorted(by_openness)

    @given(inputs(start.initial_belief, starts_using=1))
    @QUICK
    def test_users_at_the_start_are_convinced(self, point: dict[str, float]) -> None:
        assert start.initial_belief(**point) >= 0.5

    @given(inputs(start.initial_level))
    @QUICK
    def test_users_use_and_others_do_not(self, point: dict[str, float]) -> None:
        assert (start.initial_level(**point) >= 3.0) == (point["starts_using"] > 0.0)


class TestTurnover:
    @given(inputs(turnover.leaving, burnout_turnover=0, experience_turnover=0, role=0))
    @QUICK
    def test_the_share_who_leave_is_the_schools_turnover(self, point: dict[str, float]) -> None:
        assert turnover.leaving(**point) == float(point["u_leave"] < point["turnover"])

    @given(inputs(turnover.leaving, role=1, burnout_turnover=0))
    @QUICK
    def test_principals_leave_at_their_own_rate(self, point: dict[str, float]) -> None:
        assert turnover.leaving(**point) == float(point["u_leave"] < point["principal_turnover"])

    def test_mean_leaving_by_experience_is_the_districts(self) -> None:
        """NCES: 20.1, 17.9, 14.0, 14.5 % over 16.0 %."""
        measured = [getattr(Behaviour(), f"leaving_{who}") for who in ("novice", "early", "middle", "veteran")]
        ratios = [turnover.experience_ratio(y, 1.0, *measured) for y in (1, 6, 12, 20)]
        assert ratios == pytest.approx([x / 16.0 for x in (20.1, 17.9, 14.0, 14.5)], abs=0.002)
        assert {turnover.experience_ratio(y, 0.0, *measured) for y in (1, 6, 12, 20)} == {1.0}

    @given(st.floats(0, 7), st.floats(0, 7))
    @QUICK
    def test_stayers_stay_as_they_are(self, kept: float, arrival: float) -> None:
        assert turnover.or_arrival(kept, arrival, 0.0) == kept
        assert turnover.or_arrival(kept, arrival, 1.0) == arrival

    @given(inputs(turnover.arrives_using, leaving=0))
    @QUICK
    def test_nobody_arrives_where_nobody_left(self, point: dict[str, float]) -> None:
        assert turnover.arrives_using(**point) == 0.0

    @given(inputs(turnover.arrives_using, leaving=1, within_district=0.0, hire_uses=0.0))
    @QUICK
    def test_outsiders_bring_nothing_unless_the_ledger_says_so(self, point: dict[str, float]) -> None:
        assert turnover.arrives_using(**point) == 0.0
