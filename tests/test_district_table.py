"""The school table: facts are kept, gaps are filled from the district, and a sentence for what is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from diffusion_sim.district.build import build_district
from diffusion_sim.district.district import COACH, PRINCIPAL, TEACHER, District
from diffusion_sim.district.levels import level_of_span
from diffusion_sim.district.statistics import school_networks
from diffusion_sim.district.summary import describe
from diffusion_sim.district.table import long_run
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings

HEAD = (
    "school_code,level,enrolment,classroom_teachers,teacher_turnover_1yr,teachers_exp_0_3,teachers_exp_4_10,"
    "teachers_exp_11plus,pct_econ_disadvantaged\n"
)
ROWS = "001,E,300,30,0.1,0.2,0.3,0.5,50\n002,H,900,60,0.2,0.1,0.3,0.6,30\n"


def table(folder: Path, text: str | bytes = HEAD + ROWS, **changed: object) -> District:
    file = folder / "schools.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return build_district(DistrictSettings(table=str(file), **changed), 5)  # type: ignore[arg-type]


def test_facts_are_kept(tmp_path: Path) -> None:
    d = table(tmp_path)
    assert d.schools.id.tolist() == ["001", "002"]
    assert np.bincount(d.staff.school[d.staff.role == TEACHER]).tolist() == [30, 60]
    assert (d.staff.role == PRINCIPAL).sum() == 2
    assert np.array_equal(d.staff.synthetic, d.staff.role != TEACHER)
    assert describe(d)["added"].tolist() == (describe(d)["principals"] + describe(d)["coaches"]).tolist()
    assert school_networks(d)["n"].tolist() == describe(d)["staff"].tolist(), "no tie is observed: all are taken"
    assert d.schools.need.tolist() == [0.5, 0.3]
    mean = (30 * 0.1 + 60 * 0.2) / 90
    assert d.schools.turnover == pytest.approx([mean + 0.33 * (0.1 - mean), mean + 0.33 * (0.2 - mean)])
    unshrunk = table(tmp_path, turnover_shrink=1.0)
    assert unshrunk.schools.turnover == pytest.approx([0.1, 0.2])


def test_experience_follows_the_shares(tmp_path: Path) -> None:
    rows = "1,E,,2000,,0.5,0.3,0.2,50\n2,E,,2000,,0.05,0.15,0.8,50\n"
    d = table(tmp_path, HEAD + rows)
    for school, shares in enumerate(([0.5, 0.3, 0.2], [0.05, 0.15, 0.8])):
        years = d.staff.years[d.staff.school == school]
        seen = [(years < 4).mean(), ((years >= 4) & (years < 11)).mean(), (years >= 11).mean()]
        assert seen == pytest.approx(shares, abs=0.04)


def test_blanks_are_filled_and_small_schools_run(data: Path) -> None:
    d = build_district(DistrictSettings(table=str(data / "schools.csv"), name="River County"), 5)
    assert d.name == "river_county"
    assert d.schools.level.tolist() == ["E", "E", "M", "H", "A"]
    assert np.bincount(d.staff.school[d.staff.role == TEACHER]).tolist() == [28, 25, 43, 71, 3]
    known = np.array([0.133, np.nan, 0.074, 0.065, 0.087])
    weights = np.array([28, 25, 43, 71, 3])
    assert d.schools.turnover[1] == pytest.approx(
        np.nansum(known * weights) / weights[~np.isnan(known)].sum()
    )
    assert "1 of 5 schools have no turnover: the district's own is used." in d.notes
    other = build_district(DistrictSettings(table=str(data / "schools.csv"), name="lake_city"), 5)
    assert other.schools.level.tolist() == ["A", "M"]


def test_only_ids_and_teachers_are_needed(tmp_path: Path) -> None:
    d = table(tmp_path, "code,fte\nA,12.4\nB,3\n", columns={"school": "code", "teachers": "fte"}, name="mine")
    assert d.name == "mine"
    assert (d.staff.role == TEACHER).sum() == 15
    assert not np.isnan(d.schools.need).any() and not np.isnan(d.schools.turnover).any()


def test_a_thousands_point_is_refused_and_a_fraction_is_not(tmp_path: Path) -> None:
    columns = {"school": "code", "teachers": "fte"}
    with pytest.raises(BadInput, match=r"fte '1\.200' may be 1200 or 1\.2; allowed:"):
        table(tmp_path, "code,fte\nA,1.200\nB,3\n", columns=columns, name="mine")
    fine = table(tmp_path, "code,fte\nA,20.25\nB,3\n", columns=columns, name="mine")
    assert (fine.staff.role == TEACHER).sum() == 23


@pytest.mark.parametrize(
    ("name", "key"),
    [("turnover", "turnover"), ("Turnover %", "turnover"), ("poverty", "need"), ("FRL (%)", "need"), ("Pct_FRL", "need"),
     ("Teachers", "teachers"), ("name", "school_name"), ("Novice teachers %", "novice")],
)  # fmt: skip
def test_a_column_that_plainly_means_a_key_is_not_left_out_without_a_word(name: str, key: str, tmp_path: Path) -> None:
    text = f"school,{name},classroom_teachers\n1,0.2,20\n2,0.5,30\n".replace("Teachers,classroom_teachers", "Teachers,x")
    mapping = rf'district\.columns\.{key}={re.escape(name)}"?, or the header'
    with pytest.raises(BadInput, match=rf"column '{re.escape(name)}' of .* is not read; .*{mapping}"):
        table(tmp_path, text)
    if key == "turnover":
        read = table(tmp_path, text, columns={key: name}, turnover_shrink=1.0)
        assert read.schools.turnover.tolist() == [0.2, 0.5]


@pytest.mark.parametrize(
    ("more", "cells"),
    [("Elementary,Middle,High", "1,0,0"), ("level,grades", "E,K-5"), ("pct_district", "0.4"), ("District share", "0.4"),
     ("Veteran,Novice share", "0,1")],
)  # fmt: skip
def test_a_harmless_column_is_listed_and_not_refused(more: str, cells: str, tmp_path: Path) -> None:
    made = table(tmp_path, f"school,classroom_teachers,{more}\n1,20,{cells}\n2,30,{cells}\n")
    assert made.notes[-1] == f"Columns not read: {more.removeprefix('level,').replace(',', ', ')}."


def test_a_range_of_grades_is_asked_for_where_no_level_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"column 'grades' of .* did you mean it for grade_span"):
        table(tmp_path, "school,classroom_teachers,grades\n1,20,K-5\n")


def test_other_columns_that_are_not_read_are_listed(tmp_path: Path) -> None:
    more = [f"x{i}" for i in range(9)]
    text = f"school,classroom_teachers,{','.join(more)}\n1,20{',1' * 9}\n"
    assert table(tmp_path, text).notes[-1] == f"Columns not read: {', '.join(more[:8])} and 1 more."
    read_otherwise = (HEAD.replace("enrolment", "turnover") + ROWS)
    assert table(tmp_path, read_otherwise).notes[-1] == "Columns not read: turnover.", "turnover is read elsewhere"


def test_half_posts_are_said_to_be_rounded(tmp_path: Path) -> None:
    made = table(tmp_path, "school,classroom_teachers\n1,32.5\n2,10.25\n3,7\n").notes[0]
    assert made.startswith("49 teachers read (rounded in 2 schools); ")
    assert "rounded" not in table(tmp_path).notes[0]


def test_what_stands_in_for_empty_cells_is_told(tmp_path: Path) -> None:
    some = table(tmp_path, HEAD + ROWS + "003,E,300,20,,,,,\n")
    assert some.notes[2:] == (
        "1 of 3 schools have no need: the district's own is used.",
        "1 of 3 schools have no turnover: the district's own is used.",
        "1 of 3 schools have no experience: it is generated.",
        "Turnover of one year is mostly luck: of how far a school is from the district's own, 33 % is taken to last "
        "(district.turnover_shrink).",
        "Columns not read: enrolment.",
    )
    none = table(tmp_path, "school,classroom_teachers\n1,20\n2,30\n", turnover_mean=0.2)
    assert none.notes[2:] == (
        "No school has need: the program's default (0.52) is used.",
        "No school has turnover: district.turnover_mean=0.2 is used.",
        "No school has experience: it is generated.",
    )
    assert none.schools.need.tolist() == [0.52, 0.52] and none.schools.turnover.tolist() == [0.2, 0.2]


def test_a_district_column_without_any_name_is_as_none(tmp_path: Path) -> None:
    text = "".join(f"{cell},{row}\n" for cell, row in zip(("district", "", ""), (HEAD + ROWS).split(), strict=True))
    assert table(tmp_path, text).name == "table"
    with pytest.raises(BadInput, match="row 2: district is empty; allowed: a name"):
        table(tmp_path, text, name="durham")


@pytest.mark.parametrize("name", ["Total", "SUMME", "all_schools", "District total"])
def test_the_row_of_a_total_is_no_school(name: str, tmp_path: Path) -> None:
    head = "school_code,school_name,classroom_teachers\n1,Oak,12.5\n2,Elm,9\n3,Fir,20\n"
    for row in (f"9,{name},41.5\n", f"{name},,41.5\n", f"9,{name},42\n"):
        with pytest.raises(BadInput, match=rf"row 5: '{name}' has as many teachers as all other schools together \(4"):
            table(tmp_path, head + row)
    for row in (f"9,{name},40\n", "9,Allington,41.5\n"):
        assert len(table(tmp_path, head + row).schools) == 4, "a school with such a name, or of such a size"
    few = head.replace("3,Fir,20\n", "") + f"9,{name},21.5\n"
    assert len(table(tmp_path, few).schools) == 3, "of two schools it is not sure"


def test_a_header_in_another_case_is_read_as_the_user_says(tmp_path: Path) -> None:
    text = HEAD.replace("pct_econ", "Pct Econ") + ROWS
    with pytest.raises(BadInput, match="is not read; did you mean pct_econ_disadvantaged"):
        table(tmp_path, text)
    said = table(tmp_path, text, columns={"need": "Pct Econ_disadvantaged"})
    assert said.schools.need.tolist() == [0.5, 0.3]
    both = HEAD.replace("\n", ",PCT_ECON_DISADVANTAGED\n") + ROWS.replace("\n", ",99\n")
    assert table(tmp_path, both).schools.need.tolist() == [0.5, 0.3], "a header as it is written goes first"
    used = (HEAD + ROWS).replace("level", "Level").replace("school_code", "school")
    assert table(tmp_path, used, columns={"level": "Level"}).schools.level.tolist() == ["E", "H"]


def test_a_school_may_be_called_by_its_id(tmp_path: Path) -> None:
    d = table(tmp_path, "school_name,classroom_teachers\nOak,12\nElm,9\n", columns={"school": "school_name"})
    assert sorted(d.schools.id) == sorted(d.schools.name) == ["Elm", "Oak"]


def test_coaches_come_on_top_of_the_teachers(tmp_path: Path) -> None:
    d = table(tmp_path, coach_schools=1.0)
    assert (d.staff.role == COACH).sum() == 2
    assert d.n == 94


@pytest.mark.parametrize(
    ("span", "level"),
    [("PK-5", "E"), ("K-6", "E"), ("6-8", "M"), ("9-12", "H"), ("9-13", "H"), ("K-8", "I"), ("6-12", "T"),
     ("PK-12", "A"),
     ("", "A"), ("UN-GR", "A"), ("3-5", "E"), ("7-9", "M"), ("PreK - 05", "E"), ("K\u20138", "I"), ("09-12", "H"),
     ("5", "E"), ("5-Jan", None), ("12-9", None), ("1-2-3", None), ("45662", None), ("9-", None), ("\u00b2-5", None)],
)  # fmt: skip
def test_level_of_a_grade_span(span: str, level: str | None) -> None:
    assert level_of_span(span) == level


def test_long_run_without_any_rate_uses_the_setting() -> None:
    assert long_run(np.array([np.nan, np.nan]), np.ones(2), 0.16, 0.33).tolist() == [0.16, 0.16]


# ruff: noqa: E501
BAD = [
    (HEAD.replace("classroom_teachers", "class_teachers") + ROWS, ["no column 'classroom_teachers'", "'class_teachers'?"]),
    (HEAD + ROWS + "003,E,300,,0.1,0.2,0.3,0.5,50\n", ["schools.csv row 4: classroom_teachers is empty"]),
    (HEAD + ROWS + "003,E,300,0,0.1,0.2,0.3,0.5,50\n", ["row 4: school '003' is empty (classroom_teachers 0)"]),
    (HEAD + ROWS + "003,E,300,-4,0.1,0.2,0.3,0.5,50\n", ["row 4: classroom_teachers '-4' is out of range"]),
    (HEAD + ROWS + "003,E,300,few,0.1,0.2,0.3,0.5,50\n", ["row 4: classroom_teachers 'few' is no number"]),
    (HEAD + ROWS + "003,E,300,20,14,0.2,0.3,0.5,50\n", ["teacher_turnover_1yr '14' is out of range", "(share)"]),
    (HEAD + ROWS + "003,E,300,20,0.1,0.6,0.6,0.5,50\n", ["row 4: the shares of experience add up to 1.7"]),
    (HEAD + ROWS + "003,E,300,20,0.1,0.2,0.3,0.5,500\n", ["pct_econ_disadvantaged '500' is out of range"]),
    (HEAD + ROWS.replace(",50\n", ",0.5\n").replace(",30\n", ",0.3\n"), ["never exceeds 1; allowed: percent"]),
    (HEAD + ROWS + "003,X,300,20,0.1,0.2,0.3,0.5,50\n", ["row 4: level 'X' is no level; allowed: E, M, H"]),
    (HEAD + ROWS + "001,E,300,20,0.1,0.2,0.3,0.5,50\n", ["row 4: school '001' is there twice (first in row 2)"]),
    (HEAD + ROWS + "3.0,E,300,20,0.1,0.2,0.3,0.5,50\n", ["school_code '3.0' looks like an id changed"]),
    (HEAD + ROWS + "003,E,300,2-May,0.1,0.2,0.3,0.5,50\n", ["classroom_teachers '2-May' is no number"]),
    ((HEAD + ROWS).replace(",", ";"), ["separated by semicolons"]),
    ((HEAD + ROWS).encode("utf-16"), ["is not UTF-8"]),
    (HEAD, ["has no rows"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD, ids=[w[0][-40:] for _, w in BAD])
def test_bad_input_is_one_sentence(tmp_path: Path, text: str | bytes, words: list[str]) -> None:
    with pytest.raises(BadInput) as error:
        table(tmp_path, text)
    assert all(word in str(error.value) for word in words), str(error.value)
    assert "\n" not in str(error.value)


def test_several_districts_need_a_name(data: Path) -> None:
    path = str(data / "schools.csv")
    with pytest.raises(
        BadInput, match=r"holds 2 districts; choose one with district.name=: lake_city, river_county"
    ):
        build_district(DistrictSettings(table=path), 1)
    with pytest.raises(
        BadInput, match=r"district.name= 'river_conty' does not exist.*Did you mean 'river_county'"
    ):
        build_district(DistrictSettings(table=path, name="river_conty"), 1)


@pytest.mark.parametrize("name", ["alamance_burlington", "chapel_hill_carrboro", "durham", "guilford"])
def test_real_table(real_data: Path, name: str) -> None:
    path = str(real_data / "districts/nc_schools_2017.csv")
    d = build_district(DistrictSettings(table=path, name=name), 5)
    teachers = {"alamance_burlington": 1510, "chapel_hill_carrboro": 914, "durham": 2445, "guilford": 4803}
    assert (d.staff.role == TEACHER).sum() == teachers[name]
    assert len(describe(d)) == len(d.schools)
    assert school_networks(d)["clustering"].mean() > 0.3
    assert all(len(code) == 6 for code in d.schools.id)
