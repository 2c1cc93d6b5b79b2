"""What each group of parts has to answer. Arrays have the shape (replicates, staff) unless said otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from diffusion_sim.errors import BadInput
from diffusion_sim.settings.parameter import check_ranges

if TYPE_CHECKING:
    from diffusion_sim.settings.costs import Costs
    from diffusion_sim.strategies.plan import Plan
    from diffusion_sim.strategies.view import View

F8 = NDArray[np.float64]


class Part:
    """A part of a strategy; ``group`` names the folder it stands in."""

    group: ClassVar[str]


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

    def first_quarter(self, view: View) -> F8:
        """Return the quarter (nine weeks, four a year) from which each person is served; ``inf`` is never."""
        raise TypeError(f"{type(self).__name__} does not say when people start")

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

    def give(self, plan: Plan) -> None:
        """Write this span's support into ``plan.column(name)`` and charge what it costs."""
        raise TypeError(f"{type(self).__name__} gives nothing")


class Stance(Part):
    """Whether taking part is a choice."""

    group: ClassVar[str] = "stance"
    #: Whether people may decline an invitation.
    voluntary: ClassVar[bool] = True

    def price(self, costs: Costs) -> float:
        """Return dollars per person whose turn has come and year."""
        return 0.0

    def press(self, plan: Plan) -> None:
        """Write ``pressure`` and ``message`` for this span."""
        raise TypeError(f"{type(self).__name__} says nothing")


class Capacity(Part):
    """Where coaches come from, and how good they are."""

    group: ClassVar[str] = "capacity"

    def quality(self, view: View, count: int) -> F8:
        """Return the quality of the first ``count`` coaches in the order in which they are hired, 1 = mean effect."""
        raise TypeError(f"{type(self).__name__} has no coaches")

    def hired(self, quarter: int, wanted: F8, posts: int) -> F8:
        """Return full-time coaches at work in a quarter (from 0), given how many are wanted; shape (replicates,)."""
        raise TypeError(f"{type(self).__name__} has no coaches")
