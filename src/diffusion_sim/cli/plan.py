"""What ``compare`` and ``run`` share: options that stand for keys, multirun, the output folder."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING, TypeVar

from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput

if TYPE_CHECKING:
    from diffusion_sim.settings.run import RunSettings

#: A job that is composed and checked.
Ready = TypeVar("Ready")
#: Keys of ``run`` that say who does the work: key, metavar, help.
EXECUTOR = (
    ("executor", "NAME", "who does the work: local (default) or dask"),
    ("scheduler", "ADDRESS", "a Dask scheduler that is running, such as tcp://node7:8786"),
    ("cluster", "CLASS", "a cluster class of dask-jobqueue, such as SLURMCluster; needs --workers"),
)
#: Option -> the key it stands for.
ALIASES = {
    "--replicates": ("run.replicates", "N", "how many paired replicates (run.replicates)"),
    "--seed": ("run.seed", "N", "another seed gives other luck (run.seed)"),
    "--workers": ("run.workers", "N", "processes to use; all cores if left out (run.workers)"),
    "--out": ("run.folder", "DIR", "where the results go; default outputs/DATE/TIME (run.folder, hydra.run.dir)"),
    "--shard": ("run.shard", "K/N", "run the Kth of N parts, such as 3/40; then merge (run.shard)"),
    "--replicate": ("run.replicate", "K", "this replicate alone (run.replicate)"),
    **{f"--{key}": (f"run.{key}", metavar, f"{text} (run.{key})") for key, metavar, text in EXECUTOR},
}


@dataclass(frozen=True)
class Job:
    """One run of a command: its overrides and the name of its folder within a multirun (or None)."""

    overrides: tuple[str, ...]
    name: str | None = None


def add_plan_arguments(parser: Parser) -> None:
    """Declare the options that ``compare`` and ``run`` share."""
    parser.add_argument(
        "overrides", nargs="*", metavar="KEY=VALUE", help="settings, such as practice=ai_assistant"
    )
    for option, (key, metavar, text) in ALIASES.items():
        parser.add_argument(option, dest=key, metavar=metavar, help=text)
    parser.add_argument("--fail-fast", action="store_true", help="stop at the first run that fails (run.fail_fast)")
    parser.add_argument("--csv", action="store_true", help="tables as CSV too (run.csv)")
    parser.add_argument("--conf", metavar="DIR", help="a folder of your own presets, laid out like conf")
    parser.add_argument(
        "-m",
        "--multirun",
        action="store_true",
        help="one run for each combination of values a,b,c or range(1,4)",
    )
    parser.add_argument("--no-progress", action="store_true", help="print no progress bar")


def refuse_unused(run: RunSettings, who: str, instead: Mapping[str, str]) -> None:
    """Refuse keys of ``run`` that a command would ignore.

    Parameters
    ----------
    run : RunSettings
    who : str
        The command.
    instead : mapping
        Key -> what is allowed instead.

    Raises
    ------
    BadInput
        For the first of the keys that is not as it is if nothing is said.
    """
    for key, allowed in instead.items():
        value = getattr(run, key)
        if value != getattr(type(run)(), key):
            shown = str(value).lower() if isinstance(value, bool) else value
            raise BadInput(f"{who} knows nothing of run.{key}={shown}; allowed: {allowed}.")


def jobs(args: argparse.Namespace) -> list[Job]:
    """Return the runs that the arguments ask for: one, or with ``--multirun`` every combination.

    Raises
    ------
    BadInput
        If an option and the key that it stands for are both given.
    """
    overrides = [*args.overrides]
    for option, (key, _, _) in ALIASES.items():
        value = getattr(args, key)
        if value is None:
            continue
        typed = [text for text in args.overrides if text.lstrip("+").startswith(f"{key}=")]
        if any(text.lstrip("+") != f"{key}={value}" for text in typed):
            raise BadInput(f"{option} {value} and {typed[0]} are both given; allowed: one of the two.")
        overrides.append(f"{key}={value}")
    if args.fail_fast:
        overrides.append("run.fail_fast=true")
    if args.csv:
        overrides.append("run.csv=true")
    if not args.multirun:
        return [Job(tuple(overrides))]
    from diffusion_sim.settings.sweep import combinations

    return [Job(tuple(chosen), str(i)) for i, chosen in enumerate(combinations(overrides))]


def each(
    args: argparse.Namespace,
    prepared: Callable[[Job, Path | None], Ready],
    one: Callable[[Ready], int | None],
) -> int:
    """Prepare every job, then run ``one`` for each: what cannot be run is refused before anything runs.

    Parameters
    ----------
    args : argparse.Namespace
    prepared : callable
        Composes and checks a job, given the base folder of the multirun (None for a single run); it writes nothing.
    one : callable
        Runs what ``prepared`` returned, and returns an exit code or None.

    Returns
    -------
    int
        The largest exit code of the jobs.
    """
    code = 0
    wanted = jobs(args)
    base = stamped("multirun") if args.multirun else None
    ready = [prepared(job, base) for job in wanted]
    for i, (job, plan) in enumerate(zip(wanted, ready, strict=True), 1):
        if base is not None:
            print(f"\n[{i} of {len(wanted)}] {' '.join(job.overrides)}")
        code = max(code, one(plan) or 0)
    return code


def stamped(kind: str) -> Path:
    """Return ``kind/DATE/TIME``."""
    now = datetime.now()
    return Path(kind) / now.strftime("%Y-%m-%d") / now.strftime("%H-%M-%S")


#: How the name of a folder begins that is made only to see whether one can be made.
TRIAL = ".diffusion-sim-"


def output_folder(wanted: str | None, job: Job, base: Path | None) -> Path:
    """Return the folder of a job's results, checked before the work starts; nothing is made yet.

    Raises
    ------
    BadInput
        If the name is taken by a file, or by a folder with contents that are not results of an earlier run.
    """
    if base is None:
        folder = Path(wanted) if wanted else stamped("outputs")
    else:
        folder = (Path(wanted) if wanted else base) / str(job.name)
    try:
        folder = folder.expanduser()
        if folder.exists() and not folder.is_dir():
            raise BadInput(f"run.folder={str(folder)!r} is a file; allowed: the name of a folder.")
        if folder.is_dir() and not _is_ours(folder):
            raise BadInput(
                f"run.folder={str(folder)!r} holds other files; "
                "allowed: a new or empty folder, or that of an earlier run."
            )
        _try_to_write(folder)
    except (OSError, RuntimeError) as error:
        raise _not_writable(folder, error) from None
    return folder


def _is_ours(folder: Path) -> bool:
    """Return whether a folder is empty or an earlier run's, maybe another shard's that is at work there just now."""
    parts = folder / "parts"
    if (folder / "manifest.json").is_file() or any((parts / n).exists() for n in ("store.json", "shards", ".lock")):
        return True
    others = [p for p in folder.iterdir() if not p.name.startswith(TRIAL)]
    return not others or (others == [parts] and parts.is_dir() and not any(parts.iterdir()))


def _try_to_write(folder: Path) -> None:
    """Make a folder in the innermost one there is, and take it away again."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    Path(mkdtemp(prefix=TRIAL, dir=there)).rmdir()


def _not_writable(folder: Path, error: Exception) -> BadInput:
    why = getattr(error, "strerror", None) or error
    return BadInput(
        f"run.folder={str(folder)!r} cannot be written ({why}); "
        "allowed: a folder that can be made and written to."
    )


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Write results within; if that fails or is stopped, a folder that was new is taken away again.

    Raises
    ------
    BadInput
        If the disk refuses (full, or no longer writable).
    """
    missing = [place for place in (folder.absolute(), *folder.absolute().parents) if not place.exists()]
    try:
        yield
    except BaseException as error:
        if missing:
            rmtree(missing[-1], ignore_errors=True)
        if isinstance(error, OSError):
            raise _not_writable(folder, error) from error
        raise


def written(paths: Sequence[Path], folder: Path) -> str:
    """Say what was written and where to look first."""
    names = [p.name for p in paths if p.parent == folder]
    tables = ", ".join(n.removesuffix(".parquet") for n in names if n.endswith(".parquet"))
    lines = [f"Results are in {folder}: {len(paths)} files."]
    lines += [f"Tables (Parquet): {tables}."] if tables else []
    lines += [f"Open {folder / n} in a browser." for n in names if n.endswith(".html")]
    return "\n".join(lines)
