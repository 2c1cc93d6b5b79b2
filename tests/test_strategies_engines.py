"""Both engines tell the same to the last bit of every part there is, each beside others that let it act."""

from __future__ import annotations

import numpy as np
import pytest

from diffusion_sim.engines import agents, columns
from diffusion_sim.engines.rollout import FIRST, Rollout
from diffusion_sim.settings.registry import MANY, PART_GROUPS, part_class, part_names
from small_runs import plan

#: Somebody uses the practice at the start, money is at hand, support ends in the second year and what lasts goes on.
SIZE = ("district.schools=2", "district.staff=30", "district.initial_use=0.4", "run.budget=4", "run.support_years=1.3",
        "run.horizon_years=2")  # fmt: skip
WEEKS = 50
#: What lets a part act: a gate that opens, waves that wait, a mark that is passed on the way, one case in thirty posts.
BESIDE = {
    ("sequence", "pilot_gate"): ("strategy.sequence.gate=0.1",),
    ("sequence", "yearly_applications"): ("strategy.sequence.applying=1",),
    ("support", "coaching"): ("strategy/support=[coaching]", "strategy.support.coaching.matching=need"),
    ("learning", "adaptive_means"): ("strategy/sequence=waves", "strategy.sequence.waves=2",
                                     "strategy.sequence.spacing=3"),
    ("learning", "partly_adaptive"): ("strategy.learning.need=1",),
    ("comprehensiveness", "prix_fixe"): ("strategy.comprehensiveness.common=0.5",),
    ("comprehensiveness", "a_la_carte_first"): ("strategy.comprehensiveness.proof=0.35",),
    ("amplify", "sharing"): ("strategy.amplify.sharing.best=1",),
    ("amplify", "spotlight"): ("strategy.amplify.spotlight.per_100_posts=10",),
    ("selection", "everybody"): ("strategy/support=[coaching]",),
}  # fmt: skip


def keys_of(group: str, name: str) -> tuple[str, ...]:
    """Return a strategy that holds a part, which comes first among those of its group."""
    own = f"[{name}]" if group in MANY else name
    if group == "support":
        own = f"[{','.join(dict.fromkeys((name, 'coaching')))}]"
    return "strategy=trailblazer", f"strategy/{group}={own}", *BESIDE.get((group, name), ())


@pytest.mark.parametrize("group", PART_GROUPS)
def test_both_engines_tell_the_same_of_every_part_of_a_group(group):
    for name in part_names(group):
        settings = plan(*SIZE, *keys_of(group, name))
        fast, slow = (Rollout(engine, settings, None, FIRST, None) for engine in (columns, agents))
        needs = {n for p in fast.conduct.arm.parts if type(p) is part_class(group, name) for n in p.needs}
        written: set[str] = set()
        for week in range(WEEKS):
            fast.step()
            slow.step()
            assert np.array_equal(fast.block.S.view(np.int64), slow.block.S.view(np.int64)), (name, week)
            assert np.array_equal(fast.block.support, slow.block.support), (name, week)
            written |= {n for n in needs - written if fast.block.given(n).any()}
        assert np.array_equal(fast.conduct.members, slow.conduct.members), name
        assert np.array_equal(fast.conduct.ledger.spent, slow.conduct.ledger.spent), name
        assert written == needs, f"{name} has written nothing of {needs - written}: it did not act"
