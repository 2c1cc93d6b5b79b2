"""Cost: hours and money in all, per post, per user and per lasting deep user, and what stayed unspent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from diffusion_sim.outcomes.panel import Panel, share, sum_by
from diffusion_sim.outcomes.registry import Outcome

_LASTING = "people in deep use three years after support ends"
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "money_per_post",
        "money",
        "Money spent per staff post",
        "lower",
        "money of all ledger lines / posts, whole run",
        "cost",
    ),
    Outcome(
        "hours_per_post",
        "hours",
        "Hours of support per staff post",
        "neither",
        "hours of all ledger lines / posts, whole run",
        "cost",
    ),
    Outcome(
        "money_per_user",
        "money",
        "Money spent per user at the horizon",
        "lower",
        "money / posts in use in the last simulated week; undefined without users",
        "cost",
    ),
    Outcome(
        "money_per_lasting_deep_user",
        "money",
        "Money spent per lasting deep user",
        "lower",
        f"money / {_LASTING}; undefined without one, or if the horizon is shorter",
        "cost",
    ),
    Outcome(
        "hours_per_lasting_deep_user",
        "hours",
        "Hours of support per lasting deep user",
        "lower",
        f"hours / {_LASTING}; undefined without one, or if the horizon is shorter",
        "cost",
    ),
    Outcome(
        "lasting_deep_users_per_100k",
        "people",
        "Lasting deep users per 100,000 of money",
        "higher",
        f"{_LASTING} / (money / 100,000); undefined if nothing is spent or the horizon is shorter",
        "cost",
    ),
    Outcome(
        "unspent_per_post",
        "money",
        "Money left unspent per staff post",
        "neither",
        "(budget - money spent) / posts; undefined without a given budget",
        "cost",
    ),
    Outcome(
        "budget_spent",
        "share",
        "Share of the budget spent",
        "neither",
        "money spent / budget; undefined without a given budget or with budget 0",
        "cost",
    ),
)


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    code = panel.ledger["code"].to_numpy()
    inside = (panel.ledger["week"].to_numpy() < panel.horizon[code]).astype(float)
    money = sum_by(code, panel.ledger["money"].to_numpy(dtype=float) * inside, len(panel))
    hours = sum_by(code, panel.ledger["hours"].to_numpy(dtype=float) * inside, len(panel))
    lasting = panel.total(panel.deep, panel.years_after(3))
    out = {
        "money_per_post": share(money, panel.posts),
        "hours_per_post": share(hours, panel.posts),
        "money_per_user": share(money, panel.total(panel.use, panel.end)),
        "money_per_lasting_deep_user": share(money, lasting),
        "hours_per_lasting_deep_user": share(hours, lasting),
        "lasting_deep_users_per_100k": share(lasting, money / 1e5),
        "unspent_per_post": share(panel.budget - money, panel.posts),
        "budget_spent": share(money, np.asarray(panel.budget)),
    }
    return pd.DataFrame(out)
