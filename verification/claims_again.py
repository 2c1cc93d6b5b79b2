"""Whether the claims come out the same with other districts and other luck.

Holds results of claims run with another seed against those in ``experiments/claims``: for every contrast the difference
of the two paired differences in units of its standard error, read off their 95 % intervals (by chance alone, one in
twenty lies beyond 1.96), the shares of plausible and of fitted worlds in which the claimed sign holds, and the verdict.
Writes ``claims_again.csv``.

``diffusion-sim claims --size publication --points 128 --seed 2 --out outputs/again`` makes what it reads;
``python verification/claims_again.py outputs/again/results``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from scipy import stats

from diffusion_sim.claims.found import OverWorlds
from diffusion_sim.claims.result import Found, Result
from diffusion_sim.claims.verdict import CONTRADICTED, SUPPORTED
from diffusion_sim.claims.write import written

HERE = Path(__file__).parent
PUBLISHED = HERE.parent / "experiments" / "claims"


def standard_error(found: Found, result: Result) -> float:
    """Return the standard error behind an interval over districts (Student's t with as many less one)."""
    if found.low is None or found.high is None:
        return float("nan")
    return (found.high - found.low) / 2.0 / float(stats.t.ppf(0.975, result.districts - 1))


def rows(before: Result, after: Result) -> list[dict[str, object]]:
    """Return one row per contrast of a claim."""
    found = []
    for a, b in zip(before.contrasts, after.contrasts, strict=True):
        if a.mean is None or b.mean is None:
            continue
        error = float((standard_error(a, before) ** 2 + standard_error(b, after) ** 2) ** 0.5)
        z = (a.mean - b.mean) / error if error > 0 else float("nan")
        same = (a.low or 0.0) > 0.0 or (a.high or 0.0) < 0.0
        agree = (b.low or 0.0) > 0.0 or (b.high or 0.0) < 0.0
        found.append({
            "claim": before.id, "arm": a.arm, "reference": a.reference, "outcome": a.outcome, "published": a.mean,
            "again": b.mean, "z": z, "excludes_0": same, "excludes_0_again": agree,
            "opposite": same and agree and a.mean * b.mean < 0.0,
            **shares("plausible", a.plausible, b.plausible), **shares("fitted", a.fitted, b.fitted),
            "verdict": a.verdict, "verdict_again": b.verdict,
        })  # fmt: skip
    return found


def shares(kind: str, a: OverWorlds | None, b: OverWorlds | None) -> dict[str, object]:
    """Return the share of decided worlds with the claimed sign, both times, and whether the intervals are apart."""
    if a is None or b is None or a.share is None or b.share is None:
        return {kind: None, f"{kind}_again": None, f"{kind}_apart": None}
    ends = (a.low or 0.0, 1.0 if a.high is None else a.high, b.low or 0.0, 1.0 if b.high is None else b.high)
    return {kind: a.share, f"{kind}_again": b.share, f"{kind}_apart": ends[0] > ends[3] or ends[2] > ends[1]}


def main() -> None:
    """Compare and write."""
    again = {r.id: r for r in written(Path(sys.argv[1]))}
    table = pd.DataFrame([row for r in written(PUBLISHED) if r.id in again for row in rows(r, again[r.id])])
    table.to_csv(HERE / "claims_again.csv", index=False, float_format="%.5g")
    known = table["z"].dropna()
    beyond, alike = known.abs() > 1.96, table["excludes_0"] == table["excludes_0_again"]
    print(f"{len(table)} contrasts; |z| > 1.96 in {int(beyond.sum())} of {len(known)} ({100 * beyond.mean():.1f} %); "
          f"opposite and both sure: {int(table['opposite'].sum())}; "
          f"interval excludes 0 in both or in neither: {int(alike.sum())}.")  # fmt: skip
    for kind in ("plausible", "fitted"):
        told = table[table[kind].notna()]
        print(f"{kind} worlds: share told both times in {len(told)} contrasts, intervals apart in "
              f"{int(told[f'{kind}_apart'].astype(bool).sum())}.")  # fmt: skip
    pairs = [{a, b} for a, b in zip(table["verdict"], table["verdict_again"], strict=True)]
    print(f"verdicts: the same for {sum(len(p) == 1 for p in pairs)} of {len(pairs)} contrasts, opposite for "
          f"{sum(p == {SUPPORTED, CONTRADICTED} for p in pairs)}.")  # fmt: skip


if __name__ == "__main__":
    main()
