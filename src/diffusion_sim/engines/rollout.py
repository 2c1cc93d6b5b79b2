"""One strategy carried out on one replicate, week by week: what both Mesa models step."""

from __future__ import annotations

from types import ModuleType

from diffusion_sim.engines.columns import YEAR, Block, parameter_vector
from diffusion_sim.errors import unknown
from diffusion_sim.replicates import Replicate, design_keys, district_key, luck_keys
from diffusion_sim.ruleset import RuleSet
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.conduct import Conduct
from diffusion_sim.strategies.window import horizon_weeks
from diffusion_sim.widen import rules_of

FIRST = Replicate(0, 0, 0)


class Rollout:
    """A district under a strategy; the numbers are those of the same replicate in a batch.

    Parameters
    ----------
    engine : module
        With ``start``, ``run_weeks`` and ``end_year``.
    settings : Settings
    arm : str, optional
        Name of an arm of the settings; the first if left out.
    replicate : Replicate
        Which district, which luck, which choices by chance.
    rules : RuleSet, optional
        Own rules.
    """

    def __init__(
        self,
        engine: ModuleType,
        settings: Settings,
        arm: str | None,
        replicate: Replicate,
        rules: RuleSet | None,
    ) -> None:
        self.engine, self.settings, self.arm = engine, settings, _arm(settings, arm)
        rules = rules_of(self.arm, settings.behaviour, rules)
        P = parameter_vector(rules, settings.practice, settings.behaviour, settings.district)
        key, lucks = district_key(settings, replicate.district), luck_keys(settings, [replicate])
        place = laid_out(settings, replicate.district)
        self.block: Block = engine.start(rules, place, P, settings.behaviour, key, lucks)
        designs = design_keys(settings, [replicate])
        self.conduct = Conduct(self.block, self.arm, settings, key, [int(k) for k in lucks], designs)
        self.horizon = horizon_weeks(settings)
        self.until = 0

    @property
    def week(self) -> int:
        """Number of teaching weeks that have passed."""
        return self.block.week

    @property
    def over(self) -> bool:
        """Whether the horizon has been reached."""
        return self.week >= self.horizon

    def step(self) -> None:
        """Run one teaching week; before the first week of a new year the old year ends."""
        if self.week == self.until:
            if self.week > 0 and self.week % YEAR == 0:
                self.engine.end_year(self.block)
            self.until = self.week + self.conduct.prepare()
        self.engine.run_weeks(self.block, 1)


def _arm(settings: Settings, name: str | None) -> Arm:
    by_name = {arm.name: arm for arm in settings.arms}
    if name is not None and name not in by_name:
        raise unknown("arm", name, by_name)
    return settings.arms[0] if name is None else by_name[name]
