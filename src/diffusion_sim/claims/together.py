"""What the verdicts would be if all their comparisons were held to one interval for all of them together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scipy.special import stdtrit

from diffusion_sim.claims.found import Found
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.verdict import CANNOT, overall
from diffusion_sim.compare.words import BY_CONSTRUCTION, listed

LEVEL = 0.95


def chance_words(results: Sequence[Result]) -> list[str]:
    """Say how many comparisons decide, and which verdicts would not stand an interval that holds for all of them."""
    many = sum(len(r.needed) for r in results)
    lost = [r.id for r in results if held_together(r, many) != r.verdict]
    told = f"would change {listed(lost)}" if lost else "would change none"
    return [
        f"- {many} comparisons decide these verdicts, each by an interval of its own: of twenty in which nothing",
        "  differs, one excludes 0 at the defaults by chance, and then only the worlds speak against it. Intervals",
        f"  wide enough to hold all at once (Bonferroni) {told} to *cannot tell*.",
        *_named(results),
    ]


def _named(results: Sequence[Result]) -> list[str]:
    """Say for how many comparisons a parameter can be named on which they hang."""
    found = [f for r in results for f in r.contrasts]
    kinds = [(f.plausible, f.fitted) for f in found]
    some = sum(any(o is not None and (o.deciding or o.sides) for o in both) for both in kinds)
    clear = sum(any(o is not None and any(m.clear for m in o.moves) for o in both) for both in kinds)
    return [
        f"- Of all {len(found)} comparisons, those beside the verdicts among them, {some} name a parameter on which",
        f"  their sign hangs, and {clear} one with which their lead clearly moves. For the others the two parameters",
        "  are the best guess that so many worlds allow, and are marked as such.",
    ]


def held_together(result: Result, many: int) -> str:
    """Return the verdict on a claim if its intervals held for so many comparisons at once (Bonferroni)."""
    df = max(result.districts - 1, 1)
    ends = (0.5 + LEVEL / 2, 1.0 - (1.0 - LEVEL) / (2 * max(many, 1)))
    usual, wide = (float(stdtrit(df, end)) for end in ends)
    return overall([_held(f, wide / usual) for f in result.needed])


def _held(found: Found, wider: float) -> str:
    """Return the verdict on a comparison whose interval is so many times wider."""
    if found.verdict == BY_CONSTRUCTION:
        return found.verdict
    if found.mean is None or found.low is None or found.high is None:
        return CANNOT
    low, high = (found.mean + wider * (end - found.mean) for end in (found.low, found.high))
    return found.verdict if replace(found, low=low, high=high).beyond_chance else CANNOT
