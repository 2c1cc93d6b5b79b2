"""How often "A beats B" is said of two arms that are equal in distribution, by the simulator itself.

    python verification/false_alarms.py            the committed table (about ten minutes on one core)
    python verification/false_alarms.py --small    four experiments, printed only

Both arms are the random cohort. ``design``: the same luck, but the lots are drawn anew for the second arm.
``luck``: lots and luck of the second arm are its own, the district is the same. In every experiment (another
``run.seed``) replicates are added, with a look at each growth by a quarter, until the sign is settled or the budget
is spent: all alarms are false.

The second arm is the first one at replicate triples of its own: design (or luck and design) plus ``APART``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.replicates import Replicate
from diffusion_sim.sequential.follow import Followed, follow, unit_means
from diffusion_sim.sequential.order import Order
from diffusion_sim.sequential.rule import SIGN, Rule
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import outcomes_block
from diffusion_sim.tables import whole_file

HERE = Path(__file__).parent
PLAN = (
    "strategies=[random_cohort]", "district.schools=3", "district.staff=90", "run.support_years=1",
    "run.horizon_years=4", "run.workers=1",
)  # fmt: skip
KINDS = ("design", "luck")
APART = 1_000_000
MOST, CONFIDENCE = 100, 0.95


def other(rep: Replicate, kind: str) -> Replicate:
    """Return the triple of the second arm."""
    luck = rep.luck + APART if kind == "luck" else rep.luck
    return Replicate(rep.district, luck, rep.design + APART)


class Arms:
    """The arm and its twins; every replicate is simulated once, together with its twins."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.known: dict[tuple[str, Replicate], float] = {}

    def source(self, kind: str) -> Callable[[list[Replicate]], dict[str, np.ndarray]]:
        """Return a source of differences between the arm and its twin of one kind."""

        def differences(reps: list[Replicate]) -> dict[str, np.ndarray]:
            new = sorted((r for r in reps if (kind, r) not in self.known), key=lambda r: r.district)
            for _, group in groupby(new, key=lambda r: r.district):
                self._run(list(group))
            return {"twin": np.array([self.known[kind, r] for r in reps])}

        return differences

    def _run(self, block: list[Replicate]) -> None:
        every = [*block, *(other(r, kind) for kind in KINDS for r in block)]
        found = outcomes_block(self.settings, self.settings.arms[0], every, [HEADLINE])[:, 0]
        base, *twins = found.reshape(1 + len(KINDS), len(block))
        for kind, twin in zip(KINDS, twins, strict=True):
            self.known.update({(kind, r): d for r, d in zip(block, twin - base, strict=True)})


def t_interval_alarms(value: np.ndarray, found: Followed) -> tuple[bool, bool]:
    """Tell whether an ordinary t interval leaves out 0 at any look, and whether at the last one."""
    said = []
    for look in found.looks:
        units = unit_means(value[: look.replicates], found.order.unit(list(found.reps[: look.replicates])))
        said.append(stats.ttest_1samp(units, 0.0).pvalue < 1 - CONFIDENCE if units.std() > 0 else False)
    return any(said), bool(said[-1])


def experiments(settings: Settings, seed: int) -> list[dict[str, object]]:
    """Run one experiment of each kind without any difference to find."""
    arms = Arms(replace(settings, run=replace(settings.run, seed=seed)))
    return [experiment(arms.source(kind), kind, seed) for kind in KINDS]


def experiment(source: Callable[[list[Replicate]], dict[str, np.ndarray]], kind: str, seed: int) -> dict[str, object]:
    """Add replicates until the sign is settled or the budget is spent."""
    found = follow(source, Order(20, MOST), Rule(1e-9, CONFIDENCE, "sign", reach=1.0))
    value = source(list(found.reps))["twin"]
    any_t, last_t = t_interval_alarms(value, found)
    return {
        "kind": kind, "seed": seed, "alarm": found.verdict("twin") == SIGN, "t_alarm_any_look": any_t,
        "t_alarm_last_look": last_t, "replicates": len(found.reps), "mean": value.mean(), "sd": value.std(ddof=1),
    }  # fmt: skip


def summary(each: pd.DataFrame) -> pd.DataFrame:
    """Return one row per kind."""
    rows = []
    for kind, found in each.groupby("kind"):
        ends = stats.binomtest(int(found["alarm"].sum()), len(found)).proportion_ci(0.95, method="exact")
        rows.append(
            {
                "kind": kind, "experiments": len(found), "nominal": 1 - CONFIDENCE, "alarms": found["alarm"].mean(),
                "alarms_low": ends.low, "alarms_high": ends.high,
                "t_alarms_any_look": found["t_alarm_any_look"].mean(),
                "t_alarms_last_look": found["t_alarm_last_look"].mean(),
                "mean_points": 100 * found["mean"].mean(), "sd_points": 100 * found["sd"].mean(),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def main() -> None:
    """Write ``false_alarms.csv`` (one row per experiment) and ``false_alarms_summary.csv``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--experiments", type=int, default=200)
    parser.add_argument("--seed", type=int, default=10_000, help="run.seed of the first experiment (default 10000)")
    parser.add_argument("--small", action="store_true", help="four experiments, printed only")
    args = parser.parse_args()
    settings = load(overrides=list(PLAN))
    count = 4 if args.small else args.experiments
    each = pd.DataFrame([row for k in range(count) for row in experiments(settings, args.seed + k)])
    table = summary(each)
    print(table.to_string(index=False, float_format="%.3f"))
    if not args.small:
        for name, frame in (("false_alarms", each), ("false_alarms_summary", table)):
            with whole_file(HERE / f"{name}.csv") as part:
                frame.to_csv(part, index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
