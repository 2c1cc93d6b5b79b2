"""What becomes of each strategy where leaders change and may end support early (``run.leaders_change``).

Paces of the same coached cohort (all schools within three quarters with the money in half the time, all at once, a
third of the schools a year, the same over six years), a rolling start, training under a mandate and the hybrid; six
chances per year that the district's leaders change, among them the measured one (Grissom & Andersen 2012). The same
districts and luck throughout, also from one chance to the next. Everybody is followed as the comparison has it: three
years after support was planned to end.

``python experiments/leaders.py`` runs it and writes ``leaders/values.csv``, ``docs/leaders.md`` and its figure.
``--page`` writes the page from what is kept. With other settings after it, it is a trial, which touches no page.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
from leaders_page import drawn, page
from version import unchanged

from diffusion_sim.claims.arms import known
from diffusion_sim.claims.claim import claim
from diffusion_sim.compare.comparison import compare_runs
from diffusion_sim.errors import BadInput
from diffusion_sim.identity import sources
from diffusion_sim.outcomes import HEADLINE
from diffusion_sim.plots.style import save
from diffusion_sim.settings.load import load
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import run_batch
from diffusion_sim.tables import whole_file

ROOT = Path(__file__).resolve().parents[1]
KEPT, DOCS = ROOT / "experiments" / "leaders", ROOT / "docs"
TRIAL = KEPT / "trial"
#: A year's chance at the measured rate: 45 % of 215 superintendents left within three years.
MEASURED = 1.0 - (1.0 - 0.45) ** (1.0 / 3.0)
CHANCES = (0.0, 0.06, 0.12, round(MEASURED, 2), 0.24, 0.3)
SHOWN = (HEADLINE, "deep_use_end", "budget_spent")
#: Name of an arm -> what composes it; the third-a-year cohort is the middle of claim P1.
ARMS = {
    "fast": ("strategy=cohorts_fast",),
    "trailblazer": ("strategy=trailblazer",),
    "a_third_a_year": claim("P1").overrides("between"),
    "slow": ("strategy=cohorts_slow",),
    "rolling_by_grade": ("strategy=rolling_by_grade",),
    "hybrid": ("strategy=hybrid",),
    "training_mandate": ("strategy=training_mandate",),
}


def plan(chance: float, more: tuple[str, ...]) -> Settings:
    """Return the plan at a chance of change."""
    base = load(overrides=[*more, f"run.leaders_change={chance}"])
    return replace(base, arms=tuple(replace(known(keys).arm, name=name) for name, keys in ARMS.items()))


def run(folder: Path, more: tuple[str, ...]) -> pd.DataFrame:
    """Run all chances and keep values with intervals, and paired differences from where nobody changes."""
    version, frames = sources(), []
    for chance in CHANCES:
        runs = run_batch(plan(chance, more)).runs
        unchanged(version)
        frames.append(runs[runs["outcome"].isin(SHOWN)].assign(chance=chance))
        print(f"leaders change {chance:.0%} a year: done", flush=True)
    kept = pd.concat([table(pd.concat(frames), arm) for arm in ARMS]).assign(sources=version)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / "values.csv") as part:
        kept.to_csv(part, index=False, float_format="%.6g", na_rep="nan")
    return kept


def table(runs: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Return one row per chance and outcome of an arm; the chance takes the place of the arm in the comparison."""
    mine = runs[runs["arm"] == arm].assign(arm=lambda t: t["chance"].map("{:g}".format))
    found = compare_runs(mine, reference="0")
    values = found.arms[found.arms["outcome"].isin(SHOWN)][["arm", "outcome", "mean", "low", "high", "replicates"]]
    columns = ["arm", "outcome", "difference", "low", "high", "districts"]
    paired = found.differences[columns].rename(columns={"low": "difference_low", "high": "difference_high"})
    whole = values.merge(paired, on=["arm", "outcome"], how="left").rename(columns={"arm": "chance"})
    return whole.assign(chance=whole["chance"].astype(float)).assign(arm=arm)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("more", nargs="*", metavar="KEY=VALUE", help="other settings, for a trial of the script")
    parser.add_argument("--page", action="store_true", help="write the page from what is kept, run nothing")
    args = parser.parse_args()
    folder, docs = (TRIAL, TRIAL) if args.more else (KEPT, DOCS)
    try:
        if not args.page:
            run(folder, tuple(args.more))
        if not (folder / "values.csv").is_file():
            raise BadInput("experiments/leaders/values.csv is not there; allowed: run this without --page first.")
        write(pd.read_csv(folder / "values.csv"), docs)
    except BadInput as error:
        print(f"leaders: {error}", file=sys.stderr)
        return 2
    return 0


def write(kept: pd.DataFrame, docs: Path) -> None:
    """Write the page and its figure."""
    (docs / "figures").mkdir(parents=True, exist_ok=True)
    save(drawn(kept), docs / "figures")
    with whole_file(docs / "leaders.md") as part:
        part.write_text(page(kept, ARMS), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
