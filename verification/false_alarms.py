"""How often "A beats B" is said of two arms that are equal in distribution, by the simulator itself.

    python verification/false_alarms.py            the committed table (half an hour on one core)
    python verification/false_alarms.py --small    four experiments, printed only

Both arms are the random cohort. ``design``: the same luck, but the lots are drawn anew for the second arm.
``luck``: lots and luck of the second arm are its own, the district is the same. In every experiment (another
``run.seed``) replicates are added, with a look at each growth by a quarter, until the sign is settled or the budget
is spent: all alarms are false.

The second arm is the first one at replicate triples of its own: design (or luck and design) plus ``APART``.
"""

from __future__ import annotations

import argparse
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
MOST, CONFIDENCE = 120, 0.95


def other(rep: Replicate, kind: str) -> Replicate:
    """Return the triple of the second arm."""
    luck = rep.luck + APART if kind == "luck" else rep.luck
    return Replicate(rep.district, luck, rep.design + APART)


class Arms:
    """A source of differences between an arm and its twin; every replicate is simulated once."""

    def __init__(self, settings: Settings, kind: str) -> None:
        self.settings, self.kind = settings, kind
        self.known: dict[Replicate, float] = {}

    def __call__(self, reps: list[Replicate]) -> dict[str, np.ndarray]:
        """Return the differences of these replicates."""
        new = sorted((r for r in reps if r not in self.known), key=lambda r: r.district)
        for _, group in groupby(new, key=lambda r: r.district):
            block = list(group)
            a, b = self._run(block), self._run([other(r, self.kind) for r in block])
            self.known.update(zip(block, b - a, strict=True))
        return {"twin": np.array([self.known[r] for r in reps])}

    def _run(self, reps: list[Replicate]) -> np.ndarray:
        return outcomes_block(self.settings, self.settings.arms[0], reps, [HEADLINE])[:, 0]


def t_interval_alarms(value: np.ndarray, found: Followed) -> tuple[bool, bool]:
    """Tell whether an ordinary t interval leaves out 0 at any look, and whether at the last one."""
    said = []
    for look in found.looks:
        units = unit_means(value[: look.replicates], found.order.unit(list(found.reps[: look.replicates])))
        said.append(stats.ttest_1samp(units, 0.0).pvalue < 1 - CONFIDENCE if units.std() > 0 else False)
    return any(said), bool(said[-1])


def experiment(settings: Settings, kind: str, seed: int) -> dict[str, object]:
    """Run one experiment without any difference to find."""
    source = Arms(replace(settings, run=replace(settings.run, seed=seed)), kind)
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
    parser.add_argument("--small", action="store_true", help="four experiments, printed only")
    args = parser.parse_args()
    settings = load(overrides=list(PLAN))
    count = 4 if args.small else args.experiments
    each = pd.DataFrame(experiment(settings, kind, 10_000 + k) for kind in KINDS for k in range(count))
    table = summary(each)
    print(table.to_string(index=False, float_format="%.3f"))
    if not args.small:
        for name, frame in (("false_alarms", each), ("false_alarms_summary", table)):
            with whole_file(HERE / f"{name}.csv") as part:
                frame.to_csv(part, index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
