"""Which arms of the claims give other numbers in another version: a digest of every arm, at the defaults and in worlds.

The arms of all claims run in two small districts at the defaults and in a few plausible worlds; weeks, people, schools,
ledger and outcomes are hashed to the last bit, arm by arm. A claim whose arms all have the digest of an older version
keeps what that version found.

``python verification/claim_arms.py FILE`` writes the digests of the program that is imported (4 minutes);
``--against OLDER`` prints the claims with an arm that differs from those in another such file. For another version:
``PYTHONPATH=THERE/src python verification/claim_arms.py FILE``.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from diffusion_sim.claims.arms import arm_of
from diffusion_sim.claims.claim import claim, claim_ids
from diffusion_sim.claims.plan import Followed, Plan
from diffusion_sim.claims.sizes import Size
from diffusion_sim.identity import sources
from diffusion_sim.replicates import replicates
from diffusion_sim.settings.settings import Settings
from diffusion_sim.simulate import simulate_block

SMALL = ("district.schools=6", "district.staff=200")


def settings(plan: Plan, one: Followed, points: int) -> Iterator[Settings]:
    """Yield the settings of an arm at the defaults and in every world."""
    yield next(iter(plan.default_units([one]))).settings
    for point in range(points):
        yield plan.world_settings(one, point)


def digest(plan: Plan, one: Followed, points: int) -> str:
    """Return a hash of what an arm does."""
    total = hashlib.sha256()
    for s in settings(plan, one, points):
        for rep in replicates(s):
            tables = simulate_block(s, s.arms[0], [rep])
            for table in (tables.weeks, tables.people, tables.schools, tables.ledger, tables.runs):
                total.update(table.drop(columns="run").to_csv(index=False, float_format="%.17g").encode())
    return total.hexdigest()[:16]


def digests(names: tuple[str, ...], points: int) -> pd.DataFrame:
    """Return one row per claim and arm: its digest, with the hash of the sources."""
    size = Size("small", SMALL, 2, 2, SMALL, points, 2, 2, 2, 2, 2)
    plan = Plan([claim(name) for name in names], size)
    found: dict[str, str] = {}
    rows = []
    for one in plan.claims:
        for arm in one.arms:
            known = arm_of(one, arm)
            if known.name not in found:
                years = max(f.years for f in plan.at_defaults(one))
                found[known.name] = digest(plan, Followed(known, years), points)
            rows.append({"claim": one.id, "arm": arm, "digest": found[known.name], "sources": sources()})
    return pd.DataFrame(rows)


def main() -> None:
    """Write the digests; print what differs from another version."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, help="CSV to write")
    parser.add_argument("--against", type=Path, metavar="OLDER", help="another such file")
    parser.add_argument("--points", type=int, default=3, help="plausible worlds (default 3)")
    parser.add_argument("--small", action="store_true", help="two claims in one world")
    args = parser.parse_args()
    rows = digests(claim_ids()[:2] if args.small else claim_ids(), 2 if args.small else args.points)
    rows.to_csv(args.file, index=False)
    print(f"{len(rows)} arms of sources {rows['sources'].iloc[0]}")
    if args.against is not None:
        both = rows.merge(pd.read_csv(args.against), on=["claim", "arm"], suffixes=("", "_older"))
        other = both[both["digest"] != both["digest_older"]]
        print(f"{len(other)} of {len(both)} differ, in claims: {', '.join(dict.fromkeys(other['claim'])) or 'none'}")
        print(other[["claim", "arm"]].to_string(index=False) if len(other) else "")


if __name__ == "__main__":
    main()
