"""One pilot, simulated: who uses the practice in every school when it ends, and what a survey would show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from diffusion_sim import draws
from diffusion_sim.replicates import Replicate, design_keys, luck_keys
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import laid_out, sweep
from diffusion_sim.strategies.arm import Arm
from diffusion_sim.strategies.sequence.pilot import Pilot, pilot_schools
from diffusion_sim.widen import rules_of

F8 = NDArray[np.float64]
#: A school year has nine months and 36 teaching weeks.
MONTHS_A_YEAR, WEEKS_A_MONTH = 9, 4


@dataclass(frozen=True)
class Seen:
    """Shares of staff in use per school, shape (replicates, schools): as they are, and as the survey shows them."""

    true: F8
    survey: F8


def plan(settings: Settings, arm: Arm, schools: int, months: int, sites: str) -> Settings:
    """Return the settings of a pilot: the arm in ``schools`` schools for ``months`` months, with their share of money.

    The pilot's schools start at once, whatever order of schools the strategy has in a full rollout; the money of all
    others is held back (:class:`.Pilot`).
    """
    years = months / MONTHS_A_YEAR
    shorter = replace(settings.run, support_years=years, horizon_years=years)
    return replace(settings, run=shorter, arms=(replace(arm, sequence=Pilot(schools=float(schools), sites=sites)),))


def seen(settings: Settings, months: int, reps: Sequence[Replicate]) -> Seen:
    """Run the only arm of some settings on replicates of one district and survey every school at the end."""
    chosen = list(reps)
    arm = settings.arms[0]
    recorder, _ = sweep(settings, arm, chosen, rules_of(arm, settings.behaviour))
    use = recorder.schools[-1][1][0]
    layout = laid_out(settings, chosen[0].district)
    staff = np.diff(layout.school_start)
    error = survey_error(settings.behaviour.seen_reliability)
    keys = [int(k) for k in luck_keys(settings, chosen)]
    told = survey(use, staff, error, keys, layout.district.schools.key, months * WEEKS_A_MONTH)
    return Seen(use / staff, told / staff)


def survey_error(reliability: float) -> float:
    """Return the chance that one person's answer is wrong, either way.

    The squared correlation of answer and truth is ``(1 - 2 e)^2`` where half of the staff use the practice; it is set
    to the reliability.
    """
    return (1.0 - np.sqrt(reliability)) / 2.0


def survey(
    use: NDArray[np.int64], staff: NDArray[np.int64], error: float, keys: Sequence[int],
    schools: NDArray[np.uint64], week: int,
) -> NDArray[np.int64]:
    """Return how many say that they use the practice, everybody being asked: shape (replicates, schools).

    Each of the users says so with the chance ``1 - error``, each of the others with the chance ``error``.
    """
    from scipy.stats import binom

    # Noise in what is seen of a school; the district's own view of readiness has the same purpose in another stream.
    u = [np.vstack([draws.draws(k, "seen_readiness", schools, week, who) for k in keys]) for who in (0, 1)]
    users, others = binom.ppf(u[0], use, 1.0 - error), binom.ppf(u[1], staff - use, error)
    return np.asarray(users + others, dtype=np.int64)


def sites(settings: Settings, reps: Sequence[Replicate], schools: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which schools are in the first and the second pilot, as :class:`.Pilot` draws them."""
    known = laid_out(settings, reps[0].district).district.schools
    lot = np.vstack([draws.draws(k, "order", known.key) for k in design_keys(settings, list(reps))])
    return pilot_schools(known.need, known.key, lot, schools)
