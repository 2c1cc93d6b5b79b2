"""The worlds of all claims: one set of points, over the rows of the ledger and of every strategy part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from diffusion_sim.claims.arms import Known
from diffusion_sim.explore.axes import Axis, ledger_axes
from diffusion_sim.explore.design import Design
from diffusion_sim.explore.points import put
from diffusion_sim.explore.posterior import PLACE, posterior
from diffusion_sim.explore.samplers import sample
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import PART_GROUPS, part_class, part_names
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm

F8 = NDArray[np.float64]
#: Independent points: of 200 parameters no two move together, as they do in Sobol's sequence, and more of them
#: continue the fewer, as they do not in a Latin hypercube.
METHOD = "random"


class Worlds:
    """Points in the unit cube, and what each says of the world and of an arm.

    Every key has its own place in the cube, whichever claim is asked: two claims that hold the same arm share its runs.
    A key that stands in two parts, such as ``strategy.stance.message``, has one place, and each part reads it over its
    own range. Keys that a claim sets in an arm are its question; no world changes them there.

    Parameters
    ----------
    settings : Settings
        District, practice, replicates; its arms are not read.
    points : int
    seed : int
    fitted : bool
        Whether the worlds fit the evidence: coefficients that calibration moved are of one point of the posterior
        sample in each world, and only the others go over their whole ranges.
    """

    def __init__(self, settings: Settings, points: int, seed: int, fitted: bool = False) -> None:
        self.settings, self.points, self.seed = replace(settings, arms=every_part()), points, seed
        axes = ledger_axes(self.settings)
        design = sample((*axes, PLACE), points, METHOD, seed)
        self._unit = dict(zip(design.keys, design.unit().T, strict=True))
        self._settled = posterior().at(self._unit[PLACE.key], (a.key for a in axes)) if fitted else {}
        self.common = tuple(axis for axis in axes if not axis.key.startswith("strategy."))
        self._own: dict[str, tuple[Axis, ...]] = {}
        self._base: dict[int, Settings] = {}

    def own(self, known: Known) -> tuple[Axis, ...]:
        """Return the axes of an arm's own parts, less what the claim sets."""
        if known.name not in self._own:
            axes = ledger_axes(replace(self.settings, arms=(known.arm,)))
            kept = (a for a in axes if a.key.startswith("strategy.") and a.key not in known.set)
            self._own[known.name] = tuple(a for a in kept if a.key in self._unit)
        return self._own[known.name]

    def world(self, point: int) -> Settings:
        """Return the world of a point; its arms are not those of a claim."""
        if point not in self._base:
            if len(self._base) > 256:
                self._base.clear()
            bare = replace(self.settings, arms=self.settings.arms[:1])
            self._base[point] = put(bare, self._at(self.common, point))
        return self._base[point]

    def arm(self, known: Known, point: int) -> Arm:
        """Return an arm in the world of a point."""
        axes = self.own(known)
        if not axes:
            return known.arm
        bare = replace(self.settings, arms=(known.arm,))
        return put(bare, self._at(axes, point)).arms[0]

    def design(self, knowns: Iterable[Known]) -> Design:
        """Return the points as a table of the world's keys and those of some arms; axes are what nothing settles."""
        axes = {a.key: a for known in knowns for a in self.own(known)}
        wanted = (*self.common, *axes.values())
        columns: Mapping[str, F8] = {a.key: self._values(a) for a in wanted}
        points = pd.DataFrame({"point": np.arange(self.points), **columns})
        return Design(points, tuple(a for a in wanted if a.key not in self._settled), METHOD, self.seed)

    def _values(self, axis: Axis) -> F8:
        settled = self._settled.get(axis.key)
        return axis.value(self._unit[axis.key]) if settled is None else settled

    def _at(self, axes: Sequence[Axis], point: int) -> dict[str, float]:
        return {a.key: float(self._values(a)[point]) for a in axes}


def world_settings(overrides: Sequence[str], replicates: int, districts: int, seed: int = 1) -> Settings:
    """Return the settings that all claims share: the default practice, prices and behaviour."""
    more = [f"run.replicates={replicates}", f"run.districts={districts}", f"run.seed={seed}", "strategy=laissez_faire"]
    return load(overrides=[*overrides, *more])


@cache
def every_part() -> tuple[Arm, ...]:
    """Return arms that between them hold every part there is, at its defaults; they are never run."""
    from itertools import zip_longest

    made = {g: [part_class(g, name)() for name in part_names(g)] for g in PART_GROUPS}
    arms = []
    for k, row in enumerate(zip_longest(*made.values())):
        held = dict(zip(made, row, strict=True))
        whole = {g: held[g] if held[g] is not None else made[g][0] for g in made}
        for many in ("support", "amplify"):
            whole[many] = (whole[many],)
        arms.append(Arm(name=f"parts_{k}", **whole))
    return tuple(arms)
