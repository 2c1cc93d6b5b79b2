"""A progress bar with the step, the share done and the time left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType


@contextmanager
def working(text: str, shown: bool = True) -> Iterator[None]:
    """Show a sign of life with a text while a step of unknown length is under way."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield
        return
    with console.status(text):
        yield


class Bar:
    """A context manager to be called as ``bar(done, total, step)``; silent where nobody watches.

    Parameters
    ----------
    shown : bool
        False draws nothing.
    """

    def __init__(self, shown: bool = True) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            TaskProgressColumn(),
            TextColumn("time left"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not (shown and console.is_terminal),
        )
        self._task = self._progress.add_task("Preparing", total=None)

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def __call__(self, done: float, total: float, step: str = "Simulating") -> None:
        """Show that ``done`` of ``total`` is finished and which step is under way."""
        self._progress.update(self._task, completed=done, total=total, description=step)
