"""Stop when sure: replicates are added until every paired difference is settled, or the budget is spent."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace

import pandas as pd

from diffusion_sim.compare import words
from diffusion_sim.compare.nested import estimate
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.replicates import DISTRICTS, Replicate
from diffusion_sim.sequential.few import carried
from diffusion_sim.sequential.follow import Followed, Look, follow, frame, unit_means
from diffusion_sim.sequential.mixture import F8
from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import OPEN, Rule, mostly
from diffusion_sim.sequential.source import More, Progress, temporary_store, there, values
from diffusion_sim.settings.settings import Settings

#: Units printed in points: a half-width of 0.5 is 0.005 in the tables.
POINTS = ("share", "points")
#: Half-width in points where nothing is said.
HALF_WIDTH = 0.5


@dataclass(frozen=True)
class SureResult:
    """What is sure now.

    Attributes
    ----------
    contrasts : DataFrame
        One row per arm other than the reference: ``arm, reference, outcome, label, unit, better, difference, low,
        high, half_width`` (unit of the tables), ``verdict`` (as in a comparison), ``settled_by`` (``half-width``,
        ``sign``, ``by construction`` or ``cannot tell within the budget``), ``settled_at`` (replicates; missing where
        open), ``replicates, failed`` (replicates in which a run of the two failed), ``undefined`` (the others without
        a difference), ``districts, between, within, needed`` (about how many replicates in all the half-width would
        take, missing where reached), ``defined, counted`` (districts with a difference, and all of them; replicates
        where districts are held fixed), ``carried`` (share of the variance that a tenth of the units carry). The
        verdict is "cannot tell" where more than half is undefined.
    looks : DataFrame
        One row per contrast and look: the interval of the look, and what all looks so far have in common.
    reps : tuple of Replicate
        The replicates that were run, in order.
    outcome : str
    rule : Rule
    order : Order
        With the lucks per further district as they were decided.
    """

    contrasts: pd.DataFrame
    looks: pd.DataFrame
    reps: tuple[Replicate, ...]
    outcome: str
    rule: Rule
    order: Order

    @property
    def all_settled(self) -> bool:
        """Whether no contrast is open."""
        return bool((self.contrasts["settled_by"] != OPEN).all())

    def sentences(self) -> list[str]:
        """Return what is sure and what is not, in words."""
        from diffusion_sim.sequential.words import sentences

        return sentences(self)


def until_sure(
    settings: Settings,
    outcome: str = HEADLINE,
    half_width: float | None = None,
    confidence: float = 0.95,
    most: int = 2000,
    *,
    settle: str = "either",
    interval: str = "mixture",
    fixed_district: bool = False,
    more: More | None = None,
    progress: Progress | None = None,
) -> SureResult:
    """Add replicates until the difference of every arm from the first is settled.

    Parameters
    ----------
    settings : Settings
        Two arms or more, the first is the reference. ``run.districts`` (default 20) is the number of districts of the
        first look; further ones are added. ``run.replicates`` is not used.
    outcome : str
    half_width : float, optional
        In the printed unit of the outcome: points for shares, where it is 0.5 if left out; needed in other units.
    confidence : float
        Chance, in (0.5, 1), that the intervals of all contrasts hold, at all looks together.
    most : int
        Most replicates of an arm.
    settle : {"either", "width", "sign"}
        What settles a difference: the half-width, an interval that leaves out 0, or whichever comes first.
    interval : {"mixture", "bounded"}
        ``bounded`` assumes nothing about the distribution of a share and is wider; see :class:`.rule.Rule`.
    fixed_district : bool
        Hold the districts fixed (a leader's own); always so for a survey and for ``run.districts=1``.
    more : callable, optional
        ``more(settings, replicates)`` returns the table ``runs`` with at least those replicates. Default: a store in a
        temporary folder; :class:`.source.FromStore` keeps one, so that a stopped search goes on.
    progress : callable, optional
        Called as ``progress(done, total, step)``.

    Returns
    -------
    SureResult

    Raises
    ------
    BadInput
        Unknown outcome, fewer than two arms, a half-width, confidence or budget that cannot be.
    """
    rule, order = check(settings, outcome, half_width, confidence, most, settle, interval, fixed_district)
    given = nullcontext(more) if more is not None else temporary_store(outcome, progress)
    reference, *others = settings.arms
    last: dict[str, F8] = {}
    table = pd.DataFrame()
    with given as source:

        def differences(reps: list[Replicate]) -> dict[str, F8]:
            nonlocal table
            table = runs = source(settings, reps)
            base = values(runs, reference.name, outcome, reps)
            last.update({arm.name: values(runs, arm.name, outcome, reps) - base for arm in others})
            return last

        followed = follow(differences, order, rule)
    same = {arm.name: replace(arm, name=reference.name, about=reference.about) == reference for arm in others}
    ran = {arm.name: there(table, arm.name, followed.reps) for arm in settings.arms}
    lost = {arm.name: int((~(ran[arm.name] & ran[reference.name])).sum()) for arm in others}
    rows = [_row(name, reference.name, outcome, followed, rule, last[name], same[name], lost[name]) for name in last]
    return SureResult(pd.DataFrame(rows), frame(followed), followed.reps, outcome, rule, followed.order)


def check(
    settings: Settings,
    outcome: str,
    half_width: float | None,
    confidence: float,
    most: int,
    settle: str = "either",
    interval: str = "mixture",
    fixed_district: bool = False,
) -> tuple[Rule, Order]:
    """Return the rule and the order of :func:`until_sure`; raises as it does, before anything is run."""
    what = describe(outcome)
    if len(settings.arms) < 2:
        raise BadInput(
            f"there is one arm, {settings.arms[0].name!r}, and nothing to compare it with; allowed: two arms or more."
        )
    scale = 100.0 if what.unit in POINTS else 1.0
    reach = 1.0 if what.unit == "share" else None
    half = asked_half_width(outcome, half_width) / scale
    rule = Rule(half, confidence, settle, len(settings.arms) - 1, reach, interval)
    return rule, first_order(settings, most, fixed_district)


def asked_half_width(outcome: str, half_width: float | None) -> float:
    """Return the half-width in the printed unit of an outcome: what is asked, or 0.5 points for shares.

    Raises
    ------
    BadInput
        If nothing is asked in a unit that knows no half-width for all, or what is asked is not above 0.
    """
    if half_width is not None and not 0 < half_width < float("inf"):
        raise BadInput(f"half_width={half_width:g} (--half-width) is out of range; allowed: a number above 0.")
    unit = describe(outcome).unit
    if half_width is None and unit not in POINTS:
        raise BadInput(
            f"{outcome} is in the unit {unit!r}, and half_width (--half-width) does not say how exact it should be; "
            "allowed: a number above 0 in that unit."
        )
    return HALF_WIDTH if half_width is None else half_width


def first_order(settings: Settings, most: int, fixed_district: bool = False) -> Order:
    """Return the order in which the replicates of some settings are added."""
    if isinstance(most, bool) or not isinstance(most, int):
        raise BadInput(f"most={most!r} is not allowed; allowed: a whole number of replicates.")
    survey = settings.district.edges is not None
    districts = 1 if survey else settings.run.districts or DISTRICTS
    return Order(districts, most, fixed_district or districts == 1, settings.run.design)


def _row(
    arm: str, reference: str, outcome: str, followed: Followed, rule: Rule, value: F8, same: bool, failed: int
) -> dict[str, object]:
    what, at = describe(outcome), followed.settled_at(arm)
    look = next(k for k in followed.last() if k.contrast == arm)
    reps = list(followed.reps)
    ok = value == value
    district = pd.Series([r.district for r in reps]).to_numpy()
    found = estimate(value[ok], district[ok], fixed=followed.order.fixed)
    held = look.held
    sign = held.sign * (-1 if what.better == "lower" else 1)
    return {
        "arm": arm,
        "reference": reference,
        "outcome": outcome,
        "label": what.label,
        "unit": what.unit,
        "better": what.better,
        "difference": held.mean,
        "low": held.low,
        "high": held.high,
        "half_width": held.half_width,
        "verdict": words.BY_CONSTRUCTION if same else _verdict(sign, what.better, look),
        "settled_by": "by construction" if same else followed.verdict(arm),
        "settled_at": at.replicates if at else pd.NA,
        "replicates": len(reps),
        "failed": failed,
        "undefined": int((~ok).sum()) - failed,
        "districts": found.districts,
        "between": found.between,
        "within": found.within,
        "needed": pd.NA if held.half_width <= rule.half_width or same else _needed(look, rule),
        "defined": look.defined,
        "counted": look.counted,
        "carried": carried(unit_means(value, followed.order.unit(reps))),
    }


def _verdict(sign: int, better: str, look: Look) -> str:
    if look.held.units == 0:
        return words.UNDEFINED
    if sign == 0 or not mostly(look.defined, look.counted):
        return words.CANNOT_TELL
    if better == "neither":
        return "higher" if sign > 0 else "lower"
    return "better" if sign > 0 else "worse"


def _needed(look: Look, rule: Rule) -> object:
    """Return about how many replicates the half-width takes, from the spread so far; missing where unknown.

    The interval narrows a little more slowly than one over the root of n, so that this is a lower end.
    """
    half = look.now.half_width
    return round(look.replicates * (half / rule.half_width) ** 2) if half < float("inf") else pd.NA
