"""Who does the work: this process, a pool of processes of our own that is rebuilt when one dies, or any executor."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from multiprocessing import get_context, parent_process
from typing import Any, Protocol

from diffusion_sim.batch.failures import BatchError
from diffusion_sim.batch.feed import Feed
from diffusion_sim.batch.work import Reply, Task, WorkError, work, work_far

#: Tasks under way at once for each worker: one at work, one ready.
AHEAD = 2
#: Tasks under way at once with an executor whose size is not known.
UNKNOWN = 64


class Executor(Protocol):
    """Anything with ``submit`` that returns futures of :mod:`concurrent.futures`."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Start ``fn(*args)`` somewhere."""
        ...


def here(feed: Feed) -> Iterator[Reply]:
    """Do all the work in this process."""
    while (task := feed.take(alone=True)) is not None:
        reply = work(task)
        feed.learn(reply)
        yield reply


def elsewhere(feed: Feed, executor: Executor) -> Iterator[Reply]:
    """Let a given executor do the work; it is neither rebuilt nor shut down here."""
    crew = Crew(feed, UNKNOWN)
    while crew.busy:
        size = getattr(executor, "_max_workers", None)
        if isinstance(size, int):
            # Asked anew each time: workers of a cluster come and go.
            feed.workers, crew.ahead = size, AHEAD * size
        yield from crew.turn(executor)


def own_pool(feed: Feed, workers: int) -> Iterator[Reply]:
    """Do the work with processes of our own; one that dies costs the tasks under way, which are tried again."""
    crew = Crew(feed, AHEAD * workers)
    while crew.busy:
        pool = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_begin)
        hello = pool.submit(os.getpid)
        try:
            while crew.busy and not crew.broken:
                yield from crew.turn(pool)
            if crew.broken and hello.done() and isinstance(hello.exception(), BrokenExecutor):
                # No process could even start, as in a script without the main guard.
                yield from here(feed)
        finally:
            _stop(pool)
        crew.broken = False


def _begin() -> None:
    """Set up a worker: an interrupt is its parent's business, and it ends when its parent is killed."""
    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once, whatever is under way."""
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()


class Crew:
    """The tasks under way with an executor: at most ``ahead``, so that memory stays flat however long the list."""

    def __init__(self, feed: Feed, ahead: int) -> None:
        self.feed, self.ahead, self.broken = feed, ahead, False
        self.waiting: dict[Future[Any], Task] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is left or under way."""
        return bool(self.waiting or self.feed.left or self.feed.again or self.feed.suspects)

    def turn(self, executor: Executor) -> Iterator[Reply]:
        """Keep the executor supplied, wait for what comes next and give it."""
        alone = self._submit(executor)
        if self.waiting and not self.broken:
            wait(self.waiting, return_when=FIRST_COMPLETED)
        while ready := [future for future in self.waiting if future.done() or self.broken]:
            for future in ready:
                reply = self._reply(future, self.waiting.pop(future), alone)
                if reply is not None:
                    yield reply

    def _submit(self, executor: Executor) -> bool:
        """Submit tasks; return whether the one under way is alone, on trial."""
        alone = False
        while len(self.waiting) < self.ahead and not alone:
            nothing = not self.waiting and not self.feed.left and not self.feed.again
            task = self.feed.take(alone=nothing)
            if task is None:
                break
            alone = nothing and task.tries >= 2
            try:
                self.waiting[executor.submit(work_far, task)] = task
            except BrokenExecutor:
                self.feed.again.appendleft(task)
                self.broken = True
                break
        return alone

    def _reply(self, future: Future[Any], task: Task, alone: bool) -> Reply | None:
        try:
            # In a broken pool a future that is not done never will be.
            reply: Reply = future.result(timeout=0 if self.broken else None)
        except BatchError:
            raise
        except WorkError as error:
            raise error.args[0] from error
        except BrokenExecutor as error:
            self.broken = True
            return self.feed.lost(task, error, alone)
        except Exception as error:
            return self.feed.lost(task, error, alone)
        self.feed.learn(reply)
        return reply
