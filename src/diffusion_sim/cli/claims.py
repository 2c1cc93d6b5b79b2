"""What ``claim`` and ``claims`` share: sizes, folders, progress, verdicts as they come."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from diffusion_sim.cli.explore import whole
from diffusion_sim.cli.parser import Parser
from diffusion_sim.cli.screen import screen

if TYPE_CHECKING:
    from diffusion_sim.claims.claim import Claim
    from diffusion_sim.claims.found import Found
    from diffusion_sim.claims.result import Result
    from diffusion_sim.claims.sizes import Size

#: Seconds between lines of progress where nobody watches a bar.
EVERY = 30.0
#: Runs from which a pace is told.
FEW = 100.0
#: What stands before a line that belongs to the verdict above.
INDENT = " " * 5


def add_size_arguments(parser: Parser) -> None:
    """Declare how much is run and where the results go."""
    parser.add_argument("--size", default="test", metavar="NAME", help="test (default) or publication")
    parser.add_argument("--points", metavar="N", help="plausible worlds, instead of the size's")
    parser.add_argument("--replicates", metavar="N", help="paired replicates per world, instead of the size's")
    parser.add_argument("--seed", default="1", metavar="N", help="of districts, luck and worlds (default 1)")
    parser.add_argument("--workers", metavar="N", help="processes; all cores if left out")
    parser.add_argument("--out", metavar="DIR", help="where runs are kept; default outputs/claims/SIZE")
    parser.add_argument("--results", metavar="DIR", help="where results go; default within --out")


def asked_size(args: argparse.Namespace) -> Size:
    """Return the size asked for.

    Raises
    ------
    BadInput
        For an unknown size, or numbers that are no whole numbers from 2.
    """
    from dataclasses import replace

    from diffusion_sim.claims.sizes import size

    found = size(args.size)
    if args.points is not None:
        found = replace(found, points=whole("--points", args.points, 2))
    if args.replicates is not None:
        many = whole("--replicates", args.replicates, 2)
        found = replace(found, world_replicates=many, world_districts=max(2, many // 2))
    return found


def asked_claim(name: str) -> Claim:
    """Return the claim of an id as it is typed, in capitals or not.

    Raises
    ------
    BadInput
        For a claim that does not exist.
    """
    from diffusion_sim.claims.claim import claim, claim_ids

    typed = name.strip()
    return claim(next((one for one in claim_ids() if one.casefold() == typed.casefold()), typed))


def warn(size: Size) -> None:
    """Say before anything else that the numbers of a small run are none to quote."""
    if not size.publishable:
        print("Not at publication size: no verdict to quote (--size publication).", flush=True)


def folders(args: argparse.Namespace, size: Size) -> tuple[Path, Path]:
    """Return the folder of the runs and that of the results."""
    out = Path(args.out).expanduser() if args.out else Path("outputs") / "claims" / size.name
    return out, Path(args.results).expanduser() if args.results else out / "results"


def run(
    args: argparse.Namespace, names: Sequence[str], size: Size, folder: Path, results: Path,
    told: Callable[[Result], None] | None = None,
) -> list[Result]:  # fmt: skip
    """Run claims, with progress and every verdict as it comes."""
    from diffusion_sim.claims.run import run_claims

    workers = None if args.workers is None else whole("--workers", args.workers, 1)
    seed = whole("--seed", args.seed, 0)
    return run_claims(names, size, folder, results, workers, Lines(), told or tell, seed)


class Lines:
    """Prints a line of progress every half minute, with the time left at the pace of the last five minutes.

    Without a time as long as few runs say how fast it goes, as at the start of a batch that is continued.
    """

    def __init__(self) -> None:
        self._marks: deque[tuple[float, float]] = deque(maxlen=10)
        self._last = monotonic()

    def __call__(self, done: float, total: float, step: str) -> None:
        """Take note; print when it is time."""
        now = monotonic()
        if not self._marks:
            self._marks.append((now, done))
        if now - self._last < EVERY or done <= self._marks[0][1]:
            return
        self._last = now
        begun, before = self._marks[0]
        self._marks.append((now, done))
        said = f"  {step}: {100 * done / total:.0f} % of {total:,.0f} runs"
        if done - before >= FEW:
            said += f", about {(now - begun) / (done - before) * (total - done) / 60.0:.0f} min left"
        print(said, file=sys.stderr, flush=True)


def tell(result: Result) -> None:
    """Print a verdict with its numbers, the sentence of the claim, and the comparison that the numbers are of."""
    from diffusion_sim.claims.claim import claim

    tell_verdict(result)
    print(wrapped(f'"{claim(result.id).claim}"'), flush=True)


def tell_verdict(result: Result) -> None:
    """Print a verdict with its numbers and the comparison that they are of."""
    from diffusion_sim.claims.words import difference, share

    hangs = result.weakest
    said = f"claimed sign: {share(hangs.plausible)}"
    print(f"{result.id:<4} {result.verdict:<13} {difference(hangs):<28} {said}")
    print(wrapped(f"{contrast(result, hangs)}."), flush=True)


def contrast(result: Result, found: Found) -> str:
    """Return which arms are compared, on what, and what about."""
    from diffusion_sim.claims.words import against
    from diffusion_sim.outcomes import describe

    about = f" ({found.says})" if found.says else ""
    return f"{against(result, found)}{about}: {describe(found.outcome).label.lower()}"


def wrapped(text: str) -> str:
    """Break a text into lines that fit the terminal, below a verdict."""
    return textwrap.fill(text, max(screen().width, 40), initial_indent=INDENT, subsequent_indent=INDENT)
