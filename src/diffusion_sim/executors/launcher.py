"""The shards of a plan as jobs of a queue, by Hydra's submitit launcher.

The program reads its settings through Hydra's compose, not through ``hydra.main``; so the launcher is asked here
for what it is good at: one job array, its resources as ``hydra.launcher.*`` keys, its logs, and resubmission of
what was pre-empted. A job is the same command line that anybody could type, with ``--shard k/N``.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from diffusion_sim.batch.failures import BatchError
from diffusion_sim.errors import BadInput, unknown
from diffusion_sim.executors.dask import missing
from diffusion_sim.settings.compose import translated

#: Launcher -> what it does.
LAUNCHERS = {"submitit_slurm": "a Slurm job array", "submitit_local": "processes of this machine"}


def logs(folder: Path) -> Path:
    """Return where jobs keep what they print: beside the folder of results, ``DIR.jobs``."""
    whole = folder.absolute()
    return whole.with_name(f"{whole.name}.jobs")


@dataclass(frozen=True)
class Shard:
    """The task of one job: a command line with its shard; called by Hydra with the job's configuration."""

    command: tuple[str, ...]

    def __call__(self, config: Any) -> int:
        """Run the shard and return its exit code."""
        return subprocess.run([*self.command, "--shard", str(config.shard)], stdin=subprocess.DEVNULL).returncode


def launch(command: Sequence[str], count: int, launcher: str, keys: Sequence[str], folder: Path) -> list[int]:
    """Submit the shards of a command line, wait for all and return their exit codes.

    Parameters
    ----------
    command : sequence of str
        Words after ``diffusion-sim``, without ``--shard``.
    count : int
        Number of shards, each a job.
    launcher : str
        A name of :data:`LAUNCHERS`.
    keys : sequence of str
        ``hydra.launcher.KEY=VALUE``, such as ``hydra.launcher.partition=short``.
    folder : Path
        Of the results; what jobs print is kept beside it (:func:`logs`).

    Raises
    ------
    BadInput
        For an unknown launcher or key, if the extra is not installed, or no Slurm is here.
    BatchError
        If the queue gave a job up.
    """
    if launcher not in LAUNCHERS:
        raise unknown("Launcher", launcher, LAUNCHERS)
    for key in keys:
        if not key.startswith("hydra.launcher."):
            raise BadInput(f"{key!r} is no key of the launcher; allowed: hydra.launcher.KEY=VALUE.")
    try:
        import_module("hydra_plugins.hydra_submitit_launcher")
        from submitit.core.utils import FailedJobError, UncompletedJobError
    except ImportError:
        raise missing("hydra-submitit-launcher", "the job scripts of docs/clusters.md") from None
    words = (sys.executable, "-m", "diffusion_sim.cli.main", *command)
    try:
        found = _launched(Shard(words), count, launcher, keys, folder)
    except (FailedJobError, UncompletedJobError) as error:
        why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise BatchError(
            f"a job was given up ({why.rstrip('.:')}); what shards have finished is kept: the same command again runs "
            "the rest"
        ) from error
    except RuntimeError as error:
        if "sbatch" not in str(error).lower() and "slurm" not in str(error).lower():
            raise
        raise BadInput(f"{launcher} found no Slurm here (sbatch is missing); allowed: on a login node.") from error
    return [int(job.return_value) for job in found]


def _launched(task: Shard, count: int, launcher: str, keys: Sequence[str], folder: Path) -> list[Any]:
    from hydra import compose, initialize_config_module
    from hydra.core.global_hydra import GlobalHydra
    from hydra.core.plugins import Plugins
    from hydra.types import HydraContext

    overrides = [
        f"hydra/launcher={launcher}", f"hydra.sweep.dir='{_escaped(logs(folder))}'", "hydra.output_subdir=null",
        "hydra.job.name=diffusion_sim", "hydra.launcher.submitit_folder='${hydra.sweep.dir}/%j'", *keys,
    ]  # fmt: skip
    with initialize_config_module("diffusion_sim.executors", version_base="1.3", job_name="diffusion_sim"):
        with translated():
            config = compose("shard", overrides=overrides, return_hydra_config=True)
        loader = GlobalHydra.instance().config_loader()
        context = HydraContext(config_loader=loader, callbacks=_no_callbacks())
        made = Plugins.instance().instantiate_launcher(hydra_context=context, task_function=task, config=config)
        jobs = [[f"shard={k}/{count}"] for k in range(1, count + 1)]
        return list(made.launch(jobs, initial_job_idx=0))


def _no_callbacks() -> Any:
    from hydra._internal.callbacks import Callbacks

    return Callbacks()


def _escaped(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
