"""A strategy at work: once a year it fills the places that the budget pays for, and for every span it gives support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.engines.columns import Block
from diffusion_sim.errors import BadInput
from diffusion_sim.schedule import LASTING
from diffusion_sim.settings.settings import Settings
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.choose import first_in_order
from diffusion_sim.strategies.invite import Invitation
from diffusion_sim.strategies.ledger import Ledger
from diffusion_sim.strategies.part import Amplify, Support
from diffusion_sim.strategies.patience import Patience, only_where
from diffusion_sim.strategies.plan import QUARTER, YEAR, Plan
from diffusion_sim.strategies.review import Review
from diffusion_sim.strategies.view import View
from diffusion_sim.strategies.window import horizon_weeks, total_budget, window_weeks

F8 = NDArray[np.float64]


class Conduct:
    """One arm carried out on a block of replicates.

    Parameters
    ----------
    block : Block
        The replicates, at week 0.
    arm : Arm
    settings : Settings
    district_key : int
        Stream of what the district sees.
    luck_keys, design_keys : sequence of int
        Streams of each replicate, in the order of the block: what happens, and choices by chance.
    """

    def __init__(
        self, block: Block, arm: Arm, settings: Settings, district_key: int, luck_keys: Sequence[int],
        design_keys: Sequence[int],
    ) -> None:
        self.block, self.arm, self.costs, self.practice = block, arm, settings.costs, settings.practice
        self.luck_keys = [int(k) for k in luck_keys]
        self.patience = Patience(settings.run.leaders_change, self.luck_keys)
        self.view = View(block, district_key, [int(k) for k in design_keys], settings.behaviour.seen_reliability)
        self.invitation = Invitation(arm, self.view, self.luck_keys, settings.behaviour.accept_floor)
        self.weeks = window_weeks(arm, settings)
        self.ledger = Ledger(arm.name, total_budget(settings, block.layout.n), spent=np.zeros(block.replicates))
        self.start_week = arm.sequence.first_quarter(self.view) * QUARTER
        shape = self.view.shape
        self.members = np.zeros(shape, dtype=bool)
        self.served = np.full(shape, -1, dtype=np.int64)
        self.rest = np.zeros(block.replicates)
        self.wanted = np.zeros(block.replicates)
        self.quality = np.zeros((1, 1))
        self.free_money, self.year_money = np.zeros(block.replicates), np.zeros(block.replicates)
        self.year_share = 1.0
        self.dose: F8 | None = None
        self.horizon = horizon_weeks(settings)
        self.memory: dict[str, Any] = {}
        # What outlasts support decides anew where support has ended: early, or as planned.
        self.memory_early: dict[str, Any] = {}
        self.memory_after: dict[str, Any] = {}
        quarters = range(QUARTER, YEAR + 1, QUARTER)
        timed: tuple[Support | Amplify, ...] = (*arm.support, *arm.amplify)
        self.changes = sorted({*quarters, *(w for p in timed for w in p.changes())})
        passing = [k for k, name in enumerate(block.rules.support) if name not in LASTING]
        self.passing = passing if arm.wide else slice(None)
        self._refuse_unpaid()

    def prepare(self) -> int:
        """Fill the support of the coming span and return its number of weeks (within the present year)."""
        week, block = self.block.week, self.block
        block.support[:, self.passing] = 0.0
        block.groups[:] = 0
        place = week % YEAR
        if week >= self.weeks:
            return self._afterwards(week)
        if place == 0 and week > 0:
            self.patience.ask(self.view, self.ledger)
        last = min(next(c for c in self.changes if c > place), place + self.weeks - week)
        with only_where(~self.patience.ended, self.view, self.ledger):
            if place % QUARTER == 0 and week > 0:
                self._revise()
            if place == 0:
                self._new_year()
            if place % QUARTER == 0:
                self._fill_places()
            self._give(week, last - place)
        if self.patience.ended.any() and self.arm.capacity.outlasts:
            with only_where(self.patience.ended, self.view, self.ledger):
                self.arm.capacity.go_on(self._plan(week, last - place, self.memory_early))
        return last - place

    def _afterwards(self, week: int) -> int:
        """Let what outlasts support go on, and return the number of weeks of the span."""
        if not self.arm.capacity.outlasts or self.weeks == 0:
            return YEAR - week % YEAR
        self.view.served, self.members = self.served, np.zeros_like(self.members)
        weeks = min(QUARTER - week % QUARTER, max(self.horizon - week, 1))
        self.arm.capacity.go_on(self._plan(week, weeks, self.memory_after))
        return weeks

    def _plan(self, week: int, weeks: int, memory: dict[str, Any]) -> Plan:
        return Plan(
            view=self.view, costs=self.costs, ledger=self.ledger, week=week, weeks=weeks, members=self.members,
            started=self._started(week), coaches=self._coaches(week), quality=self.quality, rest=self.rest,
            free_money=self.free_money, support=self.block.support, practice=self.practice,
            start_week=self.start_week, window=self.weeks, dose=self.dose, memory=memory,
            coach_price=self.arm.capacity.price(self.costs, week // YEAR), coach_share=self.arm.capacity.share,
            coach_inside=self.arm.capacity.inside(week // YEAR),
            caseload=self.arm.capacity.caseload,
        )  # fmt: skip

    def _give(self, week: int, weeks: int) -> None:
        plan = self._plan(week, weeks, self.memory)
        self.arm.stance.press(plan)
        self.arm.comprehensiveness.scope(plan)
        for part in sorted(self.arm.support, key=lambda p: p.turn):
            part.give(plan)
        for way in self.arm.amplify:
            way.show(plan)
        self.arm.learning.disturb(plan)

    def _revise(self) -> None:
        """Let a gate and a review change what comes next; those who have started stay started."""
        week, planned = self.block.week, self.start_week
        gated = self.arm.sequence.revise(self.view, planned.copy(), week // QUARTER)
        review = Review(
            view=self.view, practice=self.practice, costs=self.costs, ledger=self.ledger, week=week,
            quarter=week // QUARTER, window=self.weeks, members=self.members, start_week=np.array(gated, dtype=float),
            dose=self.dose, support=self.block.support, columns=self.block.rules.support, memory=self.memory,
        )  # fmt: skip
        self.arm.learning.review(review)
        self.dose = review.dose
        self.start_week = np.where(planned < week, planned, np.maximum(review.start_week, week))

    def _coaches(self, week: int) -> F8:
        capacity = self.arm.capacity
        hired = capacity.hired(week // QUARTER, self.wanted, self.view.shape[1])
        return np.minimum(self.wanted, hired + capacity.graduates(self.view))

    def _started(self, week: int) -> NDArray[np.bool_]:
        """Return whose turn has come, and is not over."""
        return (self.start_week <= week) & (week < self.start_week + self.arm.sequence.lasts)

    def _new_year(self) -> None:
        """Divide what is left of the budget over the years left, less what runs beside support; members go."""
        years_left = (self.weeks - self.block.week) / YEAR
        self.year_money = (self.ledger.total - self.ledger.spent) / max(years_left, 1.0)
        self.year_share = min(years_left, 1.0)
        week, lasts = self.block.week, self.arm.sequence.lasts
        served = (self.start_week < week + YEAR) & (week < self.start_week + lasts)
        each = sum(part.each(self.costs, week) for part in self.arm.parts) * self.year_share
        running = sum(part.running(self.costs, self.view.shape[1]) for part in self.arm.parts) * self.year_share
        self.free_money = np.maximum(self._not_held_back(years_left) - each * served.sum(axis=1) - running, 0.0)
        self.year_money = self.free_money * (1.0 - sum(part.portion for part in self.arm.support))
        self.view.served = self.served
        self.members = self.members & self.view.former if self.arm.selection.stays else np.zeros_like(self.members)

    def _not_held_back(self, years_left: float) -> F8:
        """Return the year's money less the share of those who have no date yet, where the sequence keeps it for them.

        Budgets are made once a year: a gate that opens within a year finds its schools' money in the next one.
        """
        dated = np.isfinite(self.start_week).mean(axis=1)
        if not self.arm.sequence.holds_back or np.all(dated == 1.0):
            return self.year_money
        own = dated * self.ledger.total / max(self.weeks / YEAR, 1.0)
        return np.where(dated < 1.0, np.minimum(self.year_money, own), self.year_money)

    def _price(self, part: Support) -> float:
        """Return what a participant costs this year; a window that ends within it pays the weeks that are left."""
        year = self.block.week - self.block.week % YEAR
        price = part.due(self.costs, year) * (1.0 if part.at_once else self.year_share)
        if not part.uses_coaches:
            return price
        return price * self.arm.capacity.price(self.costs, self.block.week // YEAR) / self.costs.coach_fte

    def _fill_places(self) -> None:
        """Choose who takes part, as far as schools have started, and how many coaches that pays for."""
        selection = self.arm.selection
        started = self._started(self.block.week)
        if selection.renews:
            open_places = self._places(started) - self.members.sum(axis=1)
            if np.any(open_places > 0):
                order = self.invitation.order(self.block.week, started, self.members, self.served)
                self.members |= first_in_order(order, np.maximum(open_places, 0))
            self.members &= started
        else:
            self.members = started & np.isfinite(selection.score(self.view))
        self.members &= ~self.patience.ended[:, None]
        self.served = np.where(self.members, self.block.column("occupant").astype(np.int64), self.served)
        self._hire()

    def _places(self, started: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return this year's places so far: the year's number times the share of this year's starters under way."""
        price = sum(self._price(part) for part in self.arm.support)
        size = self.arm.selection.size
        # Where the money buys less than one whole place, one person takes part with fewer hours of a coach.
        alone = sum(self._price(part) for part in self.arm.support if not part.uses_coaches) <= self.year_money
        year = np.floor(self.year_money / price) if price > 0.0 else np.full(len(self.year_money), self.view.shape[1])
        wanted = np.full(len(self.year_money), float(size)) if size is not None else np.maximum(year, alone)
        end = (self.block.week // YEAR + 1) * YEAR
        by_year_end = (self.start_week < end) & (self.block.week < self.start_week + self.arm.sequence.lasts)
        share = started.sum(axis=1) / np.maximum(by_year_end.sum(axis=1), 1)
        places = np.ceil(wanted * share - 1e-9).astype(np.int64)
        if not self.arm.sequence.leads:
            return places
        # Those who go first all have a place, as far as the year's money goes.
        first = (started & np.isin(self.view.role, self.arm.sequence.leads)).sum(axis=1)
        return np.maximum(places, np.minimum(first, wanted.astype(np.int64)))

    def _hire(self) -> None:
        """Work out how many coaches this year's participants and money call for, and what the workshop may take."""
        count = self.members.sum(axis=1).astype(float)
        fixed = sum(self._price(p) for p in self.arm.support if not p.uses_coaches)
        capacity = self.arm.capacity
        coach_year = capacity.price(self.costs, self.block.week // YEAR) * self.year_share
        left = np.maximum(self.year_money - fixed * count, 0.0)
        own = getattr(capacity, "coaches", None)
        coached = any(p.uses_coaches for p in self.arm.support)
        rest_taker = any(p.takes_rest for p in self.arm.support)
        usual = sum(p.price(self.costs) for p in self.arm.support if p.uses_coaches) / self.costs.coach_fte
        fixed_size = rest_taker or self.arm.selection.size is not None
        most = count * usual if fixed_size else count / self.costs.least_per_coach
        affordable = np.minimum(left / coach_year, most)
        self.wanted = np.full(len(count), float(own)) if own is not None else affordable * coached
        self.rest = np.maximum(left - self.wanted * coach_year, 0.0)
        if rest_taker:
            # Training is paid at once: what those who join within the year will cost is kept for them.
            coming = self._coming(count)
            kept = np.maximum(self.year_money - fixed * coming, 0.0)
            coaches = np.minimum(kept / coach_year, coming * usual) * coached if own is None else self.wanted
            self.rest = np.minimum(self.rest, np.maximum(kept - coaches * coach_year, 0.0))
        self.quality = capacity.ranked(self.view, self.wanted)

    def _coming(self, count: F8) -> F8:
        """Return how many will take part by the end of the year, as far as their money is kept for them."""
        week = self.block.week
        later = (week < self.start_week) & (self.start_week < (week // YEAR + 1) * YEAR)
        by_year_end = self._started(week) | later
        selection = self.arm.selection
        if not selection.renews:
            return np.maximum(count, (by_year_end & np.isfinite(selection.score(self.view))).sum(axis=1))
        role = np.isin(self.view.role, (*selection.roles, *self.arm.sequence.leads))
        fresh = self.served != self.block.column("occupant").astype(np.int64)
        people = (by_year_end & role & (self.members | fresh)).sum(axis=1)
        return np.maximum(count, np.minimum(self._places(by_year_end), people))

    def _refuse_unpaid(self) -> None:
        """Refuse a strategy that costs money where there is none."""
        lines = [f"strategy.support: {type(p).__name__}" for p in self.arm.support
                 if p.takes_rest or p.portion > 0.0 or p.price(self.costs) > 0.0]  # fmt: skip
        years = range(0, self.weeks, YEAR)
        lines += [f"strategy.{p.group}: {type(p).__name__}" for p in self.arm.parts
                  if p.running(self.costs, self.view.shape[1]) > 0.0
                  or any(p.each(self.costs, week) > 0.0 for week in years)]  # fmt: skip
        if lines and self.ledger.total <= 0.0 and self.weeks > 0:
            raise BadInput(
                f"strategy {self.arm.name!r} needs money ({', '.join(lines)}) and the budget is 0; "
                "allowed: run.budget and costs.budget_per_post above 0, or a strategy without support such as "
                "laissez_faire."
            )
