"""Mistakes in the files of a district, from the command line: file, row, what was found, what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from diffusion_sim.cli.main import main
from diffusion_sim.district.facts import USUAL
from diffusion_sim.district.survey import EDGES as EDGE_COLUMNS
from diffusion_sim.district.survey import ROSTER as ROSTER_COLUMNS
from diffusion_sim.district.table import from_table
from diffusion_sim.errors import BadInput
from diffusion_sim.settings import columns
from diffusion_sim.settings.district import DistrictSettings
from diffusion_sim.settings.load import load
from diffusion_sim.simulate import run_batch
from small_runs import TINY, refused

#: A tiny plan without a size of the district, which the files decide.
SHORT = tuple(o for o in TINY if not o.startswith("district."))
HEAD = (
    "school_code,level,classroom_teachers,teacher_turnover_1yr,teachers_exp_0_3,teachers_exp_4_10,"
    "pct_econ_disadvantaged\n"
)
ROWS = "A1,E,12,0.1,0.2,0.3,50\nB2,H,9,0.2,0.1,0.3,30\n"
TABLE = HEAD + ROWS
SPANS = "school_code,grade_span,classroom_teachers\nA1,PK-5,12\nB2,,9\n"
SHARES = "school_code,classroom_teachers,teachers_exp_0_3,teachers_exp_4_10,teachers_exp_11plus\nA1,12,0.5,0.3,0.2\n"
TWO = "district," + HEAD + "north,A1,E,12,0.1,0.2,0.3,50\nsouth,B2,H,9,0.2,0.1,0.3,30\n"
SPELT = TWO.replace("south", " River County ") + "river_county,C3,H,7,,,,\n"
ROSTER = "school,person,role\n1,a,principal\n1,b,\n1,c,coach\n2,d,\n2,e,\n"
EDGES = "school,from,to\n1,a,b\n1,b,c\n2,d,e\n"

TABLES = [
    ("wrong column", HEAD.replace("classroom", "class") + ROWS, "schools.csv has no column 'classroom_teachers'",
     "Did you mean 'class_teachers'"),
    ("other case", TABLE.replace("pct_econ", "Pct Econ"), "column 'Pct Econ_disadvantaged' of schools.csv is not read;",
     'mean pct_econ_disadvantaged? allowed: that header, or "district.columns.need=Pct Econ_disadvantaged".'),
    ("needed, other case", TABLE.replace("classroom_t", "CLASSROOM-T"), "column 'CLASSROOM-Teachers' of schools.csv",
     "that header, or district.columns.teachers=CLASSROOM-Teachers."),
    ("empty school", TABLE + "C3,E,0,,,,\n", "schools.csv row 4: school 'C3' is empty", "one teacher or more"),
    ("nameless district", TWO.replace("north", ""), "schools.csv row 2: district is empty", "allowed: a name."),
    ("no teachers given", TABLE + "C3,E,,,,,\n", "row 4: classroom_teachers is empty", "from 0 to 2000"),
    ("school twice", TABLE + "A1,E,5,,,,\n", "row 4: school 'A1' is there twice (first in row 2)", "one row each"),
    ("out of range", TABLE + "C3,E,5,14,,,\n", "row 4: teacher_turnover_1yr '14'", "from 0 to 1 (share)"),
    ("unknown level", TABLE + "C3,primary,5,,,,\n", "row 4: level 'primary' is no level", "E, M, H"),
    ("latin-1", TABLE.replace("A1", "Jos\xe9").encode("latin-1"), "row 2: byte 0xe9 is not UTF-8", "'CSV UTF-8'"),
    ("utf-16", TABLE.encode("utf-16"), "row 1: byte 0xff is not UTF-8", "'CSV UTF-8'"),
    ("a workbook", b"PK\x03\x04 and more", "is an Excel workbook", "'CSV UTF-8 (comma delimited)'"),
    ("binary", b"a,b\x00c\n1,2\n", "holds binary data", "allowed: a CSV file in UTF-8"),
    ("id as power", TABLE.replace("A1", "1E+05"), "row 2: school_code '1E+05'", "keep the column as text"),
    ("id as number", TABLE.replace("A1", "7.0"), "row 2: school_code '7.0'", "keep the column as text"),
    ("id as date", TABLE.replace("A1", "5-Mar"), "row 2: school_code '5-Mar'", "keep the column as text"),
    ("id as error", TABLE.replace("A1", "#N/A"), "row 2: school_code '#N/A'", "keep the column as text"),
    ("number as date", TABLE.replace(",12,", ",12-Mar,"), "row 2: classroom_teachers '12-Mar'", "a number from 0"),
    ("number as error", TABLE.replace(",12,", ",#REF!,"), "row 2: classroom_teachers '#REF!'", "a number from 0"),
    ("decimal comma", TABLE.replace(",12,", ',"12,5",'), "'12,5' is no number", "Use a decimal point"),
    ("thousands", TABLE.replace(",12,", ',"1,200",'), "'1,200' is no number", "thousands separator out: 1200."),
    ("thousands or decimals", TABLE.replace(",50\n", ',"1,200"\n'), "'1,200' is no number", "write decimals with a"),
    ("decimals of a share", TABLE.replace(",0.1,", ',"0,125",', 1), "'0,125' is no number", "Use a decimal point."),
    ("shares of a part", SHARES.replace("0.5,0.3", "0.1,0.3"), "row 2: the three shares of experience add up to 0.6",
     "allowed: 1 (from 0.98"),
    ("no number", TABLE.replace(",12,", ",nan,"), "'nan' is out of range", "a number from 0 to 2000"),
    ("per cent", TABLE.replace(",0.1,", ",13.3%,", 1), "'13.3%' is no number", "Write 0.133."),
    ("title above", "Ours" + "," * HEAD.count(",") + "\n" + TABLE, "its first row names no columns ('Ours')",
     "the names of the columns in the first row"),
    ("grouped digits", TABLE.replace(",12,", ",1_2,"), "'1_2' is no number", "a number from 0 to 2000"),
    ("span as date", SPANS.replace("PK-5", "5-Jan"), "row 2: grade_span '5-Jan' looks like a grade span changed",
     "such as PK-5 or 9-12, UN-GR (ungraded) or empty (keep the column as text). Did you mean '1-5'?"),
    ("span as date, month first", SPANS.replace("PK-5", "Jan-5"), "row 2: grade_span 'Jan-5'", "Did you mean '1-5'"),
    ("span as full date", SPANS.replace("PK-5", "2026-06-08"), "row 2: grade_span '2026-06-08'", "as text"),
    ("span of words", SPANS.replace("PK-5", "lower"), "row 2: grade_span 'lower' is no grade span", "to 13, such as"),
    ("semicolons", TABLE.replace(",", ";"), "is separated by semicolons", "allowed: commas"),
    ("separator line", "sep=,\r\n" + TABLE, "schools.csv row 1 is Excel's 'sep=' line; delete it", "name the columns"),
    ("separator line, tab", '"sep=\t"\n' + TABLE, "schools.csv row 1 is Excel's 'sep=' line; delete it", "the columns"),
    ("separator line, semicolon", "\ufeffSEP=;\n" + TABLE.replace(",", ";"), "row 1 is Excel's 'sep='", "the columns"),
    ("a cell short", TABLE.replace(",12,", ","), "row 2 has 6 cells", "allowed: 7"),
    ("open quotation", TABLE.replace("A1", '"A1'), "row 2: unexpected end of data", "quotation marks in pairs"),
    ("endless cell", TABLE.replace("A1", '"' + "1" * 200_000 + '"'), "row 2: field larger", "in pairs"),
    ("header alone", HEAD, "has no rows below the header", "rows"),
    ("nothing", "", "row 1 is empty", "name the columns"),
]  # fmt: skip


def write(folder: Path, **files: str | bytes) -> None:
    """Write NAME.csv for every keyword."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(("text", "found", "allowed"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_school_table(text, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, schools=text)
    sentence = refused(tmp_path, capsys, "run", *SHORT, "strategy=mandate", "district.table=schools.csv")
    assert "schools.csv" in sentence
    assert found in sentence and allowed in sentence


SURVEYS = [
    ("a tie to nobody", EDGES + "1,a,zed\n", ROSTER, "edges.csv row 5: to 'zed' is nobody in", "outsiders=drop"),
    ("asked by nobody", EDGES + "1,zed,a\n", ROSTER, "edges.csv row 5: from 'zed' is nobody", "outsiders=drop"),
    ("a misspelt person", "school,from,to\n1,anna,ana\n", "school,person\n1,anna\n1,bob\n", "to 'ana'",
     "Did you mean 'anna'"),
    ("empty school", EDGES + "3,a,b\n", ROSTER, "edges.csv row 5: school '3' is empty", "nobody in the roster"),
    ("a zero lost", "school,from,to\n01,1,10\n", "school,person\n01,10\n01,11\n01,01\n", "from '1' is nobody",
     "Did you mean '01'"),
    ("a school's zero lost", "school,from,to\n1,a,b\n", "school,person\n11,a\n10,a\n001,a\n001,b\n", "school '1' is",
     "Did you mean '001'"),
    ("person twice", EDGES, ROSTER + "1,a,\n", "roster.csv row 7: person 'a' of school '1' is there twice",
     "one row each"),
    ("two principals", EDGES, ROSTER + "1,f,principal\n", "row 7: school '1' has a second principal", "allowed: one"),
    ("unknown role", EDGES, ROSTER.replace("coach", "coch"), "row 4: role 'coch' is no role", "Did you mean 'coach'"),
    ("nameless person", EDGES, ROSTER.replace("1,b,", "1,,"), "row 3: person is empty", "allowed: an id"),
    ("wrong column", EDGES.replace("from", "form"), ROSTER, "edges.csv has no column 'from'", "Did you mean 'form'"),
    ("other case", EDGES, ROSTER.replace("role", "Role"), "column 'Role' of roster.csv is not", "columns.role=Role."),
    ("school as number", EDGES.replace("1,", "1.0,"), ROSTER, "edges.csv row 2: school '1.0'", "as text"),
    ("latin-1", EDGES, (ROSTER + "2,\xe9,\n").encode("latin-1"), "roster.csv row 7: byte 0xe9", "CSV UTF-8"),
    ("files exchanged", ROSTER, EDGES, "roster.csv has no column", "its columns are school, from, to"),
]  # fmt: skip


@pytest.mark.parametrize(("edges", "roster", "found", "allowed"), [s[1:] for s in SURVEYS], ids=[s[0] for s in SURVEYS])
def test_survey(edges, roster, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, edges=edges, roster=roster)
    files = ("district.edges=edges.csv", "district.roster=roster.csv")
    sentence = refused(tmp_path, capsys, "compare", *SHORT, "strategy=mandate", *files)
    assert found in sentence and allowed in sentence


SURVEY = ("district.edges=edges.csv", "district.roster=roster.csv")
PATHS = [
    (("district.table=school.csv",), "district.table=school.csv: the file does not", "Did you mean 'schools.csv'"),
    (("district.table=",), "district.table is empty", "the path of a CSV file"),
    (("district.edges=edges.csv", "district.roster="), "district.roster is empty", "the path of a CSV file"),
    (("district.table=.",), "is a folder", "allowed: a CSV file"),
    (("district.table=",), "district.table is empty", "allowed: the path of a CSV file."),
    (("district.edges= ", "district.roster=roster.csv"), "district.edges is empty", "allowed: the path of a CSV file."),
    (("district.table=schools.csv", "district.name="), "district.name is empty", "allowed: the name of a district."),
    (("district.table=schools.csv", "district.columns.need="), "columns.need is empty", "the name of a column."),
    (("district.table=half.csv", "district.name=south"), "half.csv row 2: district is empty", "allowed: a name."),
    (("district.table=" + "x" * 300,), "cannot be read (File name too long)", "the path of a CSV file"),
    (("district.table=~nobody_of_that_name/x.csv",), "cannot be read", "the path of a CSV file"),
    (("district.edges=edges.csv", "district.roster=rosters.csv"), "district.roster=rosters.csv: the file does not",
     "Did you mean 'roster.csv'"),
    (("district.edges=edges.csv",), "without district.roster", "needs both files"),
    (("district.table=schools.csv", "district.edges=edges.csv"), "are both given", "not both"),
    (("district.table=schools.csv", "district.columns.teachers=fte"), "has no column 'fte'", "its columns are"),
    (("district.table=schools.csv", "district.columns.teacher=fte"), "Key 'district.columns.teacher'",
     "Did you mean 'district.columns.teachers'"),
    (("district.table=schools.csv", "district.schools=5"), "district.schools=5 has no effect beside district.table=",
     "allowed: one of the two"),
    (("district.staff=80", "district.edges=edges.csv", "district.roster=roster.csv"), "district.staff=80 has no effect",
     "allowed: one of the two"),
    (("district.table=schools.csv", "district=small"), "district=small has no effect beside district.table=schools.csv",
     "which says how large the district is; allowed: one of the two."),
    ((*SURVEY, "district.columns.need=x"), "district.columns.need=x has no effect beside district.edges=edges.csv;",
     "allowed: with a school table (district.table)."),
    ((*SURVEY, "district.columns={need: x}"), "district.columns.need=x has no effect", "with a school table"),
    (("district.table=schools.csv", "district.outsiders=drop"), "district.outsiders=drop has no effect beside",
     "allowed: with a survey (district.edges and district.roster)."),
    (("district.table=schools.csv", "district.nonrespondents=impute"), "district.nonrespondents=impute has no effect",
     "allowed: with a survey"),
    (("district.table=schools.csv", "district.columns.from=x"), "columns.from=x has no effect beside", "with a survey"),
    ((*SURVEY, "district.columns.from=to"),
     "edges.csv: column 'to' is read both as from and as to", "a column of its own for each (district.columns.from,"),
    (("district.table=schools.csv", "district.columns.novice=teachers_exp_4_10"), "read both as novice and as middle",
     "(district.columns.novice, district.columns.middle)."),
    (("district.table=two.csv",), "two.csv holds 2 districts", "district.name=: north, south"),
    (("district.table=two.csv", "district.name=noth"), "'noth' does not exist; allowed: north, south",
     "Did you mean 'north'"),
    (("district.table=spelt.csv", "district.name=river-county"), "may be any of 'River County', 'river_county'",
     "one of these as it is written"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "found", "allowed"), PATHS, ids=[" ".join(p[0])[:60] for p in PATHS])
def test_which_file_and_which_district(keys, found, allowed, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, schools=TABLE, edges=EDGES, roster=ROSTER, two=TWO, spelt=SPELT, half=TWO.replace("north", ""))
    sentence = refused(tmp_path, capsys, "show", "district", *keys)
    assert found in sentence and allowed in sentence


def test_a_preset_that_says_more_than_a_size_may_stand_beside_a_file(tmp_path):
    (tmp_path / "conf/district").mkdir(parents=True)
    write(tmp_path, schools=TABLE)
    file = f"district.table={tmp_path / 'schools.csv'}"
    for name, text in (("ours", "schools: 3\ncoach_schools: 1.0\n"), ("tiny", "schools: 3\n")):
        (tmp_path / f"conf/district/{name}.yaml").write_text(text)
    assert load(["district=ours", file], conf=tmp_path / "conf").district.coach_schools == 1
    assert load(["district=default", file]).district.schools == 20
    with pytest.raises(BadInput, match="district=tiny has no effect beside district.table="):
        load(["district=tiny", file], conf=tmp_path / "conf")


def test_the_keys_of_the_columns_are_those_that_are_read():
    assert set(columns.TABLE) == set(USUAL)
    assert set(columns.SURVEY) == {key.rstrip("_") for key in (*ROSTER_COLUMNS, *EDGE_COLUMNS)}


@pytest.mark.parametrize(("name", "school"), [("river_county", "C3"), ("River County", "B2")])
def test_a_district_as_it_is_written_goes_before_one_written_alike(name, school, tmp_path):
    write(tmp_path, spelt=SPELT)
    district = from_table(DistrictSettings(table=str(tmp_path / "spelt.csv"), name=name), 1)
    assert (district.name, district.schools.id.tolist()) == (name, [school])
    assert any("another spelling" in note for note in district.notes)


def test_what_a_file_does_not_hold_is_told(tmp_path, monkeypatch, capsys):
    """Not a mistake of the user: what was added or generated must not pass for a fact of the file."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, schools=TABLE, edges=EDGES, roster=ROSTER)
    assert main(["show", "district", "district.table=schools.csv", "district.coach_schools=1"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "added by the program 4 people who are not in the input" in said
    assert "Not in the table, generated: readiness and climate of the schools" in said
    assert main(["show", "district", "district.edges=edges.csv", "district.roster=roster.csv"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "generated: need, readiness, climate and turnover of the schools, and years of experience;" in said


def test_a_file_that_changed_is_read_anew(tmp_path):
    """A notebook that edits its file and runs again must not get the district of before."""
    write(tmp_path, schools=TABLE)
    settings = load(overrides=[*SHORT, "strategy=laissez_faire", f"district.table={tmp_path / 'schools.csv'}"])
    before = run_batch(settings)
    write(tmp_path, schools=TABLE.replace(",12,", ",30,"))
    after = run_batch(settings)
    assert after.manifest["posts"] == before.manifest["posts"] + 18
    assert not set(before.runs["run"]) & set(after.runs["run"])
    (tmp_path / "schools.csv").unlink()
    with pytest.raises(BadInput, match="does not exist"):
        run_batch(settings)
