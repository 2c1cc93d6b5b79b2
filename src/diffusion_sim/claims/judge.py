"""From values to verdicts."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date
from itertools import takewhile
from typing import Any

import numpy as np
import pandas as pd

from diffusion_sim.claims.arms import arm_of
from diffusion_sim.claims.claim import Claim, Contrast, comparisons
from diffusion_sim.claims.found import ArmFound, AtBudget, Decides, Found, Moves, OverWorlds, SameDay, Side
from diffusion_sim.claims.over_worlds import SAME_DAY, JudgedWorlds, Plans, asks_same_day
from diffusion_sim.claims.plan import BESIDE, BUDGETS, Followed, Plan, followed
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.spread import spread
from diffusion_sim.claims.values import Held
from diffusion_sim.claims.verdict import overall, verdict
from diffusion_sim.compare.nested import Estimate, estimate, unless_few_agree
from diffusion_sim.compare.words import BY_CONSTRUCTION
from diffusion_sim.explore.robustness import Robustness
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.strategies.window import window_weeks

#: School weeks in a year.
WEEKS = 36.0


def judged(
    plan: Plan, one: Claim, stores: dict[str, Held], plans: Plans, worlds: JudgedWorlds
) -> tuple[Result, pd.DataFrame]:
    """Return the result of a claim, and its differences in every world.

    Parameters
    ----------
    plan : Plan
    one : Claim
    stores : dict of str to Held
        By name of the store; see :data:`diffusion_sim.claims.plan.STORES`.
    plans : Plans
    worlds : JudgedWorlds
    """
    found, effects = [], []
    for number, contrast in enumerate(one.contrasts):
        said, table = _contrast(plan, one, contrast, stores, plans, worlds)
        found.append(said)
        if not table.empty:
            effects.append(table.assign(contrast=number, arm=contrast.arm, reference=contrast.reference))
    size = plan.size
    result = Result(
        one.id, overall([f.verdict for f in found if f.needed]), date.today().isoformat(), _version(), sources(),
        size.name, size.replicates, size.districts, size.points, size.world_replicates, size.defaults, size.worlds,
        tuple(found), _arms(plan, one, stores["defaults"], plans), _nothing(plan, one, stores["defaults"], plans),
        size.fitted, size.budget_replicates, plan.seed,
    )  # fmt: skip
    return result, pd.concat(effects, ignore_index=True) if effects else pd.DataFrame()


def _contrast(
    plan: Plan, one: Claim, contrast: Contrast, stores: dict[str, Held], plans: Plans, worlds: JudgedWorlds
) -> tuple[Found, pd.DataFrame]:
    arm, reference = followed(one, contrast, plan.defaults)
    blank = (contrast.arm, contrast.reference, contrast.outcome, contrast.says, contrast.needed)
    if arm.known.name == reference.known.name:
        return Found(*blank, BY_CONSTRUCTION, 0.0, 0.0, 0.0), pd.DataFrame()
    at = _at_defaults(stores, plans, arm, reference, contrast.outcome)
    claimed = _claimed(at, contrast.outcome)
    seen, fit = (worlds(one, contrast, contrast.outcome, kind) for kind in ("worlds", "fitted"))
    over, over_fit = (
        spread(_over(s, verdict(*claimed, _told(s)), worlds.idle(one, contrast, kind)),
               s.effects["difference"].to_numpy(dtype=float), _number(at.mean))
        for s, kind in ((seen, "worlds"), (fit, "fitted"))
    )  # fmt: skip
    found = Found(
        *blank, over.verdict, _number(at.mean), _number(at.low), _number(at.high), over, over_fit,
        _same_day(plan, one, contrast, stores, plans, worlds),
        _budgets(stores, plans, arm, reference, contrast.outcome),
    )  # fmt: skip
    columns = ["point", "difference", "low", "high", "sign"]
    both = [s.effects[columns].assign(worlds=kind) for s, kind in ((seen, "plausible"), (fit, "fitted"))]
    return found, pd.concat([table for table in both if len(table)] or both[:1], ignore_index=True)


def _told(seen: Robustness) -> float:
    """Return the share of decided worlds with the claimed sign; NaN where chance alone would decide as many."""
    return seen.share if seen.beyond_chance else float("nan")


def _over(seen: Robustness, said: str, idle: float) -> OverWorlds:
    deciding = (Decides(str(r["parameter"]), *(_number(r[k]) for k in ("total_order", "low", "high")))
                for r in seen.deciding.to_dict("records"))  # fmt: skip
    sides = (Side(str(r["parameter"]), str(r["side"]), float(f"{r['chance']:.3g}"), float(f"{r['p']:.2g}"))
             for r in _named(seen))  # fmt: skip
    share, low, high = (seen.share, seen.share_low, seen.share_high) if seen.beyond_chance else (float("nan"),) * 3
    return OverWorlds(
        said, _number(share), _number(low), _number(high), seen.decided, float(f"{seen.by_chance:.4g}"),
        float(np.nan_to_num(seen.undecided)), idle, seen.points, seen.failed, tuple(deciding), tuple(sides),
        tuple(_moves(seen)),
    )  # fmt: skip


def _named(seen: Robustness) -> Iterator[dict[Hashable, Any]]:
    """Yield the parameters that are named although all comparisons are looked through for some, in two kinds of worlds.

    Each p is corrected for the number of parameters already. Where one is not named, none that was found given it is.
    """
    rows = seen.sides.to_dict("records") if seen.beyond_chance else []
    return takewhile(lambda row: row["p"] * 2 * comparisons() < 1.0 - seen.level, rows)


def _moves(seen: Robustness) -> Iterator[Moves]:
    """Yield the parameters with which the lead moves most, and whether that is clear, as for those that are named."""
    clear = True
    for row in seen.moves.to_dict("records"):
        clear = clear and row["p"] * 2 * comparisons() < 1.0 - seen.level
        correlation, low, high = (float(f"{row[k]:.3g}") for k in ("correlation", "low", "high"))
        yield Moves(str(row["parameter"]), correlation, low, high, clear)


def _same_day(
    plan: Plan, one: Claim, contrast: Contrast, stores: dict[str, Held], plans: Plans, worlds: JudgedWorlds
) -> SameDay | None:
    """Return the contrast on the last day that both arms are followed, if they are supported over different years."""
    if not asks_same_day(plan, one, contrast):
        return None
    arm, reference = followed(one, contrast, plan.defaults)
    at = _at_defaults(stores, plans, arm, reference, SAME_DAY)
    share = _told(worlds(one, contrast, SAME_DAY))
    ends = (_number(at.mean), _number(at.low), _number(at.high))
    return SameDay(verdict(*_claimed(at, SAME_DAY), share), arm.years, *ends, _number(share))


def _budgets(
    stores: dict[str, Held], plans: Plans, arm: Followed, reference: Followed, outcome: str
) -> tuple[AtBudget, ...]:
    """Return the paired difference with half and with twice the budget."""
    rows = []
    for store, budget in BUDGETS.items():
        if store != "defaults":
            at = _at_defaults(stores, plans, arm, reference, outcome, store)
            rows.append(AtBudget(budget, _number(at.mean), _number(at.low), _number(at.high)))
    return tuple(rows)


def _at_defaults(
    stores: dict[str, Held], plans: Plans, arm: Followed, reference: Followed, outcome: str, store: str = "defaults"
) -> Estimate:
    """Return the paired difference at the defaults, or there with another budget; no interval where few agree."""
    held = stores[store]
    gap = held.row(plans(arm, store=store), outcome) - held.row(plans(reference, store=store), outcome)
    ok = ~np.isnan(gap)
    return unless_few_agree(estimate(gap[ok], held.district[ok]))


def _claimed(found: Estimate, outcome: str) -> tuple[float, float]:
    """Return the interval signed so that above 0 is what was claimed; NaN where there is none."""
    sign = -1.0 if describe(outcome).better == "lower" else 1.0
    low, high = sorted((sign * found.low, sign * found.high))
    return low, high


def _arms(plan: Plan, one: Claim, held: Held, plans: Plans) -> tuple[ArmFound, ...]:
    """Return means of every arm at the defaults, each followed for the longest that it was."""
    names: dict[str, Followed] = {}
    for contrast in one.contrasts:
        for name, who in zip((contrast.arm, contrast.reference), followed(one, contrast, plan.defaults), strict=True):
            names[name] = max(names.get(name, who), who, key=lambda f: f.years)
    by_content = {who.known.name: who for who in plan.at_defaults(one)}
    for name in one.also:
        names.setdefault(name, by_content[arm_of(one, name).name])
    wanted = dict.fromkeys((HEADLINE, *(c.outcome for c in one.contrasts), *BESIDE))
    return tuple(_arm(name, who, wanted, plan, held, plans) for name, who in names.items())


def _nothing(plan: Plan, one: Claim, held: Held, plans: Plans) -> tuple[ArmFound, ...]:
    """Return what comes of doing nothing, over the years for which arms are followed."""
    return tuple(
        _arm("doing_nothing", who, dict.fromkeys(BESIDE), plan, held, plans) for who in plan.nothing(one)
    )  # fmt: skip


def _arm(
    name: str, who: Followed, outcomes: Iterable[str], plan: Plan, held: Held, plans: Plans
) -> ArmFound:  # fmt: skip
    support = window_weeks(who.known.arm, plan.defaults) / WEEKS
    return ArmFound(name, support, who.years, {o: _mean(held, plans(who), o) for o in outcomes})


def _mean(held: Held, plan: str, outcome: str) -> list[float | None]:
    value = held.row(plan, outcome)
    ok = ~np.isnan(value)
    found = estimate(value[ok], held.district[ok])
    return [_number(found.mean), _number(found.low), _number(found.high)]


def _number(value: float) -> float | None:
    """Return a number as a file holds it: None where undefined."""
    return float(f"{value:.6g}") if np.isfinite(value) else None


def _version() -> str:
    from diffusion_sim import __version__

    return str(__version__)
