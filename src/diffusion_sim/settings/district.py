"""Settings of the district: which of three ways in, and the parameters of the generator.

Its rows of the ledger stand in three files: who works there (:mod:`diffusion_sim.settings.population`), how schools
differ (:mod:`diffusion_sim.settings.geography`), and here all else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.settings.columns import Columns
from diffusion_sim.settings.geography import Geography
from diffusion_sim.settings.parameter import check_ranges, parameter

COMP = "EVIDENCE 4a: 15 real advice networks (Pitts & Spillane 2009, HLSM), computed"
NC = "236 North Carolina schools, 2016-17, computed"

NONRESPONDENTS = ("keep", "impute")
OUTSIDERS = ("refuse", "drop")


@dataclass(frozen=True)
class DistrictSettings(Geography):
    """Where the district comes from and how its unknown parts are generated.

    Three ways in: ``edges`` and ``roster`` (a survey), ``table`` (facts per school), or neither (all
    generated: ``schools`` and ``staff``). ``staff`` includes principals and coaches.
    """

    schools: int = 20
    staff: int = 900
    table: str | None = None
    name: str | None = None
    edges: str | None = None
    roster: str | None = None
    columns: Columns = field(default_factory=Columns)
    nonrespondents: str = "keep"
    outsiders: str = "refuse"

    initial_use: float = parameter(
        0.01, 0, 1, "share", "assumption", "CONTRACT: a new practice starts at 0-1 %",
        "Share of staff who use the practice in week 0.")  # fmt: skip
    principal_backing: float = parameter(
        0.5, 0, 1, "share", "assumption", "no figure found (EVIDENCE 10): the middle",
        "Mean of the principals' backing in week 0.")  # fmt: skip
    out_degree: float = parameter(
        3.5,
        2,
        5.5,
        "ties",
        "measured",
        COMP,
        "Mean number of colleagues a person asks, whatever the school's size.",
    )
    out_degree_school_sd: float = parameter(
        0.2, 0, 0.4, "log ties", "derived", COMP + "; SD of school means less sampling error",
        "Spread of the mean out-degree over schools.")  # fmt: skip
    names_nobody: float = parameter(
        0.14, 0, 0.4, "share", "derived", COMP + "; 20 % name nobody, the rest of it by chance",
        "Share who ask nobody whatever the chance to.")  # fmt: skip
    receiver_sd: float = parameter(
        0.9,
        0.6,
        1.2,
        "log odds",
        "derived",
        COMP + ", generator check",
        "Spread of being asked (through standing).",
    )
    sender_sd: float = parameter(
        0.8, 0.6, 1.2, "log odds", "derived", COMP + ", generator check", "Spread of asking."
    )
    or_grade: float = parameter(
        2.5, 1, 4, "ratio", "measured", COMP, "Odds ratio of a tie within the same grade or subject group."
    )
    or_reciprocity: float = parameter(
        4.0, 1, 6, "ratio", "measured", COMP, "Odds ratio of asking someone who asks back."
    )
    or_attitude: float = parameter(
        1.35,
        1,
        1.7,
        "ratio",
        "measured",
        COMP,
        "Odds ratio of a tie between people of the same side of openness.",
    )
    closure: float = parameter(
        0.7, 0, 1, "share", "derived", COMP + "; tuned to clustering .3-.5; form: Jin, Girvan & Newman 2001",
        "Share of advisers found through colleagues (a colleague's colleague).")  # fmt: skip
    cross_share: float = parameter(
        0.05, 0, 0.12, "share", "assumption", "EVIDENCE 4b: none found", "Share of ties that cross schools."
    )
    coach_in: float = parameter(
        3.0, 1, 4, "ratio", "assumption", "ordering: Berebitsky & Andrews-Larson 2017; size assumed",
        "How much more a coach is asked than a teacher.")  # fmt: skip
    principal_in: float = parameter(
        0.7, 0.3, 1, "ratio", "assumption", "ordering: Berebitsky & Andrews-Larson 2017; size assumed",
        "How much a principal is asked, against a teacher.")  # fmt: skip
    team_size: float = parameter(
        6, 3, 12, "people", "assumption", "EVIDENCE 4a: same-grade share 20 % of pairs at n about 28",
        "Mean size of a team (grade or subject group).")  # fmt: skip
    need_mean: float = parameter(
        0.52, 0.1, 0.9, "share", "measured", NC, "Mean over schools of the share of pupils in poverty."
    )
    need_sd: float = parameter(
        0.20, 0, 0.3, "share", "measured", NC, "Spread over schools of the share of pupils in poverty."
    )
    turnover_mean: float = parameter(
        0.16, 0.05, 0.35, "share per year", "measured", "NCES 2024-039: 16 % leave their school in a year",
        "Mean yearly share of teachers who leave their school.")  # fmt: skip
    turnover_sd: float = parameter(
        0.045, 0, 0.1, "share per year", "derived", NC + ": yearly SD .078 x sqrt(lag-1 correlation .33)",
        "Spread over schools of the long-run turnover.")  # fmt: skip
    turnover_need: float = parameter(
        0.44, 0, 0.8, "correlation", "derived", NC + ": yearly correlation .25 / sqrt(.33)",
        "Correlation over schools of long-run turnover with need.")  # fmt: skip
    turnover_shrink: float = parameter(
        0.33, 0, 1, "ratio", "measured", "North Carolina panel 2014-17: lag-1 correlation of school turnover",
        "Share of a school's deviation in one year that lasts.")  # fmt: skip
    novice_share: float = parameter(
        0.23, 0, 0.6, "share", "measured", NC, "Share of staff with 0-3 years of experience."
    )
    middle_share: float = parameter(
        0.26, 0, 0.4, "share", "measured", NC, "Share of staff with 4-10 years of experience."
    )
    novice_sd: float = parameter(
        0.10, 0, 0.2, "share", "derived", NC + ": SD .12 less the sampling error of about 40 teachers",
        "Spread over schools of the share of novices.")  # fmt: skip
    novice_need: float = parameter(
        0.48,
        0,
        0.8,
        "correlation",
        "measured",
        NC,
        "Correlation over schools of the share of novices with need.",
    )
    coach_schools: float = parameter(
        0.49, 0, 1, "share", "measured", "NCES NTPS 2020-21: 48.7 % of public schools have a coach",
        "Share of schools with an in-house coach.")  # fmt: skip
    coach_staff: float = parameter(
        45, 10, 60, "staff per coach", "measured", "EAB: 1 coach to 45 teachers where present",
        "Staff per coach in a school with coaches.")  # fmt: skip
    openness_standing: float = parameter(
        0.0,
        -0.3,
        0.3,
        "correlation",
        "assumption",
        "CONTRACT: none by default",
        "Rank correlation, openness-standing.",
    )
    openness_availability: float = parameter(
        0.0, -0.3, 0.3, "correlation", "assumption", "CONTRACT: none by default",
        "Rank correlation, openness-availability.")  # fmt: skip

    def __post_init__(self) -> None:
        if isinstance(self.columns, Mapping):
            object.__setattr__(self, "columns", Columns.from_mapping(self.columns))
        check_ranges("district", self)
        for key in ("schools", "staff"):
            value = getattr(self, key)
            if isinstance(value, bool) or not isinstance(value, int) or value < 1:
                raise BadInput(f"district.{key}={value!r} is out of range; allowed: a whole number from 1.")
        for key in ("table", "name", "edges", "roster"):
            value = getattr(self, key)
            if value is not None and not isinstance(value, str):
                raise BadInput(f"district.{key}={value!r} is no text; put it in quotes.")
            if value is not None and not value.strip():
                allowed = "the name of a district" if key == "name" else "the path of a CSV file"
                raise BadInput(f"district.{key} is empty; allowed: {allowed}.")
        if self.nonrespondents not in NONRESPONDENTS:
            raise unknown("option district.nonrespondents=", self.nonrespondents, NONRESPONDENTS)
        if self.outsiders not in OUTSIDERS:
            raise unknown("option district.outsiders=", self.outsiders, OUTSIDERS)
        self._check_route()

    def _check_route(self) -> None:
        survey = [k for k in ("edges", "roster") if getattr(self, k) is not None]
        if self.table is not None and survey:
            raise BadInput(
                f"district.table and district.{survey[0]} are both given; allowed: a school table, "
                "or edges and roster of a survey, not both."
            )
        if len(survey) == 1:
            missing = "roster" if survey[0] == "edges" else "edges"
            raise BadInput(f"district.{survey[0]} is given without district.{missing}; a survey needs both files.")
        if self.table is None and not survey and self.staff < self.schools:
            raise BadInput(
                f"district.staff={self.staff} is fewer than district.schools={self.schools}; allowed: "
                "at least one person (the principal) per school."
            )
