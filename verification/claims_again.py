"""Whether the claims come out the same with other districts, other luck and other worlds.

Holds results of claims run with another seed against published ones, contrast by contrast:

- the two paired differences at the defaults, in units of the standard error of their difference, read off their 95 %
  intervals (by chance alone, one in twenty lies beyond 1.96), and whether either interval excludes 0;
- the share of decided worlds with the claimed sign, plausible and fitted ones apart: both shares, and whether their
  95 % intervals are apart (by chance alone far less often than one in twenty: two intervals overlap easily);
- the verdict, and what worlds that fit the evidence would say, each only where the second run has at least half as many
  worlds of that kind: fewer decide too little, and then it is the number that changes the verdict.

Writes ``claims_again.csv`` and prints a summary of counts.

``diffusion-sim claims --size publication --points 128 --seed 2 --out outputs/again`` makes what it reads;
``python verification/claims_again.py outputs/again/results [RESULTS]`` (default: ``experiments/claims``). With 128 of
512 plausible worlds, shares are compared and verdicts are not; all worlds that fit are compared.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from scipy import stats

from diffusion_sim.claims.found import Found, OverWorlds
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.verdict import CONTRADICTED, SUPPORTED
from diffusion_sim.claims.write import written

HERE = Path(__file__).parent
PUBLISHED = HERE.parent / "experiments" / "claims"
#: Verdicts are compared from this part of the first run's worlds on.
ENOUGH = 0.5


def standard_error(found: Found, result: Result) -> float:
    """Return the standard error behind an interval over districts (Student's t with as many less one)."""
    if found.low is None or found.high is None:
        return float("nan")
    return (found.high - found.low) / 2.0 / float(stats.t.ppf(0.975, result.districts - 1))


def rows(before: Result, after: Result) -> list[dict[str, object]]:
    """Return one row per contrast that both results of a claim have, with a difference at the defaults."""
    again = {(f.arm, f.reference, f.outcome): f for f in after.contrasts}
    pairs = ((a, again.get((a.arm, a.reference, a.outcome))) for a in before.contrasts)
    return [_row(before, after, a, b) for a, b in pairs if b is not None and a.mean is not None and b.mean is not None]


def _row(before: Result, after: Result, a: Found, b: Found) -> dict[str, object]:
    worlds = after.points >= ENOUGH * before.points, after.fitted >= ENOUGH * before.fitted
    said = (a.fitted.verdict if a.fitted else None), (b.fitted.verdict if b.fitted else None)
    return {
        "claim": before.id, "arm": a.arm, "reference": a.reference, "outcome": a.outcome,
        **defaults(before, after, a, b), "points": before.points, "points_again": after.points,
        **shares("plausible", a.plausible, b.plausible), **shares("fitted", a.fitted, b.fitted),
        "verdict": a.verdict, "verdict_again": b.verdict if worlds[0] else None,
        "fitted_verdict": said[0], "fitted_verdict_again": said[1] if worlds[1] else None,
    }  # fmt: skip


def defaults(before: Result, after: Result, a: Found, b: Found) -> dict[str, object]:
    """Return both differences at the defaults, how far they are apart, and whether each is told from 0."""
    first, second = a.mean or 0.0, b.mean or 0.0
    error = float((standard_error(a, before) ** 2 + standard_error(b, after) ** 2) ** 0.5)
    return {
        "published": first, "again": second, "z": (first - second) / error if error > 0 else float("nan"),
        "excludes_0": a.beyond_chance, "excludes_0_again": b.beyond_chance,
        "opposite": a.beyond_chance and b.beyond_chance and first * second < 0.0,
    }  # fmt: skip


def shares(kind: str, a: OverWorlds | None, b: OverWorlds | None) -> dict[str, object]:
    """Return the share of decided worlds with the claimed sign, both times, and whether the intervals are apart."""
    first, second = (None if o is None else o.share for o in (a, b))
    apart = None
    if a is not None and b is not None and first is not None and second is not None:
        ends = (a.low or 0.0, 1.0 if a.high is None else a.high, b.low or 0.0, 1.0 if b.high is None else b.high)
        apart = ends[0] > ends[3] or ends[2] > ends[1]
    return {kind: first, f"{kind}_again": second, f"{kind}_apart": apart}


def summary(table: pd.DataFrame) -> list[str]:
    """Return the counts in a few lines."""
    known = table["z"].dropna()
    beyond, alike = known.abs() > 1.96, table["excludes_0"] == table["excludes_0_again"]
    lines = [
        f"{len(table)} contrasts at the defaults: |z| > 1.96 in {int(beyond.sum())} of {len(known)} "
        f"({100 * beyond.mean():.1f} %; by chance 5 %); opposite and both sure: {int(table['opposite'].sum())}; "
        f"interval excludes 0 in both or in neither: {int(alike.sum())}."
    ]
    for kind, said in (("plausible", "verdict"), ("fitted", "fitted_verdict")):
        lines += [_shares_words(table, kind), _verdict_words(table, kind, said)]
    return lines


def _shares_words(table: pd.DataFrame, kind: str) -> str:
    first, second = (table[name].notna() for name in (kind, f"{kind}_again"))
    both = table[first & second]
    apart = int(both[f"{kind}_apart"].astype(bool).sum())
    gap = (both[kind].astype(float) - both[f"{kind}_again"].astype(float)).abs()
    halves = int(((both[kind] > 0.5) != (both[f"{kind}_again"] > 0.5)).sum())
    size = (
        f"; they differ by {100 * gap.median():.0f} points in the median, {100 * gap.max():.0f} at most"
        if len(both)
        else ""
    )
    return (
        f"{kind} worlds: share told both times in {len(both)} contrasts, one time alone in "
        f"{int((first ^ second).sum())}; intervals apart in {apart}, on either side of one half in {halves}{size}."
    )


def _verdict_words(table: pd.DataFrame, kind: str, said: str) -> str:
    told = table[table[f"{said}_again"].notna() & table[said].notna()]
    if told.empty:
        return f"verdicts by {kind} worlds: not compared, the second run has less than half as many."
    pairs = [{a, b} for a, b in zip(told[said], told[f"{said}_again"], strict=True)]
    return (
        f"verdicts by {kind} worlds: the same for {sum(len(p) == 1 for p in pairs)} of {len(pairs)} contrasts, "
        f"opposite for {sum(p == {SUPPORTED, CONTRADICTED} for p in pairs)}."
    )


def main() -> None:
    """Compare and write."""
    published = Path(sys.argv[2]) if len(sys.argv) > 2 else PUBLISHED
    again = {r.id: r for r in written(Path(sys.argv[1]))}
    table = pd.DataFrame([row for r in written(published) if r.id in again for row in rows(r, again[r.id])])
    if table.empty:
        sys.exit("No contrast is in both folders; allowed: two folders of results of the same claims.")
    table.to_csv(HERE / "claims_again.csv", index=False, float_format="%.5g")
    print("\n".join(summary(table)))


if __name__ == "__main__":
    main()
