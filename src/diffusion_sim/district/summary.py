"""A district at a glance: tables for the terminal and for notebooks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.district.district import ROLES, District
from diffusion_sim.district.statistics import BANDS, grade_odds, school_networks


def describe(district: District) -> pd.DataFrame:
    """Return one row per school.

    Returns
    -------
    DataFrame
        Columns school, name, level, feeder, staff, teachers, principals, coaches, teams, need, readiness,
        climate,
        turnover, novices (share with less than 4 years), mean_years, asks (mean number of colleagues asked
        in the school), asks_outside (in other schools), added (people not in the input).
    """
    schools, staff, ties = district.schools, district.staff, district.ties
    n = len(schools)
    seeker = staff.school[np.repeat(np.arange(len(staff)), np.diff(ties.start))]
    size = np.bincount(staff.school, minlength=n)
    role = {f"{r}{'es' if r == 'coach' else 's'}": np.bincount(staff.school[staff.role == k], minlength=n)
            for k, r in enumerate(ROLES)}  # fmt: skip
    first = np.flatnonzero(np.diff(staff.team, prepend=-1))
    return pd.DataFrame({
        "school": schools.id, "name": schools.name, "level": schools.level, "feeder": schools.feeder,
        "staff": size,
        **role, "teams": np.bincount(staff.school[first], minlength=n), "need": schools.need,
        "readiness": schools.readiness, "climate": schools.climate, "turnover": schools.turnover,
        "novices": np.bincount(staff.school, weights=staff.years < 4, minlength=n) / size,
        "mean_years": np.bincount(staff.school, weights=staff.years, minlength=n) / size,
        "asks": np.bincount(seeker[ties.layer == 0], minlength=n) / size,
        "asks_outside": np.bincount(seeker[ties.layer == 1], minlength=n) / size,
        "added": np.bincount(staff.school[staff.synthetic], minlength=n),
    })  # fmt: skip


def overview(district: District) -> pd.DataFrame:
    """Return the district in about twenty rows of (what, value): counts, spread of schools, networks, notes.

    Means of network statistics are over schools; an undefined one is empty.
    """
    table, networks = describe(district), school_networks(district)
    rows: list[tuple[str, object]] = [
        ("district", district.name), ("source", district.source), ("schools", len(table)),
        ("staff", district.n),
        ("teachers", int(table["teachers"].sum())), ("principals", int(table["principals"].sum())),
        ("coaches", int(table["coaches"].sum())), ("teams", int(table["teams"].sum())),
        ("ties inside schools", int((district.ties.layer == 0).sum())),
        ("ties between schools", int((district.ties.layer == 1).sum())),
    ]  # fmt: skip
    for column in ("staff", "need", "turnover", "novices", "readiness", "climate"):
        low, middle, high = table[column].quantile([0.0, 0.5, 1.0])
        rows.append((f"{column} per school (least, median, most)", f"{low:.3g}, {middle:.3g}, {high:.3g}"))
    for statistic in BANDS:
        value = grade_odds(networks) if statistic == "grade_odds" else float(networks[statistic].mean())
        rows.append((f"network: {statistic}", value))
    rows += [("note", note) for note in district.notes]
    return pd.DataFrame(rows, columns=["what", "value"])
