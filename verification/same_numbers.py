"""Which versions of the program give the same numbers: a digest of what every preset of a strategy does.

A result carries the hash of all sources that can change a number, and a line that changes none (a sentence, a name)
changes it too. Here every preset runs in a small district under two draws; weeks, people, ledger and outcomes are
hashed to the last bit, a strategy at a time. What two versions give the same digest they do alike, and results of the
older one stand. Strategies that are no presets (arms of claims): ``claim_arms.py``.

``python verification/same_numbers.py`` prints the digests of the program that is imported, and how many of each version
kept in ``same_numbers.csv`` are the same; ``--write`` keeps them there. For another version: ``PYTHONPATH=THERE/src
python verification/same_numbers.py --write``.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import pandas as pd

from diffusion_sim.identity import sources
from diffusion_sim.settings.load import load
from diffusion_sim.settings.registry import options
from diffusion_sim.simulate import run_batch

TABLE = Path(__file__).parent / "same_numbers.csv"
DISTRICT = ("district=small", "run.replicates=2", "run.districts=2", "run.workers=1")


def digest(strategy: str) -> str:
    """Return a hash of all tables of a strategy, without what tells the version (the runs' identities)."""
    total = hashlib.sha256()
    batch = run_batch(load(overrides=[f"strategy={strategy}", *DISTRICT]))
    for table in (batch.weeks, batch.people, batch.ledger, batch.runs):
        total.update(table.drop(columns="run").to_csv(index=False, float_format="%.17g").encode())
    return total.hexdigest()[:16]


def kept(rows: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return the table with the rows of a version added, or put in the place of those of the same version."""
    before = pd.read_csv(path, dtype=str) if path.exists() else rows.iloc[:0]
    return pd.concat([before[~before["sources"].isin(rows["sources"])], rows.astype(str)], ignore_index=True)


def told(rows: pd.DataFrame, path: Path) -> list[str]:
    """Say of every version that is kept which strategies give other numbers now."""
    if not path.exists():
        return []
    both = pd.read_csv(path, dtype=str).merge(rows, on="strategy", suffixes=("", "_now"))
    return [
        f"{version}: {', '.join(part.loc[part['digest'] != part['digest_now'], 'strategy']) or 'no strategy'} differs"
        for version, part in both.groupby("sources", sort=False)
    ]


def main() -> None:
    """Print the digest of this version, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"keep it in {TABLE.name}")
    parser.add_argument("--small", action="store_true", help="two strategies, and nothing is written")
    args = parser.parse_args()
    names = tuple(options("strategy"))
    chosen = names[:2] if args.small else names
    rows = pd.DataFrame([{"sources": sources(), "strategy": name, "digest": digest(name)} for name in chosen])
    print(rows.to_string(index=False), *told(rows, TABLE), sep="\n")
    if args.write and not args.small:
        kept(rows, TABLE).to_csv(TABLE, index=False)


if __name__ == "__main__":
    main()
