"""What a reader must know of money: in what it is told, how much there was, and whom its price of a user counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from diffusion_sim.compare import words


def on_money(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Say the currency and the budget, and that the price of a lasting deep user is an average.

    Parameters
    ----------
    manifest : mapping
        Of its settings ``costs`` and ``run`` are read; without them nothing is said.
    """
    settings = manifest.get("settings") or {}
    costs, run = settings.get("costs") or {}, settings.get("run") or {}
    keys = {"budget_per_post": costs, "price_year": costs, "support_years": run, "budget": run}
    if any(key not in held for key, held in keys.items()):
        return ()
    budget = costs["budget_per_post"] * run["support_years"] * run["budget"]
    return (
        f"Money is in dollars of {costs['price_year']:.0f}; the budget is {words.number(budget, 'money')} per staff "
        "post for all years of support. Money per lasting deep user is all money over all lasting deep users, also "
        "those who would be there without the strategy.",
    )
