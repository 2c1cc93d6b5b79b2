"""Claims: every outcome that a claim is judged by has a better side, and the gap's size follows from the gap."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.claims.claim import Claim, Contrast, claim, claim_ids
from diffusion_sim.claims.values import Held
from diffusion_sim.errors import BadInput
from diffusion_sim.outcomes import describe


@pytest.mark.parametrize("name", claim_ids())
def test_every_outcome_of_a_claim_has_a_better_side(name):
    assert all(describe(c.outcome).better in ("higher", "lower") for c in claim(name).contrasts)


def test_an_outcome_without_a_better_side_is_refused():
    arms = {"a": ["strategy=trailblazer"], "b": ["strategy=laissez_faire"]}
    with pytest.raises(BadInput, match="deep_gap_end has no better side"):
        Claim("X1", "c", "s", arms, (Contrast("a", "b", "deep_gap_end"),), "no")


def test_a_smaller_gap_is_judged_by_its_size():
    outcomes = {c.outcome for name in ("Q3", "Q3b") for c in claim(name).contrasts if "gap" in c.says}
    assert outcomes == {"deep_gap_size_end"}


def test_the_size_of_the_gap_follows_from_the_gap_of_each_run():
    held = Held.__new__(Held)
    held._luck = {0: 0, 1: 1, 2: 2}
    held._values = {("plan", "deep_gap_end"): np.array([0.2, -0.3, np.nan])}
    assert np.array_equal(held.row("plan", "deep_gap_size_end"), [0.2, 0.3, np.nan], equal_nan=True)
    assert np.isnan(held.row("other", "deep_gap_size_end")).all()
