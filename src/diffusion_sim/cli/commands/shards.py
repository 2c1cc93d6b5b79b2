"""Run the shards of a plan as jobs of a queue (Slurm, submitit), then merge them.

One job per shard; what is there already is not run again, so the same command goes on where jobs were lost.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from diffusion_sim.cli.parser import Parser
from diffusion_sim.errors import BadInput, unknown

HELP = """\
examples
  diffusion-sim shards 40 compare strategies=trailblazer,mandate --replicates 20000 --out wide \\
      --workers 32 hydra.launcher.partition=short hydra.launcher.cpus_per_task=32
      forty jobs of a Slurm array; waits for them, then merges and compares
  diffusion-sim shards 2 compare --replicates 40 --out wide --workers 1 --launcher submitit_local
      the same with two processes of this machine, to try it out
  diffusion-sim shards 8 design run worlds.csv strategies=[trailblazer,mandate] --out worlds
      a design; diffusion-sim design query worlds reads it

what to do next
  Jobs print into DIR.jobs. diffusion-sim status DIR says how far they are; if this command is
  stopped while the queue works, diffusion-sim merge DIR brings the results together in the end.

hydra.launcher.KEY=VALUE is what a job asks the queue for: timeout_min, cpus_per_task, mem_gb,
partition, account, qos, array_parallelism, max_num_timeout (how often a job may be resubmitted),
and all of submitit's."""

COMMANDS = ("compare", "run", "design")


def add_arguments(parser: Parser) -> None:
    """Declare the options; those of the command itself are passed on."""
    parser.add_argument("count", metavar="N", help="number of shards, each a job")
    parser.add_argument("command", metavar="COMMAND", help=", ".join(COMMANDS))
    parser.add_argument("rest", nargs="*", metavar="...", help="its settings and options")
    parser.add_argument("--launcher", default="submitit_slurm", metavar="NAME",
                        help="submitit_slurm (default) or submitit_local")  # fmt: skip
    parser.add_argument("--out", metavar="DIR", help="where results go; on a disk that all jobs share")
    for option in ("--replicates", "--districts", "--workers", "--seed", "--conf", "--outcome"):
        parser.add_argument(option, metavar="VALUE", help="passed on")
    parser.add_argument("--fail-fast", action="store_true", help="passed on")


def execute(args: argparse.Namespace) -> int:
    """Submit, wait, merge; the largest exit code of the jobs if one failed."""
    from diffusion_sim.cli.explore import whole
    from diffusion_sim.executors.launcher import launch, logs

    count = whole("N", args.count, 1)
    if args.command not in COMMANDS:
        raise unknown("Command", args.command, COMMANDS)
    if args.out is None:
        raise BadInput("shards needs a folder that all jobs write into; allowed: with --out DIR.")
    keys = [word for word in args.rest if word.startswith("hydra")]
    command = [args.command, *(word for word in args.rest if word not in keys), *_passed_on(args)]
    folder = Path(args.out).expanduser()
    codes = launch([*command, "--out", str(folder.absolute()), "--no-progress"], count, args.launcher, keys, folder)
    failed = [str(k) for k, code in enumerate(codes, start=1) if code]
    if failed:
        print(f"Shards {', '.join(failed)} of {count} ended with an error; {logs(folder)} holds what they printed.")
        return max(codes)
    print(f"All {count} shards have run.")
    if args.command == "design":
        print(f"diffusion-sim design query {folder} shows what came out.")
        return 0
    from diffusion_sim.cli.commands import merge

    return merge.execute(argparse.Namespace(folders=[str(folder)], no_progress=True))


def _passed_on(args: argparse.Namespace) -> list[str]:
    words = ["--fail-fast"] if args.fail_fast else []
    for option in ("replicates", "districts", "workers", "seed", "conf", "outcome"):
        value = getattr(args, option)
        words += [] if value is None else [f"--{option}", str(value)]
    return words
