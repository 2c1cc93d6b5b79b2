"""Depth (Coburn 2003): deep use is Level of Use IVB or higher by conviction; compliance stands beside it."""

from __future__ import annotations

import pandas as pd

from diffusion_sim.outcomes.panel import F8, Panel, share
from diffusion_sim.outcomes.registry import Outcome
from diffusion_sim.tables import ROLES

_DEEP = "posts at Level of Use IVB or higher by conviction"
OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "deep_use_3y_after",
        "share",
        "Staff in deep use three years after support ends",
        "higher",
        f"{_DEEP} / all posts in the last week of the third year after support; undefined if the horizon is "
        "shorter; the headline outcome, fixed beforehand",
        "depth",
    ),
    Outcome(
        "deep_use_support_end",
        "share",
        "Staff in deep use when support ends",
        "higher",
        f"{_DEEP} / all posts, last week of support",
        "depth",
    ),
    Outcome(
        "deep_use_end",
        "share",
        "Staff in deep use at the horizon",
        "higher",
        f"{_DEEP} / all posts, last simulated week",
        "depth",
    ),
    *(
        Outcome(
            f"deep_use_end_{role}",
            "share",
            f"{noun} in deep use at the horizon",
            "higher",
            f"{_DEEP} / all posts, role {role}; undefined without such posts",
            "depth",
        )
        for role, noun in zip(ROLES, ("Teachers", "Principals", "Coaches"), strict=True)
    ),
    Outcome(
        "routine_use_end",
        "share",
        "Staff in routine use or better at the horizon",
        "higher",
        "posts at Level of Use IVA or higher / all posts, last simulated week",
        "depth",
    ),
    Outcome(
        "routine_among_users_end",
        "share",
        "Users in routine use or better at the horizon",
        "higher",
        "posts at IVA or higher / posts in use; undefined without users",
        "depth",
    ),
    Outcome(
        "deep_among_users_support_end",
        "share",
        "Users in deep use when support ends",
        "higher",
        "posts in deep use / posts in use; undefined without users",
        "depth",
    ),
    Outcome(
        "deep_among_users_3y_after",
        "share",
        "Users in deep use three years after support ends",
        "higher",
        "posts in deep use / posts in use, that week; undefined without users, or if the horizon is shorter",
        "depth",
    ),
    Outcome(
        "deep_among_users_end",
        "share",
        "Users in deep use at the horizon",
        "higher",
        "posts in deep use / posts in use; undefined without users",
        "depth",
    ),
    Outcome(
        "compliance_end",
        "share",
        "Staff who use it only because they must, at the horizon",
        "lower",
        "posts in use by compliance / all posts, last simulated week",
        "depth",
    ),
    Outcome(
        "compliance_among_users_support_end",
        "share",
        "Users who only comply when support ends",
        "lower",
        "posts in use by compliance / posts in use; undefined without users",
        "depth",
    ),
    Outcome(
        "depth_minus_compliance_end",
        "points",
        "Deep use minus mere compliance at the horizon",
        "higher",
        "share of posts in deep use minus share in use by compliance, last simulated week",
        "depth",
    ),
)


def compute(panel: Panel) -> pd.DataFrame:
    """Return one row per run and one column per outcome of :data:`OUTCOMES`."""
    end, stop, later = panel.end, panel.support - 1, panel.years_after(3)
    n, deep, use = panel.total(panel.n, end), panel.total(panel.deep, end), panel.total(panel.use, end)
    comply, routine = panel.total(panel.compliance, end), panel.total(panel.routine, end)
    deep_stop, use_stop = panel.total(panel.deep, stop), panel.total(panel.use, stop)
    out: dict[str, F8] = {
        "deep_use_3y_after": share(panel.total(panel.deep, later), panel.total(panel.n, later)),
        "deep_use_support_end": share(deep_stop, panel.total(panel.n, stop)),
        "deep_use_end": share(deep, n),
        "routine_use_end": share(routine, n),
        "routine_among_users_end": share(routine, use),
        "deep_among_users_support_end": share(deep_stop, use_stop),
        "deep_among_users_3y_after": share(panel.total(panel.deep, later), panel.total(panel.use, later)),
        "deep_among_users_end": share(deep, use),
        "compliance_end": share(comply, n),
        "compliance_among_users_support_end": share(panel.total(panel.compliance, stop), use_stop),
        "depth_minus_compliance_end": share(deep - comply, n),
    }
    by_role, posts = panel.at(panel.deep, end).sum(axis=2), panel.at(panel.n, end).sum(axis=2)
    for k, role in enumerate(ROLES):
        out[f"deep_use_end_{role}"] = share(by_role[:, k], posts[:, k])
    return pd.DataFrame(out)
