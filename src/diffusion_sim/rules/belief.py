"""Belief that the practice is worth it, 0 to 1; one half and above is conviction.

ODD: belief starts from openness and the promise of the practice. It follows practice (Guskey 1986): one's own pupils'
results, by the same rule for volunteers and compliers. It follows credible colleagues and cohort members, leaders'
messages as far as the principal backs them, and pressure, whose sign is disputed (reactance or legitimacy). Words lead
at most to what the practice promises here (advantage and fit); only results and colleagues can convince of more.
``borrowed`` keeps what colleagues have added, so that ownership can be told later.
"""

from __future__ import annotations

from diffusion_sim.rules.shape import nudge, positive, saturate, within

CONVINCED = 0.5


def promise(advantage: float, fit: float) -> float:
    """Return what the practice promises in this school: 1 from a middle advantage at full fit on (Rogers)."""
    return within(2.0 * advantage * fit, 0.0, 1.0)


def prior_belief(
    role: float,
    openness: float,
    u_belief: float,
    advantage: float,
    fit: float,
    principal_backing: float,
    principal_spread: float,
) -> float:
    """Return belief before any experience: openness times promise (Rogers); a principal's is the district's setting."""
    leader = within(principal_backing + principal_spread * (2.0 * u_belief - 1.0), 0.0, 1.0)
    return leader if role == 1.0 else openness * promise(advantage, fit)


def backing(principal_belief: float, backing_effect: float) -> float:
    """Return how the principal scales steps: 1 when neutral, ``backing_effect`` in support, its inverse against."""
    lean = 2.0 * principal_belief - 1.0
    up = 1.0 + (backing_effect - 1.0) * lean
    down = 1.0 + (1.0 - 1.0 / backing_effect) * lean
    return up if lean > 0.0 else down


def belief_after_use(belief: float, using: float, success: float, own_belief: float) -> float:
    """Return belief after one's own pupils' results of this week."""
    return nudge(belief, own_belief * using * success)


def belief_after_peers(
    belief_after_use: float,
    openness: float,
    peer_example: float,
    cohort: float,
    cohort_word: float,
    peer_belief: float,
) -> float:
    """Return belief after what colleagues show; an hour of cohort meeting counts as one active contact."""
    heard = peer_example + saturate(cohort * cohort_word)
    return nudge(belief_after_use, peer_belief * (0.5 + openness) * heard)


def borrowed(borrowed: float, belief_after_use: float, belief_after_peers: float) -> float:
    """Return the part of belief that colleagues have added so far."""
    return within(borrowed + (belief_after_peers - belief_after_use), 0.0, 1.0)


def belief(
    belief_after_peers: float,
    message: float,
    backing: float,
    pressure: float,
    advantage: float,
    fit: float,
    message_belief: float,
    pressure_belief: float,
) -> float:
    """Return belief after leaders' messages and pressure (which touches only the unconvinced)."""
    promised = promise(advantage, fit)
    heard = within(message_belief * message * backing, 0.0, 1.0)
    told = belief_after_peers + heard * positive(promised - belief_after_peers)
    legitimate = told + pressure_belief * pressure * positive(promised - told)
    pressed = legitimate if pressure_belief > 0.0 else nudge(told, pressure_belief * pressure)
    return told if told >= CONVINCED else pressed


def own_conviction(belief: float, borrowed: float) -> float:
    """Return belief without what colleagues added."""
    return positive(belief - borrowed)
