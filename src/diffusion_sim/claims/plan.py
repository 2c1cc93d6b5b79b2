"""What has to be run: every distinct arm once per replicate, for all claims together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from diffusion_sim.batch.unit import Unit
from diffusion_sim.claims.arms import Known, arm_of, known
from diffusion_sim.claims.claim import Claim, Contrast
from diffusion_sim.claims.sizes import Size
from diffusion_sim.claims.worlds import Worlds, world_settings
from diffusion_sim.outcomes import HEADLINE, describe
from diffusion_sim.replicates import blocks, replicates
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.window import horizon_weeks

#: Outcomes that are read off the weekly counts or the schools' yearly ones, so that they cost next to nothing.
DEPTH = (
    HEADLINE, "deep_use_end", "deep_use_support_end", "routine_use_end", "routine_among_users_end",
    "deep_among_users_support_end", "deep_among_users_end", "years_to_16", "years_to_50", "deep_components_3y_after",
    "deep_components_among_users_end",
)  # fmt: skip
#: What is shown at the defaults beside the outcome that decides.
BESIDE = ("use_end", "deep_use_end", "deep_gap_end", "overloaded_support", "years_to_16", "budget_spent")
WIDE = tuple(dict.fromkeys((*DEPTH, *BESIDE)))
#: Stores of runs at the defaults, with the budget against the ledger's (CONTRACT, Fairness).
BUDGETS = {"defaults": 1.0, "half_budget": 0.5, "twice_budget": 2.0}
#: The stores within a folder, and the outcomes that each keeps.
STORES = {
    "defaults": WIDE, "half_budget": WIDE, "twice_budget": WIDE, "worlds": DEPTH, "worlds_wide": WIDE,
    "fitted": DEPTH, "fitted_wide": WIDE,
}  # fmt: skip
SEED = 1
#: What is shown beside every claim, as a yardstick.
NOTHING = ("strategy=laissez_faire",)


@dataclass(frozen=True)
class Followed:
    """An arm, and the years that it and those beside it are followed.

    Attributes
    ----------
    known : Known
    years : float
        Horizon of the comparison: three years after the slowest arm's support ends.
    """

    known: Known
    years: float


def followed(one: Claim, contrast: Contrast, settings: Settings) -> tuple[Followed, Followed]:
    """Return arm and reference of a contrast, both followed as long as the slower of them needs."""
    arms = tuple(arm_of(one, name).arm for name in (contrast.arm, contrast.reference))
    years = horizon_weeks(replace(settings, arms=arms)) / 36.0
    first, second = (Followed(arm_of(one, name), years) for name in (contrast.arm, contrast.reference))
    return first, second


def settings_of(settings: Settings, one: Followed) -> Settings:
    """Return settings with one arm, followed for its years whatever its own window is."""
    alone = replace(settings, arms=(one.known.arm,))
    own = horizon_weeks(alone) / 36.0
    horizon = settings.run.horizon_years + max(0.0, one.years - own)
    return replace(alone, run=replace(settings.run, horizon_years=horizon))


def store_of(contrast: Contrast, kind: str = "worlds") -> str:
    """Return the store of worlds that a contrast reads: ``worlds`` are the plausible ones, or ``fitted``."""
    return kind if describe(contrast.outcome).name in DEPTH else f"{kind}_wide"


class Plan:
    """The units of some claims at a size.

    Parameters
    ----------
    claims : sequence of Claim
    size : Size
    seed : int
        Of districts, luck and worlds.
    """

    def __init__(self, claims: Sequence[Claim], size: Size, seed: int = SEED) -> None:
        self.claims, self.size, self.seed = tuple(claims), size, seed
        self.at: dict[str, Settings] = {}
        for store, budget in BUDGETS.items():
            many = size.replicates if store == "defaults" else size.budget_replicates
            plan = world_settings(size.defaults, many, size.districts, seed)
            self.at[store] = replace(plan, run=replace(plan.run, budget=budget))
        self.defaults = self.at["defaults"]
        plan = world_settings(size.worlds, size.world_replicates, size.world_districts, seed)
        self.worlds, self.fitted = Worlds(plan, size.points, seed), Worlds(plan, size.fitted, seed, fitted=True)

    def worlds_of(self, store: str) -> Worlds:
        """Return the worlds of a store."""
        return self.fitted if store.startswith("fitted") else self.worlds

    def runs_of(self, store: str) -> int:
        """Return how many runs an arm has in a store."""
        if store in BUDGETS:
            return self.at[store].run.replicates
        return self.worlds_of(store).points * self.size.world_replicates

    def arms(self, claims: Sequence[Claim]) -> dict[str, dict[Followed, None]]:
        """Return the arms that some claims read, by store."""
        found: dict[str, dict[Followed, None]] = {name: {} for name in STORES}
        for one in claims:
            found["defaults"].update(self.at_defaults(one))
            for store in ("half_budget", "twice_budget"):
                found[store].update(dict.fromkeys(f for c in one.contrasts for f in followed(one, c, self.defaults)))
            for store, arms in self.in_worlds(one).items():
                found[store].update(arms)
        return found

    def at_defaults(self, one: Claim) -> dict[Followed, None]:
        """Return the arms that a claim reads at the defaults; those beside contrasts over their own years."""
        found = dict.fromkeys(f for c in one.contrasts for f in followed(one, c, self.defaults))
        for name in one.also:
            also = arm_of(one, name)
            years = horizon_weeks(replace(self.defaults, arms=(also.arm,))) / 36.0
            found.setdefault(Followed(also, years), None)
        found.update(dict.fromkeys(self.nothing(one)))
        return found

    def nothing(self, one: Claim) -> tuple[Followed, ...]:
        """Return doing nothing, followed as long as the arms of each contrast: what would have come by itself."""
        years = dict.fromkeys(f.years for c in one.contrasts for f in followed(one, c, self.defaults))
        return tuple(Followed(known(NOTHING), y) for y in years)

    def default_units(self, arms: Sequence[Followed], store: str = "defaults") -> list[Unit]:
        """Return the units at the defaults, or there with another budget, arms of a district side by side."""
        at = self.at[store]
        made = [settings_of(at, one) for one in arms]
        posts = laid_out(at, 0).n
        return [Unit(s, s.arms[0], tuple(block)) for block in blocks(at, posts) for s in made]

    def in_worlds(self, one: Claim) -> dict[str, dict[Followed, None]]:
        """Return the arms that a claim reads in worlds, by store."""
        found: dict[str, dict[Followed, None]] = {}
        for c in one.contrasts:
            for f in followed(one, c, self.worlds.settings):
                for kind in ("worlds", "fitted"):
                    found.setdefault(store_of(c, kind), {}).setdefault(f, None)
        return found

    def world_settings(self, one: Followed, point: int, store: str = "worlds") -> Settings:
        """Return the settings of an arm in the world of a point."""
        worlds = self.worlds_of(store)
        world, arm = worlds.world(point), worlds.arm(one.known, point)
        return settings_of(world, Followed(replace(one.known, arm=arm), one.years))

    def world_units(self, arms: Sequence[Followed], points: Sequence[int], store: str = "worlds") -> Iterator[Unit]:
        """Yield the units of some points, the arms of a district side by side so that it is built once."""
        reps = replicates(self.worlds.settings)
        by_district: dict[int, list[int]] = {}
        for k, rep in enumerate(reps):
            by_district.setdefault(rep.district, []).append(k)
        for point in points:
            made = [self.world_settings(one, point, store) for one in arms]
            for rows in by_district.values():
                for s in made:
                    yield Unit(s, s.arms[0], tuple(reps[k] for k in rows))

    def plan_of(self, one: Followed, point: int | None = None, store: str | None = None) -> str:
        """Return the hash that an arm's runs carry: at the defaults, or in the world of a point; or in that store."""
        if point is None:
            s = settings_of(self.at[store or "defaults"], one)
        else:
            s = self.world_settings(one, point, store or "worlds")
        return Unit(s, s.arms[0], ()).plan
