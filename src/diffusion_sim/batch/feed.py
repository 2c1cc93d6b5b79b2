"""Which task comes next: units gathered into a few seconds of work, as measured; what killed a worker, alone."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from diffusion_sim.batch.failures import PROCESS, BatchError, failure
from diffusion_sim.batch.unit import Unit
from diffusion_sim.batch.work import Reply, Task

#: A task takes about this long: little is lost to a kill, and there are few parts.
SECONDS = 5.0
#: Tasks per worker near the end, so that no worker waits long for the last one.
SHARE = 3
#: Times that one run alone may lose its worker before it counts as failed.
TRIES = 3


class Feed:
    """Hands out tasks until every unit is accounted for.

    Parameters
    ----------
    units : sequence of Unit
    task : Task
        A task without units: what is kept.
    workers : int
        How many work at once.
    """

    def __init__(self, units: Sequence[Unit], task: Task, workers: int = 1) -> None:
        self.left = deque(units)
        self.again: deque[Task] = deque()
        self.suspects: deque[Task] = deque()
        self.blank, self.workers = task, workers
        self.runs = sum(len(unit.reps) for unit in units)
        self._seconds = self._counted = 0.0

    @property
    def pace(self) -> float | None:
        """Seconds a run takes a worker, as measured; None before the first reply."""
        return self._seconds / self._counted if self._counted else None

    @property
    def seconds_left(self) -> float:
        """Seconds of one worker that are left, as far as can be told."""
        return (self.pace or 0.0) * self.runs

    def learn(self, reply: Reply) -> None:
        """Take the time that a reply took; recent ones count most."""
        self._seconds = 0.9 * self._seconds + reply.seconds
        self._counted = 0.9 * self._counted + reply.count

    def take(self, alone: bool) -> Task | None:
        """Return the next task; one under suspicion only when nothing else is under way."""
        if self.again:
            return self.again.popleft()
        if self.left and not (alone and self.suspects):
            return self._cut()
        return self.suspects.popleft() if alone and self.suspects else None

    def _cut(self) -> Task:
        goal = min(SECONDS, self.seconds_left / (SHARE * self.workers))
        units, expected = [self.left.popleft()], 0.0
        if self.pace is not None:
            expected = self.pace * len(units[0].reps)
            while self.left and expected + self.pace * len(self.left[0].reps) <= goal:
                units.append(self.left.popleft())
                expected += self.pace * len(units[-1].reps)
        self.runs -= sum(len(unit.reps) for unit in units)
        return replace(self.blank, units=tuple(units))

    def lost(self, task: Task, error: BaseException, alone: bool) -> Reply | None:
        """Take back a task whose worker died; a run that keeps killing its worker is a failure in the end."""
        tries = task.tries + 1
        if not alone:
            (self.again if tries < 2 else self.suspects).append(replace(task, tries=tries))
        elif task.count > 1:
            self.suspects.extend(replace(half, tries=2) for half in _halves(task))
        elif tries <= TRIES:
            self.suspects.append(replace(task, tries=tries))
        else:
            why = BatchError(f"its worker process died {tries} times ({type(error).__name__}: {error})")
            return Reply(failures=(failure(task.units[0], why, PROCESS),), count=1)
        return None


def _halves(task: Task) -> tuple[Task, Task]:
    if len(task.units) > 1:
        middle = len(task.units) // 2
        return replace(task, units=task.units[:middle]), replace(task, units=task.units[middle:])
    one, two = task.units[0].halves()
    return replace(task, units=(one,)), replace(task, units=(two,))
