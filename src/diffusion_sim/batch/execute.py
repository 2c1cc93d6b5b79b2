"""Run what is missing of a list of units, and write it down as it comes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path

from diffusion_sim.batch import plan, pool
from diffusion_sim.batch.failures import BatchError, Failure
from diffusion_sim.batch.feed import Feed
from diffusion_sim.batch.store import Store
from diffusion_sim.batch.unit import Unit
from diffusion_sim.batch.work import Reply, Task
from diffusion_sim.batch.writer import ordered, writer
from diffusion_sim.engines.ready import is_ready, make_ready
from diffusion_sim.errors import BadInput
from diffusion_sim.identity import sources
from diffusion_sim.widen import rules_of

Progress = Callable[[float, float, str], None]
#: Seconds that a pool of two processes takes to start (imports, compiled rules), as measured on two cores in light use.
START = 4.0


def run_units(
    units: Sequence[Unit],
    folder: Path | str,
    *,
    keep: Sequence[str] = ("runs",),
    outcomes: Sequence[str] | None = None,
    workers: int | None = None,
    shard: str | plan.Shard | None = None,
    fail_fast: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
    executor: pool.Executor | None = None,
) -> Store:
    """Run what is missing of some units; parts are written as results come, so that nothing finished is lost.

    Parameters
    ----------
    units : sequence of Unit
        Of any number of settings; see :func:`diffusion_sim.batch.plan.units`.
    folder : Path
        The store; made if missing. Runs that are there, also in its shards, are not run again.
    keep : sequence of str
        Tables to keep; ``runs`` always is.
    outcomes : sequence of str, optional
        Compute and keep these outcomes alone, several times faster in small districts; needs ``keep=("runs",)``.
        A store that keeps all outcomes, or more tables, stays whole: there all of it is run.
    workers : int, optional
        Processes; default: all cores if what is left, as measured on the first runs, is worth starting them.
    shard : str, optional
        ``"k/N"``: only this part of the units, written to ``folder/shards/k-of-N``.
    fail_fast : bool
        Stop at the first run that fails; else it becomes a row and the batch goes on.
    strict : bool
        A run that ends in :class:`BadInput` ends the batch with that sentence: for the units of one plan.
    progress : callable, optional
        Called as ``progress(done, total, step)`` with the runs that were missing.
    executor : Executor, optional
        Anything with ``submit`` that returns futures of :mod:`concurrent.futures`, such as what
        :func:`diffusion_sim.executors.opened` gives; the workers need the same installation and no shared disk.

    Returns
    -------
    Store
        Of ``folder``; :meth:`Store.failures` says what failed.

    Raises
    ------
    BadInput
        If another batch is writing there, other sources or tables are there, or the disk refuses;
        with ``strict``, if a run cannot be run.
    BatchError
        With ``fail_fast``, for the first failure; or if workers have other sources.
    """
    store, part = Store(folder), plan.shard(shard)
    home = store.folder if part is None else store.folder / "shards" / part.folder
    kept = ordered(keep)
    if outcomes is not None and kept != ("runs",):
        raise ValueError("outcomes are computed alone only where the table runs alone is kept")
    tell = progress or (lambda done, total, step: None)
    with writer(home, kept, outcomes) as target:
        store = Store(folder)
        target.ask(units, store)
        missing = store.missing(units if part is None else part.of(units))
        total, done = sum(len(unit.reps) for unit in missing), 0
        alone = tuple(outcomes) if outcomes is not None and target.chosen else None
        blank = Task((), target.keep, alone, sources())
        tell(0, total, "Simulating")
        with closing(_replies(missing, blank, workers, executor, tell)) as replies:
            for reply in replies:
                _refuse(reply, strict)
                target.take(reply)
                done += reply.count
                tell(done, total, "Simulating")
                if fail_fast and reply.failures:
                    raise BatchError(f"{told(reply.failures[0])} (stopped at the first failure)")
    return Store(folder)


def _refuse(reply: Reply, strict: bool) -> None:
    if strict:
        for failed in reply.failures:
            if failed.refused:
                raise BadInput(failed.refused)


def told(failed: Failure) -> str:
    """Say a failure in one sentence."""
    where = f"replicate {failed.luck} of {failed.arm!r} failed at the stage {failed.stage!r}"
    return f"{where}: {failed.error}"


def _replies(
    missing: list[Unit], blank: Task, workers: int | None, executor: pool.Executor | None, tell: Progress
) -> Generator[Reply, None, None]:
    if not missing:
        return
    most = workers or os.cpu_count() or 1
    feed = Feed(missing, blank, most)
    if executor is not None:
        if getattr(executor, "compiles_here", False):
            _compile(missing, tell)
        yield from pool.elsewhere(feed, executor)
        return
    _compile(missing, tell)
    if workers is None and most > 1:
        # The first runs show whether processes pay; the very first one also loads what is loaded once.
        yield from _first(feed)
        if feed.seconds_left * (1.0 - 1.0 / most) > START:
            workers = most
    if (workers or 1) > 1:
        yield from pool.own_pool(feed, workers or 1)
    else:
        yield from pool.here(feed)


def _first(feed: Feed) -> Generator[Reply, None, None]:
    """Run the first two tasks here; only the second one is timed."""
    for timed in (False, True):
        task = feed.take(alone=True)
        if task is not None:
            reply = pool.work(task)
            if timed:
                feed.learn(reply)
            yield reply


def _compile(missing: list[Unit], tell: Progress) -> None:
    """Compile every rule set once, before workers could do so side by side."""
    kinds = {(u.settings.run.engine, u.settings.behaviour.contagion, u.arm.wide): u for u in missing}
    for unit in kinds.values():
        if unit.settings.run.engine == "columns":
            rules = rules_of(unit.arm, unit.settings.behaviour)
            if not is_ready(rules):
                tell(0, 1, "Compiling the rules (first time only)")
            make_ready(rules)
