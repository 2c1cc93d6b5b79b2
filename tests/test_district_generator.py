"""The generator keeps its promises for any size, and its networks meet validation target 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diffusion_sim.district.advice import numbers_asked
from diffusion_sim.district.build import build_district
from diffusion_sim.district.check import check
from diffusion_sim.district.district import COACH, PRINCIPAL, District
from diffusion_sim.district.generator import generate
from diffusion_sim.district.predictive import predictive_check, predictive_summary
from diffusion_sim.district.sizes import apportion, school_sizes
from diffusion_sim.district.statistics import school_networks, size_table
from diffusion_sim.district.summary import describe, overview
from diffusion_sim.draws import stream_key
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings


def pairs(district: District) -> set[tuple[int, int]]:
    """Ties as pairs of post ids."""
    post, ties = district.staff.post, district.ties
    seeker = np.repeat(np.arange(district.n), np.diff(ties.start))
    return set(zip(post[seeker].tolist(), post[ties.to].tolist(), strict=True))


@settings(max_examples=40, deadline=None)
@given(schools=st.integers(1, 12), extra=st.integers(0, 300), seed=st.integers(0, 10**6))
def test_any_size_builds(schools: int, extra: int, seed: int) -> None:
    d = build_district(DistrictSettings(schools=schools, staff=schools + extra), stream_key("district", seed))
    assert d.n == schools + extra
    assert len(d.schools) == schools
    for x in (d.staff.openness, d.staff.availability, d.staff.standing, d.schools.need, d.schools.readiness):
        assert np.all((x > 0) & (x < 1))
    assert np.all((d.staff.years >= 0) & (d.staff.years < 36))
    assert len(describe(d)) == schools
    assert len(overview(d)) > 10


@pytest.mark.parametrize("size", [1, 2, 3, 7, 40, 200])
def test_schools_of_every_size(size: int) -> None:
    d = check(generate(DistrictSettings(), 3, np.full(4, size)))
    counts = np.bincount(d.staff.school)
    assert counts.tolist() == [size] * 4
    assert np.bincount(d.staff.school[d.staff.role == PRINCIPAL]).tolist() == [1] * 4


def test_same_key_same_district_other_key_other() -> None:
    s = DistrictSettings(schools=6, staff=200)
    a, b, c = (build_district(s, k) for k in (1, 1, 2))
    assert pairs(a) == pairs(b)
    assert np.array_equal(a.staff.openness, b.staff.openness)
    assert pairs(a) != pairs(c)
    assert not np.array_equal(a.staff.openness, c.staff.openness)


def test_default_district_has_realistic_spread() -> None:
    d = build_district(DistrictSettings(), stream_key("district", 1))
    table = describe(d)
    assert (len(d.schools), d.n) == (20, 900)
    assert table["staff"].max() > 1.8 * table["staff"].min()
    assert table["need"].std() > 0.1
    assert table["turnover"].std() > 0.02
    assert 0.05 < table["novices"].mean() < 0.4
    assert set(table["level"]) == {"E", "M", "H"}
    assert (table["coaches"] > 0).any() and (table["coaches"] == 0).any()


def test_facts_of_schools_follow_their_parameters() -> None:
    d = build_district(DistrictSettings(schools=600, staff=27000), 11)
    t = describe(d)
    assert t["turnover"].mean() == pytest.approx(0.16, abs=0.01)
    assert t["need"].mean() == pytest.approx(0.52, abs=0.03)
    assert 0.3 < t["turnover"].corr(t["need"]) < 0.55
    assert t["novices"].corr(t["need"]) > 0.25
    assert (t["coaches"] > 0).mean() == pytest.approx(0.49, abs=0.06)
    assert np.average(t["novices"], weights=t["staff"]) == pytest.approx(0.23, abs=0.02)
    within = t.groupby("feeder")["need"].mean()
    assert within.std() > 0.5 * t["need"].std(), "feeder patterns should differ in need"


def test_target_1_holds_over_many_schools() -> None:
    networks = school_networks(build_district(DistrictSettings(schools=260, staff=11000), 17))
    table = size_table(networks)
    target = table[table["size"] == "20-75"]
    assert (target["schools"] >= 200).all()
    missed = target[~target["met"].astype(bool)]
    assert missed.empty, missed.to_string()
    assert target.set_index("statistic").loc["names_nobody", "mean"] == pytest.approx(0.19, abs=0.04)


def test_closure_is_what_keeps_clustering_up() -> None:
    s = {c: generate(DistrictSettings(closure=c), 5, np.full(40, 60)) for c in (0.0, 0.7)}
    mean = {c: school_networks(d)["clustering"].mean() for c, d in s.items()}
    assert mean[0.0] < 0.25 < 0.3 < mean[0.7]


@pytest.mark.parametrize(
    ("changed", "statistic", "sign"),
    [
        ({"or_reciprocity": 1.0}, "reciprocity", -1),
        ({"receiver_sd": 0.6}, "in_dispersion", -1),
        ({"out_degree": 5.0}, "out_degree", 1),
        ({"names_nobody": 0.35}, "names_nobody", 1),
    ],
)
def test_each_parameter_moves_its_statistic(changed: dict[str, float], statistic: str, sign: int) -> None:
    sizes = np.full(40, 40)
    before = school_networks(generate(DistrictSettings(), 5, sizes))[statistic].mean()
    after = school_networks(generate(DistrictSettings(**changed), 5, sizes))[statistic].mean()  # type: ignore[arg-type]
    assert sign * (after - before) > 0.1 * before


def test_degree_does_not_follow_size() -> None:
    means = [
        school_networks(generate(DistrictSettings(), 5, np.full(30, n)))["out_degree"].mean()
        for n in (30, 150)
    ]
    assert abs(means[0] - means[1]) < 0.4


def test_roles_in_the_network() -> None:
    d = generate(DistrictSettings(coach_schools=1.0), 5, np.full(60, 40))
    asked = np.bincount(d.ties.to, minlength=d.n)
    mean = [asked[d.staff.role == r].mean() for r in range(3)]
    assert mean[COACH] > 1.7 * mean[0]
    assert mean[PRINCIPAL] < mean[0]


def test_cross_school_ties_are_few_and_near() -> None:
    d = build_district(DistrictSettings(schools=60, staff=2700), 5)
    assert d.ties.layer.mean() == pytest.approx(0.05, abs=0.01)
    seeker = np.repeat(np.arange(d.n), np.diff(d.ties.start))[d.ties.layer == 1]
    adviser = d.ties.to[d.ties.layer == 1]
    feeder, role = d.schools.feeder[d.staff.school], d.staff.role
    assert (feeder[seeker] == feeder[adviser]).mean() > 4 / (d.schools.feeder.max() + 1)
    assert (role[seeker] == COACH).mean() > 3 * (role == COACH).mean()
    assert np.all(d.staff.school[seeker] != d.staff.school[adviser])
    none = build_district(DistrictSettings(cross_share=0.0), 5)
    assert not none.ties.layer.any()


def test_networks_do_not_depend_on_other_schools_or_their_number() -> None:
    a = generate(DistrictSettings(cross_share=0.0), 5, np.array([30, 25, 40]))
    b = generate(DistrictSettings(cross_share=0.0), 5, np.array([30, 25, 12]))
    shared = set(a.staff.post[a.staff.school < 2].tolist())
    traits = {"openness": a.staff.openness[:55], "standing": a.staff.standing[:55]}
    assert np.array_equal(traits["openness"], b.staff.openness[:55])
    assert {p for p in pairs(a) if p[0] in shared} == {p for p in pairs(b) if p[0] in shared}


def test_building_in_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pairs(build_district(DistrictSettings(schools=12, staff=400), 9))
    monkeypatch.setattr("diffusion_sim.district.advice.PAIRS_AT_ONCE", 900)
    assert pairs(build_district(DistrictSettings(schools=12, staff=400), 9)) == whole


def test_openness_correlates_only_when_told() -> None:
    def rank_correlation(**changed: float) -> float:
        staff = build_district(DistrictSettings(schools=60, staff=4000, **changed), 5).staff  # type: ignore[arg-type]
        ranks = [np.argsort(np.argsort(x)) for x in (staff.openness, staff.standing)]
        return float(np.corrcoef(ranks)[0, 1])

    assert abs(rank_correlation()) < 0.05
    assert rank_correlation(openness_standing=0.3) == pytest.approx(0.3, abs=0.05)
    assert rank_correlation(openness_standing=-0.3) == pytest.approx(-0.3, abs=0.05)


@settings(max_examples=60, deadline=None)
@given(
    weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=40),
    total=st.integers(0, 4000),
    most=st.integers(3, 200),
)
def test_apportion_adds_up(weights: list[float], total: int, most: int) -> None:
    least = 2
    total = min(max(total, least * len(weights)), most * len(weights))
    parts = apportion(np.array(weights), total, least, most)
    assert parts.sum() == total
    assert parts.min() >= least and parts.max() <= most


def test_sizes_stay_within_bounds() -> None:
    sizes = school_sizes(np.array([1.0, 1.0, 50.0]), 250)
    assert sizes.sum() == 250 and sizes.max() <= 200 and sizes.min() >= 3


def test_predictive_check_tells_a_dyad_only_generator_apart() -> None:
    real = generate(DistrictSettings(), 21, np.array([60, 70, 65, 75]))
    good = predictive_summary(predictive_check(real, DistrictSettings(), copies=20)).set_index("statistic")
    bad = predictive_summary(predictive_check(real, DistrictSettings(closure=0.0), copies=20)).set_index(
        "statistic"
    )
    assert good.loc["transitivity", "inside"] >= 0.5
    assert bad.loc["transitivity", "inside"] == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"schools": 0}, "district.schools=0"),
        ({"staff": 5}, "fewer than district.schools=20"),
        ({"staff": 2.5}, "whole number"),
        ({"initial_use": 1.5}, "district.initial_use=1.5 is out of range"),
        ({"cross_share": -0.1}, "district.cross_share=-0.1 is out of range"),
        ({"out_degree": "many"}, "district.out_degree='many'"),
        ({"nonrespondents": "imput"}, "Did you mean 'impute'"),
        ({"outsiders": "leave"}, "allowed: drop, refuse"),
        ({"novice_share": 0.6, "middle_share": 0.41}, "is out of range"),
        ({"table": "a.csv", "edges": "b.csv"}, "both given"),
        ({"edges": "b.csv"}, "without district.roster"),
        ({"roster": "b.csv"}, "without district.edges"),
        ({"columns": {"frm": "x"}}, "Did you mean 'from'"),
        ({"columns": {"from": 3}}, "is no column name"),
        ({"name": 5}, "is no text"),
    ],
)
def test_settings_refused_in_one_sentence(changed: dict[str, object], words: str) -> None:
    with pytest.raises(BadInput) as error:
        DistrictSettings(**changed)  # type: ignore[arg-type]
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_a_school_too_large_is_a_sentence() -> None:
    with pytest.raises(BadInput, match="at most 5000"):
        build_district(DistrictSettings(schools=1, staff=5001), 1)


def test_mean_number_asked_is_the_setting() -> None:
    s = DistrictSettings(out_degree=4.5, names_nobody=0.2, cross_share=0.0)
    d = generate(s, 3, np.full(150, 80))
    asked = numbers_asked(s, 3, d.schools, d.staff)
    assert asked.mean() == pytest.approx(4.5, abs=0.15)
    assert asked.max() <= 16
