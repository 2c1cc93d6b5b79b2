"""What learning parts have in common: where coaches' hours go, and how a practice is refined by its users."""

from __future__ import annotations

import numpy as np

from diffusion_sim.strategies.part import F8
from diffusion_sim.strategies.plan import DAY_HOURS
from diffusion_sim.strategies.review import Review
from diffusion_sim.strategies.view import View

#: No one's weight falls below this share of an even one.
LEAST = 0.1


def by_lag(view: View, started: np.ndarray, strength: float) -> F8 | None:
    """Return weights of coaching hours, larger in schools whose visible use lies below the district's mean.

    A weight is 1 + 2 x strength x (mean share in use - share in use of the school) over those started, at least
    :data:`LEAST`; ``None`` at strength 0.
    """
    count = np.maximum(view.by_school(started.astype(float)), 1e-9)
    use = view.by_school(view.using * started) / count
    mean = (view.using * started).sum(axis=1) / np.maximum(started.sum(axis=1), 1)
    return _weights(mean[:, None] - use, view, strength)


def by_need(view: View, strength: float) -> F8 | None:
    """Return weights of coaching hours, larger in schools with more poverty than the mean; ``None`` at strength 0."""
    return _weights(np.atleast_2d(view.school_need - view.school_need.mean()), view, strength)


def _weights(gap: F8, view: View, strength: float) -> F8 | None:
    if strength <= 0.0:
        return None
    return np.broadcast_to(np.maximum(1.0 + 2.0 * strength * gap, LEAST)[:, view.school], view.shape)


def refinement(review: Review, refine: float, whom: np.ndarray) -> F8:
    """Refine the practice by what its visible users have found out; return by how much, per person.

    A review brings fit nearer by ``refine`` x the share of those started whose use visibly works x what is left to
    fit. Nobody's use works, nobody teaches anything.
    """
    started = review.start_week <= review.week
    taught = (review.view.credible * started).sum(axis=1) / np.maximum(started.sum(axis=1), 1)
    fitted = review.column("adaptation")
    step = np.where(whom, refine * taught[:, None] * (1.0 - fitted), 0.0)
    fitted += step
    return step


def charge_design(review: Review, hours_per_100: float, where: np.ndarray | bool = True) -> None:
    """Charge the working hours of design work at the price of substitutes, in replicates ``where`` there is any."""
    replicates, posts = review.view.shape
    hours = np.full(replicates, hours_per_100 * posts / 100.0) * where
    review.charge("design", hours, hours * review.costs.substitute_day / DAY_HOURS)
