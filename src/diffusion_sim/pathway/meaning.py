"""What a position means in hours, waves and rules: computed from the parts, in one line per dial."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from diffusion_sim.pathway.charted import charted
from diffusion_sim.pathway.pathway import Pathway
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.plan import YEAR

#: Schools of the district that waves are told for.
SCHOOLS = 20


def meaning(dial: str, pathway: Pathway, support_years: float) -> str:
    """Return in one line what a dial of a pathway makes of the strategy.

    Parameters
    ----------
    dial : str
        Name of a dial.
    pathway : Pathway
        All seven positions (a common vocabulary has two dials).
    support_years : float
        Years of support of the comparison.
    """
    return _SAY[dial](charted(pathway, support_years))


def hours(arm: Arm) -> tuple[float, float]:
    """Return hours a participant spends in a year in meetings across the district, and in sessions for the school."""
    parts: dict[str, Any] = {type(p).__name__: p for p in arm.support}
    return parts["CohortMeetings"].hours * YEAR, parts["DesignSessions"].hours


def waves(arm: Arm, schools: int = SCHOOLS) -> tuple[int, float, float]:
    """Return how many waves there are, schools in the first year, and years from the first start to the last."""
    sequence: Any = arm.sequence
    quarters = [int(k / schools * (4.0 * sequence.start_years + 1.0)) for k in range(schools)]
    return len(set(quarters)), sum(q < 4 for q in quarters) / schools, max(quarters) / 4.0


def _control(arm: Any) -> str:
    across, own = hours(arm)
    return (
        f"each participant {across:.0f} h a year in meetings across the district, {own:.0f} h in design sessions of "
        "the school; "
        f"{_common(arm)}, freedom to fit it to the school {arm.stance.loose:.0%}"
    )


def _pace(arm: Any) -> str:
    count, first, last = waves(arm)
    span = "1 year" if last == 1.0 else f"{last:g} years"
    start = "all schools start at once" if count == 1 else f"schools start in {count} waves over {span}"
    return f"{start} ({first:.0%} in year one); the whole budget in {arm.sequence.years:.1f} years"


def _allocation(arm: Any) -> str:
    ready = arm.sequence.readiness
    return (
        f"order of schools and places: {1.0 - ready:.0%} by need, {ready:.0%} by readiness; coaches' hours in a school "
        f"10 points poorer than the mean x {1.0 + 0.2 * arm.learning.need:.2f}"
    )


def _capacity(arm: Any) -> str:
    capacity, share = arm.capacity, arm.capacity.outside
    going_on = (1.0 - share) * capacity.taking_up
    after = f"{going_on:.0%} of able members go on unpaid, {capacity.hours_after:g} h a week each"
    bought = (
        f"{10 * share:g} bought (there at once, as they come, what they say counts x {capacity.credibility:g}, "
        f"fee {capacity.fee:.0%})"
    )
    hired = (
        f"{10 * (1 - share):g} of one's own (seemingly best first, {capacity.hires_per_quarter:g} a quarter per 100 "
        f"posts, from {capacity.pool:g} candidates; then raised from the cohorts)"
    )
    kinds = [text for text, some in ((bought, share > 0.0), (hired, share < 1.0)) if some]
    return (
        f"of 10 coaches {', '.join(kinds)}; a coach costs x {1.0 + capacity.fee * share:.2f}; after the money "
        f"{after if capacity.outlasts else 'nobody goes on'}"
    )


def _flexibility(arm: Any) -> str:
    learning = arm.learning
    if learning.refine == learning.reallocate == 0.0:
        return "the plan of the first day; no review"
    waits = f"waves wait for {learning.gate:.0%} visible use" if learning.gate else "no wave is ever held back"
    return (
        f"every quarter: hours in a school 10 points behind x {1.0 + 0.2 * learning.reallocate:.2f}, the practice "
        f"refined by up to {learning.refine:.0%} of what is left, {learning.design_hours:g} h of design per 100 posts; "
        f"users lose up to {learning.relearning * learning.refine:g} h a week relearning; {waits}"
    )


def _comprehensiveness(arm: Any) -> str:
    choice = arm.comprehensiveness
    return (
        f"people leave out {choice.left_out:.0%} of the components (of a practice that can be split), fitting it to "
        f"themselves by {choice.suits * choice.left_out:.0%}; {_common(arm)}"
    )


def _common(arm: Any) -> str:
    """Return how far words are common, which two dials make."""
    return f"common words {arm.stance.tight:.0%} (control and comprehensiveness together make them)"


def _sharing(arm: Any) -> str:
    share = arm.amplify[0]
    best, failures = share.best * share.hours, share.failures * share.hours
    return (
        f"{best:g} h a year per user for what works, {failures:g} h for process and failures; "
        f"struggle is {_openly(share.candour)}"
    )


def _openly(candour: float) -> str:
    if candour == 0.0:
        return "neither hidden nor told"
    return f"told openly ({candour:.0%})" if candour > 0.0 else f"hidden ({-candour:.0%})"


_SAY: dict[str, Callable[[Any], str]] = {
    "control": _control,
    "pace": _pace,
    "allocation": _allocation,
    "capacity": _capacity,
    "flexibility": _flexibility,
    "comprehensiveness": _comprehensiveness,
    "sharing": _sharing,
}
