"""The survey reader: direction, what is kept, what is added, and a sentence for whatever is wrong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from diffusion_sim.district.build import build_district
from diffusion_sim.district.district import COACH, PRINCIPAL, District
from diffusion_sim.district.predictive import predictive_check, predictive_summary
from diffusion_sim.district.statistics import school_networks
from diffusion_sim.errors import BadInput
from diffusion_sim.settings.district import DistrictSettings

ROSTER = "school,person,role,team,years\n1,a,principal,x,3\n1,b,,x,4\n1,c,coach,y,5.5\n"
SILENT = "school,person,likely_nonrespondent\n1,a,0\n1,b,\n1,c,1\n"
EDGES = "school,from,to\n1,a,b\n1,b,c\n"


def survey(
    folder: Path, edges: str | bytes = EDGES, roster: str | bytes = ROSTER, **changed: object
) -> District:
    for name, text in (("edges.csv", edges), ("roster.csv", roster)):
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    paths = {"edges": str(folder / "edges.csv"), "roster": str(folder / "roster.csv")}
    return build_district(DistrictSettings(**{**paths, **changed}), 5)  # type: ignore[arg-type]


def named_ties(district: District, observed: bool = True) -> set[tuple[str, str, str]]:
    """Ties inside schools as (school, seeker, adviser)."""
    staff, ties = district.staff, district.ties
    seeker = np.repeat(np.arange(district.n), np.diff(ties.start))
    return {
        (str(district.schools.id[staff.school[i]]), str(staff.person[i]), str(staff.person[j]))
        for i, j, layer in zip(seeker, ties.to, ties.layer, strict=True)
        if layer == 0 and not (observed and (staff.synthetic[i] or staff.synthetic[j]))
    }


def test_from_asks_to(tmp_path: Path) -> None:
    d = survey(tmp_path)
    assert named_ties(d) == {("1", "a", "b"), ("1", "b", "c")}
    row = {str(p): i for i, p in enumerate(d.staff.person)}
    assert d.ties.to[d.ties.start[row["a"]] : d.ties.start[row["a"] + 1]].tolist() == [row["b"]]
    assert d.ties.start[row["c"] + 1] == d.ties.start[row["c"]], "c is asked and asks nobody"
    assert d.staff.standing[row["c"]] > d.staff.standing[row["a"]], "who is asked stands higher"
    assert d.staff.years[row["c"]] == 5.5
    assert d.staff.role[row["a"]] == PRINCIPAL and d.staff.role[row["c"]] == COACH
    assert not d.staff.synthetic.any()


def test_file_is_kept_and_gaps_are_filled(data: Path) -> None:
    s = DistrictSettings(edges=str(data / "survey/edges.csv"), roster=str(data / "survey/roster.csv"))
    d = build_district(s, 5)
    lines = (data / "survey/edges.csv").read_text().split()[1:]
    assert named_ties(d) == {tuple(line.split(",")) for line in lines}
    assert (d.staff.role == PRINCIPAL).sum() == 3
    assert d.staff.synthetic.sum() == d.n - 30
    added = np.flatnonzero(d.staff.synthetic)
    seeker = np.repeat(np.arange(d.n), np.diff(d.ties.start))
    assert np.isin(seeker, added).any() and np.isin(d.ties.to, added).any()
    assert not np.isnan(d.staff.years).any()
    assert "30 people and" in d.notes[0]
    assert "2 likely non-respondents, kept as asking nobody." in d.notes
    assert any("principals" in note and "added" in note for note in d.notes)


def test_imputing_gives_ties_to_nonrespondents_only(data: Path) -> None:
    paths = {"edges": str(data / "survey/edges.csv"), "roster": str(data / "survey/roster.csv")}
    keep = named_ties(build_district(DistrictSettings(**paths), 5))
    done = build_district(DistrictSettings(**paths, nonrespondents="impute"), 5)
    new = named_ties(done) - keep
    assert keep <= named_ties(done)
    assert new and {(s, i) for s, i, _ in new} <= {("north", "16"), ("south", "11")}
    assert any("imputed" in note for note in done.notes)


def test_other_column_names(tmp_path: Path) -> None:
    roster = "site,who,job\n1,a,principal\n1,b,teacher\n1,c,coach\n"
    edges = "site,asker,asked\n1,a,b\n1,b,c\n"
    names = {"school": "site", "person": "who", "role": "job", "from": "asker", "to": "asked"}
    d = survey(tmp_path, edges, roster, columns=names)
    assert named_ties(d) == {("1", "a", "b"), ("1", "b", "c")}
    assert len(np.unique(d.staff.team)) == 1


@pytest.mark.parametrize(("no", "yes"), [("0", "1"), ("FALSE", "TRUE"), ("no", "Yes"), ("0.0", "1.0"), ("", "true")])
def test_nonrespondents_are_marked_as_spreadsheets_do(no: str, yes: str, tmp_path: Path) -> None:
    d = survey(tmp_path, "school,from,to\n1,a,b\n", SILENT.replace(",0\n", f",{no}\n").replace(",1\n", f",{yes}\n"))
    assert "1 likely non-respondent, kept as asking nobody." in d.notes


def test_same_person_id_in_two_schools(tmp_path: Path) -> None:
    roster = "school,person\n1,a\n1,b\n2,a\n2,b\n"
    d = survey(tmp_path, "school,from,to\n1,a,b\n2,b,a\n", roster)
    assert named_ties(d) == {("1", "a", "b"), ("2", "b", "a")}


def test_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    head, *rows = ROSTER.split()
    d = survey(tmp_path)
    e = survey(tmp_path, roster="\n".join([head, *rows[::-1]]))
    assert np.array_equal(d.staff.post, e.staff.post)
    assert np.array_equal(d.staff.standing, e.staff.standing)
    assert np.array_equal(d.ties.key, e.ties.key)


def test_columns_of_a_roster_that_are_not_read_are_listed(tmp_path: Path) -> None:
    more = "school,person,role,room,shoe size\n1,a,principal,7,40\n1,b,,8,41\n1,c,coach,9,42\n"
    assert survey(tmp_path, roster=more).notes[-1] == "Columns not read: room, shoe size."
    assert not any("not read" in note for note in survey(tmp_path).notes)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Experience", "years"), ("Years of experience", "years"), ("Grade", "team"), ("Department", "team")],
)
def test_a_column_of_a_roster_that_plainly_means_a_key_is_not_left_out(name: str, key: str, tmp_path: Path) -> None:
    roster = f"school,person,{name}\n1,a,3\n1,b,4\n1,c,5\n"
    with pytest.raises(BadInput, match=rf"column '{name}' of .* did you mean it for {key}"):
        survey(tmp_path, roster=roster)
    made = survey(tmp_path, roster=roster, columns={key: name})
    assert key == "team" or {3.0, 4.0, 5.0} <= set(made.staff.years.tolist())


def test_self_ties_repeats_and_outsiders_are_counted(tmp_path: Path) -> None:
    edges = EDGES + "1,a,a\n1,a,b\n1,b,zed\n1,zed,c\n"
    d = survey(tmp_path, edges, outsiders="drop")
    assert named_ties(d) == {("1", "a", "b"), ("1", "b", "c")}
    assert "2 ties with people outside the roster dropped." in d.notes
    assert "1 tie to oneself dropped." in d.notes
    assert "1 repeated tie dropped." in d.notes


def test_byte_order_mark_and_blank_rows_are_fine(tmp_path: Path) -> None:
    d = survey(tmp_path, "\ufeff" + EDGES.replace("\n", "\r\n") + ",,\r\n", "\ufeff" + ROSTER + "\n\n")
    assert len(named_ties(d)) == 2


def test_a_survey_without_ties_and_of_one_person_runs(tmp_path: Path) -> None:
    assert survey(tmp_path, "school,from,to\n1,a,a\n", "school,person,role\n1,a,principal\n").n == 1


BAD = [
    ({"edges": "school,from,too\n1,a,b\n"}, ["edges.csv has no column 'to'", "Did you mean 'too'?"]),
    ({"columns": {"team": "grdae"}}, ["no column 'grdae' (district.columns.team)", "school, person"]),
    (
        {"edges": EDGES + "1,a,bb\n"},
        ["row 4: to 'bb' is nobody in the roster of school '1'", "outsiders=drop", "'b'?"],
    ),
    ({"edges": EDGES + "1,a,\n"}, ["row 4: to is empty"]),
    ({"edges": EDGES + "7,a,b\n"}, ["row 4: school '7' is empty, nobody in the roster works there"]),
    ({"roster": ROSTER + "1,b,,x,4\n"}, ["row 5: person 'b' of school '1' is there twice (first in row 3)"]),
    ({"roster": ROSTER + "1,d,principal,x,4\n"}, ["second principal (first in row 2)"]),
    ({"roster": ROSTER + "1,d,coahc,x,4\n"}, ["role 'coahc' is no role", "Did you mean 'coach'?"]),
    ({"roster": ROSTER + "1,d,,x,many\n"}, ["row 5: years 'many' is no number", "from 0 to 70"]),
    ({"roster": ROSTER + '1,d,,x,"3,5"\n'}, ["years '3,5' is no number", "decimal point"]),
    ({"roster": ROSTER + "1,d,,x,-2\n"}, ["years '-2' is out of range"]),
    ({"roster": ROSTER + "1,d,,x,nan\n"}, ["years 'nan' is out of range"]),
    ({"roster": ROSTER + "1,,,x,2\n"}, ["row 5: person is empty"]),
    ({"roster": ROSTER + "1,4.0,,x,2\n"}, ["person '4.0' looks like an id changed by a spreadsheet"]),
    ({"edges": "school,from,to\n1,1E+05,b\n"}, ["from '1E+05' looks like an id changed by a spreadsheet"]),
    ({"edges": "school,from,to\n1,a,05-Mar\n"}, ["to '05-Mar' looks like an id changed by a spreadsheet"]),
    ({"edges": "school,from,to\n2026-03-05,a,b\n"}, ["school '2026-03-05' looks like an id changed"]),
    ({"edges": EDGES.replace(",", ";")}, ["edges.csv is separated by semicolons; allowed: commas"]),
    ({"edges": EDGES.replace(",", "\t")}, ["edges.csv is separated by tabs"]),
    (
        {"roster": ROSTER.encode() + "1,Zo\u00eb,,x,2\n".encode("latin-1")},
        ["roster.csv row 5: byte 0xeb is not UTF-8"],
    ),
    ({"roster": b"PK\x03\x04rest"}, ["roster.csv is an Excel workbook"]),
    ({"roster": "school,person\n"}, ["roster.csv has no rows"]),
    ({"edges": ""}, ["edges.csv row 1 is empty"]),
    ({"edges": "school,from,to,to\n1,a,b,c\n"}, ["column 'to' twice"]),
    ({"edges": EDGES + "1,a\n"}, ["row 4 has 2 cells; allowed: 3"]),
    ({"roster": SILENT + "1,d,0.5\n"}, ["row 5: likely_nonrespondent '0.5'", "TRUE or FALSE, yes or no"]),
    ({"roster": SILENT + "1,d,maybe\n"}, ["row 5: likely_nonrespondent 'maybe' is neither; allowed: 0 or 1"]),
    ({"nonrespondents": "impute"}, ["nonrespondents=impute", "no column 'likely_nonrespondent'"]),
]


@pytest.mark.parametrize(("changed", "words"), BAD, ids=[w[0][:40] for _, w in BAD])
def test_bad_input_is_one_sentence(tmp_path: Path, changed: dict[str, object], words: list[str]) -> None:
    with pytest.raises(BadInput) as error:
        survey(tmp_path, **changed)  # type: ignore[arg-type]
    text = str(error.value)
    assert all(word in text for word in words), text
    assert "\n" not in text


@pytest.mark.parametrize(("name", "role"), [("added principal", "principal"), ("added coach 1", "coach")])
def test_a_person_with_the_id_of_an_added_one(name: str, role: str, tmp_path: Path) -> None:
    roster = "school,person,role\n" + "".join(f"1,{who},\n" for who in "abcdefghijkl") + f"1,{name},"
    said = rf"roster.csv row 14: person '{name}' has the id of the {role} .* school '1'; allowed: another id, or"
    with pytest.raises(BadInput, match=said):
        survey(tmp_path, "school,from,to\n1,a,b\n", roster + "\n", coach_schools=1.0)
    d = survey(tmp_path, "school,from,to\n1,a,b\n", roster + role + "\n", coach_schools=1.0)
    assert d.staff.person.tolist().count(name) == 1, "as that role the person is nobody's double"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    survey(tmp_path)
    paths = {"edges": str(tmp_path / "edgs.csv"), "roster": str(tmp_path / "roster.csv")}
    with pytest.raises(BadInput, match=r"edgs.csv: the file does not exist. Did you mean 'edges.csv'\?"):
        build_district(DistrictSettings(**paths), 1)
    with pytest.raises(BadInput, match="is a folder"):
        build_district(DistrictSettings(edges=str(tmp_path), roster=paths["roster"]), 1)


def test_real_survey(real_data: Path) -> None:
    folder = real_data / "school_advice"
    paths = {"edges": str(folder / "edges.csv"), "roster": str(folder / "nodes.csv")}
    d = build_district(DistrictSettings(**paths), 5)
    assert len(named_ties(d)) == 1540
    assert (~d.staff.synthetic).sum() == 433
    assert "56 likely non-respondents, kept as asking nobody." in d.notes
    networks = school_networks(d)
    published = networks[["out_degree", "reciprocity", "clustering", "transitivity"]].mean()
    assert published.to_numpy() == pytest.approx([3.46, 0.331, 0.438, 0.389], abs=0.006)
    assert (networks["component"] == 1).all()
    done = build_district(DistrictSettings(**paths, nonrespondents="impute"), 5)
    assert 120 < len(named_ties(done)) - 1540 < 450


def test_generated_schools_resemble_the_real_ones(real_data: Path) -> None:
    folder = real_data / "school_advice"
    real = build_district(
        DistrictSettings(edges=str(folder / "edges.csv"), roster=str(folder / "nodes.csv")), 5
    )
    table = predictive_summary(predictive_check(real, DistrictSettings(), copies=60)).set_index("statistic")
    assert (table["inside"] >= 0.5).all(), table.to_string()
    assert table["inside"].mean() > 0.75, table.to_string()
