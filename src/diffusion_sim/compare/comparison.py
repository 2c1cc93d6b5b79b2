"""The comparison: every arm against the reference, pair by pair under the same district, luck and design."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.additional import Price, prices
from diffusion_sim.compare.contrast import Pair, contrast, summary
from diffusion_sim.compare.money import on_money
from diffusion_sim.compare.need import why_no_gap
from diffusion_sim.compare.notes import notes, on_assumptions, readable, underspent
from diffusion_sim.compare.parts import on_parts, why_equal
from diffusion_sim.compare.systems import on_systems
from diffusion_sim.compare.told import Told, told_of
from diffusion_sim.compare.windows import on_patience, on_windows
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.outcomes import HEADLINE, REGISTRY, describe
from diffusion_sim.tables import REPLICATE, HasTables


@dataclass(frozen=True)
class Comparison:
    """What was compared and what came out.

    Attributes
    ----------
    arms : DataFrame
        One row per arm and outcome: mean, low, high (interval of the mean), p10, median, p90 (over
        replicates), between, within (variances), replicates, undefined.
    differences : DataFrame
        One row per arm other than the reference and outcome: paired difference with interval, the two
        variances, ``p_better`` (share of paired replicates in which the arm is better; higher where no
        direction is better), variance ratio of independent to paired seeds, verdict, and replicates still
        needed.
    names : tuple of str
        The arms in order, the reference first.
    headline : str
        The outcome fixed beforehand.
    level : float
        Confidence level of all intervals.
    fixed_district : bool
        Whether intervals speak of these districts alone.
    flagged : tuple of str
        Arms that spent less than 95 % of the budget.
    notes : tuple of str
        What a reader must know, one sentence each.
    district_notes : tuple of str
        What was read of a district from files and what was added to it, one sentence each.
    no_gap : str
        Why the gaps by need of school are undefined in every run; empty where they are not.
    additional : mapping of arm to Price
        Money per additional lasting deep user; empty where no arm that does nothing is compared.
    own : bool
        Whether the districts are drawings of one that was read from a table of its schools.
    districts : int
        Districts in which all arms were run, with a value of an outcome or without.
    systems : tuple of Told
        What is told and what is assumed of named systems among the arms.
    equal : mapping of arm to str
        Of arms that have the same parts as the reference, what made them the same.
    """

    arms: pd.DataFrame
    differences: pd.DataFrame
    names: tuple[str, ...]
    headline: str
    level: float
    fixed_district: bool
    flagged: tuple[str, ...]
    notes: tuple[str, ...]
    district_notes: tuple[str, ...] = ()
    no_gap: str = ""
    additional: Mapping[str, Price] = field(default_factory=dict)
    own: bool = False
    districts: int = 0
    systems: tuple[Told, ...] = ()
    equal: Mapping[str, str] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """The arm that all others are compared with."""
        return self.names[0]

    @property
    def told(self) -> str:
        """The outcome of the sentences: the headline, or deep use at a horizon that ends before its week."""
        return readable(self.differences, self.headline)

    def __str__(self) -> str:
        """Return the table for a terminal of 100 columns."""
        from diffusion_sim.compare.terminal import to_text

        return to_text(self)

    def to_frame(self) -> pd.DataFrame:
        """Return all differences with verdict and needed replicates in words, the headline outcome first."""
        frame = self.differences.copy()
        frame["words"] = [words.verdict_words(row) for row in words.rows(frame)]
        frame["still_needed"] = [words.needed_words(row, self.own) for row in words.rows(frame)]
        order = frame["outcome"].ne(self.headline)
        return frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)

    def row(self, arm: str, outcome: str | None = None) -> pd.Series:
        """Return the row of ``differences`` of one arm, by default of the outcome that is told."""
        outcome = self.told if outcome is None else outcome
        found = self.differences.query("arm == @arm and outcome == @outcome")
        if found.empty:
            raise unknown("compared arm", arm, self.names[1:])
        return found.iloc[0]

    def sentences(self) -> list[str]:
        """Return the headline of every contrast in words; first of all where there is nothing to compare."""
        said = {arm: words.headline(self.row(arm), self.level, self.own, self.districts) for arm in self.names[1:]}
        return [f"{self.equal[arm]} {text}" if arm in self.equal else text for arm, text in said.items()]


def compare(
    batch: HasTables,
    reference: str | None = None,
    arms: Sequence[str] | None = None,
    headline: str = HEADLINE,
    level: float = 0.95,
    fixed_district: bool = False,
) -> Comparison:
    """Compare the arms of a batch; see :func:`compare_runs`, which needs the table ``runs`` alone."""
    own = batch.manifest.get("district_source") == "table"
    found = compare_runs(batch.runs, reference, arms, headline, level, fixed_district, own)
    said = (*found.notes[:-1], *_on_plan(batch, found.names), on_assumptions(found.names, batch.manifest))
    about = tuple(batch.manifest.get("district_notes", ()))
    found = replace(found, equal=why_equal(batch.manifest, found.names))
    told = _only_by_construction(found, batch.manifest)
    systems = told_of(batch.manifest, found.names)
    found = replace(found, differences=told, notes=said, district_notes=about, systems=systems)
    return replace(found, no_gap=why_no_gap(batch.schools))


def _only_by_construction(found: Comparison, manifest: Mapping[str, Any]) -> pd.DataFrame:
    """Return the differences; "by construction" is kept for arms of the same parts, whatever came out alike."""
    told = {arm["name"] for arm in manifest.get("settings", {}).get("arms", ())}
    other = [arm for arm in found.names[1:] if arm in told and arm not in found.equal]
    table = found.differences.copy()
    alike = (table["verdict"] == words.BY_CONSTRUCTION) & table["arm"].isin(other)
    table.loc[alike, "verdict"] = np.where(table.loc[alike, "difference"].isna(), words.UNDEFINED, words.NONE_SEEN)
    return table


def _on_plan(batch: HasTables, names: Sequence[str]) -> tuple[str, ...]:
    about = batch.manifest
    said = (*on_parts(about, names), *on_windows(about, names), *on_patience(about, batch.ledger, names))
    return (*on_systems(about, names), *on_money(about), *said)


def compare_runs(
    runs: pd.DataFrame,
    reference: str | None = None,
    arms: Sequence[str] | None = None,
    headline: str = HEADLINE,
    level: float = 0.95,
    fixed_district: bool = False,
    own: bool = False,
) -> Comparison:
    """Compare arms with the reference on every outcome.

    Parameters
    ----------
    runs : DataFrame
        The table ``runs`` (one row per run and outcome).
    reference : str, optional
        Default: the first arm.
    arms : sequence of str, optional
        Arms to compare, default all.
    headline : str
        Outcome fixed beforehand; comes first everywhere.
    level : float
        Confidence level in (0.5, 1).
    fixed_district : bool
        Hold the districts fixed (a leader's own district); always so with one district.
    own : bool
        The districts are drawings of one that was read from a table of its schools.

    Raises
    ------
    BadInput
        Unknown arm or outcome, fewer than two arms, no replicate in common, level out of range.
    """
    describe(headline)
    if not 0.5 < level < 1:
        raise BadInput(f"level={level!r} is out of range; allowed: between 0.5 and 1.")
    names = _names(runs, reference, arms)
    wide = _wide(runs, names)
    index = wide[names[0]].index
    district, luck = (index.get_level_values(k).to_numpy(dtype=np.int64) for k in ("district", "luck"))
    same = {a: _identical(wide[a], wide[names[0]]) for a in names[1:]}
    means, contrasts = [], []
    for outcome in [o for o in REGISTRY if o in wide[names[0]].columns]:
        columns = {a: wide[a][outcome].to_numpy(dtype=float) for a in names}
        for arm in names:
            means.append(summary(arm, outcome, columns[arm], district, luck, level, fixed_district))
        for arm in names[1:]:
            pair = Pair(arm, names[0], outcome, columns[arm], columns[names[0]], same[arm])
            contrasts.append(contrast(pair, district, luck, level, fixed_district))
    table, each = pd.DataFrame(contrasts), pd.DataFrame(means)
    many = len(np.unique(district))
    fixed = fixed_district or many == 1
    flagged = underspent(each)
    spent = each[each["outcome"] == "budget_spent"].set_index("arm")["mean"]
    said = (*notes(index, fixed, flagged, table, spent, headline, own), on_assumptions(names))
    more = prices(wide, district, luck, level, fixed_district)
    return Comparison(each, table, names, headline, level, fixed, flagged, said, additional=more, own=own,
                      districts=many)  # fmt: skip


def _names(runs: pd.DataFrame, reference: str | None, arms: Sequence[str] | None) -> tuple[str, ...]:
    known = [str(a) for a in pd.unique(runs["arm"])]
    wanted = list(dict.fromkeys(known if arms is None else arms))
    for arm in [*wanted, *([] if reference is None else [reference])]:
        if arm not in known:
            raise unknown("arm", arm, known)
    first = wanted[0] if reference is None else reference
    names = (first, *(a for a in wanted if a != first))
    if len(names) < 2:
        raise BadInput(f"there is one arm, {first!r}, and nothing to compare it with; allowed: two arms or more.")
    return names


def _wide(runs: pd.DataFrame, names: tuple[str, ...]) -> dict[str, pd.DataFrame]:
    """Return per arm the replicates (rows) x outcomes (columns) that all arms have in common."""
    out = {}
    for arm in names:
        rows = runs[runs["arm"] == arm]
        if rows.duplicated([*REPLICATE, "outcome"]).any():
            raise BadInput(f"table runs: the arm {arm!r} has two runs of one replicate; allowed: one.")
        out[arm] = rows.pivot(index=list(REPLICATE), columns="outcome", values="value")
    common = out[names[0]].index
    for arm in names[1:]:
        common = common.intersection(out[arm].index)
    if common.empty:
        raise BadInput("table runs: the arms have no replicate (district, luck, design) in common.")
    common = common.sort_values()
    return {arm: frame.loc[common] for arm, frame in out.items()}


def _identical(a: pd.DataFrame, b: pd.DataFrame) -> bool:
    return a.equals(b[a.columns])
