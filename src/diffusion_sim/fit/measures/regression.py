"""Targets 21 and the peer odds ratio: regressions on simulated people, as a researcher would run them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from diffusion_sim.fit.reading import Reading
from diffusion_sim.fit.target import Target
from diffusion_sim.fit.trial import Trial, run_trials
from diffusion_sim.settings.settings import Settings

F8 = NDArray[np.float64]


def advisers_mean(trial: Trial, values: F8) -> F8:
    """Return the mean of ``values`` (staff,) over each person's advisers, 0 without any."""
    ties = trial.layout.district.ties
    degree = np.diff(ties.start)
    seeker = np.repeat(np.arange(len(degree)), degree)
    total = np.bincount(seeker, weights=values[ties.to], minlength=len(degree))
    return total / np.maximum(degree, 1)


def stage_dependence(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return t values of training among Levels 0-II, availability at III and advisers' know-how at IVA and above.

    Linear probability model of a higher level at the end of the window on all three, per starting group; arm ``on`` has
    the rules, arm ``off`` has them switched off and should lose the three effects.
    """
    week = round(target.options["week"])
    out = []
    for name, settings in arms.items():
        trials = run_trials(settings, week, [0, week])
        rows = np.vstack([_person_rows(t, r, week) for t in trials for r in range(len(t.members))])
        level = rows[:, 0]
        for k, (label, who) in enumerate(
            (("training_low", level < 3.0), ("room_middle", level == 3.0), ("knowhow_high", level >= 4.0))
        ):
            t_value = _t_values(rows[who, 1:4], rows[who, 4])[k]
            out.append(Reading(f"{label}_{name}", t_value, t_value - 1.96, t_value + 1.96))
    return out


def _person_rows(trial: Trial, r: int, week: int) -> F8:
    """Return level before, training hours, availability, advisers' know-how and rise (0/1) of people who stayed."""
    before, after = trial.column("level", 0)[r], trial.column("level", week)[r]
    stayed = trial.column("occupant", week)[r] == 0.0
    knowhow = advisers_mean(trial, trial.column("knowhow", 0)[r])
    table = np.column_stack(
        [before, trial.trained[r], trial.column("availability", 0)[r], knowhow, (after > before).astype(float)]
    )
    return table[stayed]


def _t_values(x: F8, y: F8) -> F8:
    design = np.column_stack([np.ones(len(y)), x])
    inverse = np.linalg.pinv(design.T @ design)
    coefficient = inverse @ design.T @ y
    residual = y - design @ coefficient
    variance = residual @ residual / max(len(y) - design.shape[1], 1)
    error = np.sqrt(np.maximum(variance * np.diag(inverse), 1e-300))
    return np.asarray((coefficient / error)[1:])


def peer_odds(target: Target, arms: Mapping[str, Settings]) -> list[Reading]:
    """Return the odds ratio of starting use within ``gap`` weeks, all advisers using against none, given openness."""
    gap, last = round(target.options["gap"]), round(target.options["week"])
    moments = list(range(0, last, gap))
    settings = next(iter(arms.values()))
    share, openness, starts = [], [], []
    for t in run_trials(settings, last, [*moments, last]):
        for r in range(len(t.members)):
            for now, then in zip(moments, [*moments[1:], last], strict=True):
                using = t.column("using", now)[r]
                who = (using == 0.0) & (np.diff(t.layout.district.ties.start) > 0)
                share.append(advisers_mean(t, using)[who])
                openness.append(t.column("openness", now)[r][who])
                starts.append(t.column("using", then)[r][who])
    x = np.column_stack([np.ones(sum(map(len, share))), np.concatenate(share), np.concatenate(openness)])
    estimate, error = _logit(x, np.concatenate(starts))
    low, high = np.exp(estimate[1] - 1.96 * error[1]), np.exp(estimate[1] + 1.96 * error[1])
    return [Reading("odds_ratio", float(np.exp(estimate[1])), float(low), float(high))]


def _logit(x: F8, y: F8) -> tuple[F8, F8]:
    def loss(b: F8) -> tuple[float, F8]:
        z = x @ b
        p = 1.0 / (1.0 + np.exp(-z))
        return float(np.sum(np.logaddexp(0.0, z) - y * z)), x.T @ (p - y)

    best = minimize(loss, np.zeros(x.shape[1]), jac=True, method="BFGS")
    p = 1.0 / (1.0 + np.exp(-(x @ best.x)))
    information = (x * (p * (1.0 - p))[:, None]).T @ x
    return best.x, np.sqrt(np.diag(np.linalg.pinv(information)))
