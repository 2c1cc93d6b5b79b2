"""The settings of one plan: everything a run needs, frozen, with a canonical text for its identity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from diffusion_sim.settings.registry import PART_KEY, SECTIONS, plain
from diffusion_sim.strategies.arm import Arm

if TYPE_CHECKING:
    from diffusion_sim.settings.behaviour import Behaviour
    from diffusion_sim.settings.costs import Costs
    from diffusion_sim.settings.district import DistrictSettings
    from diffusion_sim.settings.practice import Practice
    from diffusion_sim.settings.run import RunSettings

#: Keys of ``run`` that say how much is run and where, and change no replicate's numbers.
NOT_IDENTITY = (
    "replicates", "districts", "workers", "folder", "csv", "shard", "replicate", "fail_fast", "executor", "scheduler",
    "cluster",
)  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """What is simulated; made by :func:`diffusion_sim.settings.load.load`."""

    district: DistrictSettings
    practice: Practice
    behaviour: Behaviour
    costs: Costs
    run: RunSettings
    arms: tuple[Arm, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values (for the manifest), parts with the name of their file."""
        sections = {name: plain(getattr(self, name)) for name in SECTIONS}
        return {**sections, "arms": [arm_values(arm) for arm in self.arms]}

    def canonical(self, arm: Arm | None = None) -> str:
        """Return sorted JSON text of all that can change a number; equal texts mean equal replicates.

        Parameters
        ----------
        arm : Arm, optional
            Only this arm; all arms if left out. Number of replicates, workers and the output folder are
            not part of the text, so that more replicates of the same plan continue it.
        """
        values = self.to_dict()
        values["run"] = {k: v for k, v in values["run"].items() if k not in NOT_IDENTITY}
        arms = self.arms if arm is None else (arm,)
        values["arms"] = [{k: v for k, v in arm_values(a).items() if k != "about"} for a in arms]
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def arm_values(arm: Arm) -> dict[str, Any]:
    """Return an arm as plain values."""
    return {
        "name": arm.name,
        "about": arm.about,
        "selection": part_values(arm.selection),
        "sequence": part_values(arm.sequence),
        "support": [part_values(p) for p in arm.support],
        "stance": part_values(arm.stance),
        "capacity": part_values(arm.capacity),
        "amplify": [part_values(p) for p in arm.amplify],
        "learning": part_values(arm.learning),
        "comprehensiveness": part_values(arm.comprehensiveness),
    }


def part_name(part: Any) -> str:
    """Return the option name of a part: the name of its file."""
    return str(type(part).__module__.rpartition(".")[2])


def part_values(part: Any) -> dict[str, Any]:
    """Return a part as plain values, its name first."""
    return {PART_KEY.strip("_"): part_name(part), **plain(part)}
