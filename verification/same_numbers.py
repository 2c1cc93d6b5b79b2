"""Which versions of the program give the same numbers: a digest of what every preset of a strategy does.

A result carries the hash of all sources that can change a number, and a line that changes none (a sentence, a name)
changes it too. Here every preset runs in a small district under two draws; weeks, people, ledger and outcomes are
hashed to the last bit. Two versions with the same digest agree in all of that, and results of the older one stand.

``python verification/same_numbers.py`` prints the digest of the program that is imported; ``--write`` keeps it in
``same_numbers.csv``. For another version: ``PYTHONPATH=THERE/src python verification/same_numbers.py --write``.
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


def digest(strategies: tuple[str, ...]) -> str:
    """Return a hash of all tables of these strategies, without what tells the version (the runs' identities)."""
    total = hashlib.sha256()
    for name in strategies:
        batch = run_batch(load(overrides=[f"strategy={name}", *DISTRICT]))
        for table in (batch.weeks, batch.people, batch.ledger, batch.runs):
            total.update(table.drop(columns="run").to_csv(index=False, float_format="%.17g").encode())
    return total.hexdigest()[:16]


def kept(row: dict[str, object], path: Path) -> pd.DataFrame:
    """Return the table with a row added, or put in the place of that of the same version."""
    before = pd.read_csv(path, dtype=str) if path.exists() else pd.DataFrame(columns=list(row))
    rest = before[before["sources"] != row["sources"]]
    return pd.concat([rest, pd.DataFrame([row]).astype(str)], ignore_index=True)


def main() -> None:
    """Print the digest of this version, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"keep it in {TABLE.name}")
    parser.add_argument("--small", action="store_true", help="two strategies, and nothing is written")
    args = parser.parse_args()
    names = tuple(options("strategy"))
    chosen = names[:2] if args.small else names
    row: dict[str, object] = {"sources": sources(), "digest": digest(chosen), "strategies": len(chosen)}
    print(" ".join(map(str, row.values())))
    if args.write and not args.small:
        kept(row, TABLE).to_csv(TABLE, index=False)


if __name__ == "__main__":
    main()
