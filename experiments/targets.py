"""What the model gives for the targets of ``conf/target``: band, value, interval, met or not.

``python experiments/targets.py`` prints every target; names print some of them. ``--null`` runs the null model,
without colleagues, beside it. ``--write`` keeps the readings in ``experiments/targets/readings.csv`` and writes
``docs/targets.md`` from them. ``--missing`` runs only what the program as it is now has not run yet. ``--page`` writes
the page and runs nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import pandas as pd

from diffusion_sim.errors import BadInput
from diffusion_sim.fit import report
from diffusion_sim.fit.target import read_target

ROOT = Path(__file__).resolve().parents[1]
READINGS = ROOT / "experiments" / "targets" / "readings.csv"
PAGE = ROOT / "docs" / "targets.md"


def show(rows: pd.DataFrame, seconds: float) -> None:
    """Print one line per reading."""
    for r in rows.itertuples(index=False):
        band = "" if pd.isna(r.band_low) else f"[{r.band_low:g}, {r.band_high:g}]"
        print(
            f"{r.target:10} {r.model:6} {r.reading:26} {r.value:10.4g} [{r.low:9.4g}, {r.high:9.4g}]  {band:16} "
            f"{r.standing.upper() if 'not' in r.standing else r.standing}"
        )
    print(f"{'':10} {seconds:.1f} s", flush=True)


def wanted(names: list[str], null: bool, missing: bool) -> list[tuple[str, str]]:
    """Return the (target, model) pairs to run; every name is checked before anything runs."""
    chosen = [read_target(n).id for n in names] or list(report.target_names())
    pairs = [(n, m) for n in chosen for m in (report.MODELS if null else report.MODELS[:1])]
    if not missing:
        return pairs
    late = set(report.out_of_date(report.read_rows(READINGS), chosen))
    return [p for p in pairs if p in late]


def run(names: list[str], null: bool, write: bool, missing: bool) -> None:
    """Run and print; keep each target's rows as soon as they are there."""
    for name, model in wanted(names, null, missing):
        began = time.perf_counter()
        target = read_target(name)
        rows = report.target_rows(target, target.settings(), null=model == "null")
        show(rows, time.perf_counter() - began)
        if write:
            report.write_rows(READINGS, rows)


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="TARGET", help="such as T03 peer_odds; default: all")
    parser.add_argument("--null", action="store_true", help="the null model as well")
    parser.add_argument("--write", action="store_true", help="keep the readings and write the page")
    parser.add_argument("--missing", action="store_true", help="only what has not been run with the program as it is")
    parser.add_argument("--page", action="store_true", help="write the page from the kept readings, run nothing")
    args = parser.parse_args()
    try:
        if not args.page:
            run(args.names, args.null, args.write, args.missing)
        if args.write or args.page:
            PAGE.write_text(report.markdown(report.read_rows(READINGS)), encoding="utf-8")
            print(f"{PAGE.relative_to(ROOT)} is written.")
    except BadInput as error:
        print(f"targets: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
