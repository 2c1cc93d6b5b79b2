"""What worlds say of a comparison is the same whatever claims are judged beside it."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.claims import over_worlds
from diffusion_sim.claims.claim import claim, claim_ids
from diffusion_sim.claims.over_worlds import SAME_DAY, JudgedWorlds, Plans
from diffusion_sim.claims.plan import STORES, Plan
from diffusion_sim.claims.sizes import SIZES
from diffusion_sim.explore.study import Values


class Flat:
    """A store in which every run has the same value."""

    def rows(self, plans: list[str], outcome: str) -> Values:
        return Values(np.arange(len(plans)), np.full((len(plans), 2), 0.5), np.array([0, 1]))


@pytest.mark.parametrize("beside", [(), ("Q0",)])
def test_what_decides_is_sought_whoever_asked_for_the_same_pair_before(beside, monkeypatch):
    """Q0 looks at steady against fast on one day beside its own outcome; for Q2a that day is the outcome."""
    asked: list[tuple[str, int]] = []

    def noted(pair: object, outcome: str, resamples: int) -> None:
        asked.append((outcome, resamples))

    monkeypatch.setattr(over_worlds, "of_pair", noted)
    plan = Plan([claim(name) for name in (*beside, "Q2a")], SIZES["tiny"])
    worlds = JudgedWorlds(plan, dict.fromkeys(STORES, Flat()), Plans(plan), None)  # type: ignore[arg-type]
    for one in plan.claims:
        worlds.ask(one)
    assert sum(resamples > 0 for outcome, resamples in asked if outcome == SAME_DAY) == 3


@pytest.mark.parametrize("name", claim_ids())
def test_a_claim_whose_coaches_match_by_need_says_that_pairs_are_matched_and_not_need(name: str) -> None:
    one = claim(name)
    asked = any("matching=need" in token for arm in one.arms for token in one.overrides(arm))
    assert not asked or any("suit each other best" in text for text in one.assumed)


def test_what_the_claim_of_visible_work_names_is_compared() -> None:
    one = claim("A6")
    held = " ".join(token for arm in one.contrasted for token in one.overrides(arm))
    assert all(part in held for part in ("plc", "sessions", "spotlight"))
    assert [c.arm for c in one.contrasts if c.needed] == ["visible"]
