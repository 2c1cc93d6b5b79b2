"""Small synthetic tables that obey the schemas: a toy ladder of use, not the model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from diffusion_sim.tables import LEVELS, NEEDS, ROLES, Tables, empty

CAUSES = ("peer", "coach", "training", "pressure", "own", "joint", "peer+coach")


@dataclass(frozen=True)
class Toy:
    """Weekly chances of an arm: to climb by support or by colleagues, to fall; share that only complies."""

    climb: float = 0.02
    peer: float = 0.06
    fall: float = 0.01
    comply: float = 0.1
    money: float = 50.0


ARMS = {
    "trailblazer": Toy(),
    "training_mandate": Toy(climb=0.05, peer=0.02, fall=0.02, comply=0.6, money=52.0),
    "laissez_faire": Toy(climb=0.001, peer=0.03, fall=0.01, comply=0.0, money=0.0),
}


def one_run(
    toy: Toy, keys: dict[str, object], people: int, weeks: int, support: int, schools: int
) -> dict[str, pd.DataFrame]:
    """Simulate one run of the toy and return its four tables."""
    # District and luck seed the numbers, the arm does not: the arms are paired.
    home = np.random.default_rng((1, int(str(keys["district"]))))
    luck = np.random.default_rng((2, int(str(keys["district"])), int(str(keys["luck"]))))
    school = np.sort(np.arange(people) % schools)
    need_group = (np.arange(schools) * 3 // schools)[school]
    role = np.where(np.arange(people) % 20 == 0, 1, np.where(np.arange(people) % 20 == 1, 2, 0))
    openness = np.clip(home.normal(1.0, 0.3, people) + home.normal(0, 0.15), 0.1, 2)
    post = np.arange(people, dtype=np.uint64) + np.uint64(2**63 + 1000 * int(str(keys["district"])))
    level = np.where(luck.random(people) < 0.02, 3, 0)
    conviction = np.ones(people, dtype=bool)
    start = np.where(level >= 3, 0, -1)
    top = level.copy()
    occupant = np.zeros(people, dtype=int)
    cause = np.array(["initial"] * people, dtype=object)
    spells, week_rows, school_rows, ledger = [], [], [], []

    def close(who: np.ndarray, week: int, reason: str) -> None:
        for i in np.flatnonzero(who):
            spells.append(
                (
                    post[i],
                    occupant[i],
                    ROLES[role[i]],
                    f"S{school[i]}",
                    start[i],
                    week,
                    reason == "horizon",
                    reason,
                    top[i],
                    "conviction" if conviction[i] else "compliance",
                    cause[i],
                )
            )

    for week in range(weeks):
        helped = week < support
        before = level >= 3
        chance = toy.climb * helped + toy.peer * before.mean() * (1 - 0.3 * (need_group == 2))
        u, v, w, pick = luck.random((4, people))
        leave = (w < 0.12) & (week % 36 == 35)
        up, down = (u < chance * openness) & (level < 7), (v < toy.fall * (1.5 - 0.5 * helped)) & (level > 0)
        # Somebody enters use at III with a cause of his or her own, and is closed when falling below III
        # or leaving.
        level = np.where(
            leave,
            0,
            np.where(
                up & ~down, np.where(level < 3, level + 1, level + 1), np.where(down & ~up, level - 1, level)
            ),
        )
        now = level >= 3
        close(before & ~now & leave & (start < week), week - 1, "left")
        close(before & ~now & ~leave & (start < week), week - 1, "discontinued")
        close(before & ~now & (start >= week), week, "left")
        occupant = occupant + leave
        entered = now & ~before
        start[entered], top[entered] = week, 3
        cause[entered] = [CAUSES[int(k * len(CAUSES))] for k in pick[entered]]
        conviction = np.where(entered, pick > toy.comply, conviction)
        top = np.maximum(top, level)
        deep, comply = now & conviction & (level >= 5), now & ~conviction
        overload = helped & (u < 0.1 + 0.2 * toy.comply)
        cell = role * 3 + need_group
        n = np.bincount(cell, minlength=9)
        money = toy.money * helped * n
        counts = np.array([np.bincount(cell[level == k], minlength=9) for k in range(8)])
        for c in np.flatnonzero(n):
            week_rows.append(
                (
                    week,
                    ROLES[c // 3],
                    NEEDS[c % 3],
                    n[c],
                    *counts[:, c],
                    (comply & (cell == c)).sum(),
                    (deep & (cell == c)).sum(),
                    (overload & (cell == c)).sum(),
                    money[c] / 50.0,
                    money[c],
                )
            )
        if helped and toy.money:
            ledger.append((week, "coaches", money.sum() / 50.0, money.sum()))
        if week == 0 or week % 36 == 35:
            for s in range(schools):
                here = school == s
                school_rows.append(
                    (
                        week,
                        f"S{s}",
                        (s + 0.5) / schools,
                        NEEDS[s * 3 // schools],
                        here.sum(),
                        (now & here).sum(),
                        (deep & here).sum(),
                        (here.sum() // 6) * (week >= 36),
                        0.75 * (deep & here).sum(),
                    )
                )
    close(level >= 3, weeks - 1, "horizon")
    names = {
        "weeks": [
            "week",
            "role",
            "need_group",
            "n",
            *LEVELS,
            "n_compliance",
            "n_deep",
            "n_overloaded",
            "hours",
            "money",
        ],
        "people": [
            "post",
            "occupant",
            "role",
            "school",
            "start_week",
            "end_week",
            "ongoing",
            "end_reason",
            "top_level",
            "mode",
            "cause",
        ],
        "schools": ["week", "school", "need", "need_group", "n", "n_use", "n_deep", "n_left", "deep_components"],
        "ledger": ["week", "line", "hours", "money"],
    }
    rows = {"weeks": week_rows, "people": spells, "schools": school_rows, "ledger": ledger}
    return {k: pd.DataFrame(rows[k], columns=names[k]).assign(**keys) for k in names if rows[k]}


def make(
    arms: dict[str, Toy] | None = None,
    districts: int = 3,
    lucks: int = 2,
    people: int = 60,
    weeks: int = 216,
    support: int = 108,
    schools: int = 6,
) -> Tables:
    """Return the tables of all arms over districts x lucks; ``runs`` is empty until outcomes are computed."""
    parts = []
    for arm, toy in (arms or ARMS).items():
        for d in range(districts):
            for k in range(lucks):
                keys = {"run": f"{arm}-{d}-{k}", "arm": arm, "district": d, "luck": k, "design": k}
                parts.append(one_run(toy, keys, people, weeks, support, schools))
    frames = {}
    for name in ("weeks", "people", "schools", "ledger"):
        found = [p[name] for p in parts if name in p]
        frames[name] = pd.concat(found, ignore_index=True) if found else empty(name)
        frames[name] = frames[name][empty(name).columns]
    manifest = {
        "seed": 1,
        "support_weeks": support,
        "horizon_weeks": weeks,
        "versions": {"diffusion_sim": "test"},
    }
    return Tables(runs=empty("runs"), manifest=manifest, **frames)
