"""Executors of a batch beyond this process and its own pool: Dask here or elsewhere, jobs of a queue by submitit.

None of them can change a number, only where and when it is computed. Their libraries are the extra ``cluster``
and are imported when they are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from diffusion_sim.batch.pool import Executor
    from diffusion_sim.settings.run import RunSettings

Progress = Callable[[float, float, str], None]


@contextmanager
def opened(run: RunSettings, tell: Progress | None = None) -> Iterator[Executor | None]:
    """Give the executor that ``run.executor`` names, for ``run_units(executor=...)``, for the length of a ``with``.

    Parameters
    ----------
    run : RunSettings
        ``executor``, and with Dask ``scheduler``, ``cluster`` and ``workers``.
    tell : callable, optional
        Called as ``tell(done, total, step)`` while workers are started.

    Yields
    ------
    Executor or None
        None for ``local``: this process, or a pool of its own.

    Raises
    ------
    BadInput
        If the extra is not installed, or a scheduler or queue cannot be reached.
    """
    if run.executor == "local":
        yield None
        return
    from diffusion_sim.executors.dask import opened as dask_opened

    with dask_opened(run.workers, run.scheduler, run.cluster, tell) as executor:
        yield executor
