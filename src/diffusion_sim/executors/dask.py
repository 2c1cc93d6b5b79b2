"""Dask: worker processes here, those of a scheduler that runs already, or jobs of a queue (dask-jobqueue)."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from diffusion_sim.batch.failures import BatchError
from diffusion_sim.errors import BadInput, unknown

Progress = Callable[[float, float, str], None]
#: Seconds to wait for a scheduler to answer.
PATIENCE = "10 s"
#: Time in which a worker process of this machine that died must have been started anew.
RETURN = "10 minutes"
#: A run keeps to one thread; a worker with several takes its tasks one after the other.
_ONE_AT_A_TIME = threading.Lock()


def missing(package: str, instead: str) -> BadInput:
    """Return the sentence for an extra that is not installed."""
    return BadInput(
        f"The package {package} is not installed; allowed: pip install 'diffusion-sim[cluster]', or {instead}."
    )


@contextmanager
def opened(
    workers: int | None = None, scheduler: str | None = None, cluster: str | None = None, tell: Progress | None = None
) -> Iterator[DaskExecutor]:
    """Give an executor on a Dask cluster; what was started here ends with the ``with``.

    Parameters
    ----------
    workers : int, optional
        Worker processes to start (default: one per core); for a queue, how many to ask it for.
    scheduler : str, optional
        Address of a scheduler that runs already, such as ``tcp://node7:8786``.
    cluster : str, optional
        A cluster class of dask-jobqueue by name, such as ``SLURMCluster``; Dask's own configuration
        (``jobqueue.yaml``) says what one job is.
    tell : callable, optional
        Called as ``tell(done, total, step)``.

    Raises
    ------
    BadInput
        If the extra is not installed, the scheduler does not answer, or the cluster class cannot be made.
    """
    try:
        from distributed import Client
    except ImportError:
        raise missing("distributed", "run.executor=local") from None
    tell = tell or (lambda done, total, step: None)
    with ExitStack() as stack:
        if scheduler is not None:
            tell(0, 1, f"Joining {scheduler}")
            client = stack.enter_context(_joined(Client, scheduler))
            yield DaskExecutor(client, scheduler)
            return
        tell(0, 1, "Starting Dask workers" if cluster is None else f"Asking the queue for workers ({cluster})")
        if cluster is None:
            import dask

            # Dask gives a dead worker 15 seconds to come back, then does without it: too few on a busy machine.
            stack.enter_context(dask.config.set({"distributed.deploy.lost-worker-timeout": RETURN}))
        made = _here(workers or os.cpu_count() or 1) if cluster is None else _queue(cluster, workers or 1)
        client = stack.enter_context(Client(stack.enter_context(made)))
        yield DaskExecutor(client, "this machine" if cluster is None else cluster, compiles_here=cluster is None)


def _here(workers: int) -> Any:
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.CRITICAL
    )


def _joined(client: Callable[..., Any], address: str) -> Any:
    try:
        return client(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise BadInput(
            f"run.scheduler={address!r} does not answer ({type(error).__name__}); allowed: the address of a Dask "
            "scheduler that is running, such as tcp://node7:8786."
        ) from error


def _queue(name: str, workers: int) -> Any:
    """Make a cluster of jobs and ask for workers."""
    try:
        import dask_jobqueue
        from dask_jobqueue.local import LocalCluster
    except ImportError:
        raise missing("dask-jobqueue", "a scheduler that runs already (run.scheduler)") from None
    known = {n: c for n, c in vars(dask_jobqueue).items() if n.endswith("Cluster") and n != "JobQueueCluster"}
    known["LocalCluster"] = LocalCluster  # jobs as processes of this machine: to try a configuration out
    if name not in known:
        raise unknown("run.cluster", name, known)
    try:
        made = known[name]()
    except (ValueError, TypeError, OSError) as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise BadInput(
            f"run.cluster={name!r} cannot be made ({why}); allowed: with cores and memory of one job in the file "
            "jobqueue.yaml of Dask's configuration."
        ) from error
    made.scale(workers)
    return made


def _alone(function: Callable[..., Any], *args: Any) -> Any:
    with _ONE_AT_A_TIME:
        return function(*args)


class DaskExecutor:
    """What a batch needs of an executor, on a Dask client; a dead worker's tasks are given to others by Dask.

    Parameters
    ----------
    client : distributed.Client
    where : str
        What messages call it.
    compiles_here : bool
        Whether the workers share this machine's compiled rules.
    """

    def __init__(self, client: Any, where: str, compiles_here: bool = False) -> None:
        self.client, self.where, self.compiles_here = client, where, compiles_here
        self._inner = client.get_executor(pure=False)

    @property
    def _max_workers(self) -> int:
        """Workers at this moment; with an adaptive cluster they come and go."""
        return max(1, len(self.client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Start ``fn(*args)`` on some worker.

        Raises
        ------
        BatchError
            If the scheduler has gone.
        """
        if self.client.status not in ("running", "connecting"):
            raise self._gone()
        outer: Future[Any] = Future()
        self._inner.submit(_alone, fn, *args).add_done_callback(partial(self._settle, outer))
        return outer

    def _settle(self, outer: Future[Any], inner: Future[Any]) -> None:
        """Hand on a result; a lost scheduler, or workers without the program, end the batch in one sentence."""
        try:
            outer.set_result(inner.result())
        except CancelledError:
            outer.set_exception(self._gone())
        except BaseException as error:
            outer.set_exception(self._unfit(error) or error)

    def _gone(self) -> BatchError:
        return BatchError(
            f"the Dask scheduler ({self.where}) has gone; all that was finished before is kept: "
            "ask again with this folder and only the rest is run"
        )

    def _unfit(self, error: BaseException) -> BatchError | None:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ImportError):
                return BatchError(
                    f"a worker of {self.where} cannot load the program ({cause}); "
                    "allowed: the same installation of diffusion-sim for every worker"
                )
            cause = cause.__cause__ or cause.__context__
        return None
