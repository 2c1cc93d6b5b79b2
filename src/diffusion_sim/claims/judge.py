"""From values to verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from diffusion_sim.claims.claim import Claim, Contrast
from diffusion_sim.claims.plan import BESIDE, SEED, Followed, Plan, followed, store_of
from diffusion_sim.claims.result import Decides, Found, Result
from diffusion_sim.claims.values import Held, Pair
from diffusion_sim.claims.verdict import overall, verdict
from diffusion_sim.compare.nested import Estimate, estimate
from diffusion_sim.compare.words import BY_CONSTRUCTION
from diffusion_sim.explore.robustness import Robustness
from diffusion_sim.explore.robustness import judge as judge_worlds
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.strategies.conduct import window_weeks

#: What is asked of arms that are supported over different years, beside the headline.
SAME_DAY = "deep_use_end"


def judged(plan: Plan, one: Claim, stores: dict[str, Held], plans: Plans) -> tuple[Result, pd.DataFrame]:
    """Return the result of a claim, and its differences in every world.

    Parameters
    ----------
    plan : Plan
    one : Claim
    stores : dict of str to Held
        ``defaults``, ``worlds`` and, where the claim needs it, ``worlds_wide``.
    plans : Plans
    """
    found, effects = [], []
    for number, contrast in enumerate(one.contrasts):
        said, table = _contrast(plan, one, contrast, stores, plans)
        found.append(said)
        if not table.empty:
            effects.append(table.assign(contrast=number, arm=contrast.arm, reference=contrast.reference))
    size = plan.size
    result = Result(
        one.id, overall([f.verdict for f in found if f.needed]), date.today().isoformat(), _version(), sources(),
        size.name, size.replicates, size.districts, size.points, size.world_replicates, size.defaults, size.worlds,
        tuple(found), _arms(plan, one, stores["defaults"], plans),
    )  # fmt: skip
    return result, pd.concat(effects, ignore_index=True) if effects else pd.DataFrame()


class Plans:
    """Hashes of the plans of arms, computed once each."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._found: dict[tuple[str, float, int | None], str] = {}

    def __call__(self, one: Followed, point: int | None = None) -> str:
        """Return the hash of an arm at the defaults, or in the world of a point."""
        key = (one.known.name, one.years, point)
        if key not in self._found:
            self._found[key] = self._plan.plan_of(one, point)
        return self._found[key]

    def worlds(self, one: Followed) -> list[str]:
        """Return the hashes of an arm in all worlds."""
        return [self(one, k) for k in range(self._plan.size.points)]


def _contrast(
    plan: Plan, one: Claim, contrast: Contrast, stores: dict[str, Held], plans: Plans
) -> tuple[Found, pd.DataFrame]:
    arm, reference = followed(one, contrast, plan.defaults)
    blank = (contrast.arm, contrast.reference, contrast.outcome, contrast.says, contrast.needed)
    if arm.known.name == reference.known.name:
        none = (0.0, 0.0, 0.0, None, None, None, 1.0, 0, 0, (), "the arms are the same strategy")
        return Found(*blank, BY_CONSTRUCTION, *none), pd.DataFrame()
    at = _at_defaults(stores["defaults"], plans, arm, reference, contrast.outcome)
    seen = _in_worlds(plan, one, contrast, contrast.outcome, stores[store_of(contrast)], plans)
    said = verdict(*_claimed(at, contrast.outcome), seen.share)
    deciding = tuple(Decides(str(r["parameter"]), *(_number(r[k]) for k in ("total_order", "low", "high")))
                     for r in seen.deciding.to_dict("records"))  # fmt: skip
    found = Found(
        *blank, said, *map(_number, (at.mean, at.low, at.high, seen.share, seen.share_low, seen.share_high)),
        seen.undecided, seen.failed, seen.points, deciding, seen.which,
    )  # fmt: skip
    if contrast.outcome == HEADLINE and _own_years(plan, arm) != _own_years(plan, reference):
        again = _at_defaults(stores["defaults"], plans, arm, reference, SAME_DAY)
        share = _in_worlds(plan, one, contrast, SAME_DAY, stores[store_of(contrast)], plans).share
        found = replace(found, same_day=verdict(*_claimed(again, SAME_DAY), share))
    return found, seen.effects[["point", "difference", "low", "high", "sign"]]


def _own_years(plan: Plan, one: Followed) -> int:
    return window_weeks(one.known.arm, plan.defaults)


def _at_defaults(held: Held, plans: Plans, arm: Followed, reference: Followed, outcome: str) -> Estimate:
    """Return the paired difference at the defaults."""
    gap = held.row(plans(arm), outcome) - held.row(plans(reference), outcome)
    ok = ~np.isnan(gap)
    return estimate(gap[ok], held.district[ok])


def _claimed(found: Estimate, outcome: str) -> tuple[float, float]:
    """Return the interval signed so that above 0 is what was claimed; one that is a point other than 0 counts."""
    sign = -1.0 if describe(outcome).better == "lower" else 1.0
    low, high = sorted((sign * found.low, sign * found.high))
    return low, high


def _in_worlds(plan: Plan, one: Claim, contrast: Contrast, outcome: str, held: Held, plans: Plans) -> Robustness:
    arm, reference = followed(one, contrast, plan.worlds.settings)
    design = plan.worlds.design((arm.known, reference.known))
    values = (held.rows(plans.worlds(who), outcome) for who in (arm, reference))
    pair = Pair.of(Path("worlds"), design, outcome, *values)
    return judge_worlds(pair, outcome, "arm", "reference", resamples=plan.size.resamples)


def _arms(plan: Plan, one: Claim, held: Held, plans: Plans) -> dict[str, dict[str, list[float | None]]]:
    """Return means of every arm at the defaults, by name and outcome."""
    names: dict[str, Followed] = {}
    for contrast in one.contrasts:
        for name, who in zip((contrast.arm, contrast.reference), followed(one, contrast, plan.defaults), strict=True):
            names.setdefault(name, who)
    by_content = {who.known.name: who for who in plan.at_defaults(one)}
    for name in one.also:
        from diffusion_sim.claims.arms import arm_of

        names.setdefault(name, by_content[arm_of(one, name).name])
    wanted = dict.fromkeys((HEADLINE, *(c.outcome for c in one.contrasts), *BESIDE))
    return {name: {o: _mean(held, plans(who), o) for o in wanted} for name, who in names.items()}


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
