"""What the worlds say of the contrasts of claims, each judged once whatever the claims that hold it."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path

import numpy as np
import pandas as pd

from diffusion_sim.claims.claim import Claim, Contrast
from diffusion_sim.claims.plan import Followed, Plan, followed, store_of
from diffusion_sim.claims.values import Held, Pair
from diffusion_sim.explore.robustness import Robustness
from diffusion_sim.explore.robustness import judge as judge_worlds
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.strategies.window import window_weeks

#: What is asked of arms that are supported over different years, beside the headline.
SAME_DAY = "deep_use_end"
#: Below this share of staff in lasting deep use under both arms nothing took hold, and there is little to compare.
LITTLE = 0.01


class Plans:
    """Hashes of the plans of arms, computed once each."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._found: dict[tuple[str, float, int | None, str], str] = {}

    def __call__(self, one: Followed, point: int | None = None, store: str = "defaults") -> str:
        """Return the hash of an arm in a store, there in the world of a point if it has worlds."""
        key = (one.known.name, one.years, point, store.removesuffix("_wide"))
        if key not in self._found:
            self._found[key] = self._plan.plan_of(one, point, store)
        return self._found[key]

    def worlds(self, one: Followed, store: str = "worlds") -> list[str]:
        """Return the hashes of an arm in all worlds of a store."""
        return [self(one, k, store) for k in range(self._plan.worlds_of(store).points)]


def asks_same_day(plan: Plan, one: Claim, contrast: Contrast) -> bool:
    """Return whether a contrast is judged on the last common day too: its arms are supported over different years."""
    arm, reference = (window_weeks(who.known.arm, plan.defaults) for who in followed(one, contrast, plan.defaults))
    return contrast.outcome == HEADLINE and arm != reference


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
        self._found: dict[tuple[Followed, Followed, str, str, bool], Future[Robustness]] = {}

    def ask(self, one: Claim) -> None:
        """Begin to judge all that a claim needs."""
        for contrast in one.contrasts:
            for kind in ("worlds", "fitted"):
                self._begin(one, contrast, contrast.outcome, kind)
            if asks_same_day(self._plan, one, contrast):
                self._begin(one, contrast, SAME_DAY)

    def __call__(self, one: Claim, contrast: Contrast, outcome: str, kind: str = "worlds") -> Robustness:
        """Return what the worlds of a kind say of a contrast by an outcome."""
        return self._begin(one, contrast, outcome, kind).result()

    def idle(self, one: Claim, contrast: Contrast, kind: str) -> float:
        """Return the share of worlds in which neither arm brings :data:`LITTLE` of the staff to lasting deep use."""
        store = store_of(contrast, kind)
        held = self._stores[store]
        deep = [
            held.rows(self._plans.worlds(who, store), HEADLINE).value.mean(axis=1)
            for who in followed(one, contrast, self._plan.worlds.settings)
        ]
        both = np.maximum(*deep)
        known = ~np.isnan(both)
        return float((both[known] < LITTLE).mean()) if known.any() else 0.0

    def _begin(self, one: Claim, contrast: Contrast, outcome: str, kind: str = "worlds") -> Future[Robustness]:
        arm, reference = followed(one, contrast, self._plan.worlds.settings)
        # What decides is told of the outcome that is claimed, in plausible worlds, and nowhere else. What one claim
        # looks at beside its own outcome may be what another claims: those are judged apart.
        decides = kind == "worlds" and outcome == contrast.outcome
        key = arm, reference, outcome, kind, decides
        if key not in self._found:
            store = store_of(contrast, kind)
            design, held = self._plan.worlds_of(store).design((arm.known, reference.known)), self._stores[store]
            values = (held.rows(self._plans.worlds(who, store), outcome) for who in (arm, reference))
            pair = Pair.of(Path("worlds"), design, outcome, *values)
            self._found[key] = self._submit(pair, outcome, self._plan.size.resamples if decides else 0)
        return self._found[key]

    def _submit(self, pair: Pair, outcome: str, many: int) -> Future[Robustness]:
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
