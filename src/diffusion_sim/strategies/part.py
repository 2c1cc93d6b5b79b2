"""What each group of parts has to answer. Arrays have the shape (replicates, staff) unless said otherwise.

Columns of support that a part may write (``plan.column(name)``), per person and week, 0 as without it:

- ``coaching`` hours, ``coach_quality`` (1 = mean effect), ``cohort`` hours of meeting (with ``plan.meet``),
  ``training`` hours, ``pressure`` 0 to 1, ``message`` 0 to 1: there for every part;
- ``adaptation`` 0 to 1, how far the practice is fitted to the school; ``release`` hours set free (negative: taken);
  ``incentive`` 0 to 1; ``relief`` from evaluation 0 to 1; ``candour`` -1 (struggle hidden) to 1 (shared openly);
  ``scope`` 0 to below 1, the share of components left out; ``common`` vocabulary -1 to 1; ``spotlight`` 0 to 1 on a
  person's use: there for a part that names it in ``needs``. :mod:`diffusion_sim.rules.mechanisms` says what they do.

``adaptation``, ``scope`` and ``common`` last from span to span and after support has ended; all others are cleared
before every span.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges

if TYPE_CHECKING:
    from diffusion_sim.settings.costs import Costs
    from diffusion_sim.strategies.plan import Plan
    from diffusion_sim.strategies.review import Review
    from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]


class Part:
    """A part of a strategy; ``group`` names the folder it stands in."""

    group: ClassVar[str]
    #: Columns of :data:`diffusion_sim.schedule.FURTHER` that the part writes.
    needs: ClassVar[tuple[str, ...]] = ()

    def running(self, costs: Costs, posts: int) -> float:
        """Return dollars a year that the part costs however few take part; the part charges them as it goes."""
        return 0.0

    def each(self, costs: Costs, week: int) -> float:
        """Return dollars per person whose turn has come, for the year that begins in a week of the run."""
        return 0.0


class Priced(Part):
    """A part with a price for everybody whose turn has come."""

    def price(self, costs: Costs) -> float:
        """Return dollars per person whose turn has come and year; the part charges them as it goes."""
        return 0.0

    def each(self, costs: Costs, week: int) -> float:
        """Return dollars per person whose turn has come, for the year that begins in a week of the run."""
        return self.price(costs)


class Selection(Part):
    """Who is asked to take part."""

    group: ClassVar[str] = "selection"
    #: Roles that may be asked: 0 teacher, 1 principal, 2 coach.
    roles: ClassVar[tuple[int, ...]] = (0,)
    #: Whether new people are chosen every year, those served before left out; else the same take part every year.
    renews: ClassVar[bool] = True
    #: People per year (``None``: as many as the budget pays for), and whether places are spread over schools by turns.
    size: int | None
    spread: bool
    #: Most people of one school who take part at a time (``None``: no limit).
    per_school: float | None = None
    #: Whether those who take part go on as long as they hold their post, so that only free places are filled.
    stays: ClassVar[bool] = False
    #: Whether everybody is invited at once, and those who sign up first come first.
    open_call: ClassVar[bool] = False

    def __post_init__(self) -> None:
        """Refuse a cohort of nobody; a part with checks of its own calls this one too."""
        check_ranges("strategy.selection", self)
        if self.size is not None and self.size < 1:
            raise BadInput(
                f"strategy.selection.size={self.size} is out of range; "
                "allowed: a whole number from 1 (people per year), or null for as many as the budget pays for."
            )

    def score(self, view: View) -> F8:
        """Return who is asked first: higher scores earlier; ``-inf`` is never asked."""
        raise TypeError(f"{type(self).__name__} does not say who is asked")


class Sequence(Part):
    """Which people may take part from which year on."""

    group: ClassVar[str] = "sequence"
    #: Whether those who have no date yet keep their share of the year's money: a pilot then gets only its own.
    holds_back: ClassVar[bool] = False

    @property
    def leads(self) -> tuple[int, ...]:
        """Roles that are asked besides those of the selection, as they go first; each of them has a place."""
        return ()

    @property
    def lasts(self) -> float:
        """Weeks for which a person is served once his or her turn has come."""
        return float("inf")

    def first_quarter(self, view: View) -> F8:
        """Return the quarter (nine weeks, four a year) from which each person is served; ``inf`` is never."""
        raise TypeError(f"{type(self).__name__} does not say when people start")

    def revise(self, view: View, start_week: F8, quarter: int) -> F8:
        """Return the weeks from which people are served, as a gate moves them; asked at the start of every quarter.

        Parameters
        ----------
        view : View
        start_week : float (replicates, staff)
            As planned so far. Those who have started stay started whatever is returned.
        quarter : int
            Quarter that begins, from 1.
        """
        return start_week

    def window_years(self, support_years: float) -> float:
        """Return over how many years the budget is spent: the comparison's window unless slower or faster."""
        return support_years


class Support(Part):
    """What those who take part are given."""

    group: ClassVar[str] = "support"
    #: Whether the price is coaches' time, so that the number of coaches follows the money.
    uses_coaches: ClassVar[bool] = False
    #: Whether the year's price falls due at once, however few of the year's weeks are left.
    at_once: ClassVar[bool] = False
    #: Share of the year's money, less what everyone costs, that the part takes before places are filled.
    portion: float = 0.0
    #: Parts of a lower number give first: -1 decides who gets how much, 1 shares out what others have given.
    turn: ClassVar[int] = 0

    @property
    def takes_rest(self) -> bool:
        """Whether the part is scaled to what the other parts leave of the year's budget."""
        return False

    def changes(self) -> tuple[int, ...]:
        """Return weeks of the year (0 to 35), beside the quarters' first weeks, in which what is given changes."""
        return ()

    def price(self, costs: Costs) -> float:
        """Return dollars per participant and year at the usual dose."""
        raise TypeError(f"{type(self).__name__} has no price")

    def due(self, costs: Costs, week: int) -> float:
        """Return the price for the year that begins in a week of the run; 0 once a part has ended."""
        return self.price(costs)

    def give(self, plan: Plan) -> None:
        """Write this span's support into ``plan.column(name)`` and charge what it costs."""
        raise TypeError(f"{type(self).__name__} gives nothing")


class Stance(Priced):
    """Whether taking part is a choice."""

    group: ClassVar[str] = "stance"
    #: Whether people may decline an invitation.
    voluntary: ClassVar[bool] = True

    def may_decline(self, week: int) -> bool:
        """Return whether people who are invited in a week of the run may decline."""
        return self.voluntary

    def press(self, plan: Plan) -> None:
        """Write ``pressure`` and ``message`` for this span."""
        raise TypeError(f"{type(self).__name__} says nothing")


class Capacity(Part):
    """Where coaches come from, and how good they are."""

    group: ClassVar[str] = "capacity"

    @property
    def share(self) -> float:
        """Share of a full-time week that a coach has for this practice."""
        return 1.0

    @property
    def caseload(self) -> float | None:
        """Most people whom a coach at work takes on in one cycle; ``None``: no limit, each then gets less."""
        return None

    def price(self, costs: Costs, year: int) -> float:
        """Return dollars per coach and year, in a year of support counted from 0."""
        return costs.coach_fte

    def inside(self, year: int) -> float:
        """Return the share of coaches who are the district's own staff, in a year of support counted from 0."""
        return 1.0

    def graduates(self, view: View) -> F8:
        """Return coaches who came up from the district's own cohorts, in full-time posts; shape (replicates,)."""
        return np.zeros(view.shape[0])

    @property
    def outlasts(self) -> bool:
        """Whether people of the district's own go on helping colleagues once the money has ended."""
        return False

    def go_on(self, plan: Plan) -> None:
        """Write what is given after support has ended, asked at the start of every quarter if the part outlasts it."""
        raise TypeError(f"{type(self).__name__} ends with the money")

    def quality(self, view: View, count: int) -> F8:
        """Return the quality of the first ``count`` coaches in the order in which they are hired, 1 = mean effect."""
        raise TypeError(f"{type(self).__name__} has no coaches")

    def ranked(self, view: View, wanted: F8) -> F8:
        """Return quality in order of hiring for those wanted, (replicates or 1, most wanted and one more)."""
        return self.quality(view, int(np.ceil(wanted.max(initial=0.0))) + 1)

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return full-time coaches at work in a quarter (from 0), given how many are wanted; shape (replicates,)."""
        raise TypeError(f"{type(self).__name__} has no coaches")


class Amplify(Priced):
    """How what is achieved is made known; a strategy may have several parts of this group, or none."""

    group: ClassVar[str] = "amplify"

    def changes(self) -> tuple[int, ...]:
        """Return weeks of the year (0 to 35), beside the quarters' first weeks, in which what is shown changes."""
        return ()

    def show(self, plan: Plan) -> None:
        """Write what is shown in this span, after support has been given, and charge what it costs."""
        raise TypeError(f"{type(self).__name__} shows nothing")


class Learning(Priced):
    """Whether a district learns on the way."""

    group: ClassVar[str] = "learning"

    def review(self, review: Review) -> None:
        """Look at the district at the start of a quarter (not the first), and change what comes next."""
        raise TypeError(f"{type(self).__name__} reviews nothing")

    def disturb(self, plan: Plan) -> None:
        """Write what changes of plan cost people in this span (``release`` below 0), if anything."""


class Comprehensiveness(Priced):
    """Whether everyone takes up the whole practice or chooses among its components."""

    group: ClassVar[str] = "comprehensiveness"

    def scope(self, plan: Plan) -> None:
        """Write ``scope`` and ``common`` for this span, before support is given."""
        raise TypeError(f"{type(self).__name__} says nothing of components")
