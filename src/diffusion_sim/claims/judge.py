"""From values to verdicts."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from diffusion_sim.claims.claim import Claim, Contrast
from diffusion_sim.claims.plan import BESIDE, Followed, Plan, followed, store_of
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


def judged(
    plan: Plan, one: Claim, stores: dict[str, Held], plans: Plans, worlds: JudgedWorlds
) -> tuple[Result, pd.DataFrame]:
    """Return the result of a claim, and its differences in every world.

    Parameters
    ----------
    plan : Plan
    one : Claim
    stores : dict of str to Held
        ``defaults``, ``worlds`` and, where the claim needs it, ``worlds_wide``.
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
    plan: Plan, one: Claim, contrast: Contrast, stores: dict[str, Held], plans: Plans, worlds: JudgedWorlds
) -> tuple[Found, pd.DataFrame]:
    arm, reference = followed(one, contrast, plan.defaults)
    blank = (contrast.arm, contrast.reference, contrast.outcome, contrast.says, contrast.needed)
    if arm.known.name == reference.known.name:
        same = Found(*blank, BY_CONSTRUCTION, 0.0, 0.0, 0.0, None, None, None, 1.0, 0, 0, (), "one strategy")
        return same, pd.DataFrame()
    at = _at_defaults(stores["defaults"], plans, arm, reference, contrast.outcome)
    seen = worlds(one, contrast, contrast.outcome)
    said = verdict(*_claimed(at, contrast.outcome), seen.share)
    deciding = tuple(Decides(str(r["parameter"]), *(_number(r[k]) for k in ("total_order", "low", "high")))
                     for r in seen.deciding.to_dict("records"))  # fmt: skip
    found = Found(
        *blank, said, _number(at.mean), _number(at.low), _number(at.high), _number(seen.share),
        _number(seen.share_low), _number(seen.share_high), float(np.nan_to_num(seen.undecided)), seen.failed,
        seen.points, deciding, seen.which,
    )  # fmt: skip
    if asks_same_day(plan, one, contrast):
        again = _at_defaults(stores["defaults"], plans, arm, reference, SAME_DAY)
        share = worlds(one, contrast, SAME_DAY).share
        found = replace(found, same_day=verdict(*_claimed(again, SAME_DAY), share))
    return found, seen.effects[["point", "difference", "low", "high", "sign"]]


def asks_same_day(plan: Plan, one: Claim, contrast: Contrast) -> bool:
    """Return whether a contrast is judged on the last common day too: its arms are supported over different years."""
    arm, reference = (window_weeks(who.known.arm, plan.defaults) for who in followed(one, contrast, plan.defaults))
    return contrast.outcome == HEADLINE and arm != reference


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


class JudgedWorlds:
    """Robustness of contrasts, each judged once whatever the claims that hold it, on all processes of a pool.

    Parameters
    ----------
    plan : Plan
    stores : dict of str to Held
    plans : Plans
    pool : Executor, optional
        Everything is judged in this process if left out.
    """

    def __init__(self, plan: Plan, stores: dict[str, Held], plans: Plans, pool: Executor | None = None) -> None:
        self._plan, self._stores, self._plans, self._pool = plan, stores, plans, pool
        self._found: dict[tuple[Followed, Followed, str], Future[Robustness]] = {}

    def ask(self, one: Claim) -> None:
        """Begin to judge all that a claim needs."""
        for contrast in one.contrasts:
            self._begin(one, contrast, contrast.outcome)
            if asks_same_day(self._plan, one, contrast):
                self._begin(one, contrast, SAME_DAY)

    def __call__(self, one: Claim, contrast: Contrast, outcome: str) -> Robustness:
        """Return what the worlds say of a contrast by an outcome."""
        return self._begin(one, contrast, outcome).result()

    def _begin(self, one: Claim, contrast: Contrast, outcome: str) -> Future[Robustness]:
        arm, reference = followed(one, contrast, self._plan.worlds.settings)
        key = arm, reference, outcome
        if key not in self._found:
            design = self._plan.worlds.design((arm.known, reference.known))
            held = self._stores[store_of(contrast)]
            values = (held.rows(self._plans.worlds(who), outcome) for who in (arm, reference))
            self._found[key] = self._submit(Pair.of(Path("worlds"), design, outcome, *values), outcome)
        return self._found[key]

    def _submit(self, pair: Pair, outcome: str) -> Future[Robustness]:
        many = self._plan.size.resamples
        if self._pool is not None:
            return self._pool.submit(of_pair, pair, outcome, many)
        done: Future[Robustness] = Future()
        done.set_result(of_pair(pair, outcome, many))
        return done


def of_pair(pair: Pair, outcome: str, resamples: int) -> Robustness:
    """Return what the worlds say of a pair of arms; nothing where no world has a value."""
    gap = pair.values(outcome, "arm") - pair.values(outcome, "reference")
    if not np.isnan(gap.value).any(axis=1).all():
        return judge_worlds(pair, outcome, "arm", "reference", resamples=resamples)
    nan = float("nan")
    columns = ["point", "difference", "low", "high", "sign"]
    nothing = pd.DataFrame({c: np.empty(0) for c in columns})
    deciding = pd.DataFrame({c: [] for c in ("parameter", "total_order", "low", "high")})
    return Robustness("arm", "reference", outcome, nan, nan, nan, nan, nothing, deciding, None, 0.95, len(gap.value),
                      nan, nan, nan)  # fmt: skip


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
