"""Verdicts near a line: what they could read with other worlds."""

from __future__ import annotations

from diffusion_sim.claims.found import Found
from diffusion_sim.claims.result import Result
from diffusion_sim.claims.verdict import FEW, MOST, overall, verdict
from diffusion_sim.compare.words import percent
from diffusion_sim.outcomes import describe

#: Just beyond a line, on its other side.
STEP = 1e-9


def near(result: Result) -> str:
    """Say that the verdict hangs on a share whose interval holds a threshold of verdicts; nothing where none does.

    Told is what another verdict on one comparison, the others as they are, would make of the claim.
    """
    said = (_near(result, k, line) for k in range(len(result.needed)) for line in (FEW, MOST))
    return " ".join(text for text in said if text)


def _near(result: Result, number: int, line: float) -> str:
    found = result.needed[number]
    over = found.plausible
    if over is None or over.share is None or over.low is None or over.high is None:
        return ""
    if not over.low <= line <= over.high:
        return ""
    said = [f.verdict for f in result.needed]
    said[number] = _beyond(found, over.share, line)
    other = overall(said)
    if other == result.verdict:
        return ""
    about = f" ({found.says})" if len(said) > 1 and found.says else ""
    return (
        f"{result.id}'s '{result.verdict}' hangs on {100 * over.share:.1f} %{about}, whose interval "
        f"{percent(over.low)} to {percent(over.high)} holds the line of {percent(line)}: with other worlds it could "
        f"read '{other}'."
    )


def _beyond(found: Found, share: float, line: float) -> str:
    """Return the verdict on a comparison whose share lies on the other side of a line."""
    sign = -1.0 if describe(found.outcome).better == "lower" else 1.0
    ends = (found.low, found.high)
    if ends[0] is None or ends[1] is None:
        return found.verdict
    low, high = sorted(sign * end for end in ends if end is not None)
    # The line itself belongs to the sure side: a share of .8 supports, one of .2 contradicts.
    there = share <= FEW if line == FEW else share >= MOST
    other = line + (STEP if line == FEW else -STEP) if there else line
    return verdict(low, high, other)
