"""Parts that write the further columns of support, for tests of the machinery around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np

from diffusion_sim.schedule import FURTHER
from diffusion_sim.settings.costs import Costs
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.part import F8, Amplify, Comprehensiveness, Learning, Sequence
from diffusion_sim.strategies.plan import Plan
from diffusion_sim.strategies.review import Review
from diffusion_sim.strategies.view import View
from engine_worlds import FURTHER_RANGES


@dataclass(frozen=True)
class Everything(Amplify):
    """Writes every further column with numbers that depend on the post alone."""

    needs: ClassVar[tuple[str, ...]] = FURTHER

    def show(self, plan: Plan) -> None:
        for k, name in enumerate(FURTHER):
            low, high = FURTHER_RANGES[name]
            u = plan.view.chance("pick") * (k + 1.0) % 1.0
            plan.column(name)[:] = np.where(plan.started, low + u * (high - low), 0.0)


@dataclass(frozen=True)
class Silent(Amplify):
    """Asks for the wide rule set and writes nothing."""

    needs: ClassVar[tuple[str, ...]] = FURTHER

    def show(self, plan: Plan) -> None:
        pass


@dataclass(frozen=True)
class Undeclared(Amplify):
    """Writes a column that it does not name."""

    def show(self, plan: Plan) -> None:
        plan.column("release")[:] = 1.0


@dataclass(frozen=True)
class Dear(Amplify):
    """Costs something for each person served, and something whoever is served."""

    person: float = 50.0
    whole: float = 1000.0

    def price(self, costs: Costs) -> float:
        return self.person

    def running(self, costs: Costs, posts: int) -> float:
        return self.whole

    def show(self, plan: Plan) -> None:
        served = plan.started.sum(axis=1)
        plan.charge("dear", served * 0.0, (served * self.person + self.whole) * plan.weeks / 36.0)


@dataclass(frozen=True)
class Half(Comprehensiveness):
    """Half of the components are left out in the first year; nothing is written later."""

    needs: ClassVar[tuple[str, ...]] = ("scope",)

    def scope(self, plan: Plan) -> None:
        if plan.week < 36:
            plan.column("scope")[:] = 0.5


@dataclass(frozen=True)
class Refining(Learning):
    """Fits the practice a little more at every review, counts its reviews, and gives weights 1, 2 and 3 by row."""

    needs: ClassVar[tuple[str, ...]] = ("adaptation", "release")

    def running(self, costs: Costs, posts: int) -> float:
        return 40.0

    def review(self, review: Review) -> None:
        review.column("adaptation")[:] += 0.1
        review.memory["reviews"] = review.memory.get("reviews", 0) + 1
        review.dose = np.broadcast_to(1.0 + np.arange(review.view.shape[1]) % 3, review.view.shape)
        review.charge("review", np.ones(review.view.shape[0]), np.full(review.view.shape[0], 10.0))

    def disturb(self, plan: Plan) -> None:
        plan.column("release")[:] -= 0.5


@dataclass(frozen=True)
class Gate(Sequence):
    """Even rows start at once, odd rows a year later; from quarter 3 on all who wait are held for ever."""

    def first_quarter(self, view: View) -> F8:
        return np.broadcast_to(4.0 * (np.arange(view.shape[1]) % 2), view.shape)

    def revise(self, view: View, start_week: F8, quarter: int) -> F8:
        return np.full(view.shape, np.inf) if quarter >= 3 else start_week


def with_parts(settings: Settings, **parts: Any) -> Settings:
    """Return the settings with parts of the first arm exchanged, and that arm alone."""
    return replace(settings, arms=(replace(settings.arms[0], **parts),))
