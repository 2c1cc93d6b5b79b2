"""What further means of a strategy do: fitting, time, incentives, relief, candour, choice of components, spotlight.

ODD: an arm with a part that uses one of these runs on the wide rule set: the same lines, of which some read a changed
quantity. At 0 every means leaves every number as it was. A practice can be fitted to a school (``adaptation``), which
helps or, by loss of fidelity, harms. Hours set free (``release``) add to slack. An ``incentive`` moves as pressure
does, without the principal and without refusal; use begun only because of it is compliance until convinced, and money
may crowd conviction out or lend the practice weight. ``relief`` from evaluation makes the first, mechanical weeks
easier to bear. ``candour`` decides whether struggle is hidden from colleagues (-1), seen as it is (0) or shared
openly (+1), which teaches others and tempers the doubt that struggle spreads. ``scope`` is the share of components
left out (a la carte), as far as the practice can be tried in parts: what is carried is less complex and gains less,
and know-how about other components is of less use to colleagues. A ``common`` vocabulary makes choices alike and
know-how travel. ``spotlight`` lets more be seen of what a person's use achieves.
Sources: Durlak & DuPre 2008 (fidelity and adaptation); Deci, Koestner & Ryan 1999 against Cameron & Pierce 1994
(rewards); Edmondson 1999 (safety to speak of failure); Frank et al. 2011. They give directions; sizes are
assumptions.
"""

from __future__ import annotations

from diffusion_sim.rules.belief import promise
from diffusion_sim.rules.shape import nudge, positive, within

#: Least slack that lost hours leave, as a share of that of a person of middle availability (assumption).
LEAST_SLACK = 0.1


def fitted(fit: float, adaptation: float, adapt_reach: float) -> float:
    """Return the fit of the practice as it has been adapted to this school."""
    return within(fit + adaptation * adapt_reach * (1.0 - fit), 0.0, 1.0)


def left_out(scope: float, trialability: float) -> float:
    """Return the share of components left out; a practice can be split only as far as its trialability goes."""
    return within(scope, 0.0, trialability)


def complexity_carried(complexity: float, left_out: float) -> float:
    """Return the complexity of the components that are taken up."""
    return complexity * (1.0 - left_out)


def advantage_carried(advantage: float, left_out: float, components_together: float) -> float:
    """Return the gain of the components that are taken up; they lose more where components need each other."""
    return advantage * (1.0 - left_out) * (1.0 - components_together * left_out)


def availability_now(availability: float, release: float, release_kept: float, support_hours_slack: float) -> float:
    """Return availability with the hours set free for the practice (or taken from it)."""
    return within(availability + release * release_kept / support_hours_slack, LEAST_SLACK - 0.5, 1000.0)


def transfer(left_out: float, common: float, choice_apart: float, vocabulary_effect: float) -> float:
    """Return how much of colleagues' know-how is of use: 1 when all take up the whole and share its usual words."""
    apart = choice_apart * left_out * (1.0 - positive(common))
    return (1.0 - apart) * (1.0 + vocabulary_effect * common)


def taken(offered: float, transfer: float) -> float:
    """Return the know-how that can be used, of what is offered."""
    return offered * transfer


def success_felt(success: float, level: float, relief: float, relief_effect: float) -> float:
    """Return one's own results as they weigh in belief: bad ones weigh less for a beginner who is not judged."""
    return success * (1.0 - relief_effect * relief) if (level < 4.0 and success < 0.0) else success


def disappointment_felt(level: float, disappointment_odds: float, relief: float, relief_effect: float) -> float:
    """Return the odds of ending use at belief 0, lower for a beginner who is not judged."""
    return disappointment_odds * (1.0 - relief_effect * relief) if level < 4.0 else disappointment_odds


def belief_after_incentive(
    belief_after_peers: float, incentive: float, advantage: float, fit: float, incentive_belief: float
) -> float:
    """Return belief after an incentive: crowded out (below 0), or led towards what the practice promises (above)."""
    led = belief_after_peers + incentive_belief * incentive * positive(promise(advantage, fit) - belief_after_peers)
    crowded = nudge(belief_after_peers, incentive_belief * incentive)
    moved = led if incentive_belief > 0.0 else crowded
    return moved if incentive > 0.0 else belief_after_peers


def pressed_drive(mandate_drive: float, incentive: float, incentive_drive: float) -> float:
    """Return what pressure and incentive add together: neither is a person's own reason."""
    return mandate_drive + incentive * incentive_drive


def held(pressure: float, incentive: float) -> float:
    """Return what keeps mere compliance going: pressure, or an incentive that is still paid."""
    return within(pressure + incentive, 0.0, 1.0)


def observability_now(observability: float, spotlight: float, spotlight_reach: float) -> float:
    """Return how much of a person's use can be seen, with a spotlight on it."""
    return observability + spotlight * spotlight_reach * (1.0 - observability)


def success_shown(success: float, candour: float, doubt_tempered: float) -> float:
    """Return results as colleagues hear of them: struggle hidden below candour 0, told with its reasons above."""
    muted = doubt_tempered * candour if candour > 0.0 else -candour
    return success if success >= 0.0 else success * (1.0 - muted)


def skill_shown(skill: float, success: float, candour: float, failure_knowhow: float) -> float:
    """Return the know-how that a user shares: skill, and what can be learned from struggle shown openly."""
    lesson = failure_knowhow * positive(candour) * positive(-success)
    return within(skill + lesson * (1.0 - skill), 0.0, 1.0)
