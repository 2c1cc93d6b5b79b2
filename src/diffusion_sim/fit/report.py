"""The target table: what the model and the null model give for every target, met or not, those not met included.

Readings are rows of one CSV file, so that the page can be written again without running anything, and one target can
be run again without the others. Every row carries the fingerprint of what made it; a row made by another version of
the program is said to be out of date, never mixed in silently.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.fit.measures import readings
from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.target import Target, read_target, target_names
from diffusion_sim.identity import sources
from diffusion_sim.settings.settings import Settings

COLUMNS = (
    "target", "model", "reading", "band_low", "band_high", "value", "low", "high", "standing", "made_with", "version",
)  # fmt: skip
MODELS = ("model", "null")
#: Where a value lies in its band; "at the edge" means that the 95 % interval holds both sides of the band's edge.
MET, MET_EDGE = "met", "met, at the edge"
NOT_EDGE, NOT_MET = "not met, at the edge", "not met"
BESIDE = ""
#: Files of the package that turn a run into a reading.
READERS = ("target.py", "trial.py", "reading.py", "measures")


def without_peers(arms: Mapping[str, Settings]) -> dict[str, Settings]:
    """Return the arms under the null model: colleagues' example, know-how and news do nothing."""
    return {k: replace(s, behaviour=replace(s.behaviour, contagion="none")) for k, s in arms.items()}


def standing(reading: Reading, bands: Mapping[str, tuple[float, float]]) -> str:
    """Return whether a value lies in its band, and whether its interval leaves that open; empty without a band."""
    if reading.name not in bands:
        return BESIDE
    if not np.isfinite(reading.value):
        return NOT_MET
    low, high = bands[reading.name]
    ends = [x for x in (reading.low, reading.high) if np.isfinite(x)]
    inside = [low <= x <= high for x in (*ends, reading.value)]
    if low <= reading.value <= high:
        return MET if all(inside) else MET_EDGE
    # An interval wider than the band may have both ends outside and the band within it.
    spans = len(ends) == 2 and ends[0] <= high and ends[1] >= low
    return NOT_EDGE if any(inside) or spans else NOT_MET


def fingerprint(target: Target, arms: Mapping[str, Settings]) -> str:
    """Return a short hash of everything that can change a target's readings under the full model."""
    size = {k: (s.run.replicates, s.run.districts) for k, s in arms.items()}
    plans = {k: s.canonical() for k, s in arms.items()}
    told = (sources(), _readers(), repr(target), repr(sorted(plans.items())), repr(sorted(size.items())))
    return hashlib.sha256("\x1e".join(told).encode()).hexdigest()[:12]


@cache
def _readers() -> str:
    home = Path(__file__).parent
    files = [p for name in READERS for p in (sorted((home / name).glob("*.py")) or [home / name])]
    return hashlib.sha256(b"\x1e".join(p.read_bytes() for p in files)).hexdigest()


def target_rows(target: Target, arms: Mapping[str, Settings], null: bool = False) -> pd.DataFrame:
    """Run a target and return one row per reading.

    Parameters
    ----------
    target : Target
    arms : mapping of arm to Settings
        As from ``target.settings()``.
    null : bool
        Run the null model instead (``behaviour.contagion=none``).

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`; band edges are NaN for a reading that is reported beside.
    """
    found = readings(target, without_peers(arms) if null else arms)
    made = fingerprint(target, arms)
    rows = []
    for r in found:
        low, high = target.bands.get(r.name, (np.nan, np.nan))
        said = standing(r, target.bands)
        rows.append((target.id, MODELS[null], r.name, low, high, r.value, r.low, r.high, said, made, sources()))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def read_rows(path: Path) -> pd.DataFrame:
    """Return the rows of a file of readings; none where the file does not exist."""
    if not path.is_file():
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.read_csv(path, dtype={"made_with": str, "version": str}, keep_default_na=False, na_values=["nan"])


def write_rows(path: Path, new: pd.DataFrame) -> pd.DataFrame:
    """Put rows into a file in place of the same targets' older rows of the same model, and return all."""
    old = read_rows(path)
    replaced = set(zip(new["target"], new["model"], strict=True))
    kept = old[[pair not in replaced for pair in zip(old["target"], old["model"], strict=True)]]
    both = new if kept.empty else pd.concat([kept, new], ignore_index=True)
    both = both.sort_values(["target", "model"], kind="stable", ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    both.to_csv(path, index=False, float_format="%.6g", na_rep="nan")
    return read_rows(path)


def out_of_date(rows: pd.DataFrame, names: Iterable[str] | None = None) -> list[tuple[str, str]]:
    """Return the (target, model) pairs that have no rows made by the program as it is now."""
    known = set(zip(rows["target"], rows["model"], rows["made_with"], strict=True))
    made = {}
    for name in names or target_names():
        target = read_target(name)
        made[name] = fingerprint(target, target.settings())
    return [(n, m) for n, made_with in made.items() for m in MODELS if (n, m, made_with) not in known]


def markdown(rows: pd.DataFrame) -> str:
    """Return the page of the target table from rows: an overview, then every target with all its readings."""
    targets = [read_target(n) for n in target_names() if n in set(rows["target"])]
    lines = [*_HEAD, "", *_counts(rows), "", "## At a glance", "", *_overview(targets, rows), ""]
    lines += ["## Target by target", ""]
    for target in targets:
        lines += _section(target, rows[rows["target"] == target.id])
    missing = [n for n in target_names() if n not in set(rows["target"])]
    if missing:
        lines += [f"Not run yet: {', '.join(missing)}.", ""]
    return "\n".join(lines).rstrip() + "\n"


_HEAD = (
    "# What the model reproduces, and what it does not",
    "",
    "Written by `python experiments/targets.py --write` from `experiments/targets/readings.csv`; do not edit by hand.",
    "",
    "Each target is a finding from the literature, run as an experiment of its own (`conf/target/`). A value is the",
    "mean over simulated districts, with its 95 % interval. *Met* means that the value lies in the band; *at the edge*",
    "means that the interval holds both sides of an edge of the band. Targets marked *set with it* were used to set",
    "coefficients, so meeting them is no proof; the others were only looked at afterwards. The null model is the same",
    "model without colleagues (`behaviour.contagion=none`), with no coefficient set anew: a target that it meets too",
    "does not speak for the part that colleagues play.",
)


def _verdict(rows: pd.DataFrame) -> str:
    """Return one word for the banded readings of a target under one model."""
    banded = rows[rows["standing"] != BESIDE]
    if banded.empty:
        return "-"
    good = int(banded["standing"].isin((MET, MET_EDGE)).sum())
    return "met" if good == len(banded) else f"**not met** ({good} of {len(banded)})"


def _of(rows: pd.DataFrame, model: str) -> pd.DataFrame:
    """Return the rows of one model; null rows only if made by the same version as the model's own."""
    own = rows[rows["model"] == "model"]
    chosen = rows[rows["model"] == model]
    return chosen[chosen["made_with"].isin(set(own["made_with"]))] if model == "null" and len(own) else chosen


def _counts(rows: pd.DataFrame) -> list[str]:
    said = []
    for model, name in zip(MODELS, ("the model", "the null model"), strict=True):
        parts = [_verdict(_of(part, model)) for _, part in rows.groupby("target")]
        run = [p for p in parts if p != "-"]
        said.append(f"Targets fully met by {name}: {sum(p == 'met' for p in run)} of {len(run)}.")
    versions = sorted(set(rows["version"]))
    if len(versions) > 1:
        return [*said, f"**The rows were made by {len(versions)} versions of the program; run --missing.**"]
    return [*said, f"Version of the program: {', '.join(versions)}."]


def _overview(targets: list[Target], rows: pd.DataFrame) -> list[str]:
    out = [
        "| target | finding | grade | role | model | null model |",
        "|---|---|---|---|---|---|",
    ]
    for t in targets:
        own = rows[rows["target"] == t.id]
        verdicts = " | ".join(_verdict(_of(own, m)) for m in MODELS)
        out.append(f"| {t.id} | {_cell(t.statement)} | {t.grade} | {_role(t)} | {verdicts} |")
    return out


def _section(target: Target, rows: pd.DataFrame) -> list[str]:
    own, null = _of(rows, "model"), _of(rows, "null").set_index("reading")
    out = [
        f"### {target.id}: {target.statement}", "",
        f"Source: {target.source}. Grade {target.grade}; {_role(target)}. Runs: {_runs(target)}.", "",
        "| reading | band | model, 95 % interval | | null model, 95 % interval | |",
        "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in own.to_dict("records"):
        other = null.loc[row["reading"]].to_dict() if row["reading"] in null.index else None
        beside = _value(other) + " | " + _said(other) if other is not None else "not run | "
        out.append(f"| {row['reading']} | {_band(row)} | {_value(row)} | {_said(row)} | {beside} |")
    made = ", ".join(sorted(set(own["made_with"])))
    return [*out, "", f"Fingerprint of the run: {made}.", ""]


def _runs(target: Target) -> str:
    run = next(iter(target.settings().values())).run
    if target.measure == "advice_networks":
        return f"{target.options['schools']:g} generated schools"
    return f"{run.replicates} replicates in {run.districts} districts per arm"


def _role(target: Target) -> str:
    return "set with it" if target.calibrates else "only looked at"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _said(row: Mapping[Any, Any]) -> str:
    said = str(row["standing"])
    return f"**{said}**" if said in (NOT_MET, NOT_EDGE) else said


def _band(row: Mapping[Any, Any]) -> str:
    low, high = float(row["band_low"]), float(row["band_high"])
    if not np.isfinite(low):
        return "none, beside"
    return f"{number(low)} or more" if low > 0.0 and high >= 100.0 * low else f"{number(low)} to {number(high)}"


def _value(row: Mapping[Any, Any]) -> str:
    value, low, high = (float(row[k]) for k in ("value", "low", "high"))
    if not np.isfinite(value):
        return "undefined"
    if not np.isfinite(low):
        return number(value)
    return f"{number(value)} ({number(low)} to {number(high)})"


def number(x: float) -> str:
    """Write a number with three significant digits, no exponent: 4,353, 0.0312, -2.5."""
    if abs(x) >= 1000.0:
        return f"{x:,.0f}"
    digits = 0 if x == 0.0 else max(0, 2 - int(np.floor(np.log10(abs(x)))))
    text = f"{x:.{min(digits, 4)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
